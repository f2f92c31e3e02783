"""Each provider over its real signed protocol: pay, close, refund, callbacks, the bill of a day."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import stripe
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.test import Client
from tests.factories.paysim import Cashier, until
from tests.factories.selling import PRICE, buyers, place, stage

from kaibo.foundation.config import config
from kaibo.selling import facade
from kaibo.selling.errors import ForgedNotice, PaymentRefused, PaymentUnavailable
from kaibo.selling.models import Order, Payment, PaymentNotice, Refund
from kaibo.selling.payments import keys, registry
from kaibo.selling.payments.adapter import PayAsk, RefundAsk, Trade
from kaibo.selling.payments.alipay import AlipayAdapter
from kaibo.selling.payments.bills import SHANGHAI
from kaibo.selling.payments.stripe import StripeAdapter
from kaibo.selling.payments.wechat import WeChatAdapter
from kaibo.selling.paysim.__main__ import identity
from kaibo.selling.paysim.alipay import AlipaySim
from kaibo.selling.paysim.notices import Postman, notice
from kaibo.selling.paysim.stripe import StripeSim
from kaibo.selling.paysim.trades import Trades

pytestmark = pytest.mark.django_db(transaction=True)
EACH = pytest.mark.parametrize("name", registry.PROVIDERS)
WAYS = [("wechat", "h5"), ("wechat", "native"), ("wechat", "jsapi"), ("alipay", "h5"),
        ("alipay", "native"), ("stripe", "h5"), ("stripe", "native")]  # fmt: skip


@pytest.mark.parametrize(("name", "channel"), WAYS)
def test_a_buyer_pays_and_the_order_is_paid(cashier: Cashier, name: str, channel: str) -> None:
    order = _order()
    paying = _pay(order, name, channel)
    again = _pay(order, name, channel)
    assert again.trade_no == paying.trade_no
    if channel == "jsapi":
        assert set(paying.jsapi) == {
            "appId", "timeStamp", "nonceStr", "package", "signType", "paySign"
        }  # fmt: skip
        assert paying.jsapi["package"].startswith("prepay_id=")
    assert paying.trade_no[:14] in cashier.confirm(paying.pay_url, "cancel")
    cashier.confirm(paying.pay_url)
    until(lambda: Order.objects.get(pk=order.pk).state == "paid")
    payment = Payment.objects.get()
    assert (payment.provider, payment.channel, payment.state) == (name, channel, "succeeded")
    assert payment.account == cashier.adapter(name).account
    assert payment.provider_no
    assert facade.reconcile() == []


@EACH
def test_part_then_rest_come_back_and_never_more(cashier: Cashier, name: str) -> None:
    order = _paid(cashier, name)
    provider, payment = cashier.adapter(name), Payment.objects.get()
    ask = _ask(payment, "R1", 2900)
    assert provider.refund(ask).state in ("pending", "succeeded")
    assert provider.refund(ask).state == "succeeded"  # the same number is the same refund
    assert (known := provider.query_refund(ask)) is not None
    assert known.state == "succeeded"
    assert provider.query_refund(_ask(payment, "R9", 1)) is None
    assert provider.refund(_ask(payment, "R2", PRICE - 2899)).state == "failed"
    assert provider.refund(_ask(payment, "R3", PRICE - 2900)).state in ("pending", "succeeded")
    trade = provider.query(payment.trade_no, payment.provider_ref)
    assert trade is not None
    assert (trade.paid, trade.amount) == (True, PRICE)
    assert order.state == "paid"


@EACH
def test_a_closed_trade_takes_no_money(cashier: Cashier, name: str) -> None:
    paying = _pay(_order(), name)
    provider, payment = cashier.adapter(name), Payment.objects.get()
    with urllib.request.urlopen(paying.pay_url, timeout=60) as page:  # Alipay's trade begins here
        page.read()
    provider.close(payment.trade_no, payment.provider_ref)
    provider.close("26112300000999" if name != "stripe" else "", "")  # unknown: no error
    assert (trade := provider.query(payment.trade_no, payment.provider_ref)) is not None
    assert (trade.paid, trade.closed) == (False, True)
    with urllib.request.urlopen(paying.pay_url, timeout=60) as page:
        assert 'value="pay"' not in page.read().decode()


@EACH
def test_a_paid_trade_cannot_be_closed(cashier: Cashier, name: str) -> None:
    _paid(cashier, name)
    payment = Payment.objects.get()
    with pytest.raises(PaymentRefused):
        cashier.adapter(name).close(payment.trade_no, payment.provider_ref)


@EACH
def test_nobody_there_is_an_outage_not_a_crash(cashier: Cashier, name: str) -> None:
    _paid(cashier, name)
    payment, provider = Payment.objects.get(), _at_nowhere(name)
    with pytest.raises(PaymentUnavailable):
        provider.query(payment.trade_no, payment.provider_ref)
    with pytest.raises(PaymentUnavailable):
        provider.refund(_ask(payment, "R1", 1))


@EACH
def test_keys_of_another_merchant_get_nothing(cashier: Cashier, name: str) -> None:
    stranger = _stranger(cashier, name)
    ask = PayAsk(f"X{secrets.token_hex(6)}", 100, "CNY", "x", _soon(), "127.0.0.1")
    if name == "alipay":  # its first call is the buyer's: an answer, no cashier
        with urllib.request.urlopen(stranger.prepay(ask).pay_url, timeout=60) as page:
            assert "isv.invalid-signature" in page.read().decode()
        with pytest.raises((PaymentUnavailable, PaymentRefused)):
            stranger.query(ask.trade_no)
    else:
        with pytest.raises((PaymentUnavailable, PaymentRefused)):
            stranger.prepay(ask)


@EACH
def test_forged_notice(cashier: Cashier, live_server: Any, name: str) -> None:
    order = _order()
    _pay(order, name)
    url = live_server.url + keys.notify_path(name)
    body, headers = _letter(name, Payment.objects.get())
    assert _post(url, _bent(body), headers) == 401
    assert _post(url, body, {key: "AAAA" for key in headers if key != "Content-Type"}) in (
        200 if name == "alipay" else 401,
    )  # Alipay's signature is in the body
    assert _post(url, b"", headers) == 401
    assert _post(url, b"\xff\xfe{", headers) == 401
    assert Order.objects.get(pk=order.pk).state == ("paid" if name == "alipay" else "placed")


@EACH
@pytest.mark.parametrize("minutes", [-6, 6, -1440])
def test_callback_older_than_the_window(
    cashier: Cashier, live_server: Any, name: str, minutes: int
) -> None:
    order = _order()
    _pay(order, name)
    url = live_server.url + keys.notify_path(name)
    then = dt.datetime.now(SHANGHAI) + dt.timedelta(minutes=minutes)
    body, headers = _letter(name, Payment.objects.get(), at=then)
    assert _post(url, body, headers) == 401
    assert Order.objects.get(pk=order.pk).state == "placed"
    assert not PaymentNotice.objects.exists()
    assert _post(url, *_letter(name, Payment.objects.get())) == 200
    assert Order.objects.get(pk=order.pk).state == "paid"


@EACH
def test_wrong_amount(cashier: Cashier, live_server: Any, name: str) -> None:
    from kaibo.foundation.models import AuditEntry

    order = _order()
    _pay(order, name)
    url = live_server.url + keys.notify_path(name)
    assert _post(url, *_letter(name, Payment.objects.get(), amount=1)) == 422
    assert Order.objects.get(pk=order.pk).state == "placed"
    alarm = AuditEntry.objects.get(action="selling.amount_mismatch")
    assert (alarm.detail["paid"], alarm.detail["due"]) == (1, PRICE)


def test_a_merchant_cannot_settle_the_payment_of_another(cashier: Cashier) -> None:
    order = _order()
    _pay(order, "stripe")
    payment = Payment.objects.get()
    other = StripeAdapter(replace(cashier.stripe_account, account="acct_of_another_shop"))
    trade = Trade(payment.trade_no, "pi_1", True, False, PRICE, None)
    for adapter in (other, cashier.wechat):
        with pytest.raises(ForgedNotice):
            facade.settle(trade, adapter, dt.datetime.now(dt.UTC))
    assert Order.objects.get(pk=order.pk).state == "placed"


@EACH
def test_refund_that_fails_is_tried_again_and_alarmed(cashier: Cashier, name: str) -> None:
    from kaibo.foundation.models import AuditEntry
    from kaibo.selling import tasks

    order = _paid(cashier, name)
    cashier.steer(f"/sim/refunds/{Payment.objects.get().trade_no}", {"outcome": "fail"})
    facade.refund_by_buyer(order.pk, order.buyer_id, facade.RefundWish("不要了"), _here(), _now())
    until(lambda: Refund.objects.get().state == "failed")
    refund = Refund.objects.get()
    assert refund.failure
    assert refund.next_try_at is not None
    assert AuditEntry.objects.filter(action="selling.refund_failed").count() == 1
    assert Order.objects.get(pk=order.pk).state == "refunding"
    assert _buyer(order).get(f"/api/v1/orders/mine/{order.pk}").json()["refund_state"] == (
        "refund_failed"
    )
    Refund.objects.update(next_try_at=_now())
    tasks.push_refunds(0)
    until(lambda: Order.objects.get(pk=order.pk).state == "refunded")
    assert Refund.objects.get().refund_no.endswith("R1A2")
    assert facade.reconcile() == []


@EACH
def test_the_bill_of_the_day_lists_what_moved(cashier: Cashier, name: str) -> None:
    _paid(cashier, name)
    payment, provider = Payment.objects.get(), cashier.adapter(name)
    provider.refund(_ask(payment, "R1", 2900))
    today = dt.datetime.now(SHANGHAI).date()
    rows = [row for row in provider.bill(today) if row.trade_no == payment.trade_no]
    found = {(row.refund_no, row.amount) for row in rows}
    assert found == {("", PRICE), (payment.trade_no + "R1", 2900)}
    assert provider.bill(today - dt.timedelta(days=400)) == []


def test_changing_the_method_closes_the_earlier_trade(cashier: Cashier) -> None:
    order = _order()
    first = _pay(order, "wechat")
    second = _pay(order, "stripe")
    third = _pay(order, "wechat")
    assert len({first.trade_no, second.trade_no, third.trade_no}) == 3
    states = dict(Payment.objects.values_list("trade_no", "state"))
    assert states == {
        first.trade_no: "closed", second.trade_no: "closed", third.trade_no: "pending"
    }  # fmt: skip
    with urllib.request.urlopen(first.pay_url, timeout=60) as page:
        assert "订单已关闭" in page.read().decode()
    with urllib.request.urlopen(second.pay_url, timeout=60) as page:
        assert "Session expired" in page.read().decode()
    cashier.confirm(third.pay_url)
    until(lambda: Order.objects.get(pk=order.pk).state == "paid")


def test_a_trade_that_was_paid_meanwhile_is_the_payment(cashier: Cashier) -> None:
    order = _order()
    first = _pay(order, "wechat")
    cashier.steer("/sim/notices", {"muted": True})
    cashier.confirm(first.pay_url)
    assert _pay(order, "alipay").is_paid
    assert Order.objects.get(pk=order.pk).state == "paid"
    assert facade.reconcile() == []


def test_methods_are_those_that_are_configured(cashier: Cashier, data_folder: Any) -> None:
    order = _order()
    path = f"/api/v1/pay/methods?order={order.pk}"
    listed = _buyer(order).get(path).json()
    assert [one["method"] for one in listed] == ["wechat", "alipay", "stripe"]
    assert all(one["is_simulated"] for one in listed)
    own = data_folder / "secrets" / "pay" / f"{order.shop.slug}.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text('[stripe]\napi_key = "sk_x"\nwebhook_secret = "whsec_x"\n')
    try:
        assert [one["method"] for one in _buyer(order).get(path).json()] == ["stripe"]
        refused = _buyer(order).post(
            f"/api/v1/orders/mine/{order.pk}/pay", {"method": "alipay"}, "application/json"
        )
        assert refused.status_code == 422
    finally:
        own.unlink()


def _order(**more: int) -> Order:
    scene = stage(**more)
    return place(scene, scene.request(buyers(1)[0]))[0]


def _pay(order: Order, name: str, channel: Any = "h5") -> facade.Paying:
    wish = facade.PayWish(name, channel, "127.0.0.1", "http://127.0.0.1:1/r/x", "o-openid-of-buyer")
    return facade.pay_order(order.pk, order.buyer_id, wish, _here(), _now())


def _paid(cashier: Cashier, name: str) -> Order:
    order = _order()
    cashier.confirm(_pay(order, name).pay_url)
    until(lambda: Order.objects.get(pk=order.pk).state == "paid")
    order.refresh_from_db()
    return order


def _here() -> Callable[[str, str], Any]:
    return facade.adapter


def _ask(payment: Payment, suffix: str, amount: int) -> RefundAsk:
    number = payment.trade_no + suffix
    return RefundAsk(payment.trade_no, payment.provider_no, number, amount, payment.amount, "退款")


def _at_nowhere(name: str) -> Any:
    nowhere, settings = "http://127.0.0.1:9", config()
    if name == "wechat":
        return WeChatAdapter(replace(keys.simulated(settings, ""), gateway=nowhere))
    if name == "alipay":
        return AlipayAdapter(replace(keys.simulated_alipay(settings, "x"), gateway=nowhere))
    return StripeAdapter(replace(keys.simulated_stripe(settings), base=nowhere))


def _stranger(cashier: Cashier, name: str) -> Any:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    settings, fresh = config(), generate_private_key(public_exponent=65537, key_size=2048)
    pem = fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    if name == "wechat":
        who = keys.simulated(settings, "http://127.0.0.1:9/")
        return WeChatAdapter(replace(who, gateway=cashier.url, private_key=pem))
    if name == "alipay":
        account = keys.simulated_alipay(settings, "http://127.0.0.1:9/")
        gateway = f"{cashier.url}/gateway.do"
        return AlipayAdapter(replace(account, gateway=gateway, private_key=pem))
    return StripeAdapter(replace(cashier.stripe_account, api_key="sk_test_stranger"))


def _letter(
    name: str, payment: Payment, amount: int | None = None, at: dt.datetime | None = None
) -> tuple[bytes, dict[str, str]]:
    """A callback as only the provider can sign it."""
    sent, paid = at or dt.datetime.now(SHANGHAI), payment.amount if amount is None else amount
    who, trades = identity(config()), Trades(config().data / "paysim" / "letters.jsonl")
    if name == "wechat":
        resource: dict[str, object] = {
            "out_trade_no": payment.trade_no, "transaction_id": "4200001", "trade_state": "SUCCESS",
            "success_time": sent.isoformat(timespec="seconds"),
            "amount": {"total": paid, "currency": "CNY"},
        }  # fmt: skip
        text = notice(who.signer, "TRANSACTION.SUCCESS", resource, sent.isoformat())
        kind = {"Content-Type": "application/json"}
        return text.encode(), who.signer.headers(text, at=sent.timestamp()) | kind
    if name == "alipay":
        sim = AlipaySim(who.platform, who.merchant, who.alipay_appid, trades, Postman(), "")
        fields = {
            "notify_id": secrets.token_hex(16), "app_id": who.alipay_appid, "trade_no": "2200001",
            "out_trade_no": payment.trade_no, "trade_status": "TRADE_SUCCESS",
            "total_amount": f"{paid // 100}.{paid % 100:02d}",
            "gmt_payment": f"{sent:%Y-%m-%d %H:%M:%S}",
        }  # fmt: skip
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return sim.signed_notice(fields, sent).encode(), kind
    card = StripeSim(who.stripe_key, who.stripe_secret, "", trades, Postman(), "")
    session = {
        "id": "cs_test_1", "object": "checkout.session", "client_reference_id": payment.trade_no,
        "payment_status": "paid", "status": "complete", "amount_total": paid,
        "payment_intent": "pi_1", "metadata": {"trade_no": payment.trade_no},
    }  # fmt: skip
    event = {"id": f"evt_{secrets.token_hex(8)}", "type": "checkout.session.completed",
             "object": "event", "data": {"object": session}}  # fmt: skip
    text = json.dumps(event)
    signature = card.signature(text, at=sent.timestamp())
    assert stripe.WebhookSignature is not None
    return text.encode(), {"Stripe-Signature": signature, "Content-Type": "application/json"}


def _bent(body: bytes) -> bytes:
    """One character of what was signed is another."""
    for old, new in ((b"transaction", b"transactioN"), (b"TRADE_SUCCESS", b"TRADE_FINISHED"),
                     (b'"paid"', b'"Paid"')):  # fmt: skip
        if old in body:
            return body.replace(old, new, 1)
    raise AssertionError(body)


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    request = urllib.request.Request(url, data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def _buyer(order: Order) -> Client:
    import time

    from kaibo.foundation.tokens import Claims, issue

    claims = Claims(order.buyer_id, "buyer", "阿月", {}, False, int(time.time()) + 600)
    return Client(headers={"Authorization": f"Bearer {issue(claims)}"})


def _soon() -> dt.datetime:
    return _now() + dt.timedelta(minutes=10)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
