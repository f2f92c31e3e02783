"""``python -m kaibo.integrations``: the process that sends webhooks."""

from __future__ import annotations

import asyncio
import signal

import structlog

from kaibo.foundation.config import config
from kaibo.integrations.engine.service import Service

log = structlog.get_logger()


async def main() -> None:
    """Run until SIGTERM or SIGINT; tries under way are finished first."""
    service = Service(config())
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, service.stop.set)
    log.info("webhooks are sent", private_addresses=config().webhooks_private)
    await service.run()


if __name__ == "__main__":
    import sys

    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(main())
