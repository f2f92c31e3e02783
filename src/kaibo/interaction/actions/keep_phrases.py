"""话术: quick phrases of a shop, and which of them answer by keyword."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.interaction.access import may_talk
from kaibo.interaction.board import switch_replies
from kaibo.interaction.models import Phrase
from kaibo.interaction.rules.phrases import MOST_LINES, PUBLIC_LENGTH, BadLine, Line, parse
from kaibo.interaction.rules.tags import normal
from kaibo.liveroom import facade as liveroom

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

MODES = ("off", "private", "public")
LONGEST_AGAIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Imported:
    """What a pasted text brought, or would bring."""

    added: int
    changed: int
    bad: list[BadLine]


@transaction.atomic
def import_phrases(
    shop_id: int, text: str, store: bool, actor: Staff, now: datetime
) -> Imported:  # fmt: skip
    """Take every good line; a line whose first keyword is known replaces that phrase's words.

    Without ``store`` nothing is written. Bad lines are told and do not hold up the others.
    """
    may_talk(actor, shop_id)
    lines, bad = parse(text)
    known = {normal(row.keywords[0]): row for row in Phrase.objects.filter(shop_id=shop_id)}
    fresh = [line for line in lines if normal(line.keywords[0]) not in known]
    if len(known) + len(fresh) > MOST_LINES:
        message = _("一个店铺最多 %(most)s 条话术，已有 %(n)s 条，这次新增 %(new)s 条")
        values = {"most": MOST_LINES, "n": len(known), "new": len(fresh)}
        raise InvalidInput(message % values, field="text")
    if store:
        _write(shop_id, lines, known, actor, now)
    return Imported(len(fresh), len(lines) - len(fresh), bad)


def _write(
    shop_id: int, lines: list[Line], known: dict[str, Phrase], actor: Staff, now: datetime
) -> None:
    for line in lines:
        row = known.get(normal(line.keywords[0])) or Phrase(shop_id=shop_id)
        row.keywords, row.reply, row.by, row.at = list(line.keywords), line.reply, actor, now
        row.save()
    audit.record(
        shop=shop_id, actor=actor, action="interaction.import_phrases", subject=f"shop:{shop_id}",
        detail={"lines": len(lines)}, at=now,
    )  # fmt: skip


@transaction.atomic
def set_phrase_mode(
    shop_id: int, phrase_id: int, mode: str, again_minutes: int, actor: Staff, now: datetime
) -> Phrase:
    """Let it answer by keyword: not, in private, or for all to read."""
    may_talk(actor, shop_id)
    row = _find(shop_id, phrase_id)
    if mode not in MODES:
        raise InvalidInput(_("没有“%(mode)s”这种回复方式") % {"mode": mode}, field="mode")
    if not 1 <= again_minutes <= LONGEST_AGAIN:
        message = _("间隔 %(n)s 分钟不正确，请填写 1 到 %(most)s")
        values = {"n": again_minutes, "most": LONGEST_AGAIN}
        raise InvalidInput(message % values, field="again_minutes")
    if mode == "public" and len(row.reply) > PUBLIC_LENGTH:
        message = _("公开回复最多 %(most)s 个字，这条有 %(n)s 个，请先缩短")
        raise Conflict(message % {"most": PUBLIC_LENGTH, "n": len(row.reply)})
    row.mode, row.again_minutes, row.by, row.at = mode, again_minutes, actor, now
    row.save()
    audit.record(
        shop=shop_id, actor=actor, action="interaction.set_phrase_mode",
        subject=f"phrase:{row.pk}", detail={"mode": mode, "again_minutes": again_minutes}, at=now,
    )  # fmt: skip
    return row


@transaction.atomic
def delete_phrase(shop_id: int, phrase_id: int, actor: Staff, now: datetime) -> None:
    may_talk(actor, shop_id)
    row = _find(shop_id, phrase_id)
    detail = {"keywords": row.keywords, "reply": row.reply}
    row.delete()
    audit.record(
        shop=shop_id, actor=actor, action="interaction.delete_phrase",
        subject=f"phrase:{phrase_id}", detail=detail, at=now,
    )  # fmt: skip


@transaction.atomic
def set_keyword_replies(room_id: int, is_on: bool, actor: Staff, now: datetime) -> None:
    """Switch keyword replies for the show on air; the next begins without. Locks the room."""
    room = liveroom.lock_room(room_id)
    may_talk(actor, room.shop_id)
    switch_replies(room.id, room.on_air_show, is_on)
    deed = liveroom.Deed("keyword_replies", f"room:{room.slug}", {"is_on": is_on})
    liveroom.journal(room, actor, deed, now)


def _find(shop_id: int, phrase_id: int) -> Phrase:
    row = Phrase.objects.select_for_update(no_key=True).filter(pk=phrase_id, shop_id=shop_id)
    found = row.first()
    if found is None:
        raise NotFound(_("没有编号 %(id)s 的话术") % {"id": phrase_id})
    return found
