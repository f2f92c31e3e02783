"""主播交接: who leaves signs the facts of the moment, who comes signs that they were read."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict, NotFound
from kaibo.liveroom import facade as liveroom
from kaibo.service.access import may_hand_over
from kaibo.service.models import HandOver
from kaibo.service.queries import stage_facts
from kaibo.service.threads import wake

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

PROMISES_LENGTH = 500


@transaction.atomic
def give_over(slug: str, promises: str, actor: Staff, now: datetime) -> int:
    """Sign as who leaves: keeps the facts as they stand. Locks the room. Raises `NotOnAir`.

    A card that nobody has taken yet is replaced by this one.
    """
    room = liveroom.lock_room(liveroom.find_room(slug).id)
    may_hand_over(actor, room.shop_id)
    show_id = room.on_air_show
    values = {
        "facts": stage_facts(room.id, now), "promises": promises.strip()[:PROMISES_LENGTH],
        "given_by": actor, "given_at": now, "shop_id": room.shop_id, "room_id": room.id,
    }  # fmt: skip
    card, _made = HandOver.objects.update_or_create(
        show_id=show_id, taken_at__isnull=True, defaults=values
    )
    _told(room, card, "hand_over", actor, now)
    return int(card.pk)


@transaction.atomic
def take_over(card_id: int, actor: Staff, now: datetime) -> None:
    """Sign as who comes; another person than who left. Locks the room, then the card."""
    known = HandOver.objects.filter(pk=card_id).first()
    if known is None:
        raise NotFound(_("没有编号 %(id)s 的交接卡") % {"id": card_id})
    room = liveroom.lock_room(known.room_id)
    may_hand_over(actor, room.shop_id)
    card = HandOver.objects.select_for_update(no_key=True).get(pk=card_id)
    if card.taken_at is not None:
        raise Conflict(_("这张交接卡已经签收"))
    if card.given_by_id == actor.pk:
        raise Conflict(_("交班和接班要由两个人分别签"))
    card.taken_by, card.taken_at = actor, now
    card.save()
    _told(room, card, "take_over", actor, now)


def _told(room: liveroom.RoomFacts, card: HandOver, verb: str, actor: Staff, now: datetime) -> None:
    facts = (("hand_over", {"ref": card.pk, "text": verb}),)
    deed = liveroom.Deed(verb, f"hand_over:{card.pk}", {"promises": card.promises}, None, facts)
    liveroom.journal(room, actor, deed, now)
    wake(room.id)
