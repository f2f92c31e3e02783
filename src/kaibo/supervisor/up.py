"""`kaibo up`: one command starts all, watches it, and stops it cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import structlog

from kaibo.foundation.config import Config
from kaibo.supervisor.child import Child
from kaibo.supervisor.database import Database, manage
from kaibo.supervisor.nats import own_server
from kaibo.supervisor.processes import platform

log = structlog.get_logger()


Healthy = Callable[[], Awaitable[None]]


class AlreadyRunning(RuntimeError):
    """Another supervisor holds this data folder."""


@dataclass(slots=True)
class Supervisor:
    """The platform of one data folder."""

    config: Config
    demo: bool = False
    database: Database | None = None
    children: list[Child] = field(default_factory=list)
    _lock: TextIO | None = None
    _well: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, when_started: Callable[[Healthy], Awaitable[None]]) -> None:
        """Start everything, call ``when_started``, watch until SIGTERM or SIGINT, stop.

        ``when_started`` runs while the parts come up; what it is given waits until they are well.
        """
        self._claim()
        stop = _stop_signal()
        keepers: list[asyncio.Task[None]] = []
        try:
            keepers = await self._start()
            started = asyncio.ensure_future(when_started(self.healthy))
            started.add_done_callback(_report)
            await stop.wait()
            started.cancel()
        finally:
            await self._stop(keepers)

    async def healthy(self, seconds: float = 120.0) -> None:
        """Wait until every child runs and says that it is well; logs who is not in time."""
        try:
            async with asyncio.timeout(seconds):
                await self._well.wait()
        except TimeoutError:
            waiting = [c.process.name for c in self.children if c.state != "running"]
            log.error("not well after two minutes", waiting=waiting, logs=str(self.config.logs))

    async def _start(self) -> list[asyncio.Task[None]]:
        keepers = []
        self.config, nats = own_server(self.config)
        if self.config.database_url is None:
            self.database = Database(self.config, self._write_status)
            await self.database.start()
            keepers.append(asyncio.create_task(self.database.keep()))
        await asyncio.to_thread(self._prepare_database)
        self.children = [
            Child(process, self.config, self._write_status)
            for process in nats + platform(self.config, demo=self.demo, video=_has_video())
        ]
        return keepers + [asyncio.create_task(child.keep()) for child in self.children]

    def _prepare_database(self) -> None:
        manage(self.config, "prepare", *(["--demo"] if self.demo else []))

    async def _stop(self, keepers: list[asyncio.Task[None]]) -> None:
        for child in reversed(self.children):
            await child.stop()
        if self.database is not None:
            await self.database.stop()
        for keeper in keepers:
            keeper.cancel()
        await asyncio.gather(*keepers, return_exceptions=True)
        with contextlib.suppress(FileNotFoundError):
            (self.config.run / "status.json").unlink()

    def _claim(self) -> None:
        for folder in (self.config.run, self.config.logs, self.config.secrets):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = (self.config.run / "kaibo.lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise AlreadyRunning(
                f"another `kaibo up` uses {self.config.data}; stop it or set KAIBO_DATA"
            ) from error

    def _write_status(self) -> None:
        """Called at every change of state of a part."""
        if self.children and all(child.state == "running" for child in self.children):
            self._well.set()
        parts = {
            child.process.name: _status(child.state, child.pid, child.restarts, child.since)
            for child in self.children
        }
        if self.database is not None:
            database = self.database
            parts["postgres"] = _status(
                database.state, database.pid, database.restarts, database.since
            )
        _write(self.config.run / "status.json", {"pid": os.getpid(), "parts": parts})


def _report(task: asyncio.Future[None]) -> None:
    """The platform runs on without its greeting, but not silently."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.error("the welcome failed; the platform runs on", error=repr(error))


def _status(state: str, pid: int | None, restarts: int, since: float) -> dict[str, object]:
    return {"state": state, "pid": pid, "restarts": restarts, "since": since}


def _write(path: Path, body: object) -> None:
    """Replace a file whole, so that a reader never sees half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(body, indent=1))
    fresh.replace(path)


def _stop_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def _has_video() -> bool:
    """Whether the `video` extra is installed; without it there is no built-in pusher."""
    from importlib.util import find_spec

    return find_spec("av") is not None
