"""Goods that were won: the winner gives an address, the desk ships.

Locks: the prize. A prize waits for its address as long as the address rows of its viewer do.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.interaction import draws
from kaibo.interaction.models import ActivityPrize, PrizeClaim
from kaibo.liveroom import facade as liveroom
from kaibo.members import facade as members
from kaibo.members.contracts import ShippingAddress
from kaibo.team import facade as team

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

SHIPPERS = ("warehouse", "operator", "service", "admin")


@dataclass(frozen=True, slots=True)
class ToShip:
    """One prize on the desk's list, with the address readable."""

    prize_id: int
    activity: str
    name: str
    winner: str
    receiver: str
    phone: str
    address: str
    claimed_at: dt.datetime
    carrier: str
    tracking_no: str
    shipped_at: dt.datetime | None


@transaction.atomic
def claim_prize(prize_id: int, viewer_id: int, address_id: int, now: dt.datetime) -> PrizeClaim:
    """Send a prize of the viewer to one of their addresses; until it is shipped it may change."""
    rows = ActivityPrize.objects.select_for_update(no_key=True, of=("self",))
    prize = rows.filter(pk=prize_id, viewer_id=viewer_id, kind="goods").first()
    if prize is None:
        raise NotFound(_("没有编号 %(id)s 的待领奖品，请刷新") % {"id": prize_id})
    if prize.is_held or prize.refused:
        raise Conflict(_("这份奖品还在审核，通过后就能填写地址"))
    if address_id not in {one.address_id for one in members.addresses(viewer_id)}:
        raise NotFound(_("没有编号 %(id)s 的收货地址，请重新选择") % {"id": address_id})
    known = PrizeClaim.objects.filter(pk=prize_id).first()
    if known is not None and known.shipped_at is not None:
        raise Conflict(_("奖品已经寄出，地址不能再改"))
    made, _is_new = PrizeClaim.objects.update_or_create(
        pk=prize_id, defaults={"address_id": address_id, "claimed_at": now}
    )
    return made


@transaction.atomic
def ship_prize(
    prize_id: int, carrier: str, tracking_no: str, actor: Staff, now: dt.datetime
) -> None:
    """Mark a claimed prize as sent and tell its winner; again with another number corrects it."""
    rows = PrizeClaim.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("prize__activity").filter(pk=prize_id).first()
    if found is None:
        raise NotFound(_("编号 %(id)s 的奖品还没有填写地址") % {"id": prize_id})
    prize = found.prize
    team.require(actor, prize.activity.shop_id, *SHIPPERS)
    if not tracking_no.strip():
        raise InvalidInput(_("请填写运单号"), field="tracking_no")
    found.carrier, found.tracking_no = carrier.strip()[:20], tracking_no.strip()[:40]
    found.shipped_at, found.by = now, actor
    found.save()
    body: dict[str, object] = {
        "prize": prize_id, "name": draws.prize_name(prize), "carrier": found.carrier,
        "tracking_no": found.tracking_no,
    }  # fmt: skip
    liveroom.tell(prize.viewer_id, prize.activity.room_id, "prize_shipped", body)
    audit.record(
        shop=prize.activity.shop_id, actor=actor, action="interaction.ship_prize",
        subject=f"prize:{prize_id}", detail={"tracking_no": found.tracking_no}, at=now,
    )  # fmt: skip


def to_ship(shop_id: int, limit: int = 200) -> list[ToShip]:
    """Claimed prizes of a shop, those that wait first, then the newest."""
    rows = PrizeClaim.objects.filter(prize__activity__shop_id=shop_id)
    rows = rows.select_related("prize__activity", "prize__entry__viewer")
    found = list(rows.order_by("-shipped_at", "prize_id")[:limit])  # null first
    where = members.shipping_addresses(one.address_id for one in found)
    return [_line(one, where) for one in found]


def _line(claim: PrizeClaim, where: dict[int, ShippingAddress]) -> ToShip:
    prize, address = claim.prize, where[claim.address_id].fields
    place = f"{address.province}{address.city}{address.district}{address.street}"
    return ToShip(
        prize.pk, prize.activity.title, draws.prize_name(prize), prize.entry.viewer.nickname,
        address.name, address.phone, place, claim.claimed_at, claim.carrier, claim.tracking_no,
        claim.shipped_at,
    )  # fmt: skip
