"""``python -m kaibo.orders``."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import structlog
import uvloop

from kaibo.foundation.config import config
from kaibo.foundation.disk import DiskGuard
from kaibo.orders.server import OrderServer
from kaibo.orders.writer import Writer


async def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    settings = config()
    guard = DiskGuard(settings.data)
    server = OrderServer(
        settings.orders_socket, Writer(settings.dsn), lambda: guard.allows("orders")
    )
    await server.run(stop)


if __name__ == "__main__":
    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    )
    uvloop.run(main())
