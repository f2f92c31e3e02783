"""WeChat Pay v3 by the `wechatpayv3` library (H5 and native), against the real gateway or the
local simulator.

The library checks signatures but no time: a correctly signed notice of last week passes it. So
the timestamp is checked here, and the notice id is kept by `actions.settle`.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import requests
from django.utils.translation import gettext as _
from wechatpayv3 import WeChatPay, WeChatPayType

from kaibo.selling.errors import ForgedNotice, PaymentUnavailable
from kaibo.selling.payments.adapter import Notice, Prepaid, RefundState, Trade
from kaibo.selling.payments.keys import Merchant, merchant

NOTICE_WINDOW_S = 300
TIMEOUT_S = (3, 8)
_REFUND_STATES = {"SUCCESS": "succeeded", "PROCESSING": "pending"}


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
    def is_simulated(self) -> bool:
        return self._who.is_simulated

    def prepay(
        self,
        trade_no: str,
        amount: int,
        description: str,
        expires_at: dt.datetime,
        client_ip: str,
        is_phone: bool,
    ) -> Prepaid:
        answer = self._call(
            self._client.pay,
            description=description[:127],
            out_trade_no=trade_no,
            amount={"total": amount, "currency": "CNY"},
            time_expire=expires_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
            scene_info={"payer_client_ip": client_ip, "h5_info": {"type": "Wap"}},
            pay_type=WeChatPayType.H5 if is_phone else WeChatPayType.NATIVE,
        )
        return Prepaid(trade_no, answer["h5_url" if is_phone else "code_url"])

    def query(self, trade_no: str) -> Trade | None:
        answer = self._call(self._client.query, out_trade_no=trade_no, missing_ok=True)
        return _trade(answer) if answer else None

    def close(self, trade_no: str) -> None:
        self._call(self._client.close, out_trade_no=trade_no, missing_ok=True)

    def refund(
        self, trade_no: str, refund_no: str, amount: int, total: int, reason: str
    ) -> RefundState:
        answer = self._call(
            self._client.refund,
            out_refund_no=refund_no,
            out_trade_no=trade_no,
            amount={"refund": amount, "total": total, "currency": "CNY"},
            reason=reason[:80] or None,
        )
        return _refund(answer, answer["status"])

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> Notice:
        _check_time(headers, now)
        try:
            data = self._client.callback(dict(headers), body)
        except Exception as error:  # the library raises bare Exception for what it cannot read
            raise ForgedNotice(_("This notice cannot be read: %s") % error) from error
        if not data:
            raise ForgedNotice(_("The signature of this notice does not hold."))
        return _notice(data)

    def _call(self, method: Any, missing_ok: bool = False, **values: Any) -> Any:
        try:
            status, text = method(**values)
        except requests.RequestException as error:
            raise PaymentUnavailable(_("WeChat Pay does not answer; try again.")) from error
        if status == 404 and missing_ok:
            return None
        if status not in (200, 202, 204):
            raise PaymentUnavailable(
                _("WeChat Pay refused: %(status)s %(text)s")
                % {"status": status, "text": str(text)[:200]},
                status=status,
            )
        return json.loads(text) if text else {}


@cache
def adapter() -> WeChatAdapter:
    """The adapter of this installation's merchant."""
    return WeChatAdapter(merchant())


def _check_time(headers: Mapping[str, str], now: dt.datetime) -> None:
    text = headers.get("Wechatpay-Timestamp", "")
    if not text.isdigit() or len(text) > 12:
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
    return RefundState(
        refund_no=resource["out_refund_no"],
        state=_REFUND_STATES.get(status, "failed"),
        at=_time(resource.get("success_time")),
    )


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
