"""``python -m kaibo.media``: RTMP on ``RTMP_PORT``, HTTP and WebSocket on ``MEDIA_PORT``."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys

import structlog
import uvloop
from aiohttp import web

from kaibo.foundation.config import config
from kaibo.media.engine import Engine
from kaibo.media.http import application
from kaibo.media.ingest import Ingest


async def serve() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = config()
    settings.recordings.mkdir(parents=True, exist_ok=True)
    engine = Engine(settings)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    await engine.start()
    rtmp = await loop.create_server(
        lambda: Ingest(engine), settings.host, settings.rtmp_port, reuse_address=True
    )
    runner = web.AppRunner(application(engine), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, settings.host, settings.media_port, reuse_address=True)
    await site.start()
    structlog.get_logger("media").info(
        "media ready", rtmp=settings.rtmp_port, http=settings.media_port
    )
    await stopped.wait()
    rtmp.close()
    await engine.stop()
    await runner.cleanup()


def main() -> None:
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    uvloop.run(serve())


if __name__ == "__main__":
    main()
