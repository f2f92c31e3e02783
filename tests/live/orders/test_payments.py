"""Paying against the running simulator: signed, encrypted, applied once."""

from __future__ import annotations

import datetime as dt
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import pytest
from django.utils import timezone
from tests.factories.selling import PRICE, Stage, buyers, place, stage

from kaibo.foundation import ledger
from kaibo.foundation.config import config
from kaibo.foundation.models import AuditEntry, OutboxMessage
from kaibo.liveroom.models import PersonalEvent
from kaibo.selling import facade
from kaibo.selling.actions.close_orders import expire_due
from kaibo.selling.models import Order, Payment, PaymentNotice, PurchaseCount, Refund
from kaibo.selling.payments.adapter import PayAsk
from kaibo.selling.payments.keys import NOTIFY_PATH, merchant_key, platform_key, simulated
from kaibo.selling.payments.wechat import WeChatAdapter
from kaibo.selling.paysim.notices import notice
from kaibo.selling.paysim.signing import Signer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def signer() -> Signer:
    """The platform's pen: what only WeChat Pay (here: the simulator) can sign."""
    who = simulated(config(), "")
    return Signer(
        platform_key(config()), who.public_key_id, merchant_key(config()).public_key(),
        who.mchid, who.apiv3_key,
    )  # fmt: skip


def test_buyer_pays_at_the_cashier_and_the_order_is_paid(cashier: WeChatAdapter) -> None:
    scene, order = _order()
    url = facade.pay_order(
        order.id, order.buyer_id, facade.PayWish(), facade.adapter, _now()
    ).pay_url
    again = facade.pay_order(
        order.id, order.buyer_id, facade.PayWish(), facade.adapter, _now()
    ).pay_url
    assert url == again
    page = _get(url)
    assert "确认支付" in page
    assert "129.00" in page
    assert "已取消" in _post_form(url, {"do": "cancel"})
    assert "支付成功" in _post_form(url, {"do": "pay"})
    _until(lambda: Order.objects.get(id=order.id).state == "paid")
    payment = Payment.objects.get()
    assert (payment.state, payment.amount) == ("succeeded", PRICE)
    assert payment.provider_no.startswith("42")
    assert PersonalEvent.objects.filter(kind="order_paid", viewer=order.buyer_id).count() == 1
    assert OutboxMessage.objects.filter(kind="pay").count() == 1
    assert facade.reconcile() == []
    sums = facade.show_sums(scene.show.id)
    assert (sums.orders_paid, sums.units_paid, sums.gmv) == (1, 1, PRICE)


def test_refund_before_shipping_returns_money_and_stock(cashier: WeChatAdapter) -> None:
    scene, order = _order()
    _pay(order, cashier)
    facade.refund_by_buyer(
        order.id, order.buyer_id, facade.RefundWish("不想要了"), facade.adapter, _now()
    )
    assert (scene.left, scene.reserved) == (10, 0)
    _until(lambda: Order.objects.get(id=order.id).state == "refunded")
    refund = Refund.objects.get()
    assert (refund.state, refund.amount) == ("succeeded", PRICE)
    assert PurchaseCount.objects.get().quantity == 0
    assert OutboxMessage.objects.filter(kind="refund").count() == 1
    assert facade.reconcile() == []
    assert ledger.verify("stock") == []


def test_a_forged_notice_is_refused(
    cashier: WeChatAdapter, signer: Signer, live_server: Any
) -> None:
    _, order = _order()
    body = _notice_for(order, cashier, signer)
    url = live_server.url + NOTIFY_PATH
    good = signer.headers(body)
    assert _post(url, body.replace("transaction", "transactioN", 1), good) == 401
    assert _post(url, body, good | {"Wechatpay-Signature": "AAAA"}) == 401
    assert _post(url, body, good | {"Wechatpay-Serial": "PUB_KEY_ID_OTHER"}) == 401
    assert _post(url, body, {}) == 401
    assert _post(url, "", good) == 401
    assert Order.objects.get(id=order.id).state == "placed"
    assert not PaymentNotice.objects.exists()


def test_a_notice_of_six_minutes_ago_is_refused(
    cashier: WeChatAdapter, signer: Signer, live_server: Any
) -> None:
    _, order = _order()
    body = _notice_for(order, cashier, signer)
    url = live_server.url + NOTIFY_PATH
    assert _post(url, body, signer.headers(body, at=time.time() - 360)) == 401
    assert _post(url, body, signer.headers(body, at=time.time() + 360)) == 401
    assert Order.objects.get(id=order.id).state == "placed"
    assert _post(url, body, signer.headers(body)) == 200


def test_a_replayed_notice_is_answered_but_applied_once(
    cashier: WeChatAdapter, signer: Signer, live_server: Any
) -> None:
    _, order = _order()
    body = _notice_for(order, cashier, signer)
    url = live_server.url + NOTIFY_PATH
    answers: list[int] = []
    threads = [
        threading.Thread(target=lambda: answers.append(_post(url, body, signer.headers(body))))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other = _notice_for(order, cashier, signer)  # another notice of the same payment
    assert _post(url, other, signer.headers(other)) == 200
    assert answers == [200] * 6
    assert OutboxMessage.objects.filter(kind="pay").count() == 1
    assert PersonalEvent.objects.filter(kind="order_paid").count() == 1
    assert PaymentNotice.objects.count() == 2


def test_a_wrong_amount_is_refused_and_alarmed(
    cashier: WeChatAdapter, signer: Signer, live_server: Any
) -> None:
    _, order = _order()
    body = _notice_for(order, cashier, signer, amount=1)
    assert _post(live_server.url + NOTIFY_PATH, body, signer.headers(body)) == 422
    assert Order.objects.get(id=order.id).state == "placed"
    alarm = AuditEntry.objects.get(action="selling.amount_mismatch")
    assert (alarm.detail["paid"], alarm.detail["due"]) == (1, PRICE)
    assert not PaymentNotice.objects.exists()


def test_paid_after_expiry_takes_stock_again(cashier: WeChatAdapter) -> None:
    scene, order = _order()
    url = _pay_url(order, cashier)
    _expire(order)
    assert scene.left == 10
    _post_form(url, {"do": "pay"})
    _until(lambda: Order.objects.get(id=order.id).state == "paid")
    assert (scene.left, scene.reserved) == (9, 1)
    assert ledger.verify("stock") == []
    assert facade.reconcile() == []


def test_paid_after_expiry_without_stock_is_refunded(cashier: WeChatAdapter) -> None:
    scene, order = _order(stock=1)
    url = _pay_url(order, cashier)
    _expire(order)
    place(scene, scene.request(buyers(1)[0]))
    _post_form(url, {"do": "pay"})
    _until(lambda: Order.objects.get(id=order.id).state == "refunded")
    assert (scene.left, scene.reserved) == (0, 1)
    assert Refund.objects.get().state == "succeeded"
    assert not OutboxMessage.objects.filter(kind__in=["pay", "refund"]).exists()
    assert facade.reconcile() == []


def test_expiry_and_payment_race_to_one_outcome(cashier: WeChatAdapter, signer: Signer) -> None:
    scene = stage(stock=8)
    orders = place(scene, *(scene.request(b) for b in buyers(8)), pay_seconds=1)
    notices = [
        cashier.read_notice(signer.headers(body), body.encode(), _now())
        for body in (_notice_for(order, cashier, signer) for order in orders)
    ]
    later = _now() + dt.timedelta(seconds=2)

    def settle_all() -> None:
        for one in notices:
            facade.accept_notice(one, cashier, later)

    def expire_all() -> None:
        for _ in range(8):
            expire_due(later, limit=1)

    _together(settle_all, expire_all, settle_all)
    # Whoever came first, every order ends paid: in time, or anew from the stock it gave back.
    assert set(Order.objects.values_list("state", flat=True)) == {"paid"}
    assert (scene.left, scene.reserved) == (0, 8)
    assert OutboxMessage.objects.filter(kind="pay").count() == 8
    assert ledger.verify("stock") == []


def test_a_lost_notice_is_found_by_asking(cashier: WeChatAdapter) -> None:
    _, order = _order()
    payment = facade.pay_order(order.id, order.buyer_id, facade.PayWish(), facade.adapter, _now())
    assert (trade := cashier.query(payment.trade_no)) is not None
    assert not trade.paid
    assert cashier.query("2611230000000999") is None
    _post_form(payment.pay_url, {"do": "pay"})
    trade = cashier.query(payment.trade_no)
    assert trade is not None
    facade.settle(trade, cashier, _now())
    assert Order.objects.get(id=order.id).state == "paid"


def test_an_unsigned_request_gets_nothing_from_the_simulator(cashier: WeChatAdapter) -> None:
    request = urllib.request.Request(
        cashier._who.gateway + "/v3/pay/transactions/h5", data=b"{}",
        headers={"Authorization": "WECHATPAY2-SHA256-RSA2048 mchid=\"1900000001\""},
    )  # fmt: skip
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=60)
    assert caught.value.code == 401
    caught.value.close()


def test_cashier_shows_hostile_text_as_text(cashier: WeChatAdapter) -> None:
    later = _now() + dt.timedelta(minutes=5)
    prepaid = cashier.prepay(
        PayAsk("K1", 100, "CNY", "<script>alert(1)</script>", later, "127.0.0.1")
    )
    page = _get(prepaid.pay_url + "?redirect_url=" + urllib.parse.quote("javascript:alert(1)"))
    assert "<script>" not in page
    assert "javascript:" not in page


def _order(stock: int = 10) -> tuple[Stage, Order]:
    scene = stage(stock=stock, limit=3)
    return scene, place(scene, scene.request(buyers(1)[0]))[0]


def _pay_url(order: Order, cashier: WeChatAdapter) -> str:
    return facade.pay_order(
        order.id, order.buyer_id, facade.PayWish(), facade.adapter, _now()
    ).pay_url


def _pay(order: Order, cashier: WeChatAdapter) -> None:
    _post_form(_pay_url(order, cashier), {"do": "pay"})
    _until(lambda: Order.objects.get(id=order.id).state == "paid")


def _expire(order: Order) -> None:
    assert expire_due(_now() + dt.timedelta(minutes=16)) == [order.id]


def _notice_for(
    order: Order, cashier: WeChatAdapter, signer: Signer, amount: int | None = None
) -> str:
    facade.pay_order(order.id, order.buyer_id, facade.PayWish(), facade.adapter, _now()) if (
        not order.payments.exists()
    ) else None
    payment = order.payments.get()
    resource: dict[str, object] = {
        "out_trade_no": payment.trade_no, "transaction_id": "4200001", "trade_state": "SUCCESS",
        "success_time": "2026-11-23T20:00:00+08:00",
        "amount": {"total": payment.amount if amount is None else amount, "currency": "CNY"},
    }  # fmt: skip
    return notice(signer, "TRANSACTION.SUCCESS", resource, "2026-11-23T20:00:00+08:00")


def _post(url: str, body: str, headers: dict[str, str]) -> int:
    request = urllib.request.Request(
        url, data=body.encode(), headers=headers | {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert json.load(answer)["code"] == "SUCCESS"
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=60) as answer:
        return str(answer.read().decode())


def _post_form(url: str, fields: dict[str, str]) -> str:
    data = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(url, data=data, timeout=60) as answer:
        return str(answer.read().decode())


def _until(condition: Any, seconds: float = 90.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def _together(*jobs: Any) -> None:
    from django.db import connection

    errors: list[BaseException] = []

    def run(job: Any) -> None:
        try:
            job()
        except BaseException as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def _now() -> dt.datetime:
    return timezone.now()
