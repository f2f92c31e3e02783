"""PostgreSQL, order writer and gateway as processes that can be killed and started again."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from kaibo.foundation import tokens
from kaibo.foundation.config import config
from kaibo.supervisor.postgres import Postgres
from tests.factories.ports import free_port
from tests.soak.stage import Stage

PARTS = ("gateway", "orders", "postgres")
# The negative control answers before the flush and must be caught losing orders; the background
# writer of the log is slowed down, so that what was not flushed is not saved by its luck.
HASTY = {"orders": "tests.soak.hasty"}
HASTY_OPTIONS = "alter system set wal_writer_delay = '10s'"


@dataclass
class Stack:
    """The three parts over one data folder."""

    data: Path
    modules: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    stage: Stage = field(init=False)

    @property
    def cluster(self) -> Postgres:
        return Postgres(self.data / "postgres")

    @property
    def orders_socket(self) -> Path:
        return self.data / "run" / "orders.sock"

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def start(self, part: str) -> None:
        """Start one part; does not wait for it."""
        if part == "postgres":
            self.processes[part] = self.cluster.spawn()
            return
        module = self.modules.get(part, f"kaibo.{part}")
        with (self.data / f"{part}.log").open("ab") as log:
            self.processes[part] = subprocess.Popen(
                [sys.executable, "-m", module], env=self.environment(), stdout=log, stderr=log
            )

    def kill(self, part: str) -> None:
        """``kill -9``, and nothing else; of PostgreSQL the postmaster, its backends follow."""
        process = self.processes[part]
        pid = self.cluster.pid if part == "postgres" else process.pid
        assert pid is not None, f"{part} does not run"
        backends = _children(pid)
        os.kill(pid, 9)
        process.wait(30)
        _gone(backends)

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.cluster.dsn) as db:
            return db.execute(sql, values or None).fetchall()

    def environment(self) -> dict[str, str]:
        env = os.environ | {"KAIBO_DATA": str(self.data), "GATEWAY_PORT": str(self.port)}
        env.pop("DATABASE_URL", None)
        return env


@contextmanager
def stack(data: Path, stock: int, buyers: int, *, is_hasty: bool = False) -> Iterator[Stack]:
    """A running stack with a show on air; every process is ended afterwards."""
    made = Stack(data, HASTY if is_hasty else {})
    (data / "run").mkdir(parents=True)
    tokens.issue(tokens.Claims(1, "guest", ""))  # makes the key that buyers and gateway share
    (data / "secrets").symlink_to(config().secrets)
    made.cluster.prepare()
    try:
        made.start("postgres")
        made.cluster.wait_ready()
        if is_hasty:
            _slow_log_writer(made.cluster)
        command = [sys.executable, "-m", "tests.soak.stage", str(stock), str(buyers)]
        done = subprocess.run(
            command, env=made.environment(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        made.stage = Stage(**json.loads(done.stdout.splitlines()[-1]))
        made.start("orders")
        made.start("gateway")
        yield made
    finally:
        _end(made)


def _slow_log_writer(cluster: Postgres) -> None:
    with psycopg.connect(cluster.dsn, autocommit=True) as db:
        db.execute(HASTY_OPTIONS)
        db.execute("select pg_reload_conf()")


def _end(made: Stack) -> None:
    for part in ("gateway", "orders"):
        if (process := made.processes.get(part)) is not None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(15)
            process.kill()
            process.wait()
    if "postgres" in made.processes:
        made.cluster.stop(made.processes["postgres"])


def _children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def _gone(pids: list[int]) -> None:
    """Backends notice that their postmaster died; a new one must not start before they are gone."""
    deadline = time.monotonic() + 30
    while any(_lives(pid) for pid in pids):
        assert time.monotonic() < deadline, f"backends {pids} outlived their postmaster"
        time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
