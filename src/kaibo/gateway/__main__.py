"""``python -m kaibo.gateway``: runs until SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import structlog
import uvloop

from kaibo.foundation.config import config
from kaibo.gateway import collector
from kaibo.gateway.app import Gateway


async def _serve() -> None:
    gateway = Gateway(config())
    await gateway.start()
    collector.settle()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    structlog.get_logger().info("gateway is ready", port=config().gateway_port)
    await stop.wait()
    await gateway.stop()


def main() -> None:
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    logging.getLogger("picows").setLevel(logging.CRITICAL)  # broken peers are no errors of ours
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    uvloop.run(_serve())


if __name__ == "__main__":
    main()
