"""One watched child: start, restart with back-off, kill when it hangs, stop cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import aiohttp
import structlog

from kaibo.foundation.config import Config
from kaibo.supervisor.processes import Process

log = structlog.get_logger()

_FIRST_PAUSE = 0.2
_LONGEST_PAUSE = 5.0
_STEADY = 30.0  # a child that lived so long starts again without a pause
_PROBE_EVERY = 2.0
_PROBE_FAILURES = 5  # ~10 s of silence after it was well: killed and started again
_PR_SET_PDEATHSIG = 1


@dataclass(slots=True)
class Child:
    """A process of the platform and how often it had to be started."""

    process: Process
    config: Config
    on_change: Callable[[], None]
    state: str = "starting"
    restarts: int = 0
    since: float = field(default_factory=time.time)
    _running: asyncio.subprocess.Process | None = None
    _stopping: bool = False

    @property
    def pid(self) -> int | None:
        return self._running.pid if self._running and self._running.returncode is None else None

    async def keep(self) -> None:
        """Run until `stop`, starting again whenever the child ends."""
        pause = _FIRST_PAUSE
        while not self._stopping:
            started = time.monotonic()
            code = await self._run_once()
            if self._stopping:
                break
            pause = _FIRST_PAUSE if time.monotonic() - started > _STEADY else pause * 2
            log.warning("child ended", child=self.process.name, code=code, restarts=self.restarts)
            self._set("restarting")
            self.restarts += 1
            await asyncio.sleep(min(pause, _LONGEST_PAUSE))
        self._set("stopped")

    async def stop(self, seconds: float = 15.0) -> None:
        """SIGTERM, then SIGKILL after ``seconds``."""
        self._stopping = True
        if self._running is None or self._running.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._running.terminate()
        try:
            await asyncio.wait_for(self._running.wait(), seconds)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._running.kill()
            await self._running.wait()

    async def _run_once(self) -> int:
        path = self.config.logs / f"{self.process.name}.log"
        with path.open("ab") as output:
            self._running = await asyncio.create_subprocess_exec(
                *self.process.command,
                stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=output,
                env=environment(self.config) | dict(self.process.environment),
                preexec_fn=_prepare(self.process.nice),
                start_new_session=True,
            )  # fmt: skip
        self._set("starting" if self.process.health else "running")
        watch = asyncio.create_task(self._watch())
        try:
            return await self._running.wait()
        finally:
            watch.cancel()
            _end_orphans(self._running.pid)

    async def _watch(self) -> None:
        """Ask for health; a child that was well and falls silent is killed."""
        if self.process.health is None:
            return
        failures = 0
        while True:
            well = await _probe(self.process)
            failures = 0 if well else failures + (self.state == "running")
            if well and self.state != "running":
                self._set("running")
            if failures >= _PROBE_FAILURES and self._running is not None:
                log.error("child is silent, killing it", child=self.process.name)
                self._running.kill()
                return
            await asyncio.sleep(_PROBE_EVERY if self.state == "running" else 0.2)

    def _set(self, state: str) -> None:
        self.state, self.since = state, time.time()
        self.on_change()


async def _probe(process: Process) -> bool:
    path = process.unix_socket
    connector = aiohttp.UnixConnector(path) if path else aiohttp.TCPConnector()
    timeout = aiohttp.ClientTimeout(total=4)
    try:
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            session.get(str(process.health)) as answer,
        ):
            return answer.status == 200
    except (aiohttp.ClientError, OSError, TimeoutError):
        return False


def _end_orphans(leader: int) -> None:
    """A child that was killed may leave workers of its own that hold its port."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def environment(config: Config) -> dict[str, str]:
    return {
        **os.environ,
        "KAIBO_DATA": str(config.data),
        "DJANGO_SETTINGS_MODULE": "kaibo.console.settings",
        "PYTHONUNBUFFERED": "1",
        "GATEWAY_PORTS": ",".join(str(port) for port in config.gateway_ports),
        "KAIBO_NATS_URL": config.nats_url or "",
    }


def _prepare(nice: int) -> Callable[[], None]:
    """Runs in the child: die with the supervisor, even when that is killed with -9."""
    libc = ctypes.CDLL(None)

    def prepare() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if nice:
            os.nice(nice)

    return prepare
