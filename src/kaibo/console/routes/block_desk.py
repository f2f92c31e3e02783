"""``/rooms/{slug}/blocks``: open on air what the frozen script carries."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema, Status
from pydantic import Field

from kaibo.foundation.errors import Conflict, NotFound
from kaibo.interaction import activity_facade as activities
from kaibo.liveroom import facade as liveroom
from kaibo.planning import facade as planning
from kaibo.planning.contracts import BlockRow
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["live desk"], auth=staff_auth)

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]


class OpenedBlock(Schema):
    activity_id: int = Field(description="Of the activity that was opened.")


@router.post("/{slug}/blocks/{block_id}", response={201: OpenedBlock}, summary="Open a block")
def open_block(request: HttpRequest, slug: Slug, block_id: Id) -> Any:
    """Arms and opens what the frozen script carries. Refused while it is open."""
    actor: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    room, now = liveroom.find_room(slug), timezone.now()
    liveroom.may_run_desk(actor, room.shop_id)
    show = room.on_air_show
    block = _block(show, block_id)
    running = activities.of_show(room.id, show)
    if any(one.block_id == block_id and one.state == "open" for one in running):
        raise Conflict(_("“%(title)s”正在进行，先结束再开") % {"title": block.title})
    draft = activities.ActivityDraft(
        block.kind, block.title, block.seconds, block.rules, block_id=block_id
    )
    row = activities.arm_activity(room.id, draft, actor, now)
    activities.open_activity(room.id, row.pk, actor, now)
    return Status(201, {"activity_id": row.pk})


def _block(show: int, block_id: int) -> BlockRow:
    plan = planning.frozen_plan(show)
    for row in plan.segments if plan else []:
        for block in row.blocks:
            if block.id == block_id:
                return block
    message = _("冻结的脚本里没有互动 %(id)s，请重新冻结后再开")
    raise NotFound(message % {"id": block_id})
