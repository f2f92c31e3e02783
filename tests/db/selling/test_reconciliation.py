"""The provider's bill against our books, with a difference of each class planted."""

from __future__ import annotations

import datetime as dt
import secrets

import pytest
from django.test import Client
from tests.db.selling.test_providers import _here, _now, _order, _pay
from tests.factories.paysim import Cashier, until

from kaibo.foundation.models import AuditEntry, Shop
from kaibo.selling import facade
from kaibo.selling.actions.reconcile_day import bills_due, reconcile_day
from kaibo.selling.models import Order, Payment, Refund
from kaibo.selling.payments.adapter import BillRow, PayAsk
from kaibo.selling.payments.bills import SHANGHAI
from kaibo.selling.payments.registry import PROVIDERS
from kaibo.selling.rules.bill_match import Booked, compare
from kaibo.team.models import Membership, Role, Staff

EACH = pytest.mark.parametrize("name", PROVIDERS)


@EACH
@pytest.mark.django_db(transaction=True)
def test_every_class_of_difference_is_found(cashier: Cashier, name: str) -> None:
    shop = _order().shop
    paid = {what: _paid(cashier, shop, name) for what in (
        "fine", "gone here", "amount", "state", "refund state"
    )}  # fmt: skip
    stray = _stray(cashier, name)
    _refund(cashier, paid["fine"])
    _refund(cashier, paid["refund state"])
    ghost = _opened(shop, name)  # we call it paid, the provider never saw money
    Payment.objects.filter(pk=ghost.pk).update(state="succeeded", succeeded_at=_now())
    Refund.objects.filter(payment__order=paid["gone here"]).delete()
    numbers = {what: Payment.objects.get(order=order).trade_no for what, order in paid.items()}
    Payment.objects.filter(order=paid["gone here"]).delete()
    Payment.objects.filter(order=paid["amount"]).update(amount=1)
    Payment.objects.filter(order=paid["state"]).update(state="pending", succeeded_at=None)
    Refund.objects.filter(order=paid["refund state"]).update(state="failed", succeeded_at=None)

    report = reconcile_day(shop, cashier.adapter(name), _today(), _now())
    mine = {*numbers.values(), stray, ghost.trade_no}
    found = {
        (one.kind, one.trade_no, bool(one.refund_no))
        for one in report.differences.all()
        if one.trade_no in mine  # the simulator also knows the trades of other tests
    }
    assert found == {
        ("missing_here", numbers["gone here"], False),
        ("missing_here", stray, False),
        ("missing_there", ghost.trade_no, False),
        ("amount", numbers["amount"], False),
        ("state", numbers["state"], False),
        ("state", numbers["refund state"], True),
    }
    amount = report.differences.get(kind="amount")
    assert (amount.ours, amount.theirs, amount.order_id) == (1, 12900, paid["amount"].pk)
    assert AuditEntry.objects.filter(action="selling.bill_differs", shop=shop).exists()


@pytest.mark.django_db(transaction=True)
def test_books_that_agree_give_no_difference_and_stay_with_their_shop(cashier: Cashier) -> None:
    shop, other = _order().shop, _order().shop
    order, foreign = _paid(cashier, shop, "wechat"), _paid(cashier, other, "wechat")
    _refund(cashier, order)
    report = reconcile_day(shop, cashier.wechat, _today(), _now())
    known = {Payment.objects.get(order=one).trade_no for one in (order, foreign)}
    assert not report.differences.filter(trade_no__in=known).exists()
    rows = [row for row in cashier.wechat.bill(_today()) if row.trade_no in known]
    assert len(rows) == 3
    assert report.paid_amount >= 12900
    mine = [one.pk for one, _ in bills_due(_now() + dt.timedelta(days=1))]
    assert mine.count(shop.pk) == 2  # Alipay and Stripe of today are still to come
    assert other.pk in mine


@pytest.mark.django_db(transaction=True)
def test_staff_fetches_reads_resolves_and_exports(cashier: Cashier) -> None:
    shop = _order().shop
    order = _paid(cashier, shop, "alipay")
    Payment.objects.filter(order=order).update(amount=1)
    client, stranger = _client(shop, Role.SERVICE), _client(_order().shop, Role.ADMIN)
    body = {"shop": shop.pk, "provider": "alipay", "day": _today().isoformat()}
    made = client.post("/api/v1/pay/bills", body, "application/json")
    assert made.status_code == 200, made.content
    report = made.json()
    one = next(d for d in report["differences"] if d["order_id"] == order.pk)
    assert (one["kind"], one["kind_name"]) == ("amount", "金额不一致")
    path = f"/api/v1/pay/bills/differences/{one['id']}"
    assert client.post(path, {"note": " "}, "application/json").status_code == 422
    done = client.post(path, {"note": "已与支付宝客服核实"}, "application/json").json()
    assert done["resolved_at"]
    again = client.post("/api/v1/pay/bills", body, "application/json").json()
    assert again["id"] == report["id"]
    kept = next(d for d in again["differences"] if d["order_id"] == order.pk)
    assert kept["note"] == "已与支付宝客服核实"
    listed = client.get("/api/v1/pay/bills").json()
    assert [row["id"] for row in listed] == [report["id"]]
    assert listed[0]["still_open"] == listed[0]["found"] - 1
    text = client.get(f"/api/v1/pay/bills/{report['id']}/csv").content.decode("utf-8-sig")
    assert "金额不一致" in text
    assert "129.00" in text
    assert stranger.get(f"/api/v1/pay/bills/{report['id']}").status_code == 404
    assert stranger.get("/api/v1/pay/bills").json() == []
    assert stranger.post("/api/v1/pay/bills", body, "application/json").status_code == 403
    assert stranger.post(path, {"note": "x"}, "application/json").status_code == 403
    bad = body | {"day": "2099-01-01"}
    assert client.post("/api/v1/pay/bills", bad, "application/json").status_code == 422


def test_a_row_of_another_day_is_not_missing_there() -> None:
    at = dt.datetime(2026, 11, 22, 23, 50, tzinfo=SHANGHAI)
    mine = Booked("T1", "", 100, "succeeded", True, at, 7)
    assert compare([mine], [], dt.date(2026, 11, 23), SHANGHAI) == []
    (found,) = compare([mine], [], dt.date(2026, 11, 22), SHANGHAI)
    assert (found.kind, found.ours, found.theirs) == ("missing_there", 100, None)
    row = BillRow("T1", "", "42", 100, at)
    assert compare([mine], [row], dt.date(2026, 11, 23), SHANGHAI) == []


@pytest.mark.django_db(transaction=True)
def test_a_payment_at_midnight_may_stand_on_the_neighbors_bill(cashier: Cashier) -> None:
    shop = _order().shop
    payment = Payment.objects.get(order=_paid(cashier, shop, "stripe"))
    edge = dt.datetime.combine(_today(), dt.time(), SHANGHAI) - dt.timedelta(minutes=3)
    Payment.objects.filter(pk=payment.pk).update(succeeded_at=edge)
    report = reconcile_day(shop, cashier.stripe, _today() - dt.timedelta(days=1), _now())
    assert not report.differences.filter(trade_no=payment.trade_no).exists()
    far = edge - dt.timedelta(hours=2)
    Payment.objects.filter(pk=payment.pk).update(succeeded_at=far)
    report = reconcile_day(shop, cashier.stripe, _today() - dt.timedelta(days=1), _now())
    assert report.differences.get(trade_no=payment.trade_no).kind == "missing_there"


def _paid(cashier: Cashier, shop: Shop, name: str) -> Order:
    order = _order()
    Order.objects.filter(pk=order.pk).update(shop=shop)
    cashier.confirm(_pay(order, name).pay_url)
    until(lambda: Order.objects.get(pk=order.pk).state == "paid")
    order.refresh_from_db()
    return order


def _opened(shop: Shop, name: str) -> Payment:
    order = _order()
    Order.objects.filter(pk=order.pk).update(shop=shop)
    _pay(order, name)
    return Payment.objects.get(order=order)


def _refund(cashier: Cashier, order: Order) -> None:
    facade.refund_by_buyer(order.pk, order.buyer_id, facade.RefundWish(), _here(), _now())
    until(lambda: Refund.objects.get(order=order).state == "succeeded")


def _stray(cashier: Cashier, name: str) -> str:
    """Money that came in for a number we never wrote down."""
    number = f"STRAY{secrets.token_hex(6)}"
    later = _now() + dt.timedelta(minutes=10)
    ask = PayAsk(number, 500, "CNY", "x", later, "127.0.0.1", return_url="http://127.0.0.1:1/")
    cashier.steer("/sim/notices", {"muted": True})
    cashier.confirm(cashier.adapter(name).prepay(ask).pay_url)
    cashier.steer("/sim/notices", {"muted": False})
    return number


def _client(shop: Shop, role: Role) -> Client:
    staff = Staff.objects.create_user(f"keeper-{secrets.token_hex(4)}")
    Membership.objects.create(shop=shop, staff=staff, role=role)
    client = Client()
    client.force_login(staff)
    session = client.session
    session["kaibo_totp"] = True
    session.save()
    return client


def _today() -> dt.date:
    return dt.datetime.now(SHANGHAI).date()
