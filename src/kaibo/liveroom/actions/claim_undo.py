"""The one claim on taking an action back; the compensating action follows in the transaction."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaibo.foundation.errors import NotFound
from kaibo.liveroom.access import may_run_desk
from kaibo.liveroom.errors import UndoRefused
from kaibo.liveroom.models import ConsoleAction
from kaibo.liveroom.queries import UNDO_SECONDS, ActionCard, action_card, room_by_id
from kaibo.liveroom.rules.undo import refusal

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

_VERBS = {
    "pin": gettext_lazy("讲解"), "unpin": gettext_lazy("取消讲解"),
    "price": gettext_lazy("改价"), "stock": gettext_lazy("改库存"),
    "flash_start": gettext_lazy("开秒杀"), "flash_stop": gettext_lazy("停秒杀"),
    "limit": gettext_lazy("改限购"), "list": gettext_lazy("上架"), "unlist": gettext_lazy("下架"),
    "announce": gettext_lazy("公告"), "segment": gettext_lazy("切换环节"),
    "mute": gettext_lazy("禁言"), "unmute": gettext_lazy("解除禁言"),
    "show_start": gettext_lazy("开播"), "show_end": gettext_lazy("下播"),
}  # fmt: skip
_WORDS = {
    "not_undoable": gettext_lazy("“%(verb)s”不支持撤销"),
    "already_undone": gettext_lazy("“%(verb)s”已经撤销过了"),
    "too_late": gettext_lazy("“%(verb)s”已超过 30 秒，不能撤销，请重新操作"),
    "moved_on": gettext_lazy("“%(verb)s”之后情况又有变化，不能撤销，请重新操作"),
}


def claim_undo(room_id: int, action_id: int, actor: Staff, now: datetime) -> ActionCard:
    """Mark the action as undone and return it; raises `UndoRefused` with ``reason``.

    Holds the action until commit: when the compensating action fails, the claim is gone too.
    """
    may_run_desk(actor, room_by_id(room_id).shop_id)
    rows = ConsoleAction.objects.select_for_update(of=("self",), no_key=True).select_related(
        "actor"
    )
    row = rows.filter(pk=action_id, room_id=room_id).first()
    if row is None:
        raise NotFound(_("本直播间没有操作 %(id)s") % {"id": action_id})
    if why := refusal(row.at, row.undone_at, row.undo is not None, now, UNDO_SECONDS):
        raise undo_refused(why, row.verb)
    row.undone_at = now
    row.save(update_fields=["undone_at"])
    return action_card(row)


def undo_refused(reason: str, verb: str) -> UndoRefused:
    """The refusal in words, with the reason for machines."""
    return UndoRefused(str(_WORDS[reason]) % {"verb": _VERBS.get(verb, verb)}, reason=reason)
