"""The interactions that a segment of the script carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.planning import access, queries
from kaibo.planning.models import ScriptSegment, SegmentBlock, Show

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

MOST = 6


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """Rules are already checked by whoever knows the kind; ``seconds`` 0: until it is closed."""

    kind: str
    title: str
    seconds: int
    rules: dict[str, Any]


@transaction.atomic
def set_blocks(show_id: int, segment_id: int, drafts: Sequence[BlockDraft], actor: Staff) -> None:
    """Carry exactly these, in this order; a block that stays keeps its id. Locks the show."""
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    access.still_open(show)
    if len(drafts) > MOST:
        message = _("一个环节最多 %(most)s 个互动，现在 %(n)s 个；请分到别的环节")
        raise InvalidInput(message % {"most": MOST, "n": len(drafts)}, field="blocks")
    segment = _segment(show, segment_id)
    known = list(segment.blocks.order_by("position"))
    for row in known[len(drafts) :]:
        row.delete()
    for index, draft in enumerate(drafts):
        row = known[index] if index < len(known) else SegmentBlock(segment=segment)
        row.kind, row.title, row.seconds, row.rules = (
            draft.kind, draft.title, draft.seconds, draft.rules,
        )  # fmt: skip
        row.position = index + 1
        row.save()
    record(
        shop=show.shop_id, actor=actor, action="planning.set_blocks", subject=f"show:{show.pk}",
        detail={"segment": segment_id, "blocks": [asdict(draft) for draft in drafts]},
    )  # fmt: skip


def _segment(show: Show, segment_id: int) -> ScriptSegment:
    segment = ScriptSegment.objects.filter(show=show, pk=segment_id).first()
    if segment is None:
        raise NotFound(_("脚本里没有第 %(id)s 号环节，请刷新") % {"id": segment_id})
    if segment.is_locked:
        message = _("第 %(position)s 行已锁定，请先解锁再改")
        raise Conflict(message % {"position": segment.position})
    return segment
