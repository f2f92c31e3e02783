"""The whole platform, started by `kaibo up` as an owner would, on ports and a folder of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from kaibo.foundation.config import Config, from_environment

_T = TypeVar("_T")
PORTS = ("WEB_PORT", "GATEWAY_PORT", "MEDIA_PORT", "RTMP_PORT", "PAYSIM_PORT")


def wait_for(what: str, probe: Callable[[], _T | None], seconds: float = 30.0) -> _T:
    """Ask until the answer is truthy; the deadline is generous because machines are shared."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = probe()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"{what}: not within {seconds:.0f} s")


@dataclass
class Platform:
    """A running platform; `stop` ends only what `start` began."""

    data: Path
    demo: bool = True
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Config:
        return from_environment(self.environment)

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.config.web_port}"

    def start(self) -> Platform:
        """Start and return at once; `wait_on_air` waits for the demo show."""
        if not self.environment:
            ports = {name: str(port) for name, port in zip(PORTS, free_ports(), strict=True)}
            self.environment = {"KAIBO_DATA": str(self.data), "HOST": "127.0.0.1"} | ports
        self.data.mkdir(parents=True, exist_ok=True)
        env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL",)}
        with (self.data / "up.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kaibo.cli.main", "up", *(["--demo"] if self.demo else [])],
                env=env | self.environment | self.extra,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        return self

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def parts(self) -> dict[str, dict[str, Any]]:
        """State, pid and restarts of every part, as `kaibo status` shows them."""
        try:
            found = json.loads((self.data / "run/status.json").read_text())["parts"]
        except (FileNotFoundError, ValueError):
            return {}
        return dict(found)

    def wait_running(self, seconds: float = 120.0) -> None:
        def running() -> bool:
            self._still_alive()
            parts = self.parts()
            return len(parts) > 5 and all(part["state"] == "running" for part in parts.values())

        wait_for("every part runs", running, seconds)

    def wait_on_air(self, seconds: float = 180.0) -> None:
        self.wait_running(seconds)
        wait_for("the demo show is on air", self._on_air, seconds)

    def kill(self, name: str) -> int:
        """SIGKILL one part; returns the pid that was killed."""
        pid = int(self.parts()[name]["pid"])
        os.kill(pid, signal.SIGKILL)
        return pid

    def back(self, name: str, old_pid: int) -> bool:
        part = self.parts().get(name, {})
        return part.get("state") == "running" and part.get("pid") not in (None, old_pid)

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.config.dsn, autocommit=True) as db:
            return db.execute(sql, values).fetchall()

    def log(self) -> str:
        return (self.data / "up.log").read_text(errors="replace")

    def _on_air(self) -> bool:
        self._still_alive()
        try:
            return bool(self.rows("select 1 from liveroom_room where is_on_air"))
        except psycopg.Error:
            return False

    def _still_alive(self) -> None:
        if self.process is not None and self.process.poll() is not None:
            raise AssertionError(f"kaibo up ended with {self.process.returncode}:\n{self.log()}")


def free_ports() -> list[int]:
    """Five ports that nobody listens on now."""
    sockets = [socket.socket() for _ in PORTS]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()
