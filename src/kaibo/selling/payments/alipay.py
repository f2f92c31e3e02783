"""Alipay by the `python-alipay-sdk` library (RSA2): phone and desktop pages, query, close, refund.

The library signs and verifies; the timestamp is given by us, because it would take the machine's
local time where Alipay reads Beijing time. A trade begins to exist when the buyer opens the page,
so asking for one that nobody opened is no error.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import requests
from alipay import AliPay
from alipay.exceptions import AliPayException, AliPayValidationError
from alipay.utils import AliPayConfig
from django.utils.translation import gettext as _

from kaibo.foundation.errors import KaiboError
from kaibo.selling.errors import ForgedNotice, PaymentRefused, PaymentUnavailable
from kaibo.selling.payments.adapter import (
    BillRow,
    Channel,
    Notice,
    PayAsk,
    Prepaid,
    RefundAsk,
    RefundState,
    Trade,
)
from kaibo.selling.payments.bills import SHANGHAI, alipay_rows, cents, yuan
from kaibo.selling.payments.keys import AlipayMerchant

NOTICE_WINDOW_S = 300
TIMEOUT_S = 10
_PAGES = {
    "h5": ("alipay.trade.wap.pay", "QUICK_WAP_WAY"),
    "native": ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"),
}
_MISSING = ("ACQ.TRADE_NOT_EXIST", "isp.bill_not_exist", "BILL_NOT_EXIST")
_BUSY = ("20000", "ACQ.SYSTEM_ERROR", "isp.unknow-error")


class AlipayAdapter:
    """`adapter.Adapter` for one application."""

    name = "alipay"

    def __init__(self, who: AlipayMerchant) -> None:
        self._who = who
        self._client = AliPay(
            appid=who.appid,
            app_notify_url=who.notify_url,
            app_private_key_string=who.private_key,
            alipay_public_key_string=who.public_key,
            sign_type="RSA2",
            config=AliPayConfig(timeout=TIMEOUT_S),
        )
        self._client._gateway = who.gateway

    @property
    def account(self) -> str:
        return self._who.appid

    @property
    def is_simulated(self) -> bool:
        return self._who.is_simulated

    @property
    def channels(self) -> list[Channel]:
        return ["h5", "native"]

    def prepay(self, ask: PayAsk) -> Prepaid:
        """The signed address of the cashier; nothing is sent before the buyer opens it."""
        method, product = _PAGES["native" if ask.channel == "native" else "h5"]
        content = {
            "subject": ask.description[:128],
            "out_trade_no": ask.trade_no,
            "total_amount": yuan(ask.amount),
            "product_code": product,
            "time_expire": _stamp(ask.expires_at),
        }
        signed = self._client.client_api(
            method, content, timestamp=_stamp(dt.datetime.now(dt.UTC)),
            notify_url=self._who.notify_url, return_url=ask.return_url or None,
        )  # fmt: skip
        return Prepaid(ask.trade_no, f"{self._who.gateway}?{signed}")

    def query(self, trade_no: str, ref: str = "") -> Trade | None:
        answer = self._call("alipay.trade.query", {"out_trade_no": trade_no})
        return _trade(answer, answer.get("send_pay_date")) if answer else None

    def close(self, trade_no: str, ref: str = "") -> None:
        self._call("alipay.trade.close", {"out_trade_no": trade_no})

    def refund(self, ask: RefundAsk) -> RefundState:
        """Alipay refunds at once: its yes is the refund."""
        try:
            answer = self._call(
                "alipay.trade.refund",
                {
                    "out_trade_no": ask.trade_no,
                    "out_request_no": ask.refund_no,
                    "refund_amount": yuan(ask.amount),
                    "refund_reason": ask.reason[:80],
                },
            )
        except PaymentRefused as error:
            return RefundState(ask.refund_no, "failed", None, error.message)
        if answer is None:
            return RefundState(ask.refund_no, "failed", None, _("支付宝没有这笔交易"))
        return RefundState(ask.refund_no, "succeeded", _time(answer.get("gmt_refund_pay")))

    def query_refund(self, ask: RefundAsk) -> RefundState | None:
        answer = self._call(
            "alipay.trade.fastpay.refund.query",
            {"out_trade_no": ask.trade_no, "out_request_no": ask.refund_no},
        )
        if not answer or answer.get("refund_status") != "REFUND_SUCCESS":
            return None
        return RefundState(ask.refund_no, "succeeded", _time(answer.get("gmt_refund_pay")))

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> Notice:
        data = self._verified(body)
        _check_time(data, now)
        if data.get("app_id") != self._who.appid:
            raise ForgedNotice(_("This notice is for another merchant."))
        try:
            return _notice(data)
        except (KeyError, ValueError, ArithmeticError) as error:
            raise ForgedNotice(_("This notice cannot be read: %s") % error) from error

    def bill(self, day: dt.date) -> list[BillRow]:
        answer = self._call(
            "alipay.data.dataservice.bill.downloadurl.query",
            {"bill_type": "trade", "bill_date": day.isoformat()},
        )
        if not answer:
            return []
        try:
            file = requests.get(answer["bill_download_url"], timeout=TIMEOUT_S)
            file.raise_for_status()
        except requests.RequestException as error:
            raise PaymentUnavailable(_("支付宝没有应答，请稍后再试")) from error
        return alipay_rows(file.content)

    def _call(self, method: str, content: Mapping[str, Any]) -> dict[str, Any] | None:
        """The verified answer, None for what Alipay does not know."""
        try:
            answer: dict[str, Any] = self._client.server_api(
                method, dict(content), timestamp=_stamp(dt.datetime.now(dt.UTC))
            )
        except (OSError, AliPayException, AliPayValidationError, ValueError) as error:
            raise PaymentUnavailable(_("支付宝没有应答，请稍后再试")) from error
        if answer.get("code") == "10000":
            return answer
        code = str(answer.get("sub_code") or answer.get("code"))
        if code in _MISSING:
            return None
        words = answer.get("sub_msg") or answer.get("msg") or ""
        kind: type[KaiboError] = PaymentUnavailable if code in _BUSY else PaymentRefused
        raise kind(_("支付宝没有受理：%(words)s") % {"words": f"{code} {words}"[:200]}, status=code)

    def _verified(self, body: bytes) -> dict[str, str]:
        try:
            data = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
            signature = data.pop("sign")
            holds = self._client.verify(dict(data), signature)
        except (KeyError, ValueError, AliPayException) as error:
            raise ForgedNotice(_("This notice cannot be read: %s") % error) from error
        if not holds:
            raise ForgedNotice(_("The signature of this notice does not hold."))
        return data


def _notice(data: Mapping[str, str]) -> Notice:
    """A refund's notice carries the trade too; the refund is what it tells."""
    is_refund = bool(data.get("out_biz_no")) and bool(data.get("refund_fee"))
    refund = RefundState(data.get("out_biz_no", ""), "succeeded", _time(data.get("gmt_refund")))
    return Notice(
        notice_id=data["notify_id"],
        trade_no=data["out_trade_no"],
        trade=None if is_refund else _trade(data, data.get("gmt_payment")),
        refund=refund if is_refund else None,
        body=dict(data),
    )


def _trade(data: Mapping[str, Any], paid_at: str | None) -> Trade:
    state = data["trade_status"]
    return Trade(
        trade_no=data["out_trade_no"],
        provider_no=data.get("trade_no", ""),
        paid=state in ("TRADE_SUCCESS", "TRADE_FINISHED")
        or (
            state == "TRADE_CLOSED" and bool(paid_at)  # paid once, then refunded whole
        ),
        closed=state == "TRADE_CLOSED" and not paid_at,
        amount=cents(data["total_amount"]),
        paid_at=_time(paid_at),
    )


def _check_time(data: Mapping[str, str], now: dt.datetime) -> None:
    try:
        sent = _time(data.get("notify_time"))
    except ValueError:
        sent = None
    if sent is None:
        raise ForgedNotice(_("This notice carries no time."))
    if abs((now - sent).total_seconds()) > NOTICE_WINDOW_S:
        raise ForgedNotice(_("This notice is older than five minutes; it is not accepted."))


def _stamp(at: dt.datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


def _time(text: str | None) -> dt.datetime | None:
    if not text:
        return None
    return dt.datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
