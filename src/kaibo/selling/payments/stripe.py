"""Stripe by its own library: Checkout Sessions, refunds, signed webhooks, balance transactions.

The session's id is kept as the payment's ``ref``: Stripe finds nothing by our number. Idempotency
keys are our numbers, so that a repeated request is the same session or the same refund.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import requests
import stripe
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
from kaibo.selling.payments.bills import SHANGHAI
from kaibo.selling.payments.keys import StripeMerchant

NOTICE_WINDOW_S = 300
TIMEOUT_S = (3, 10)
# Stripe keeps a session open for half an hour at least; our clock closes it with the order.
_SHORTEST = dt.timedelta(minutes=31)
_REFUND_STATES = {"succeeded": "succeeded", "failed": "failed", "canceled": "failed"}
_PAID = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
_REFUNDED = ("refund.updated", "refund.failed", "refund.created")


class StripeAdapter:
    """`adapter.Adapter` for one account."""

    name = "stripe"

    def __init__(self, who: StripeMerchant) -> None:
        self._who = who
        session = requests.Session()
        session.headers["Connection"] = "close"  # threads share it; nothing stays open
        self._client = stripe.StripeClient(
            who.api_key,
            base_addresses={"api": who.base},
            http_client=stripe.RequestsClient(timeout=TIMEOUT_S, session=session),
            max_network_retries=1,
        )

    @property
    def account(self) -> str:
        return self._who.account

    @property
    def is_simulated(self) -> bool:
        return self._who.is_simulated

    @property
    def channels(self) -> list[Channel]:
        return ["h5", "native"]

    def prepay(self, ask: PayAsk) -> Prepaid:
        expires_at = max(ask.expires_at, dt.datetime.now(dt.UTC) + _SHORTEST)
        price = {
            "currency": ask.currency.lower(), "unit_amount": ask.amount,
            "product_data": {"name": ask.description[:250]},
        }  # fmt: skip
        params: Any = {
            "mode": "payment",
            "client_reference_id": ask.trade_no,
            "metadata": {"trade_no": ask.trade_no},
            "payment_intent_data": {"metadata": {"trade_no": ask.trade_no}},
            "line_items": [{"quantity": 1, "price_data": price}],
            "expires_at": int(expires_at.timestamp()),
            "success_url": ask.return_url or "https://example.invalid/",
        }
        made = self._call(
            lambda: self._client.v1.checkout.sessions.create(
                params, {"idempotency_key": f"pay-{ask.trade_no}-{ask.amount}"}
            )
        )
        return Prepaid(ask.trade_no, str(made.url or ""), ref=str(made.id))

    def query(self, trade_no: str, ref: str = "") -> Trade | None:
        return _trade(self._session(ref).to_dict()) if ref else None

    def close(self, trade_no: str, ref: str = "") -> None:
        if not ref:
            return
        try:
            self._call(lambda: self._client.v1.checkout.sessions.expire(ref))
        except PaymentRefused:
            # Already expired is as good; a session that was paid meanwhile is not closed.
            if self._session(ref).status == "complete":
                raise

    def refund(self, ask: RefundAsk) -> RefundState:
        params: Any = {
            "payment_intent": ask.provider_no,
            "amount": ask.amount,
            "metadata": {
                "refund_no": ask.refund_no,
                "trade_no": ask.trade_no,
                "reason": ask.reason[:80],
            },
        }
        try:
            made = self._call(
                lambda: self._client.v1.refunds.create(
                    params, {"idempotency_key": f"refund-{ask.refund_no}"}
                )
            )
        except PaymentRefused as error:
            return RefundState(ask.refund_no, "failed", None, error.message)
        return _refund(made.to_dict())

    def query_refund(self, ask: RefundAsk) -> RefundState | None:
        listed = self._call(
            lambda: self._client.v1.refunds.list({"payment_intent": ask.provider_no, "limit": 100})
        )
        for one in listed.data:
            plain = one.to_dict()
            if (plain.get("metadata") or {}).get("refund_no") == ask.refund_no:
                return _refund(plain)
        return None

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> Notice:
        """The library checks the signature and that it is younger than five minutes."""
        try:
            stripe.WebhookSignature.verify_header(
                body.decode(), headers.get("Stripe-Signature", ""), self._who.webhook_secret,
                NOTICE_WINDOW_S,
            )  # fmt: skip
            event = json.loads(body)
            _check_future(headers.get("Stripe-Signature", ""), now)
            return _notice(event)
        except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError) as error:
            raise ForgedNotice(_("This notice cannot be read: %s") % error) from error

    def bill(self, day: dt.date) -> list[BillRow]:
        start = dt.datetime.combine(day, dt.time(), SHANGHAI)
        params: Any = {
            "created": {
                "gte": int(start.timestamp()),
                "lt": int((start + dt.timedelta(days=1)).timestamp()),
            },
            "expand": ["data.source"],
            "limit": 100,
        }
        page = self._call(lambda: self._client.v1.balance_transactions.list(params))
        moves = self._call(lambda: list(page.auto_paging_iter()))
        kinds = ("charge", "payment", "refund")
        return [_bill_row(one.to_dict()) for one in moves if one.type in kinds]

    def _session(self, ref: str) -> Any:
        return self._call(lambda: self._client.v1.checkout.sessions.retrieve(ref))

    def _call(self, ask: Any) -> Any:
        try:
            return ask()
        except (stripe.APIConnectionError, stripe.RateLimitError) as error:
            raise PaymentUnavailable(_("Stripe 没有应答，请稍后再试")) from error
        except stripe.StripeError as error:
            status = error.http_status or 500
            kind: type[KaiboError] = (
                PaymentUnavailable if status >= 500 or status in (401, 403, 409) else PaymentRefused
            )
            words = {"words": str(error.user_message or error)[:200]}
            raise kind(_("Stripe 没有受理：%(words)s") % words, status=status) from error


def _check_future(header: str, now: dt.datetime) -> None:
    """The library refuses what is too old; what comes from the future is refused here."""
    stamps = [part[2:] for part in header.split(",") if part.startswith("t=")]
    if abs(now.timestamp() - int(stamps[0])) > NOTICE_WINDOW_S:
        raise ValueError("older than five minutes")


def _notice(event: Mapping[str, Any]) -> Notice:
    thing, kind = event["data"]["object"], str(event["type"])
    numbers = thing.get("metadata") or {}
    is_refund = kind in _REFUNDED and "refund_no" in numbers
    return Notice(
        notice_id=str(event["id"]),
        trade_no=str(numbers.get("trade_no") or thing.get("id") or "")[:32],
        trade=_trade(thing) if kind in _PAID else None,
        refund=_refund(thing) if is_refund else None,
        body=dict(event),
    )


def _trade(session: Mapping[str, Any]) -> Trade:
    return Trade(
        trade_no=str(session["client_reference_id"]),
        provider_no=str(session.get("payment_intent") or ""),
        paid=session["payment_status"] == "paid",
        closed=session.get("status") == "expired",
        amount=int(session["amount_total"]),
        paid_at=None,
    )


def _refund(refund: Mapping[str, Any]) -> RefundState:
    state = _REFUND_STATES.get(str(refund["status"]), "pending")
    return RefundState(
        refund_no=str(refund["metadata"]["refund_no"]),
        state=state,
        at=_moment(refund["created"]) if state == "succeeded" else None,
        reason=f"Stripe: {refund.get('failure_reason')}" if state == "failed" else "",
    )


def _bill_row(move: Mapping[str, Any]) -> BillRow:
    source = move["source"]
    numbers = source.get("metadata") or {}
    return BillRow(
        trade_no=str(numbers.get("trade_no", "")),
        refund_no=str(numbers.get("refund_no", "")) if move["type"] == "refund" else "",
        provider_no=str(source.get("payment_intent") or source["id"]),
        amount=abs(int(move["amount"])),
        at=_moment(move["created"]),
    )


def _moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)
