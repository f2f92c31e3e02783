"""``python -m kaibo.selling.paysim``: the local payment simulator on PAYSIM_PORT."""

from __future__ import annotations

import logging
import sys

import structlog
from aiohttp import web

from kaibo.foundation.config import Config, config
from kaibo.members import wechat_account
from kaibo.selling.payments import keys
from kaibo.selling.paysim.server import Identity, Simulator
from kaibo.selling.paysim.signing import Signer
from kaibo.selling.paysim.trades import Trades


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    settings = config()
    trades = Trades(settings.data / "paysim" / "trades.jsonl")
    app = Simulator(identity(settings), trades, settings.url(settings.paysim_port)).app()
    web.run_app(app, host=settings.host, port=settings.paysim_port, print=None)


def identity(settings: Config) -> Identity:
    """The keys of this data folder, made on first use."""
    platform, merchant = keys.platform_key(settings), keys.merchant_key(settings).public_key()
    who, card = keys.simulated(settings, ""), keys.simulated_stripe(settings)
    account = wechat_account.simulated(settings)
    hook = f"http://127.0.0.1:{settings.web_port}{keys.notify_path('stripe')}"
    return Identity(
        signer=Signer(platform, who.public_key_id, merchant, who.mchid, who.apiv3_key),
        platform=platform,
        merchant=merchant,
        alipay_appid=keys.simulated_alipay(settings, "").appid,
        stripe_key=card.api_key,
        stripe_secret=card.webhook_secret,
        stripe_webhook=hook,
        wechat_appid=account.appid,
        wechat_secret=account.secret,
    )


if __name__ == "__main__":
    main()
