"""Coupons: claimed exactly under a rush, held, lapsed, counted in the ledger."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone
from tests.db.promotions.world import HOUR, buyers, draft, running, world

from kaibo.foundation import ledger
from kaibo.foundation.errors import KaiboError
from kaibo.foundation.models import LedgerTransfer, OutboxMessage
from kaibo.promotions import facade
from kaibo.promotions.contracts import BuyerFacts
from kaibo.promotions.errors import CouponClosed, CouponGone, CouponHeld, NotForYou
from kaibo.promotions.models import Campaign, CouponClaim

COUPONS, CLAIMS, PEOPLE, CONNECTIONS = 37, 200, 80, 24


def claim(campaign: Campaign, buyer: int) -> str:
    """The answer's code, empty when it was given."""
    try:
        facade.claim_coupon(campaign.pk, BuyerFacts(buyer_id=buyer), timezone.now())
    except KaiboError as error:
        return error.code
    return ""


@pytest.mark.django_db(transaction=True)
def test_two_hundred_claims_of_37_coupons_give_exactly_37() -> None:
    scene = world()
    campaign = running(scene, quantity=COUPONS, claim_limit=2)
    people = buyers(PEOPLE)
    gun = threading.Barrier(CONNECTIONS)

    def rush(lane: int) -> list[str]:
        gun.wait()
        try:
            lanes = range(lane, CLAIMS, CONNECTIONS)
            return [claim(campaign, people[at % 15 if at % 2 else at % PEOPLE].pk) for at in lanes]
        finally:
            connection.close()

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        answers = Counter(code for codes in pool.map(rush, range(CONNECTIONS)) for code in codes)
    assert answers[""] == COUPONS
    assert set(answers) <= {"", "coupon_sold_out", "coupon_held"}
    assert sum(answers.values()) == CLAIMS
    held = Counter(CouponClaim.objects.values_list("buyer_id", flat=True))
    assert sum(held.values()) == COUPONS
    assert max(held.values()) <= 2
    meter = facade.meters([campaign.pk])[campaign.pk]
    assert (meter.unissued, meter.held) == (0, COUPONS)
    assert ledger.verify("coupon") == []
    assert ledger.total("coupon") == 0
    assert OutboxMessage.objects.filter(kind="claim").count() == COUPONS


@pytest.mark.django_db(transaction=True)
def test_one_buyer_on_many_connections_gets_no_more_than_the_limit() -> None:
    campaign = running(world(), quantity=1000, claim_limit=3)
    buyer = buyers(1)[0].pk
    gun = threading.Barrier(12)

    def rush(_lane: int) -> str:
        gun.wait()
        try:
            return claim(campaign, buyer)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        answers = Counter(pool.map(rush, range(12)))
    assert answers == {"": 3, "coupon_held": 9}


@pytest.mark.django_db
def test_a_coupon_is_for_its_audience_and_its_time() -> None:
    scene = world()
    now = timezone.now()
    (buyer,) = buyers(1)
    newcomer = running(scene, audience={"newcomers_only": True}, quantity=5)
    with pytest.raises(NotForYou):
        facade.claim_coupon(newcomer.pk, BuyerFacts(buyer_id=buyer.pk), now)
    facade.claim_coupon(newcomer.pk, BuyerFacts(buyer_id=buyer.pk, is_newcomer=True), now)
    with pytest.raises(CouponHeld):
        facade.claim_coupon(newcomer.pk, BuyerFacts(buyer_id=buyer.pk, is_newcomer=True), now)
    later = running(scene, starts_at=now + HOUR, quantity=5)
    with pytest.raises(CouponClosed):
        facade.claim_coupon(later.pk, BuyerFacts(buyer_id=buyer.pk), now)
    with pytest.raises(CouponClosed):
        facade.claim_coupon(later.pk, BuyerFacts(buyer_id=buyer.pk), now + 9 * HOUR)
    facade.pause_campaign(scene.staff, later.pk, now)
    with pytest.raises(CouponClosed):
        facade.claim_coupon(later.pk, BuyerFacts(buyer_id=buyer.pk), now + 2 * HOUR)


@pytest.mark.django_db
def test_claims_lapse_once_and_the_ledger_follows() -> None:
    scene = world()
    campaign = running(scene, quantity=5, valid_hours=2)
    now = timezone.now()
    first, second, third = (viewer.pk for viewer in buyers(3))
    assert [claim(campaign, each) for each in (first, second, third)] == ["", "", ""]
    spent = CouponClaim.objects.get(buyer_id=third)
    spend(campaign, spent, 77, now)
    assert facade.lapse_claims(now + HOUR) == 0
    assert facade.lapse_claims(now + 3 * HOUR) == 2
    assert facade.lapse_claims(now + 3 * HOUR) == 0
    meter = facade.meters([campaign.pk])[campaign.pk]
    assert (meter.unissued, meter.held, meter.used, meter.expired) == (2, 0, 1, 2)
    give_back(campaign, spent, now + 4 * HOUR)
    assert facade.lapse_claims(now + 5 * HOUR) == 1
    assert ledger.verify("coupon") == []


@pytest.mark.django_db
def test_ending_keeps_the_promise_of_claimed_coupons() -> None:
    scene = world()
    campaign = running(scene, quantity=9, valid_hours=24)
    (buyer,) = buyers(1)
    assert claim(campaign, buyer.pk) == ""
    now = timezone.now()
    facade.end_campaign(scene.staff, campaign.pk, now)
    assert claim(campaign, buyers(1)[0].pk) == "coupon_closed"
    (live,) = facade.live_promotions(scene.shop.pk, None, now)
    assert live.id == campaign.pk
    assert live.needs_coupon
    facts = facade.buyer_facts(buyer.pk, scene.shop.pk, now, is_newcomer=False)
    assert [each.promotion_id for each in facts.coupons] == [campaign.pk]
    assert facade.meters([campaign.pk])[campaign.pk].unissued == 0
    after = now + 48 * HOUR
    assert facade.live_promotions(scene.shop.pk, None, after) == []


@pytest.mark.django_db
def test_the_quantity_grows_and_shrinks_down_to_what_is_out() -> None:
    scene = world()
    campaign = running(scene, quantity=2)
    assert [claim(campaign, viewer.pk) for viewer in buyers(3)] == ["", "", "coupon_sold_out"]
    more = facade.change_campaign(scene.staff, campaign.pk, draft(quantity=4))
    assert claim(more, buyers(1)[0].pk) == ""
    with pytest.raises(KaiboError, match="已经发出 3 张"):
        facade.change_campaign(scene.staff, campaign.pk, draft(quantity=2))
    endless = facade.change_campaign(scene.staff, campaign.pk, draft(quantity=None))
    assert [claim(endless, viewer.pk) for viewer in buyers(3)] == [""] * 3
    exact = facade.change_campaign(scene.staff, campaign.pk, draft(quantity=6))
    with pytest.raises(CouponGone):
        facade.claim_coupon(exact.pk, BuyerFacts(buyer_id=buyers(1)[0].pk), timezone.now())
    assert ledger.verify("coupon") == []


def spend(campaign: Campaign, coupon: CouponClaim, order_id: int, at: dt.datetime) -> None:
    """What the order path does with a coupon."""
    taken = [facade.Taken(campaign.pk, quantity=1, amount=2000, coupons=1)]
    moves = facade.order_moves(campaign.shop_id, coupon.buyer_id, taken)
    ledger.post(moves, at=at)
    updated = CouponClaim.objects.filter(pk=coupon.pk, order_id=None)
    assert updated.update(order_id=order_id, used_at=at) == 1


def give_back(campaign: Campaign, coupon: CouponClaim, at: dt.datetime) -> None:
    """The reversed transfer, as when an order expires."""
    used = LedgerTransfer.objects.get(reason="coupon", debit__subject_id=campaign.pk)
    ledger.post([ledger.Move(used.credit_id, used.debit_id, 1, "coupon")], at=at)
    CouponClaim.objects.filter(pk=coupon.pk).update(order_id=None, used_at=None)
