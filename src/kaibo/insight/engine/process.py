"""The insight process: its loops, and its answers on a socket."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from importlib import import_module

import structlog
from aiohttp import web

from kaibo.foundation.config import config
from kaibo.insight.engine import lean
from kaibo.insight.engine.service import Service

log = structlog.get_logger()


async def main() -> None:
    """Run until SIGTERM or SIGINT; the last snapshot is written on the way out."""
    settings = config()
    settings.run.mkdir(parents=True, exist_ok=True)
    service = Service(settings)
    stopped = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    threads = service.start()
    # While these libraries are loaded, a replay of the log goes on beside.
    application = import_module("kaibo.insight.engine.http").application
    runner = web.AppRunner(application(service), access_log=None)
    await runner.setup()
    with contextlib.suppress(FileNotFoundError):
        settings.insight_socket.unlink()  # left by a process that was killed
    await web.UnixSite(runner, str(settings.insight_socket)).start()
    log.info("insight answers", socket=str(settings.insight_socket), shows=len(service.folds.shows))
    lean.end()
    await stopped.wait()
    service.stop.set()
    await runner.cleanup()
    for thread in threads:
        await asyncio.to_thread(thread.join)


def run() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(main())
