"""Everything that can happen to an order, in any order; the books must hold after every step."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from kaibo.foundation.errors import KaiboError
from kaibo.members.models import Viewer
from kaibo.promotions import facade as promotions
from kaibo.promotions.contracts import BuyerFacts
from kaibo.promotions.models import CouponClaim
from kaibo.selling import facade as selling
from kaibo.selling.actions.send_refund import settle_refund
from kaibo.selling.models import Order, Refund
from kaibo.supply import facade as supply
from tests.factories.placing import try_directly
from tests.soak.trade.bank import Bank
from tests.soak.trade.books import check_books
from tests.soak.trade.world import World, build

PICK = st.integers(0, 10**6)
EVENTS: Counter[str] = Counter()  # what was really done, over all runs


def _has_orders(self: Trade) -> bool:
    return self.has_orders


def _has_trades(self: Trade) -> bool:
    return bool(self.bank.amounts)


def _has_money(self: Trade) -> bool:
    return bool(self.bank.paid)


def _has_refunds(self: Trade) -> bool:
    return bool(self.bank.refunds)


class Trade(RuleBasedStateMachine):
    """Each run has a shop of its own, in a transaction that is rolled back."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self._undo = contextlib.ExitStack()
        self._undo.enter_context(_rolled_back())
        self.now = dt.datetime.now(dt.UTC)
        self.bank = Bank()
        self.has_orders = False

    @initialize()
    def open_shop(self) -> None:
        self.world = build(self.now)

    # What buyers do

    @rule(who=PICK, what=PICK, units=st.integers(1, 3), with_coupon=st.booleans())
    def buy(self, who: int, what: int, units: int, with_coupon: bool) -> None:
        buyer, offer = self._buyer(who), self.world.offers[what % 3]
        claim = self._unspent(buyer) if with_coupon else None
        pay = offer.normal_price * units - (1500 if claim else 0)
        wish = self.world.scene.request(
            buyer, offer_id=offer.pk, quantity=units, price=offer.normal_price,
            coupon_claim_id=claim, pay=pay if claim else None,
        )  # fmt: skip
        code = try_directly([wish], self.now)[0]
        EVENTS[code or "bought"] += 1
        self.has_orders = self.has_orders or not code

    @rule(who=PICK)
    def claim_coupon(self, who: int) -> None:
        buyer = self._buyer(who)
        facts = BuyerFacts(buyer_id=buyer.pk, is_newcomer=False)
        self._try(
            "claimed", lambda: promotions.claim_coupon(self.world.campaign_id, facts, self.now)
        )

    @precondition(_has_orders)
    @rule(which=PICK)
    def begin_to_pay(self, which: int) -> None:
        if order := self._order(which, "placed"):
            self._try("pay page", lambda: self._pay(order))

    @precondition(_has_orders)
    @rule(which=PICK)
    def cancel(self, which: int) -> None:
        if order := self._order(which):
            self._try("cancelled", lambda: selling.cancel(order.pk, order.buyer_id, self.now))

    @precondition(_has_orders)
    @rule(which=PICK)
    def receive(self, which: int) -> None:
        if order := self._order(which, "shipped"):
            self._try(
                "received", lambda: selling.confirm_receipt(order.pk, order.buyer_id, self.now)
            )

    @precondition(_has_orders)
    @rule(which=PICK, units=st.integers(1, 3))
    def ask_money_back(self, which: int, units: int) -> None:
        if order := self._order(which, "paid"):
            wish = selling.RefundWish("不想要了", self._part(order, units))
            self._try(
                "buyer refund",
                lambda: selling.refund_by_buyer(
                    order.pk, order.buyer_id, wish, self._bank_of, self.now
                ),
            )

    # What the bank does

    @precondition(_has_trades)
    @rule(which=PICK, says_so=st.booleans())
    def pay(self, which: int, says_so: bool) -> None:
        """At any time, also after the order closed; the notice may come later, or again."""
        open_trades = [no for no in self.bank.amounts if no not in self.bank.closed]
        if open_trades:
            trade = open_trades[which % len(open_trades)]
            self.bank.paid.add(trade)
            EVENTS["paid"] += 1
            if says_so:
                self._notify(trade)

    @precondition(_has_money)
    @rule(which=PICK)
    def notify_again(self, which: int) -> None:
        if self.bank.paid:
            self._notify(sorted(self.bank.paid)[which % len(self.bank.paid)])

    @precondition(_has_refunds)
    @rule(which=PICK, state=st.sampled_from(["succeeded", "succeeded", "failed"]))
    def end_refund(self, which: int, state: str) -> None:
        asked = sorted(self.bank.refunds)
        if asked:
            told = self.bank.end_refund(asked[which % len(asked)], state)
            with transaction.atomic():
                settle_refund(told, self.now)
            EVENTS[f"refund {told.state}"] += 1

    # What staff does

    @precondition(_has_orders)
    @rule(which=PICK, units=st.integers(0, 3), goods_back=st.booleans())
    def refund(self, which: int, units: int, goods_back: bool) -> None:
        if order := self._order(which):
            wish = selling.RefundWish("售后", self._part(order, units), None, goods_back)
            self._try(
                "staff refund",
                lambda: selling.refund_by_staff(
                    order.pk, wish, self.world.staff, self._bank_of, self.now
                ),
            )

    @precondition(_has_orders)
    @rule(which=PICK)
    def retry_refund(self, which: int) -> None:
        failed = list(Refund.objects.filter(state="failed", order__shop=self.world.scene.shop))
        if failed:
            refund = failed[which % len(failed)]
            self._try(
                "retried",
                lambda: selling.retry_refund(refund.pk, self.world.staff, self._bank_of, self.now),
            )

    @precondition(_has_orders)
    @rule(which=PICK)
    def ship(self, which: int) -> None:
        if order := self._order(which, "paid"):
            self._try(
                "shipped",
                lambda: selling.mark_shipped(order.pk, self.world.staff.pk, {}, self.now),
            )

    @rule(which=PICK, units=st.integers(1, 4))
    def restock(self, which: int, units: int) -> None:
        offer = self.world.offers[which % 2]
        supply.receive(offer.sku_id, units, self.world.staff)
        supply.release_to_link(offer.link_id, offer.sku_id, units)

    # What the clock does

    @rule(minutes=st.sampled_from([1, 5, 16]))
    def time_passes(self, minutes: int) -> None:
        self.now += dt.timedelta(minutes=minutes)

    @precondition(_has_orders)
    @rule()
    def expire(self) -> None:
        EVENTS["expired"] += len(selling.expire_due(self.now))

    @rule()
    def coupons_lapse(self) -> None:
        promotions.lapse_claims(self.now)

    @invariant()
    def books_hold(self) -> None:
        if hasattr(self, "world"):
            EVENTS["steps"] += 1
            assert check_books(self.world, self.bank) == []

    def teardown(self) -> None:
        self._undo.close()

    def _buyer(self, who: int) -> Viewer:
        return self.world.buyers[who % len(self.world.buyers)]

    def _order(self, which: int, state: str = "") -> Order | None:
        rows = Order.objects.filter(shop=self.world.scene.shop).order_by("id")
        found = list(rows.filter(state=state) if state else rows)
        return found[which % len(found)] if found else None

    def _part(self, order: Order, units: int) -> dict[int, int]:
        """Some units of its line; 0 asks for all that is left."""
        line = order.lines.get()
        return {line.pk: units} if units else {}

    def _unspent(self, buyer: Viewer) -> int | None:
        rows = CouponClaim.objects.filter(
            buyer=buyer, campaign_id=self.world.campaign_id, order_id__isnull=True
        )
        return rows.order_by("id").values_list("pk", flat=True).first()

    def _pay(self, order: Order) -> None:
        selling.pay_order(order.pk, order.buyer_id, selling.PayWish(), self._bank_of, self.now)

    def _bank_of(self, _name: str, _shop: str) -> Bank:
        return self.bank

    def _notify(self, trade_no: str) -> None:
        trade = self.bank.query(trade_no)
        assert trade is not None
        selling.settle(trade, self.bank, self.now)
        EVENTS["notified"] += 1

    def _try(self, what: str, act: Callable[[], Any]) -> None:
        """The action, or its refusal; a refusal changes nothing."""
        try:
            with transaction.atomic():
                act()
            EVENTS[what] += 1
        except KaiboError as error:
            EVENTS[f"{what}: {error.code}"] += 1


@contextlib.contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
