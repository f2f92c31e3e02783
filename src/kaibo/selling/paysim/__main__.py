"""``python -m kaibo.selling.paysim``: the local payment simulator on PAYSIM_PORT."""

from __future__ import annotations

import logging
import sys

import structlog
from aiohttp import web

from kaibo.foundation.config import config
from kaibo.selling.payments.keys import merchant_key, platform_key, simulated
from kaibo.selling.paysim.server import Simulator
from kaibo.selling.paysim.signing import Signer
from kaibo.selling.paysim.trades import Trades


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    settings = config()
    who = simulated(settings, "")
    signer = Signer(
        platform_key(settings),
        who.public_key_id,
        merchant_key(settings).public_key(),
        who.mchid,
        who.apiv3_key,
    )
    trades = Trades(settings.data / "paysim" / "trades.jsonl")
    app = Simulator(signer, trades, settings.url(settings.paysim_port)).app()
    web.run_app(app, host=settings.host, port=settings.paysim_port, print=None)


if __name__ == "__main__":
    main()
