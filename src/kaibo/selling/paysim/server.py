"""HTTP of the simulator: the v3 API for the merchant, the cashier for the buyer."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import secrets
from typing import Any

from aiohttp import web

from kaibo.selling.paysim import page
from kaibo.selling.paysim.notices import deliver, notice
from kaibo.selling.paysim.signing import Signer
from kaibo.selling.paysim.trades import SimRefund, SimTrade, Trades

_CHINA = dt.timezone(dt.timedelta(hours=8))


class Simulator:
    """One platform with one merchant; ``public_url`` is where buyers reach the cashier."""

    def __init__(self, signer: Signer, trades: Trades, public_url: str) -> None:
        self._signer = signer
        self._trades = trades
        self._public_url = public_url
        self._sending: set[asyncio.Task[bool]] = set()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 20)
        v3 = "/v3/pay/transactions"
        app.add_routes(
            [
                web.post(v3 + "/{kind:h5|native}", self.prepay),
                web.post(v3 + "/out-trade-no/{no}/close", self.close),
                web.get(v3 + "/out-trade-no/{no}", self.query),
                web.post("/v3/refund/domestic/refunds", self.refund),
                web.get("/cashier/{prepay}", self.show),
                web.post("/cashier/{prepay}", self.act),
                web.get("/healthz", self.health),
            ]
        )
        return app

    async def health(self, request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def prepay(self, request: web.Request) -> web.Response:
        """Open a trade; the cashier address is the answer."""
        body = await self._signed_body(request)
        trade = self._trades.open(
            body["out_trade_no"], int(body["amount"]["total"]), body["description"],
            body["notify_url"], body.get("time_expire", ""),
        )  # fmt: skip
        if trade.amount != int(body["amount"]["total"]):
            return self._refuse(400, "INVALID_REQUEST", "商户订单号重复，金额不一致")
        if trade.state != "NOTPAY":
            return self._refuse(400, "ORDERPAID", "该订单已支付或已关闭")
        url = f"{self._public_url}/cashier/{trade.prepay_id}"
        return self._answer({"h5_url": url, "code_url": url})

    async def query(self, request: web.Request) -> web.Response:
        await self._signed_body(request)
        trade = self._trades.get(request.match_info["no"])
        if trade is None:
            return self._refuse(404, "ORDER_NOT_EXIST", "订单不存在")
        return self._answer(self._resource(trade))

    async def close(self, request: web.Request) -> web.Response:
        await self._signed_body(request)
        trade = self._trades.get(request.match_info["no"])
        if trade is None:
            return self._refuse(404, "ORDER_NOT_EXIST", "订单不存在")
        if trade.state == "NOTPAY":
            trade.state = "CLOSED"
            self._trades.keep(trade)
        return web.Response(status=204, headers=self._signer.headers(""))

    async def refund(self, request: web.Request) -> web.Response:
        """Accepted at once, succeeded with the notice a moment later."""
        body = await self._signed_body(request)
        trade = self._trades.get(body["out_trade_no"])
        if trade is None or trade.state not in ("SUCCESS", "REFUND"):
            return self._refuse(404, "RESOURCE_NOT_EXISTS", "没有可退款的交易")
        refund = self._refund_of(trade, body)
        if refund is None:
            return self._refuse(400, "NOT_ENOUGH", "退款金额超过可退余额")
        resource = self._refund_resource(trade, refund)
        self._send(trade.notify_url, "REFUND.SUCCESS", resource | {"refund_status": "SUCCESS"})
        return self._answer(resource | {"status": "PROCESSING"})

    async def show(self, request: web.Request) -> web.Response:
        """The cashier page."""
        trade = self._trades.by_prepay(request.match_info["prepay"])
        if trade is None:
            return _html(page.missing(), 404)
        return _html(page.cashier(trade, request.query.get("redirect_url", "")))

    async def act(self, request: web.Request) -> web.Response:
        """确认支付 or 取消."""
        trade = self._trades.by_prepay(request.match_info["prepay"])
        form = await request.post()
        if trade is None:
            return _html(page.missing(), 404)
        back = str(form.get("back", ""))
        if form.get("do") != "pay":
            return _html(page.cashier(trade, back, note="已取消，未扣款"))
        return _html(page.cashier(trade, back, note=self._pay(trade)))

    def _pay(self, trade: SimTrade) -> str:
        now = _now()
        if trade.expires_at and dt.datetime.fromisoformat(trade.expires_at) < now:
            return "订单已超时，请返回重新下单"
        if trade.state == "NOTPAY":
            trade.state, trade.paid_at = "SUCCESS", now.isoformat(timespec="seconds")
            trade.transaction_id = f"42{now:%Y%m%d%H%M%S}{secrets.randbelow(10**10):010d}"
            self._trades.keep(trade)
            self._send(trade.notify_url, "TRANSACTION.SUCCESS", self._resource(trade))
        return "支付成功" if trade.state == "SUCCESS" else "订单已关闭"

    def _refund_of(self, trade: SimTrade, body: dict[str, Any]) -> SimRefund | None:
        amount, number = int(body["amount"]["refund"]), body["out_refund_no"]
        for known in trade.refunds:
            if known.refund_no == number:
                return known
        if amount <= 0 or amount + sum(r.amount for r in trade.refunds) > trade.amount:
            return None
        now = _now()
        made = SimRefund(
            number, f"50{now:%Y%m%d%H%M%S}{secrets.randbelow(10**10):010d}", amount, "SUCCESS",
            now.isoformat(timespec="seconds"),
        )  # fmt: skip
        trade.refunds = [*trade.refunds, made]
        trade.state = "REFUND"
        self._trades.keep(trade)
        return made

    async def _signed_body(self, request: web.Request) -> Any:
        text = await request.text()
        header = request.headers.get("Authorization", "")
        if not self._signer.is_from_merchant(request.method, request.path_qs, text, header):
            problem = json.dumps({"code": "SIGN_ERROR", "message": "签名错误"}, ensure_ascii=False)
            raise web.HTTPUnauthorized(text=problem, content_type="application/json")
        return json.loads(text) if text else {}

    def _resource(self, trade: SimTrade) -> dict[str, object]:
        return {
            "mchid": self._signer.mchid, "out_trade_no": trade.trade_no,
            "transaction_id": trade.transaction_id, "trade_type": "MWEB",
            "trade_state": trade.state, "trade_state_desc": trade.state,
            "success_time": trade.paid_at or None, "payer": {"openid": "simulated"},
            "amount": {"total": trade.amount, "payer_total": trade.amount, "currency": "CNY"},
        }  # fmt: skip

    def _refund_resource(self, trade: SimTrade, refund: SimRefund) -> dict[str, object]:
        return {
            "mchid": self._signer.mchid, "out_trade_no": trade.trade_no,
            "transaction_id": trade.transaction_id, "out_refund_no": refund.refund_no,
            "refund_id": refund.refund_id, "success_time": refund.at,
            "user_received_account": "支付用户零钱",
            "amount": {"total": trade.amount, "refund": refund.amount, "currency": "CNY"},
        }  # fmt: skip

    def _send(self, url: str, event_type: str, resource: dict[str, object]) -> None:
        body = notice(self._signer, event_type, resource, _now().isoformat(timespec="seconds"))
        task = asyncio.ensure_future(deliver(self._signer, url, body))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    def _answer(self, body: dict[str, object], status: int = 200) -> web.Response:
        text = json.dumps(body, ensure_ascii=False)
        headers = self._signer.headers(text)
        return web.Response(
            text=text, status=status, headers=headers, content_type="application/json"
        )

    def _refuse(self, status: int, code: str, message: str) -> web.Response:
        return self._answer({"code": code, "message": message}, status)


def _html(text: str, status: int = 200) -> web.Response:
    headers = {"Content-Security-Policy": page.CSP, "Cache-Control": "no-store"}
    return web.Response(text=text, status=status, headers=headers, content_type="text/html")


def _now() -> dt.datetime:
    return dt.datetime.now(_CHINA)
