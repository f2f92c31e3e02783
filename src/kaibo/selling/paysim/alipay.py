"""Alipay's ``gateway.do``: RSA2-signed requests, signed answers, pages, notices and the bill."""

from __future__ import annotations

import base64
import datetime as dt
import json
import secrets
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from kaibo.selling.paysim.bills import alipay_bill
from kaibo.selling.paysim.notices import Letter, Postman
from kaibo.selling.paysim.trades import CHINA, SimRefund, SimTrade, Trades, now, number

REQUEST_WINDOW_S = 900
_STATES = {"NOTPAY": "WAIT_BUYER_PAY", "SUCCESS": "TRADE_SUCCESS", "CLOSED": "TRADE_CLOSED"}
Answer = dict[str, Any]


class AlipaySim:
    """The gateway with one application."""

    def __init__(
        self,
        platform: RSAPrivateKey,
        merchant: RSAPublicKey,
        appid: str,
        trades: Trades,
        postman: Postman,
        public_url: str,
    ) -> None:
        self._platform = platform
        self._merchant = merchant
        self._appid = appid
        self._trades = trades
        self._postman = postman
        self._public_url = public_url

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/gateway.do", self.gateway),
            web.post("/gateway.do", self.gateway),
            web.get("/alipay/bill", self.bill_file),
        ]

    async def gateway(self, request: web.Request) -> web.Response:
        """One address for everything; ``method`` says what."""
        fields = {**request.query, **{k: str(v) for k, v in (await request.post()).items()}}
        method = fields.get("method", "")
        if not self._is_from_merchant(fields):
            return self._signed(method, _no("40002", "isv.invalid-signature", "无效签名"))
        content = json.loads(fields.get("biz_content") or "{}")
        if method in ("alipay.trade.wap.pay", "alipay.trade.page.pay"):
            return self._open_page(content, fields)
        todo = {
            "alipay.trade.query": self._query,
            "alipay.trade.close": self._close,
            "alipay.trade.refund": self._refund,
            "alipay.trade.fastpay.refund.query": self._query_refund,
            "alipay.data.dataservice.bill.downloadurl.query": self._bill,
        }.get(method)
        if todo is None:
            return self._signed(method, _no("40002", "isv.invalid-method", "不存在的方法名"))
        return self._signed(method, todo(content))

    async def bill_file(self, request: web.Request) -> web.Response:
        """The bill behind an address that was given to the merchant alone."""
        text = request.query.get("day", "")
        if not secrets.compare_digest(request.query.get("token", ""), self._token(text)):
            raise web.HTTPForbidden
        day = dt.date.fromisoformat(text)
        packed = alipay_bill(self._trades.moves("alipay", day), self._appid, day)
        return web.Response(body=packed, content_type="application/zip")

    def pay(self, trade: SimTrade) -> None:
        """The buyer confirmed at the cashier."""
        if trade.pay(number("22"), now()):
            self._trades.keep(trade)
            self._tell(trade)

    def _open_page(self, content: Answer, fields: Mapping[str, str]) -> web.Response:
        try:
            amount = int(Decimal(str(content["total_amount"])) * 100)
        except (KeyError, InvalidOperation):
            return self._signed(fields["method"], _no("40004", "ACQ.INVALID_PARAMETER", "参数无效"))
        trade = self._trades.open(
            str(content["out_trade_no"]), amount, str(content.get("subject", "")),
            notify_url=fields.get("notify_url", ""), return_url=fields.get("return_url", ""),
            expires_at=_iso(str(content.get("time_expire", ""))), provider="alipay",
        )  # fmt: skip
        if trade.amount != amount:
            no = _no("40004", "ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
            return self._signed(fields["method"], no)
        raise web.HTTPFound(f"{self._public_url}/cashier/{trade.prepay_id}")

    def _query(self, content: Answer) -> Answer:
        trade = self._trade_of(content)
        return _missing() if trade is None else _yes(**self._trade_fields(trade))

    def _close(self, content: Answer) -> Answer:
        trade = self._trade_of(content)
        if trade is None:
            return _missing()
        if trade.state not in ("NOTPAY", "CLOSED"):
            return _no("40004", "ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
        trade.state = "CLOSED"
        self._trades.keep(trade)
        return _yes(trade_no=trade.transaction_id, out_trade_no=trade.trade_no)

    def _refund(self, content: Answer) -> Answer:
        trade = self._trade_of(content)
        if trade is None or trade.state not in ("SUCCESS", "REFUND"):
            return _missing()
        asked = str(content.get("out_request_no", ""))
        is_known = trade.refund_of(asked) is not None
        if not is_known and trade.refund_outcome in ("fail", "refuse"):
            trade.refund_outcome = "succeed"
            return _no("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", "卖家余额不足")
        amount = int(Decimal(str(content["refund_amount"])) * 100)
        refund = trade.give_back(asked, number("31"), amount)
        if refund is None:
            return _no("40004", "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")
        self._trades.keep(trade)
        if not is_known:
            self._tell(trade, refund)
        return _yes(
            trade_no=trade.transaction_id, out_trade_no=trade.trade_no,
            fund_change="N" if is_known else "Y", refund_fee=_yuan(trade.refunded),
            gmt_refund_pay=_china(refund.at),
        )  # fmt: skip

    def _query_refund(self, content: Answer) -> Answer:
        trade = self._trade_of(content)
        refund = trade.refund_of(str(content.get("out_request_no", ""))) if trade else None
        if trade is None or refund is None:
            return _yes(out_trade_no=str(content.get("out_trade_no", "")))
        return _yes(
            out_trade_no=trade.trade_no, out_request_no=refund.refund_no,
            refund_amount=_yuan(refund.amount), refund_status="REFUND_SUCCESS",
            gmt_refund_pay=_china(refund.at),
        )  # fmt: skip

    def _bill(self, content: Answer) -> Answer:
        text = str(content.get("bill_date", ""))
        try:
            has_any = any(self._trades.moves("alipay", dt.date.fromisoformat(text)))
        except ValueError:
            return _no("40004", "isp.bill_parse_error", "参数不合法")
        if not has_any:
            return _no("40004", "isp.bill_not_exist", "入参账单不存在")
        query = urlencode({"day": text, "token": self._token(text)})
        return _yes(bill_download_url=f"{self._public_url}/alipay/bill?{query}")

    def _trade_of(self, content: Answer) -> SimTrade | None:
        return self._trades.get(str(content.get("out_trade_no", "")), "alipay")

    def _trade_fields(self, trade: SimTrade) -> dict[str, str]:
        state = _STATES.get(trade.state, "TRADE_SUCCESS")
        if trade.state == "REFUND" and trade.refunded == trade.amount:
            state = "TRADE_CLOSED"
        return {
            "out_trade_no": trade.trade_no, "trade_no": trade.transaction_id,
            "trade_status": state, "total_amount": _yuan(trade.amount),
            "buyer_logon_id": "sim***@kaibo.test",
        } | ({"send_pay_date": _china(trade.paid_at)} if trade.paid_at else {})  # fmt: skip

    def _tell(self, trade: SimTrade, refund: SimRefund | None = None) -> None:
        fixed = {
            "notify_id": secrets.token_hex(17), "notify_type": "trade_status_sync",
            "charset": "utf-8", "version": "1.0", "app_id": self._appid,
            "subject": trade.description,
            **self._trade_fields(trade), "gmt_payment": _china(trade.paid_at),
        }  # fmt: skip
        fixed.pop("send_pay_date", None)
        if refund is not None:
            fixed |= {
                "out_biz_no": refund.refund_no, "refund_fee": _yuan(trade.refunded),
                "gmt_refund": _china(refund.at),
            }  # fmt: skip

        def letter() -> Letter:
            body = self.signed_notice(fixed, now())
            kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
            return Letter(trade.notify_url, body.encode(), kind)

        self._postman.send(letter, answer="success")

    def signed_notice(self, fields: Mapping[str, str], at: dt.datetime) -> str:
        """The form text of one notice, signed as sent at that moment."""
        sent = {**fields, "notify_time": f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"}
        text = "&".join(f"{key}={sent[key]}" for key in sorted(sent))
        return urlencode({**sent, "sign": self._sign(text), "sign_type": "RSA2"})

    def _is_from_merchant(self, fields: Mapping[str, str]) -> bool:
        """Signed by the merchant, within a quarter of an hour of Beijing time."""
        stamp = _iso(fields.get("timestamp", ""))
        if fields.get("app_id") != self._appid or fields.get("sign_type") != "RSA2" or not stamp:
            return False
        if abs((now() - dt.datetime.fromisoformat(stamp)).total_seconds()) > REQUEST_WINDOW_S:
            return False
        text = "&".join(f"{key}={fields[key]}" for key in sorted(fields) if key != "sign")
        try:
            raw = base64.b64decode(fields.get("sign", ""), validate=True)
            self._merchant.verify(raw, text.encode(), PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True

    def _signed(self, method: str, answer: Answer) -> web.Response:
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        name = method.replace(".", "_") + "_response"
        body = f'{{"{name}":{text},"sign":"{self._sign(text)}"}}'
        return web.Response(text=body, content_type="application/json")

    def _sign(self, text: str) -> str:
        return base64.b64encode(self._platform.sign(text.encode(), PKCS1v15(), SHA256())).decode()

    def _token(self, text: str) -> str:
        return self._sign(f"bill {text}")[:32]


def _yes(**fields: str) -> Answer:
    return {"code": "10000", "msg": "Success", **fields}


def _no(code: str, sub_code: str, words: str) -> Answer:
    return {"code": code, "msg": "Business Failed", "sub_code": sub_code, "sub_msg": words}


def _missing() -> Answer:
    return _no("40004", "ACQ.TRADE_NOT_EXIST", "交易不存在")


def _yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


def _iso(text: str) -> str:
    """Beijing time without a zone as ISO 8601, empty when it cannot be read."""
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA).isoformat()
    except ValueError:
        return ""


def _china(iso: str) -> str:
    return f"{dt.datetime.fromisoformat(iso).astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
