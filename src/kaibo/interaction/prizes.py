"""What winners get, paid through promotions exactly once each.

A prize is one row; the transaction that moves the ledger also marks the row, so a killed worker
either did both or neither. Locks: ledger accounts, then the prize.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from kaibo.foundation.errors import Conflict, KaiboError, NotFound
from kaibo.interaction import draws
from kaibo.interaction.models import ActivityPrize
from kaibo.interaction.newcomers import is_newcomer
from kaibo.liveroom import facade as liveroom
from kaibo.promotions import facade as promotions
from kaibo.promotions.errors import CampaignChanged
from kaibo.team import facade as team
from kaibo.team.facade import Role

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

PAY = "interaction.pay_prizes"
CASH = ("credit", "redpacket")
MAY_GIVE_CASH = (Role.BRAND_MANAGER, Role.ADMIN)
CASH_DAYS = 30
REASON = "prize"


def check_prizes(rules: dict[str, Any], shop_id: int, actor: Staff) -> None:
    """Coupons must be of the shop; money is promised by those who may give it alone."""
    if "total" in rules:  # a red packet
        team.require(actor, shop_id, *MAY_GIVE_CASH)
    for prize in _prizes_in(rules):
        if prize["kind"] in CASH:
            team.require(actor, shop_id, *MAY_GIVE_CASH)
        if prize["kind"] == "coupon":
            _check_coupon(prize["campaign_id"], shop_id, prize["amount"])


def pay_later(activity_id: int) -> None:
    """Pay what is owed as soon as this transaction stands."""
    app.configure_task(PAY, queue="orders").defer(activity_id=activity_id)


def pay_prizes(activity_id: int, now: dt.datetime) -> int:
    """Pay every prize that is owed; returns how many now. May run twice at once."""
    owed = ActivityPrize.objects.filter(
        activity_id=activity_id, paid_at__isnull=True, is_held=False, refused=""
    )
    return sum(_pay(one, now) for one in owed.select_related("activity").order_by("id"))


def unpaid_activities(limit: int) -> list[int]:
    """Activities with prizes that are owed."""
    owed = ActivityPrize.objects.filter(paid_at__isnull=True, is_held=False, refused="")
    return list(
        owed.order_by("activity_id").values_list("activity_id", flat=True).distinct()[:limit]
    )


class _PaidAlready(Exception):
    """Somebody else paid it meanwhile: this transaction is taken back."""


def _pay(prize: ActivityPrize, now: dt.datetime) -> bool:
    """Ledger and mark in one transaction; a refusal is answered and written down instead."""
    try:
        with transaction.atomic():
            _give(prize, now)
            _mark(prize, paid_at=now)
            _tell(prize)
    except (_PaidAlready, CampaignChanged):  # the latter is tried again by the next look
        return False
    except KaiboError as error:
        return _answer_refusal(prize, error.message[:120], now)
    return True


def _answer_refusal(prize: ActivityPrize, why: str, now: dt.datetime) -> bool:
    """Points in place of a coupon the winner cannot have; without them the winner is told why."""
    try:
        with transaction.atomic():
            if prize.kind == "coupon" and prize.amount:
                shop_id, viewer_id = prize.activity.shop_id, prize.viewer_id
                promotions.earn(
                    "points", shop_id, viewer_id, prize.amount, REASON, ref_id=prize.pk, at=now
                )
                _mark(prize, paid_at=now, kind="points")
                prize.kind = "points"
                _tell(prize, instead=why)
                return True
            _mark(prize, refused=why)
            _tell(prize, "prize_refused", why=why)
    except _PaidAlready:
        return False
    return False


def _mark(prize: ActivityPrize, **values: object) -> None:
    rows = ActivityPrize.objects.filter(pk=prize.pk, paid_at__isnull=True, refused="")
    if not rows.update(**values):
        raise _PaidAlready


def _give(prize: ActivityPrize, now: dt.datetime) -> None:
    shop_id, viewer_id = prize.activity.shop_id, prize.viewer_id
    if prize.kind == "coupon":
        is_new = is_newcomer(viewer_id, shop_id)
        facts = promotions.buyer_facts(viewer_id, shop_id, now, is_newcomer=is_new)
        promotions.claim_coupon(prize.campaign_id or 0, facts, now)
    elif prize.kind == "redpacket":
        ends = now + dt.timedelta(days=CASH_DAYS)
        title = prize.activity.title
        promotions.give_red_packet(shop_id, viewer_id, prize.amount, ends, now, reason=title)
    elif prize.kind != "goods":  # goods wait for the address of the winner
        promotions.earn(
            prize.kind, shop_id, viewer_id, prize.amount, REASON, ref_id=prize.pk, at=now
        )


def _tell(prize: ActivityPrize, kind: str = "prize_won", **more: object) -> None:
    body: dict[str, object] = {
        "activity": prize.activity_id, "title": prize.activity.title, "kind": prize.kind,
        "amount": prize.amount, "place": prize.place, "prize": prize.pk,
        "name": draws.prize_name(prize), **more,
    }  # fmt: skip
    liveroom.tell(prize.viewer_id, prize.activity.room_id, kind, body)


def _check_coupon(campaign_id: int, shop_id: int, instead: int) -> None:
    """``instead``: points for winners whom the coupon is not for; who wins nobody knows yet."""
    campaign = promotions.campaign(campaign_id)
    if campaign is None or campaign.shop_id != shop_id or not promotions.is_coupon(campaign.kind):
        message = _("没有编号为 %(id)s 的优惠券，请在优惠券列表里选择")
        raise NotFound(message % {"id": campaign_id})
    if campaign.state != "running":
        message = _("优惠券“%(name)s”没有在发放，请先开始发放")
        raise Conflict(message % {"name": campaign.name})
    if any(campaign.audience.values()) and not instead:
        message = _(
            "优惠券“%(name)s”只给一部分买家，中奖的人可能领不到：请换不限人群的券，或填写领不到时改发的积分"
        )
        raise Conflict(message % {"name": campaign.name})


def _prizes_in(rules: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Of the rules, of each of a box game's contents, and of a draw."""
    yield from rules.get("prizes", ())
    for holder in (rules, *rules.get("contents", ())):
        if holder.get("prize"):
            yield holder["prize"]
