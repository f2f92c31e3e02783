"""WeChat Pay v3 by the `wechatpayv3` library (JSAPI, H5, native), against the real gateway or the
local simulator.

The library checks signatures but no time: a correctly signed notice of last week passes it. So
the timestamp is checked here, and the notice id is kept by `actions.settle`.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import requests
from django.utils.translation import gettext as _
from wechatpayv3 import WeChatPay, WeChatPayType

from kaibo.foundation.errors import InvalidInput, KaiboError
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
from kaibo.selling.payments.bills import wechat_rows
from kaibo.selling.payments.keys import Merchant

NOTICE_WINDOW_S = 300
TIMEOUT_S = (3, 8)
_REFUND_STATES = {"SUCCESS": "succeeded", "PROCESSING": "pending"}
_PAY_TYPES = {
    "h5": WeChatPayType.H5, "native": WeChatPayType.NATIVE, "jsapi": WeChatPayType.JSAPI,
}  # fmt: skip
# The provider is not to blame, nor are we: ask again.
_BUSY = {429, 500, 502, 503, 504}


class WeChatAdapter:
    """`adapter.Adapter` for one merchant."""

    name = "wechat"

    def __init__(self, who: Merchant) -> None:
        self._who = who
        self._client = WeChatPay(
            wechatpay_type=WeChatPayType.H5,
            mchid=who.mchid,
            private_key=who.private_key,
            cert_serial_no=who.serial_no,
            appid=who.appid,
            apiv3_key=who.apiv3_key,
            notify_url=who.notify_url,
            public_key=who.public_key,
            public_key_id=who.public_key_id,
            timeout=TIMEOUT_S,
        )
        self._client._core._gate_way = who.gateway

    @property
    def account(self) -> str:
        return self._who.mchid

    @property
    def appid(self) -> str:
        """The official account in which a buyer's openid for ``jsapi`` was given."""
        return self._who.appid

    @property
    def is_simulated(self) -> bool:
        return self._who.is_simulated

    @property
    def channels(self) -> list[Channel]:
        return ["h5", "native", "jsapi"]

    def prepay(self, ask: PayAsk) -> Prepaid:
        if ask.channel == "jsapi" and not ask.payer:
            raise InvalidInput(_("请先用微信登录，再在微信内支付"), field="channel")
        extra: dict[str, Any] = {"payer": {"openid": ask.payer}} if ask.channel == "jsapi" else {}
        answer = self._call(
            self._client.pay,
            description=ask.description[:127],
            out_trade_no=ask.trade_no,
            amount={"total": ask.amount, "currency": ask.currency},
            time_expire=ask.expires_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            scene_info={"payer_client_ip": ask.client_ip, "h5_info": {"type": "Wap"}},
            pay_type=_PAY_TYPES[ask.channel],
            **extra,
        )
        jsapi = self._bridge(answer["prepay_id"]) if ask.channel == "jsapi" else {}
        url = answer.get("code_url" if ask.channel == "native" else "h5_url", "")
        if ask.channel == "h5" and ask.return_url:  # the cashier goes back there by itself
            mark = "&" if "?" in url else "?"
            url += f"{mark}{urlencode({'redirect_url': ask.return_url})}"
        return Prepaid(ask.trade_no, url, jsapi=jsapi)

    def query(self, trade_no: str, ref: str = "") -> Trade | None:
        answer = self._call(self._client.query, out_trade_no=trade_no, missing_ok=True)
        return _trade(answer) if answer else None

    def close(self, trade_no: str, ref: str = "") -> None:
        self._call(self._client.close, out_trade_no=trade_no, missing_ok=True)

    def refund(self, ask: RefundAsk) -> RefundState:
        try:
            answer = self._call(
                self._client.refund,
                out_refund_no=ask.refund_no,
                out_trade_no=ask.trade_no,
                amount={"refund": ask.amount, "total": ask.total, "currency": "CNY"},
                reason=ask.reason[:80] or None,
            )
        except PaymentRefused as error:
            return RefundState(ask.refund_no, "failed", None, error.message)
        return _refund(answer, answer["status"])

    def query_refund(self, ask: RefundAsk) -> RefundState | None:
        answer = self._call(self._client.query_refund, out_refund_no=ask.refund_no, missing_ok=True)
        return _refund(answer, answer["status"]) if answer else None

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> Notice:
        _check_time(headers, now)
        try:
            data = self._client.callback(dict(headers), body)
        except Exception as error:  # the library raises bare Exception for what it cannot read
            raise ForgedNotice(_("This notice cannot be read: %s") % error) from error
        if not data:
            raise ForgedNotice(_("The signature of this notice does not hold."))
        return _notice(data)

    def bill(self, day: dt.date) -> list[BillRow]:
        answer = self._call(
            self._client.trade_bill, bill_date=day.isoformat(), bill_type="ALL", missing_ok=True
        )
        if not answer:
            return []
        try:
            status, packed = self._client.download_bill(answer["download_url"])
        except requests.RequestException as error:
            raise PaymentUnavailable(_("WeChat Pay does not answer; try again.")) from error
        if status != 200:
            raise PaymentUnavailable(_("WeChat Pay refused: %(status)s %(text)s") % {
                "status": status, "text": str(packed)[:200]})  # fmt: skip
        return wechat_rows(packed, answer["hash_value"])

    def _bridge(self, prepay_id: str) -> dict[str, str]:
        """What the page inside WeChat hands to ``getBrandWCPayRequest``."""
        stamp = str(int(dt.datetime.now(dt.UTC).timestamp()))
        nonce, package = secrets.token_hex(16), f"prepay_id={prepay_id}"
        sign = self._client.sign([self._who.appid, stamp, nonce, package])
        return {
            "appId": self._who.appid, "timeStamp": stamp, "nonceStr": nonce, "package": package,
            "signType": "RSA", "paySign": sign,
        }  # fmt: skip

    def _call(self, method: Any, missing_ok: bool = False, **values: Any) -> Any:
        try:
            status, text = method(**values)
        except requests.RequestException as error:
            raise PaymentUnavailable(_("WeChat Pay does not answer; try again.")) from error
        if missing_ok and (status == 404 or "NO_STATEMENT_EXIST" in str(text)):
            return None
        if status not in (200, 202, 204):
            kind: type[KaiboError] = PaymentUnavailable if status in _BUSY else PaymentRefused
            raise kind(
                _("WeChat Pay refused: %(status)s %(text)s")
                % {"status": status, "text": str(text)[:200]},
                status=status,
            )
        return json.loads(text) if text else {}


def _check_time(headers: Mapping[str, str], now: dt.datetime) -> None:
    text = headers.get("Wechatpay-Timestamp", "")
    if not (text.isascii() and text.isdigit()) or len(text) > 12:
        raise ForgedNotice(_("This notice carries no time."))
    if abs(now.timestamp() - int(text)) > NOTICE_WINDOW_S:
        raise ForgedNotice(_("This notice is older than five minutes; it is not accepted."))


def _notice(data: Mapping[str, Any]) -> Notice:
    resource = data["resource"]
    is_refund = str(data["event_type"]).startswith("REFUND.")
    return Notice(
        notice_id=str(data["id"]),
        trade_no=str(resource["out_trade_no"]),
        trade=None if is_refund else _trade(resource),
        refund=_refund(resource, resource["refund_status"]) if is_refund else None,
        body=dict(data),
    )


def _trade(resource: Mapping[str, Any]) -> Trade:
    state = resource["trade_state"]
    return Trade(
        trade_no=resource["out_trade_no"],
        provider_no=resource.get("transaction_id", ""),
        paid=state in ("SUCCESS", "REFUND"),
        closed=state in ("CLOSED", "REVOKED"),
        amount=int(resource["amount"]["total"]),
        paid_at=_time(resource.get("success_time")),
    )


def _refund(resource: Mapping[str, Any], status: str) -> RefundState:
    state = _REFUND_STATES.get(status, "failed")
    return RefundState(
        refund_no=resource["out_refund_no"],
        state=state,
        at=_time(resource.get("success_time")) if state == "succeeded" else None,
        reason=_("微信支付：退款%(status)s，请在商户平台处理或换一种方式退") % {"status": status}
        if state == "failed"
        else "",
    )


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
