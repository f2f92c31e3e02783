"""Refunds of parts and of the rest: money, goods, coupons, points, credit, limits come back."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.db.selling.rich import SHIPPING, Rich, rich

from kaibo.foundation import ledger
from kaibo.foundation.errors import InvalidInput
from kaibo.foundation.models import LedgerAccount, OutboxMessage
from kaibo.promotions.models import CouponClaim
from kaibo.promotions.rules import refund as engine
from kaibo.selling import facade
from kaibo.selling.actions.close_orders import expire_due
from kaibo.selling.actions.follow_ups import follow_payment, follow_refund
from kaibo.selling.checkout.refund_preview import preview_refund
from kaibo.selling.errors import WrongState
from kaibo.selling.models import Order, OrderUse, Payment, PurchaseCount, Refund, RefundLine
from kaibo.selling.payments.adapter import PayAsk, Prepaid, RefundAsk, RefundState, Trade
from kaibo.selling.rules.refund_share import Sold, SoldLine, costs, rest_of, share
from kaibo.team.models import Membership, Role, Staff

BOOKS = ("stock", "coupon", "budget", "points", "credit")


class Bank:
    """A provider in memory that gives back what it took and not a cent more."""

    name, account, channels, is_simulated = "wechat", "1900000001", ("h5",), True

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}

    def __call__(self, name: str, shop: str) -> Any:
        return self

    def prepay(self, ask: PayAsk) -> Prepaid:
        self.taken[ask.trade_no] = ask.amount
        return Prepaid(ask.trade_no, "https://pay.test/")

    def refund(self, ask: RefundAsk) -> RefundState:
        assert 0 < ask.amount <= self.taken[ask.trade_no]
        self.taken[ask.trade_no] -= ask.amount
        return RefundState(ask.refund_no, "succeeded", _now())


@pytest.mark.django_db
def test_closing_gives_back_all_that_an_order_took() -> None:
    world = rich()
    before = _picture(world)
    order = world.place(pay_seconds=0)
    assert _picture(world) != before
    assert world.stock("reserved")[world.scene.sku.pk] == 3  # two, and one in the bundle
    assert expire_due(_now()) == [order.pk]
    assert _picture(world) == before
    assert CouponClaim.objects.get().order_id is None
    assert set(PurchaseCount.objects.values_list("quantity", flat=True)) == {0}
    assert _balanced()


@pytest.mark.django_db
def test_paid_after_timeout_takes_all_of_it_again() -> None:
    world, bank = rich(), Bank()
    order = world.place()
    placed = _picture(world)
    trade = _trade(order, bank)
    expire_due(_now(minutes=20))
    facade.settle(trade, bank, _now())  # type: ignore[arg-type]
    order.refresh_from_db()
    assert order.state == "paid"
    assert _picture(world) == placed
    assert CouponClaim.objects.get().order_id == order.pk
    assert _balanced()
    assert facade.reconcile() == []


@pytest.mark.django_db
@pytest.mark.parametrize("gone", ["coupon", "points", "stock", "limit", "budget"])
def test_paid_after_timeout_goes_back_when_a_part_is_gone(gone: str) -> None:
    world, bank = rich(), Bank()
    order = world.place()
    trade = _trade(order, bank)
    expire_due(_now(minutes=20))
    _take_away(world, gone)
    before = _picture(world)
    facade.settle(trade, bank, _now())  # type: ignore[arg-type]
    order.refresh_from_db()
    assert order.state == "refunded"
    assert _picture(world) == before
    assert set(bank.taken.values()) == {0}
    assert Refund.objects.get().kind == "late"
    assert _balanced()
    assert facade.reconcile() == []


@pytest.mark.django_db
def test_refund_after_partial() -> None:
    """Units one by one, then the rest: to the cent what was paid, and everything is back."""
    world, bank = rich(), Bank()
    before = _picture(world)
    order = _paid(world, bank)
    first, second, bundle, gift = order.lines.order_by("id")
    _refund(world, order, bank, {first.pk: 1})
    assert order.state == "paid"
    assert _show(order, "refund_state") == "part_refunded"
    assert world.stock("reserved")[world.scene.sku.pk] == 2
    assert CouponClaim.objects.get().order_id == order.pk  # a part does not free the coupon
    _refund(world, order, bank, {bundle.pk: 1})
    assert PurchaseCount.objects.get(kind=1).quantity == 1
    _refund(world, order, bank, {})
    assert order.state == "refunded"
    assert set(bank.taken.values()) == {0}
    assert _picture(world) == before
    assert CouponClaim.objects.get().order_id is None
    assert set(PurchaseCount.objects.values_list("quantity", flat=True)) == {0}
    assert OrderUse.objects.get().quantity == 1  # what it used is history
    amounts = list(Refund.objects.values_list("amount", flat=True))
    assert sum(amounts) == order.pay_amount
    assert len(amounts) == 3
    lines = RefundLine.objects.filter(line_id__in=[second.pk, gift.pk])
    assert {one.amount > 0 for one in lines} == {True, False}  # the gift cost nothing
    assert _balanced()
    assert facade.reconcile() == []
    assert facade.show_sums(world.scene.show.pk).refunded == order.pay_amount
    with pytest.raises(WrongState):
        _refund(world, order, bank, {first.pk: 1})


@pytest.mark.django_db
def test_a_gift_does_not_stay_when_all_that_it_was_given_for_goes_back() -> None:
    world, bank = rich(), Bank()
    before = _picture(world)
    order = _paid(world, bank)
    first, second, bundle, gift = order.lines.order_by("id")
    _refund(world, order, bank, {first.pk: 2, second.pk: 1})
    assert not RefundLine.objects.filter(line_id=gift.pk).exists()  # the bundle still earns it
    told = preview_refund(order.pk, order.buyer_id, {bundle.pk: 1})
    _refund(world, order, bank, {bundle.pk: 1})
    assert order.state == "refunded"
    assert RefundLine.objects.get(line_id=gift.pk).quantity == 1
    assert (told.money, told.has_shipping) == (Refund.objects.latest("id").amount, True)
    assert sum(Refund.objects.values_list("amount", flat=True)) == order.pay_amount
    assert _picture(world) == before
    assert facade.reconcile() == []


@pytest.mark.django_db
def test_points_earned_after_the_refund_was_followed_go_back_too() -> None:
    world, bank = rich(), Bank()
    order = _paid(world, bank)
    _refund(world, order, bank, {})
    held = world.balance("points", "viewer")
    follow_refund(order.pk, _now())
    follow_payment(order.pk, _now())
    assert world.balance("points", "viewer") == held


@pytest.mark.django_db
def test_facts_of_refunds_add_up_to_the_money() -> None:
    world, bank = rich(), Bank()
    order = _paid(world, bank)
    first = order.lines.order_by("id")[0]
    _refund(world, order, bank, {first.pk: 1})
    _refund(world, order, bank, {})
    told = {
        kind: sum(
            line["amount"]
            for fact in OutboxMessage.objects.filter(kind=kind)
            for line in fact.body["lines"]
        )
        for kind in ("pay", "refund")
    }
    assert told == {"pay": order.pay_amount, "refund": order.pay_amount}


@pytest.mark.django_db
def test_more_than_was_bought_is_refused() -> None:
    world, bank = rich(), Bank()
    order = _paid(world, bank)
    first = order.lines.order_by("id")[0]
    _refund(world, order, bank, {first.pk: 1})
    for units in ({first.pk: 2}, {first.pk + 40: 1}, {1: 1}):
        with pytest.raises(InvalidInput):
            _refund(world, order, bank, units)
    assert Refund.objects.count() == 1


@pytest.mark.django_db
def test_shipping_sends_the_rest_and_returned_goods_stand_in_the_warehouse() -> None:
    world, bank = rich(), Bank()
    order = _paid(world, bank)
    first = order.lines.order_by("id")[0]
    sku = world.scene.sku.pk
    _refund(world, order, bank, {first.pk: 1})
    facade.mark_shipped(order.pk, _staff(world).pk, {}, _now())
    assert world.stock("shipped")[sku] == 2
    assert world.stock("reserved")[sku] == 0
    in_house = world.stock("warehouse")[sku]
    _refund(world, order, bank, {first.pk: 1}, are_goods_back=True)
    assert (world.stock("shipped")[sku], world.stock("warehouse")[sku]) == (1, in_house + 1)
    _refund(world, order, bank, {})
    assert order.state == "refunded"
    # Sent is sent: the fee stays with the shop unless somebody decides otherwise.
    assert set(bank.taken.values()) == {SHIPPING}
    assert world.stock("shipped")[sku] == 1
    assert _balanced()
    assert facade.reconcile() == []


@pytest.mark.django_db
def test_points_are_earned_by_what_was_paid_and_go_back_with_it() -> None:
    world, bank = rich(), Bank()
    order = _paid(world, bank)
    follow_payment(order.pk, _now())
    follow_payment(order.pk, _now())
    earned = order.pay_amount // 100
    assert world.balance("points", "viewer") == earned
    _refund(world, order, bank, {order.lines.order_by("id")[0].pk: 1})
    follow_refund(order.pk, _now())
    follow_refund(order.pk, _now())
    back, money = Refund.objects.get(), world.balance("points", "viewer")
    part = _points_back(world)
    assert money == earned - earned * back.amount // order.pay_amount + part


@pytest.mark.django_db
def test_an_order_that_costs_nothing_is_paid_at_once_and_can_fall() -> None:
    world, bank = rich(), Bank()
    order = world.place()
    covered = order.points_amount + order.pay_amount
    Order.objects.filter(pk=order.pk).update(points_amount=covered, pay_amount=0)
    wish = facade.PayWish()
    done = facade.pay_order(order.pk, order.buyer_id, wish, bank, _now())
    assert (done.is_paid, done.pay_url) == (True, "")
    order.refresh_from_db()
    assert order.state == "paid"
    assert bank.taken == {}
    facade.refund_by_buyer(order.pk, order.buyer_id, facade.RefundWish(), bank, _now())
    order.refresh_from_db()
    assert order.state == "refunded"
    assert _balanced()


@pytest.mark.django_db
def test_an_order_completes_by_its_buyer_or_after_ten_days() -> None:
    world, bank = rich(), Bank()
    order = _paid(world, bank)
    with pytest.raises(WrongState):
        facade.confirm_receipt(order.pk, order.buyer_id, _now())
    facade.mark_shipped(order.pk, _staff(world).pk, {}, _now())
    assert facade.complete_due(_now(minutes=60 * 24 * 9)) == []
    assert facade.complete_due(_now(minutes=60 * 24 * 10 + 1)) == [order.pk]
    order.refresh_from_db()
    assert order.state == "completed"
    until = _show(order, "return_until")
    assert until == order.closed_at + dt.timedelta(days=7)
    _refund(world, order, bank, {})
    assert order.state == "refunded"


_line = st.tuples(st.integers(1, 9), st.integers(0, 5000), st.integers(0, 500))


@given(st.lists(_line, min_size=1, max_size=6), st.data())
def test_any_sequence_of_partial_refunds_adds_up(
    lines: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    done = dict.fromkeys(range(len(lines)), 0)
    goods = sum(cost for _, cost, _ in lines)
    shipping = data.draw(st.integers(0, 900))
    points = data.draw(st.integers(0, goods))
    credit = data.draw(st.integers(0, goods + shipping - points))

    def sold(is_shipping_back: bool = False) -> Sold:
        made = [SoldLine(n, q, cost, off, done[n]) for n, (q, cost, off) in enumerate(lines)]
        return Sold(made, shipping, points, credit, is_shipping_back)

    worths, on_shipping = costs(sold())
    pay = goods + shipping - points - credit
    assert sum(one.money for one in worths.values()) + on_shipping.money == pay
    assert all(min(one.money, one.points, one.credit) >= 0 for one in worths.values())
    money, books = 0, dict.fromkeys(BOOKS[1:], 0)
    moved = {"coupon": 1, "budget": 777, "points": points * 3, "credit": credit}
    while left := rest_of(sold()):
        line = data.draw(st.sampled_from(sorted(left)))
        units = data.draw(st.integers(1, left[line]))
        is_last = {line: units} == left
        part = share(sold(), {line: units}, with_shipping=is_last)
        expected = engine.units_worth(
            engine.SoldLine(line, lines[line][0], engine.Worth(worths[line].money), done[line]),
            units,
        )
        assert part.lines[line] == expected.money
        assert part.is_whole == is_last
        money += part.money
        for book, amount in moved.items():
            books[book] += part.of(book, amount)
        done[line] += units
        assert money <= pay
    assert money == pay
    assert books == moved


def _picture(world: Rich) -> dict[str, int]:
    """Every balance that an order may move."""
    rows = LedgerAccount.objects.filter(shop=world.scene.shop).exclude(balance=0)
    return {f"{r.book}:{r.subject_id}:{r.place}:{r.place_id}": r.balance for r in rows}


def _balanced() -> bool:
    return all(ledger.verify(book) == [] and ledger.total(book) == 0 for book in BOOKS)


def _take_away(world: Rich, what: str) -> None:
    """Something else happens to what the order gave back."""
    if what == "coupon":
        CouponClaim.objects.update(expires_at=_now(minutes=-1))
    elif what == "limit":
        PurchaseCount.objects.filter(kind=1).update(quantity=4)
    else:
        book, place = ("budget", "left") if what == "budget" else (what, "viewer")
        place = "link" if what == "stock" else place
        account = LedgerAccount.objects.filter(
            book=book, place=place, shop=world.scene.shop, balance__gt=0
        ).first()
        assert account is not None
        sink = ledger.account(book, account.subject_id, "lost", shop_id=world.scene.shop.pk)
        ledger.transfer(account, sink, account.balance, "lost")


def _trade(order: Order, bank: Bank) -> Trade:
    facade.pay_order(order.pk, order.buyer_id, facade.PayWish(), bank, _now())
    payment = Payment.objects.get(order=order)
    return Trade(payment.trade_no, "42", True, False, payment.amount, _now())


def _paid(world: Rich, bank: Bank) -> Order:
    order = world.place()
    facade.settle(_trade(order, bank), bank, _now())  # type: ignore[arg-type]
    order.refresh_from_db()
    assert order.state == "paid"
    return order


def _refund(world: Rich, order: Order, bank: Bank, units: dict[int, int], **more: Any) -> None:
    wish = facade.RefundWish("不合适", units, **more)
    facade.refund_by_staff(order.pk, wish, _staff(world), bank, _now())
    order.refresh_from_db()


def _points_back(world: Rich) -> int:
    from kaibo.foundation.models import LedgerTransfer

    rows = LedgerTransfer.objects.filter(credit__book="points", credit__place="viewer")
    return sum(rows.filter(reason="refund").values_list("amount", flat=True))


def _show(order: Order, name: str) -> Any:
    from kaibo.selling.schemas import OrderOut

    return getattr(OrderOut, f"resolve_{name}")(facade.of_buyer(order.buyer_id).get(pk=order.pk))


def _staff(world: Rich) -> Staff:
    staff, is_new = Staff.objects.get_or_create(username=f"desk-{world.scene.shop.pk}")
    if is_new:
        Membership.objects.create(shop=world.scene.shop, staff=staff, role=Role.SERVICE)
    return staff


def _now(minutes: int = 0) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
