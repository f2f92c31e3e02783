"""WeChat Pay v3 for the merchant: JSAPI, H5, native, query, close, refund, bill."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from aiohttp import web

from kaibo.selling.paysim.bills import wechat_bill
from kaibo.selling.paysim.notices import Letter, Postman, notice
from kaibo.selling.paysim.signing import Signer
from kaibo.selling.paysim.trades import SimRefund, SimTrade, Trades, now, number


class WeChatSim:
    """One platform with one merchant; ``public_url`` is where buyers reach the cashier."""

    def __init__(self, signer: Signer, trades: Trades, postman: Postman, public_url: str) -> None:
        self._signer = signer
        self._trades = trades
        self._postman = postman
        self._public_url = public_url

    def routes(self) -> list[web.RouteDef]:
        v3 = "/v3/pay/transactions"
        return [
            web.post(v3 + "/{kind:jsapi|h5|native}", self.prepay),
            web.post(v3 + "/out-trade-no/{no}/close", self.close),
            web.get(v3 + "/out-trade-no/{no}", self.query),
            web.post("/v3/refund/domestic/refunds", self.refund),
            web.get("/v3/refund/domestic/refunds/{no}", self.query_refund),
            web.get("/v3/bill/tradebill", self.bill),
            web.get("/v3/billdownload/file", self.bill_file),
        ]

    async def prepay(self, request: web.Request) -> web.Response:
        """Open a trade; the cashier's address (or the prepay id for JSAPI) is the answer."""
        body = await self._signed_body(request)
        kind = request.match_info["kind"]
        payer = str(body.get("payer", {}).get("openid", ""))
        if kind == "jsapi" and not payer:
            return self._refuse(400, "PARAM_ERROR", "缺少 payer.openid")
        trade = self._trades.open(
            body["out_trade_no"], int(body["amount"]["total"]), body["description"],
            notify_url=body["notify_url"], expires_at=body.get("time_expire", ""), payer=payer,
        )  # fmt: skip
        if trade.amount != int(body["amount"]["total"]):
            return self._refuse(400, "INVALID_REQUEST", "商户订单号重复，金额不一致")
        if trade.state != "NOTPAY":
            return self._refuse(400, "ORDERPAID", "该订单已支付或已关闭")
        # The real JSAPI answer carries the prepay id only: its cashier is inside the app.
        url = f"{self._public_url}/cashier/{trade.prepay_id}"
        return self._answer({"prepay_id": trade.prepay_id, "h5_url": url, "code_url": url})

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
        if trade.state in ("SUCCESS", "REFUND"):
            return self._refuse(400, "ORDERPAID", "该订单已支付")
        trade.state = "CLOSED"
        self._trades.keep(trade)
        return web.Response(status=204, headers=self._signer.headers(""))

    async def refund(self, request: web.Request) -> web.Response:
        """Accepted at once, decided with the notice a moment later."""
        body = await self._signed_body(request)
        trade = self._trades.get(body["out_trade_no"])
        if trade is None or trade.state not in ("SUCCESS", "REFUND"):
            return self._refuse(404, "RESOURCE_NOT_EXISTS", "没有可退款的交易")
        if trade.refund_outcome == "refuse":
            return self._refuse(403, "NOT_ENOUGH", "基本账户余额不足，请充值后重新发起")
        is_known = trade.refund_of(body["out_refund_no"]) is not None
        refund = trade.give_back(body["out_refund_no"], number("50"), int(body["amount"]["refund"]))
        if refund is None:
            return self._refuse(400, "INVALID_REQUEST", "退款金额超过可退余额")
        self._trades.keep(trade)
        resource = self._refund_resource(trade, refund)
        if is_known:
            return self._answer(resource | {"status": _status(refund)})
        self._tell(
            trade, "REFUND." + _status(refund), resource | {"refund_status": _status(refund)}
        )
        return self._answer(resource | {"status": "PROCESSING"})

    async def query_refund(self, request: web.Request) -> web.Response:
        await self._signed_body(request)
        for trade in self._trades.of("wechat"):
            if (refund := trade.refund_of(request.match_info["no"])) is not None:
                return self._answer(
                    self._refund_resource(trade, refund) | {"status": _status(refund)}
                )
        return self._refuse(404, "RESOURCE_NOT_EXISTS", "退款单不存在")

    async def bill(self, request: web.Request) -> web.Response:
        await self._signed_body(request)
        day = request.query.get("bill_date", "")
        _packed, raw = self._bill_of(day)
        if raw is None:
            return self._refuse(404, "NO_STATEMENT_EXIST", "账单文件不存在")
        origin = f"{request.scheme}://{request.host}"
        return self._answer(
            {
                "hash_type": "SHA1",
                "hash_value": hashlib.sha1(raw).hexdigest(),  # noqa: S324 - as WeChat does
                "download_url": f"{origin}/v3/billdownload/file?token={day}",
            }
        )

    async def bill_file(self, request: web.Request) -> web.Response:
        await self._signed_body(request)
        packed, raw = self._bill_of(request.query.get("token", ""))
        if raw is None:
            return self._refuse(404, "NO_STATEMENT_EXIST", "账单文件不存在")
        return web.Response(body=packed, content_type="application/x-gzip")

    def pay(self, trade: SimTrade) -> None:
        """The buyer confirmed at the cashier."""
        if trade.pay(number("42"), now()):
            self._trades.keep(trade)
            self._tell(trade, "TRANSACTION.SUCCESS", self._resource(trade))

    def _bill_of(self, day: str) -> tuple[bytes, bytes | None]:
        try:
            moves = list(self._trades.moves("wechat", dt.date.fromisoformat(day)))
        except ValueError:
            return b"", None
        return wechat_bill(moves, self._signer.mchid) if moves else (b"", None)

    def _tell(self, trade: SimTrade, event_type: str, resource: dict[str, object]) -> None:
        body = notice(self._signer, event_type, resource, now().isoformat(timespec="seconds"))

        def letter() -> Letter:
            headers = self._signer.headers(body) | {"Content-Type": "application/json"}
            return Letter(trade.notify_url, body.encode(), headers)

        self._postman.send(letter)

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
            "transaction_id": trade.transaction_id,
            "trade_type": "JSAPI" if trade.payer else "MWEB",
            "trade_state": trade.state, "trade_state_desc": trade.state,
            "success_time": trade.paid_at or None, "payer": {"openid": trade.payer or "simulated"},
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

    def _answer(self, body: dict[str, object], status: int = 200) -> web.Response:
        text = json.dumps(body, ensure_ascii=False)
        headers = self._signer.headers(text)
        return web.Response(
            text=text, status=status, headers=headers, content_type="application/json"
        )

    def _refuse(self, status: int, code: str, message: str) -> web.Response:
        return self._answer({"code": code, "message": message}, status)


def _status(refund: SimRefund) -> str:
    return "ABNORMAL" if refund.state == "FAILED" else refund.state
