"""Expiry, cancelling, shipping and refunds, and what the API says about them."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from django.test import Client
from tests.factories.selling import PRICE, Stage, buyers, place, stage

from kaibo.foundation import ledger
from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from kaibo.foundation.models import AuditEntry, LedgerAccount, OutboxMessage
from kaibo.foundation.tokens import Claims, issue
from kaibo.fulfillment.actions.ship_order import ship_order
from kaibo.fulfillment.models import Parcel
from kaibo.liveroom.models import PersonalEvent
from kaibo.selling import facade, tasks
from kaibo.selling.actions.close_orders import expire_due
from kaibo.selling.contracts import format_order_no
from kaibo.selling.errors import PaymentUnavailable, WrongState
from kaibo.selling.models import Order, Payment, PurchaseCount, Refund
from kaibo.selling.payments.adapter import PayAsk, Prepaid, RefundAsk, RefundState, Trade
from kaibo.team.models import Membership, Role, Staff

pytestmark = pytest.mark.django_db


class Provider:
    """A provider in memory; `is_down` makes it not answer."""

    name = "wechat"
    account = "1900000001"
    channels = ("h5", "native")
    is_down = False
    is_simulated = True

    def __init__(self) -> None:
        self.paid: dict[str, int] = {}
        self.closed: list[str] = []

    def __call__(self, name: str = "wechat", shop: str = "") -> Any:
        return self

    def query(self, trade_no: str, ref: str = "") -> Trade | None:
        amount = self.paid.get(trade_no)
        return None if amount is None else Trade(trade_no, "42", True, False, amount, _now())

    def close(self, trade_no: str, ref: str = "") -> None:
        self.closed.append(trade_no)

    def prepay(self, ask: PayAsk) -> Prepaid:
        return Prepaid(ask.trade_no, f"https://pay.test/{ask.trade_no}")

    def refund(self, ask: RefundAsk) -> RefundState:
        if self.is_down:
            raise PaymentUnavailable
        return RefundState(ask.refund_no, "succeeded", _now())

    def query_refund(self, ask: RefundAsk) -> RefundState | None:
        if self.is_down:
            raise PaymentUnavailable
        return None


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider()
    monkeypatch.setattr(facade, "adapter", made)
    return made


def test_unpaid_orders_expire_and_give_everything_back() -> None:
    scene = stage(stock=10, limit=1)
    people = buyers(3)
    place(scene, *(scene.request(b) for b in people))
    assert expire_due(_now()) == []
    assert len(expire_due(_now(+16), limit=2)) == 2
    assert len(expire_due(_now(+16), limit=2)) == 1
    assert (scene.left, scene.reserved) == (10, 0)
    assert set(PurchaseCount.objects.values_list("quantity", flat=True)) == {0}
    assert OutboxMessage.objects.filter(kind="expire").count() == 3
    assert PersonalEvent.objects.filter(kind="order_expired").count() == 3
    place(scene, scene.request(people[0]))  # the limit counts what is held, not what was tried
    assert ledger.verify("stock") == []


def test_units_of_an_ended_show_go_back_to_the_warehouse() -> None:
    scene = stage(stock=4)
    (order,) = place(scene, scene.request(buyers(1)[0]))
    scene.show.ended_at = _now()
    scene.show.save()
    expire_due(_now(+16))
    assert order.state == "placed"
    assert LedgerAccount.objects.get(place="warehouse").balance == 1
    assert (scene.left, scene.reserved) == (3, 0)


def test_only_the_buyer_cancels_and_only_before_paying(provider: Provider) -> None:
    scene, (buyer, other) = stage(), buyers(2)
    (order,) = place(scene, scene.request(buyer))
    with pytest.raises(NotFound):
        facade.cancel(order.id, other.id, _now())
    assert facade.cancel(order.id, buyer.id, _now()).state == "cancelled"
    assert scene.left == 10
    with pytest.raises(WrongState):
        facade.cancel(order.id, buyer.id, _now())
    with pytest.raises(WrongState):
        facade.pay_order(order.id, buyer.id, facade.PayWish(), provider, _now())
    assert scene.left == 10


def test_a_paid_order_ships_once_with_its_number(provider: Provider) -> None:
    scene, order = _paid(provider)
    staff = _staff(scene, Role.WAREHOUSE)
    parcel = ship_order(order.id, "顺丰速运", " sf1234567890 ", staff, _now())
    assert parcel.tracking_no == "SF1234567890"
    assert Order.objects.get(id=order.id).state == "shipped"
    assert LedgerAccount.objects.get(place="shipped").balance == 1
    assert scene.reserved == 0
    with pytest.raises(WrongState):
        ship_order(order.id, "顺丰速运", "SF0000000000", staff, _now())
    told = PersonalEvent.objects.get(kind="order_shipped").body
    assert told["tracking_no"] == "SF1234567890"
    assert AuditEntry.objects.get(action="fulfillment.ship_order").actor_id == staff.pk
    assert ledger.verify("stock") == []


def test_a_tracking_number_is_on_one_parcel_only(provider: Provider) -> None:
    scene, first = _paid(provider)
    second = _pay(place(scene, scene.request(buyers(1)[0]))[0], provider)
    staff = _staff(scene, Role.WAREHOUSE)
    ship_order(first.id, "顺丰速运", "SF1234567890", staff, _now())
    with pytest.raises(Conflict, match="SF1234567890"):
        ship_order(second.id, "顺丰速运", "SF1234567890", staff, _now())
    assert Order.objects.get(id=second.id).state == "paid"
    assert Parcel.objects.count() == 1


@pytest.mark.parametrize(
    ("carrier", "number"), [("", "SF12345678"), ("顺丰", "SF"), ("顺丰", "<b>SF1234567</b>")]
)
def test_a_label_that_cannot_be_is_refused(provider: Provider, carrier: str, number: str) -> None:
    scene, order = _paid(provider)
    with pytest.raises(InvalidInput):
        ship_order(order.id, carrier, number, _staff(scene, Role.WAREHOUSE), _now())


def test_roles_decide_who_ships_and_refunds(provider: Provider) -> None:
    scene, order = _paid(provider)
    analyst = _staff(scene, Role.ANALYST)
    with pytest.raises(NotAllowed):
        ship_order(order.id, "顺丰速运", "SF1234567890", analyst, _now())
    with pytest.raises(NotAllowed):
        facade.refund_by_staff(order.id, facade.RefundWish(), analyst, provider, _now())


def test_refund_after_shipping_returns_money_not_stock(provider: Provider) -> None:
    scene, order = _paid(provider)
    ship_order(order.id, "顺丰速运", "SF1234567890", _staff(scene, Role.WAREHOUSE), _now())
    with pytest.raises(WrongState):
        facade.refund_by_buyer(order.id, order.buyer_id, facade.RefundWish(), provider, _now())
    done = facade.refund_by_staff(
        order.id, facade.RefundWish("破损"), _staff(scene, Role.SERVICE), provider, _now()
    )
    assert done.state == "refunded"
    assert (scene.left, LedgerAccount.objects.get(place="shipped").balance) == (9, 1)
    assert facade.reconcile() == []
    sums = facade.show_sums(scene.show.id)
    assert (sums.gmv, sums.refunded) == (PRICE, PRICE)


def test_a_refund_waits_while_the_provider_is_down(provider: Provider) -> None:
    _, order = _paid(provider)
    provider.is_down = True
    facade.refund_by_buyer(order.id, order.buyer_id, facade.RefundWish(), provider, _now())
    assert Order.objects.get(id=order.id).state == "refunding"
    assert Refund.objects.get().state == "pending"
    with pytest.raises(WrongState):
        facade.refund_by_buyer(order.id, order.buyer_id, facade.RefundWish(), provider, _now())


def test_a_rehearsal_order_is_never_shipped(provider: Provider) -> None:
    scene = stage(rehearsal=True)
    order = _pay(place(scene, scene.request(buyers(1)[0]))[0], provider)
    with pytest.raises(WrongState):
        ship_order(order.id, "顺丰速运", "SF1234567890", _staff(scene, Role.WAREHOUSE), _now())


def test_a_rehearsal_is_never_paid_with_real_money(provider: Provider) -> None:
    scene = stage(rehearsal=True)
    (order,) = place(scene, scene.request(buyers(1)[0]))
    provider.is_simulated = False
    with pytest.raises(WrongState):
        facade.pay_order(order.id, order.buyer_id, facade.PayWish(), provider, _now())


def test_reconcile_finds_a_paid_order_without_money() -> None:
    scene = stage()
    (order,) = place(scene, scene.request(buyers(1)[0]))
    Order.objects.filter(id=order.id).update(state="paid", paid_at=_now())
    assert [m.order_id for m in facade.reconcile(scene.show.id)] == [order.id]


def test_the_buyer_api_shows_pays_and_cancels(provider: Provider) -> None:
    scene, (buyer, other) = stage(), buyers(2)
    (order,) = place(scene, scene.request(buyer))
    mine, foreign = _bearer(buyer.id), _bearer(other.id)
    client = Client()

    def post(verb: str, who: dict[str, str]) -> Any:
        path = f"/api/v1/orders/mine/{order.id}/{verb}"
        return client.post(path, content_type="application/json", headers=who)

    listed = client.get("/api/v1/orders/mine", headers=mine).json()["orders"]
    assert [one["id"] for one in listed] == [order.id]
    assert listed[0]["lines"][0]["name"] == "纯棉四件套"
    detail = client.get(f"/api/v1/orders/mine/{order.id}", headers=mine).json()
    assert detail["address"]["phone"] == "13800001234"
    assert client.get(f"/api/v1/orders/mine/{order.id}", headers=foreign).status_code == 404
    paying = post("pay", mine)
    assert paying.json()["trade_no"] == format_order_no(order.id, order.placed_at) + "01"
    assert post("cancel", foreign).status_code == 404
    gone = post("cancel", mine)
    assert gone.json()["state"] == "cancelled"
    assert post("pay", mine).status_code == 409
    assert client.get("/api/v1/orders/mine").status_code == 401


def test_the_desk_searches_masks_and_keeps_shops_apart(provider: Provider) -> None:
    scene, elsewhere, (buyer,) = stage(), stage(), buyers(1)
    (order,) = place(scene, scene.request(buyer))
    place(elsewhere, elsewhere.request(buyer))
    client = Client()
    client.force_login(_staff(scene, Role.WAREHOUSE))
    session = client.session
    session["kaibo_totp"] = True
    session.save()
    rows = client.get("/api/v1/orders").json()["orders"]
    assert [row["id"] for row in rows] == [order.id]
    assert (rows[0]["phone"], rows[0]["receiver"]) == ("138****1234", "林**")
    number = format_order_no(order.id, order.placed_at)
    for text, count in ((number, 1), (buyer.nickname, 1), ("9" * 14, 0), ("'; drop table", 0)):
        found = client.get("/api/v1/orders", {"search": text}).json()["orders"]
        assert len(found) == count, text
    assert client.get("/api/v1/orders", {"state": "nonsense"}).status_code == 422
    assert client.get("/api/v1/orders", {"shop": elsewhere.shop.id}).status_code == 403
    assert client.get(f"/api/v1/orders/{order.id}").json()["order_no"] == number


def _paid(provider: Provider) -> tuple[Stage, Order]:
    scene = stage()
    return scene, _pay(place(scene, scene.request(buyers(1)[0]))[0], provider)


def _pay(order: Order, provider: Provider) -> Order:
    facade.pay_order(order.id, order.buyer_id, facade.PayWish(), provider, _now())  # type: ignore[arg-type]
    payment = Payment.objects.get(order=order)
    trade = Trade(payment.trade_no, "42", True, False, payment.amount, _now())
    facade.settle(trade, provider, _now())  # type: ignore[arg-type]
    order.refresh_from_db()
    assert order.state == "paid"
    return order


def _staff(scene: Stage, role: Role) -> Staff:
    staff = Staff.objects.create_user(f"{role}-{Staff.objects.count()}")
    Membership.objects.create(shop=scene.shop, staff=staff, role=role)
    return staff


def _bearer(buyer_id: int) -> dict[str, str]:
    claims = Claims(buyer_id, "buyer", "阿月", {}, False, int(time.time()) + 600)
    return {"Authorization": f"Bearer {issue(claims)}"}


def _now(minutes: int = 0) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)


def test_the_clock_pushes_refunds_and_closes_dead_trades(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "adapter", provider)
    scene, order = _paid(provider)
    provider.is_down = True
    facade.refund_by_buyer(order.id, order.buyer_id, facade.RefundWish(), provider, _now(-1))
    (unpaid,) = place(scene, scene.request(buyers(1)[0]), pay_seconds=0)
    Payment.objects.create(
        order=unpaid, provider="wechat", trade_no="T1", amount=PRICE, created_at=_now(-20)
    )
    tasks.expire_orders(0)
    tasks.push_refunds(0)
    assert Order.objects.get(id=order.id).state == "refunding"
    provider.is_down = False
    tasks.push_refunds(0)
    tasks.check_payments(0)
    assert Order.objects.get(id=order.id).state == "refunded"
    assert Order.objects.get(id=unpaid.id).state == "expired"
    assert Payment.objects.get(trade_no="T1").state == "closed"
    assert provider.closed == ["T1"]


def test_trades_that_nobody_answers_for_keep_no_payment_waiting(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    def adapter(name: str, shop: str) -> Provider:
        if name == "gone":
            raise KeyError(name)
        return provider

    monkeypatch.setattr(tasks, "adapter", adapter)
    scene = stage()
    (order,) = place(scene, scene.request(buyers(1)[0]))
    trades = [("gone", f"G{n}") for n in range(tasks.ASK_LIMIT)] + [("wechat", "LAST")]
    Payment.objects.bulk_create(
        Payment(order=order, provider=name, trade_no=no, amount=PRICE, created_at=_now(-1))
        for name, no in trades
    )
    provider.paid = {"LAST": PRICE}
    for turn in range(2):
        tasks.check_payments(turn * tasks.ASK_EVERY_S)
    assert Order.objects.get(id=order.id).state == "paid"


def test_the_clock_finds_a_payment_whose_notice_was_lost(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "adapter", provider)
    scene = stage()
    (order,) = place(scene, scene.request(buyers(1)[0]))
    Payment.objects.create(
        order=order, provider="wechat", trade_no="T2", amount=PRICE, created_at=_now(-1)
    )
    provider.paid = {"T2": PRICE}
    tasks.check_payments(0)
    tasks.check_payments(0)
    assert Order.objects.get(id=order.id).state == "paid"
    assert OutboxMessage.objects.filter(kind="pay").count() == 1
