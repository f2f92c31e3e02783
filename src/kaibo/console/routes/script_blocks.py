"""``/shows``: the interactions that a script carries, checked as if they were armed now."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field, JsonValue

from kaibo.interaction import activity_facade as activities
from kaibo.planning import facade as planning
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["shows"], auth=staff_auth)

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


class BlockIn(Schema):
    kind: str = Field(max_length=12, description="qa, poll, draw, packet, guess, game or card.")
    title: str = Field(max_length=80)
    seconds: int = Field(ge=0, le=86_400, description="Open for so long; 0: until closed by hand.")
    rules: dict[str, JsonValue] = Field(description="What the kind asks for.")


class BlocksIn(Schema):
    blocks: list[BlockIn] = Field(description="All that the segment carries, in their order.")


class BlockOut(BlockIn):
    id: int


class BlockTemplateOut(BlockIn):
    key: str


@router.get("/block-templates", response=list[BlockTemplateOut], summary="Standard interactions")
def block_templates(request: HttpRequest) -> Any:
    """What a segment may carry, complete and ready to be changed."""
    return activities.templates()


@router.put(
    "/{show_id}/script/segments/{segment_id}/blocks", response=list[BlockOut],
    summary="Set the interactions of a segment",
)  # fmt: skip
def set_blocks(request: HttpRequest, show_id: Id, segment_id: Id, body: BlocksIn) -> Any:
    """Each is checked as if it were armed now. Refused on a locked row."""
    actor = _actor(request)
    planning.may_read(actor, show_id)
    shop = planning.show_card(show_id).shop_id
    checked = [activities.check_draft(_draft(one), shop, actor) for one in body.blocks]
    drafts = [planning.BlockDraft(one.kind, one.title, one.seconds, one.rules) for one in checked]
    planning.set_blocks(show_id, segment_id, drafts, actor)
    rows = {row.id: row.blocks for row in planning.segments(show_id)}
    return [asdict(one) for one in rows.get(segment_id, [])]


def _draft(block: BlockIn) -> activities.ActivityDraft:
    return activities.ActivityDraft(block.kind, block.title, block.seconds, dict(block.rules))


def _actor(request: HttpRequest) -> Staff:
    staff: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    return staff
