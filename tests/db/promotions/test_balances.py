"""Points, store credit and red packets: every movement stands in the ledger."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.db.promotions.world import World, buyers, enter, member, world

from kaibo.foundation import ledger
from kaibo.foundation.errors import InvalidInput, NotAllowed, NotFound
from kaibo.foundation.models import AuditEntry
from kaibo.promotions import facade
from kaibo.promotions.actions.red_packets import over_now

DAY = dt.timedelta(days=1)


@pytest.fixture
def scene(db: None) -> World:
    return world("admin")


def moved(scene: World, book: str, viewer: int) -> list[tuple[int, str]]:
    return [(each.amount, each.reason) for each in facade.statement(book, scene.shop.pk, viewer)]


def test_points_of_a_paid_order_come_once_and_go_with_refunds(scene: World) -> None:
    shop, now = scene.shop.pk, timezone.now()
    (buyer,) = (viewer.pk for viewer in buyers(1))
    assert facade.award_points(shop, buyer, 501, 25_900, now) == 0  # no rule yet
    facade.set_points_rule(scene.staff, shop, 100, True)
    assert facade.award_points(shop, buyer, 501, 25_900, now) == 259
    assert facade.award_points(shop, buyer, 501, 25_900, now) == 0
    assert facade.take_points_back(shop, buyer, 501, 10_000, 25_900, now) == 100
    assert facade.take_points_back(shop, buyer, 501, 10_000, 25_900, now) == 0
    assert facade.take_points_back(shop, buyer, 501, 25_900, 25_900, now) == 159
    assert facade.balances(shop, buyer).points == 0
    assert moved(scene, "points", buyer) == [
        (-159, "earn_back"),
        (-100, "earn_back"),
        (259, "earn"),
    ]
    assert ledger.verify("points") == []


def test_points_that_were_spent_stay_spent(scene: World) -> None:
    shop, now = scene.shop.pk, timezone.now()
    (buyer,) = (viewer.pk for viewer in buyers(1))
    facade.set_points_rule(scene.staff, shop, 100, True)
    facade.award_points(shop, buyer, 502, 20_000, now)
    ledger.post(facade.order_moves(shop, buyer, [], points=150), at=now)
    assert facade.take_points_back(shop, buyer, 502, 20_000, 20_000, now) == 50
    assert facade.balances(shop, buyer).points == 0
    with pytest.raises(ledger.BalanceTooLow):
        facade.spend("points", shop, buyer, 1, "points", at=now)


def test_credit_by_hand_needs_a_role_a_reason_and_a_buyer(scene: World) -> None:
    shop, now = scene.shop.pk, timezone.now()
    (buyer,) = (viewer.pk for viewer in buyers(1))
    service = member(scene.shop, "service")
    assert facade.correct_balance(service, shop, buyer, "credit", 2_000, "迟发补偿", now) == 2_000
    assert facade.correct_balance(service, shop, buyer, "credit", -500, "多给了", now) == 1_500
    entry = AuditEntry.objects.filter(action="promotions.correct_balance").latest("id")
    assert entry.detail == {"book": "credit", "amount": -500, "why": "多给了", "balance": 1_500}
    with pytest.raises(ledger.BalanceTooLow):
        facade.correct_balance(service, shop, buyer, "credit", -9_999, "全部收回", now)
    with pytest.raises(InvalidInput, match="写明原因"):
        facade.correct_balance(service, shop, buyer, "credit", 100, " ", now)
    with pytest.raises(NotFound):
        facade.correct_balance(service, shop, 10**15, "credit", 100, "补偿", now)
    with pytest.raises(NotAllowed):
        facade.correct_balance(member(scene.shop, "host"), shop, buyer, "credit", 1, "补偿", now)
    assert facade.balances(shop, buyer).credit == 1_500
    assert ledger.total("credit") == 0


def test_red_packets_are_spent_oldest_first_and_end_on_their_day(scene: World) -> None:
    shop, now = scene.shop.pk, timezone.now()
    (buyer,) = (viewer.pk for viewer in buyers(1))
    facade.give_red_packet(shop, buyer, 600, now + DAY, now, actor=scene.staff)
    facade.give_red_packet(shop, buyer, 400, now + 9 * DAY, now)
    spent = facade.order_moves(shop, buyer, [], redpacket=200)
    ledger.post(spent, at=now)
    assert facade.lapse_red_packets(now) == 0
    assert facade.lapse_red_packets(now + 2 * DAY) == 400
    assert facade.balances(shop, buyer).redpacket == 400
    assert facade.lapse_red_packets(now + 2 * DAY) == 0
    (move,) = spent
    ledger.post([ledger.Move(move.credit_id, move.debit_id, 200, "redpacket")], at=now + 3 * DAY)
    assert facade.lapse_red_packets(now + 3 * DAY, with_returned=True) == 200
    assert facade.balances(shop, buyer).redpacket == 400
    assert ledger.verify("redpacket") == []
    assert AuditEntry.objects.filter(action="promotions.give_red_packet").count() == 1


@given(
    packets=st.lists(st.tuples(st.integers(1, 50), st.integers(1, 9)), min_size=1, max_size=6),
    spent=st.integers(0, 200),
    day=st.integers(0, 10),
)
def test_what_is_over_equals_packet_by_packet(
    packets: list[tuple[int, int]], spent: int, day: int
) -> None:
    """Against the plain way: take the spending from the packets in the order of their days."""
    given_sum = sum(amount for amount, _ in packets)
    spent = min(spent, given_sum)
    rest, left_over = spent, 0
    for amount, last_day in sorted(packets, key=lambda each: each[1]):
        kept = amount - min(rest, amount)
        rest -= amount - kept
        left_over += kept if last_day <= day else 0
    expired = sum(amount for amount, last_day in packets if last_day <= day)
    found = over_now(given=given_sum, expired=expired, lapsed=0, balance=given_sum - spent)
    assert found == left_over


def test_staff_read_and_change_balances_over_http(client: Client, scene: World) -> None:
    page = enter(client, scene.staff)
    (buyer,) = (viewer.pk for viewer in buyers(1))
    shop = scene.shop.pk
    fields = {
        "shop_id": shop,
        "viewer_id": buyer,
        "book": "points",
        "amount": 88,
        "why": "活动补发",
    }
    api = "/api/v1/promotions"
    given_points = page.post(f"{api}/balances", fields, content_type="application/json")
    assert given_points.json() == {"points": 88, "credit": 0, "redpacket": 0}
    day = (timezone.now() + DAY).isoformat()
    packet = {"shop_id": shop, "viewer_id": buyer, "amount": 500, "expires_at": day}
    assert page.post(f"{api}/red-packets", packet, content_type="application/json").json() == {
        "points": 88, "credit": 0, "redpacket": 500,
    }  # fmt: skip
    rows = page.get(f"{api}/balances/{buyer}/statement?shop_id={shop}&book=points").json()
    assert [(row["amount"], row["reason"]) for row in rows] == [(88, "by_hand")]
    standing = {"shop_id": shop, "level": 2, "tags": ["老客", "宝妈"]}
    put = page.put(f"{api}/standings/{buyer}", standing, content_type="application/json")
    assert put.status_code == 200, put.json()
    facts = facade.buyer_facts(buyer, shop, timezone.now(), is_newcomer=True)
    assert (facts.member_level, facts.tags, facts.points) == (2, {"老客", "宝妈"}, 88)
