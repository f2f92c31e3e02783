"""The embedded PostgreSQL as a watched child, and what is done to a database before start."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from kaibo.foundation.config import Config
from kaibo.supervisor.child import environment
from kaibo.supervisor.postgres import Postgres, PostgresDown

log = structlog.get_logger()


@dataclass(slots=True)
class Database:
    """Starts the cluster, starts it again when it dies, shuts it down last."""

    config: Config
    on_change: Callable[[], None]
    state: str = "starting"
    restarts: int = 0
    since: float = field(default_factory=time.time)
    _process: subprocess.Popen[bytes] | None = None
    _stopping: bool = False

    @property
    def cluster(self) -> Postgres:
        return Postgres(self.config.postgres)

    @property
    def pid(self) -> int | None:
        return self.cluster.pid

    async def start(self) -> None:
        """Create the cluster on the first start and wait until it answers."""
        await asyncio.to_thread(self.cluster.prepare)
        await self._up()

    async def keep(self) -> None:
        """Start the cluster again whenever the postmaster ends."""
        while not self._stopping:
            if self._process is not None and self._process.poll() is None:
                await asyncio.sleep(0.2)
                continue
            self.restarts += 1
            log.warning("PostgreSQL ended, starting it again", restarts=self.restarts)
            await self._up_again()

    async def stop(self) -> None:
        self._stopping = True
        if self._process is not None:
            await asyncio.to_thread(self.cluster.stop, self._process)
        self._set("stopped")

    async def _up(self) -> None:
        self._process = self.cluster.spawn()
        await asyncio.to_thread(self.cluster.wait_ready)
        self._set("running")

    async def _up_again(self) -> None:
        """Orphaned backends may hold the shared memory for a moment: try until they are gone."""
        self._set("restarting")
        try:
            self._process = self.cluster.spawn()
            await asyncio.to_thread(self.cluster.wait_ready, 3.0)
            self._set("running")
        except PostgresDown as error:
            log.warning("PostgreSQL is not back yet", reason=str(error)[:200])
            if self._process is not None and self._process.poll() is None:
                await asyncio.to_thread(self.cluster.wait_ready, 60.0)
                self._set("running")
            await asyncio.sleep(0.2)

    def _set(self, state: str) -> None:
        self.state, self.since = state, time.time()
        self.on_change()


def manage(config: Config, *args: str) -> None:
    """Run a Django management command and show its output when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "django", *args],
        env=environment(config), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"`{' '.join(args)}` failed:\n{done.stdout}{done.stderr}")
