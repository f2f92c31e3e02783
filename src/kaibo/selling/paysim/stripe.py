"""Stripe's ``/v1``: form-encoded calls, idempotency keys, Checkout Sessions, refunds, webhooks."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from kaibo.selling.paysim.notices import Letter, Postman
from kaibo.selling.paysim.trades import CHINA, SimRefund, SimTrade, Trades, now

_PAY_STATES = {"NOTPAY": "unpaid", "CLOSED": "unpaid"}
_STATES = {"NOTPAY": "open", "CLOSED": "expired"}
Json = dict[str, Any]


class StripeSim:
    """One account with one webhook endpoint."""

    def __init__(
        self,
        api_key: str,
        webhook_secret: str,
        webhook_url: str,
        trades: Trades,
        postman: Postman,
        public_url: str,
    ) -> None:
        self._api_key = api_key
        self._secret = webhook_secret
        self._webhook_url = webhook_url
        self._trades = trades
        self._postman = postman
        self._public_url = public_url
        self._answered: dict[str, tuple[str, int, Json]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v1/checkout/sessions", self.create_session),
            web.get("/v1/checkout/sessions/{id}", self.get_session),
            web.post("/v1/checkout/sessions/{id}/expire", self.expire_session),
            web.get("/v1/payment_intents/{id}", self.get_intent),
            web.post("/v1/refunds", self.create_refund),
            web.get("/v1/refunds", self.list_refunds),
            web.get("/v1/balance_transactions", self.list_moves),
            web.post("/v1/webhook_endpoints", self.create_endpoint),
        ]

    async def create_session(self, request: web.Request) -> web.Response:
        return await self._once(request, self._create_session)

    async def create_refund(self, request: web.Request) -> web.Response:
        return await self._once(request, self._create_refund)

    async def get_session(self, request: web.Request) -> web.Response:
        self._check_key(request)
        trade = self._by_id(request)
        return (
            _reply(*_missing("checkout.session"))
            if trade is None
            else _reply(200, self._session(trade))
        )

    async def expire_session(self, request: web.Request) -> web.Response:
        self._check_key(request)
        trade = self._by_id(request)
        if trade is None:
            return _reply(*_missing("checkout.session"))
        if trade.state != "NOTPAY":
            return _reply(
                *_error(400, "Only Checkout Sessions with a status in [open] can be expired.")
            )
        trade.state = "CLOSED"
        self._trades.keep(trade)
        self.tell("checkout.session.expired", self._session(trade))
        return _reply(200, self._session(trade))

    async def get_intent(self, request: web.Request) -> web.Response:
        self._check_key(request)
        trade = self._by_intent(request.match_info["id"])
        return _reply(*_missing("payment_intent")) if trade is None else _reply(200, _intent(trade))

    async def list_refunds(self, request: web.Request) -> web.Response:
        self._check_key(request)
        trade = self._by_intent(request.query.get("payment_intent", ""))
        found = [self._refund(trade, one) for one in reversed(trade.refunds)] if trade else []
        return _reply(200, _listed("/v1/refunds", found))

    async def list_moves(self, request: web.Request) -> web.Response:
        """Balance transactions between two moments, newest first, a page at a time."""
        self._check_key(request)
        since, until = (int(request.query.get(f"created[{k}]", 0)) for k in ("gte", "lt"))
        moves = [one for one in self._moves() if since <= one["created"] < (until or 2**40)]
        if (after := request.query.get("starting_after", "")) != "":
            moves = moves[[one["id"] for one in moves].index(after) + 1 :]
        size = int(request.query.get("limit", 10))
        page = _listed("/v1/balance_transactions", moves[:size])
        return _reply(200, page | {"has_more": len(moves) > size})

    async def create_endpoint(self, request: web.Request) -> web.Response:
        """Where events go from now on; the signing secret is the account's."""
        self._check_key(request)
        fields = dict(parse_qsl(await request.text()))
        self._webhook_url = fields["url"]
        made = {"id": "we_" + secrets.token_hex(8), "object": "webhook_endpoint"}
        return _reply(200, made | {"url": self._webhook_url, "secret": self._secret})

    def pay(self, trade: SimTrade) -> None:
        """The buyer confirmed on the page."""
        if trade.pay("pi_" + trade.prepay_id[:24], now()):
            self._trades.keep(trade)
            self.tell("checkout.session.completed", self._session(trade))

    def tell(self, kind: str, thing: Json) -> None:
        """One event to the endpoint; each try is signed anew."""
        event = {
            "id": "evt_" + secrets.token_hex(12), "object": "event", "type": kind,
            "api_version": "2026-10-28", "created": int(time.time()), "livemode": False,
            "data": {"object": thing},
        }  # fmt: skip
        body = json.dumps(event, ensure_ascii=False)

        def letter() -> Letter:
            headers = {"Content-Type": "application/json", "Stripe-Signature": self.signature(body)}
            return Letter(self._webhook_url, body.encode(), headers)

        self._postman.send(letter)

    def signature(self, body: str, at: float | None = None) -> str:
        """The ``Stripe-Signature`` header of a body sent at that moment."""
        stamp = int(at or time.time())
        mac = hmac.new(self._secret.encode(), f"{stamp}.{body}".encode(), hashlib.sha256)
        return f"t={stamp},v1={mac.hexdigest()}"

    async def _once(self, request: web.Request, do: Any) -> web.Response:
        """The same idempotency key gives the same answer, or an error for another request."""
        self._check_key(request)
        text = await request.text()
        key = request.headers.get("Idempotency-Key", "") or secrets.token_hex(8)
        known = self._answered.get(key)
        if known is not None and known[0] != request.path + text:
            words = "Keys for idempotent requests can only be used with the same parameters"
            return _reply(*_error(400, words, "idempotency_error"))
        if known is None:
            known = (request.path + text, *do(dict(parse_qsl(text, keep_blank_values=True))))
            if known[1] < 500:
                self._answered[key] = known
        return _reply(known[1], known[2])

    def _create_session(self, form: dict[str, str]) -> tuple[int, Json]:
        price = "line_items[0][price_data]"
        if form.get("mode") != "payment" or f"{price}[unit_amount]" not in form:
            return _error(400, "Missing required param: line_items.")
        expires = int(form.get("expires_at", time.time() + 86_400))
        if expires < time.time() + 1800:
            return _error(400, "The `expires_at` timestamp must be at least 30 minutes from now.")
        amount = int(form[f"{price}[unit_amount]"]) * int(form.get("line_items[0][quantity]", 1))
        trade = self._trades.open(
            form["client_reference_id"], amount, form[f"{price}[product_data][name]"],
            provider="stripe", currency=form[f"{price}[currency]"].upper(),
            return_url=form.get("success_url", ""),
            expires_at=dt.datetime.fromtimestamp(expires, CHINA).isoformat(),
        )  # fmt: skip
        return 200, self._session(trade)

    def _create_refund(self, form: dict[str, str]) -> tuple[int, Json]:
        trade = self._by_intent(form.get("payment_intent", ""))
        if trade is None:
            return _missing("payment_intent")
        if trade.refund_outcome == "refuse":
            trade.refund_outcome = "succeed"
            return _error(400, "Insufficient funds in your Stripe balance to refund this amount.")
        number = form.get("metadata[refund_no]", secrets.token_hex(6))
        amount = int(form.get("amount", trade.amount - trade.refunded))
        refund = trade.give_back(number, "re_" + secrets.token_hex(12), amount)
        if refund is None:
            return _error(400, "Refund amount is greater than unrefunded amount on charge.")
        self._trades.keep(trade)
        thing = self._refund(trade, refund)
        if refund.state == "FAILED":
            self.tell("refund.failed", thing)
            return 200, thing | {"status": "pending"}
        self.tell("refund.updated", thing)
        return 200, thing

    def _check_key(self, request: web.Request) -> None:
        if request.headers.get("Authorization", "") != f"Bearer {self._api_key}":
            _status, body = _error(401, "Invalid API Key provided.")
            raise web.HTTPUnauthorized(text=json.dumps(body), content_type="application/json")

    def _by_id(self, request: web.Request) -> SimTrade | None:
        trade = self._trades.by_prepay(request.match_info["id"].removeprefix("cs_test_"))
        return trade if trade is not None and trade.provider == "stripe" else None

    def _by_intent(self, intent: str) -> SimTrade | None:
        return next((t for t in self._trades.of("stripe") if t.transaction_id == intent), None)

    def _session(self, trade: SimTrade) -> Json:
        return {
            "id": "cs_test_" + trade.prepay_id, "object": "checkout.session", "mode": "payment",
            "client_reference_id": trade.trade_no, "amount_total": trade.amount,
            "currency": trade.currency.lower(), "payment_intent": trade.transaction_id or None,
            "payment_status": _PAY_STATES.get(trade.state, "paid"),
            "status": _STATES.get(trade.state, "complete"),
            "metadata": {"trade_no": trade.trade_no}, "success_url": trade.return_url,
            "url": f"{self._public_url}/cashier/{trade.prepay_id}",
        }  # fmt: skip

    def _refund(self, trade: SimTrade, refund: SimRefund) -> Json:
        return {
            "id": refund.refund_id, "object": "refund", "amount": refund.amount,
            "currency": trade.currency.lower(), "payment_intent": trade.transaction_id,
            "created": _seconds(refund.at),
            "metadata": {"refund_no": refund.refund_no, "trade_no": trade.trade_no},
            "status": "failed" if refund.state == "FAILED" else "succeeded",
            "failure_reason": "lost_or_stolen_card" if refund.state == "FAILED" else None,
        }  # fmt: skip

    def _moves(self) -> list[Json]:
        found: list[Json] = []
        for trade in self._trades.of("stripe"):
            if trade.paid_at:
                charge = {
                    "id": "ch_" + trade.prepay_id[:24], "object": "charge",
                    "payment_intent": trade.transaction_id,
                    "metadata": {"trade_no": trade.trade_no},
                }  # fmt: skip
                found.append(_move("charge", trade.amount, trade.paid_at, charge))
            found += [
                _move("refund", -one.amount, one.at, self._refund(trade, one))
                for one in trade.refunds
                if one.state == "SUCCESS"
            ]
        return sorted(found, key=lambda one: (-one["created"], one["id"]))


def _move(kind: str, amount: int, at: str, source: Json) -> Json:
    return {
        "id": f"txn_{source['id']}", "object": "balance_transaction", "type": kind,
        "amount": amount, "created": _seconds(at), "source": source,
    }  # fmt: skip


def _intent(trade: SimTrade) -> Json:
    return {
        "id": trade.transaction_id, "object": "payment_intent", "amount": trade.amount,
        "status": "succeeded", "metadata": {"trade_no": trade.trade_no},
    }  # fmt: skip


def _listed(url: str, data: list[Json]) -> Json:
    return {"object": "list", "url": url, "has_more": False, "data": data}


def _missing(kind: str) -> tuple[int, Json]:
    return _error(404, f"No such {kind}")


def _error(status: int, words: str, kind: str = "invalid_request_error") -> tuple[int, Json]:
    return status, {"error": {"type": kind, "message": words}}


def _reply(status: int, body: Json) -> web.Response:
    return web.json_response(body, status=status)


def _seconds(iso: str) -> int:
    return int(dt.datetime.fromisoformat(iso).timestamp())
