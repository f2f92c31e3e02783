"""The simulator put together: providers for the merchant, one cashier for the buyer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from kaibo.selling.paysim import page
from kaibo.selling.paysim.alipay import AlipaySim
from kaibo.selling.paysim.notices import Postman
from kaibo.selling.paysim.oauth import OauthSim
from kaibo.selling.paysim.signing import Signer
from kaibo.selling.paysim.stripe import StripeSim
from kaibo.selling.paysim.trades import SimTrade, Trades, now
from kaibo.selling.paysim.wechat import WeChatSim


@dataclass(frozen=True, slots=True)
class Identity:
    """The keys of all providers and the public half of their one merchant."""

    signer: Signer
    platform: RSAPrivateKey
    merchant: RSAPublicKey
    alipay_appid: str
    stripe_key: str
    stripe_secret: str
    stripe_webhook: str
    wechat_appid: str
    wechat_secret: str


class Simulator:
    """All providers over one book of trades; ``public_url`` is where buyers reach the cashier."""

    def __init__(self, who: Identity, trades: Trades, public_url: str) -> None:
        self._trades = trades
        self._postman = post = Postman()
        self._wechat = WeChatSim(who.signer, trades, post, public_url)
        self._alipay = AlipaySim(
            who.platform, who.merchant, who.alipay_appid, trades, post, public_url
        )
        self._stripe = StripeSim(
            who.stripe_key, who.stripe_secret, who.stripe_webhook, trades, post, public_url
        )
        self._oauth = OauthSim(who.wechat_appid, who.wechat_secret)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 20)
        for part in (self._wechat, self._alipay, self._stripe, self._oauth):
            app.add_routes(part.routes())
        app.add_routes(
            [
                web.get("/cashier/{prepay}", self.show),
                web.post("/cashier/{prepay}", self.act),
                web.post("/sim/refunds/{no}", self.decide_refund),
                web.post("/sim/notices", self.mute),
                web.get("/healthz", self.health),
            ]
        )
        return app

    async def health(self, request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def show(self, request: web.Request) -> web.Response:
        """The cashier page."""
        trade = self._trades.by_prepay(request.match_info["prepay"])
        if trade is None:
            return page.html(page.missing(), 404)
        back = request.query.get("redirect_url", "") or trade.return_url
        return page.html(page.cashier(trade, back))

    async def act(self, request: web.Request) -> web.Response:
        """确认支付 or 取消."""
        trade = self._trades.by_prepay(request.match_info["prepay"])
        form = await request.post()
        if trade is None:
            return page.html(page.missing(), 404)
        back, words = str(form.get("back", "")), page.WORDS[trade.provider]
        if form.get("do") != "pay":
            return page.html(page.cashier(trade, back, note=words.cancelled))
        return page.html(page.cashier(trade, back, note=self._pay(trade)))

    async def decide_refund(self, request: web.Request) -> web.Response:
        """What happens to the next refund of a trade: succeed, fail (later) or refuse (at once)."""
        body = await _steering(request)
        for provider in ("wechat", "alipay", "stripe"):
            if (trade := self._trades.get(request.match_info["no"], provider)) is not None:
                trade.refund_outcome = str(body["outcome"])
                self._trades.keep(trade)
                return web.Response(status=204)
        raise web.HTTPNotFound

    async def mute(self, request: web.Request) -> web.Response:
        """Whether notices are lost on the way; muted when the last one under way has arrived."""
        await self._postman.mute(bool((await _steering(request))["muted"]))
        return web.Response(status=204)

    def _pay(self, trade: SimTrade) -> str:
        words = page.WORDS[trade.provider]
        if trade.state == "NOTPAY" and trade.is_over(now()):
            return words.late
        pay: dict[str, Callable[[SimTrade], None]] = {
            "wechat": self._wechat.pay, "alipay": self._alipay.pay, "stripe": self._stripe.pay,
        }  # fmt: skip
        pay[trade.provider](trade)
        return words.states.get(trade.state, "")


async def _steering(request: web.Request) -> Any:
    """Only this machine steers."""
    if request.remote not in ("127.0.0.1", "::1"):
        raise web.HTTPForbidden
    return await request.json()
