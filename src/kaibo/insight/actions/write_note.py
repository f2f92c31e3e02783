"""Write what the team says about a show into its review."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.insight.access import may_review
from kaibo.insight.models import Review

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

NOTE_LIMIT = 5000


@transaction.atomic
def write_note(show_id: int, shop_id: int, note: str, actor: Staff) -> None:
    """Replace the note. Locks the review."""
    may_review(actor, shop_id)
    if len(note) > NOTE_LIMIT:
        raise InvalidInput(
            _("笔记有 %(length)s 字，最多 %(limit)s 字，请删减")
            % {"length": len(note), "limit": NOTE_LIMIT}
        )
    review = Review.objects.select_for_update(no_key=True).filter(show_id=show_id).first()
    if review is None:
        raise NotFound(_("这场还没有复盘，下播后会自动生成"))
    review.note = note
    review.save(update_fields=["note"])
    audit.record(
        shop=shop_id, actor=actor, action="review.note", subject=f"show:{show_id}",
        detail={"length": len(note)},
    )  # fmt: skip
