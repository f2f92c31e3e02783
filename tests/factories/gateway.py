"""The real gateway process on the test database, and pages that speak to it over real sockets."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import connection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from kaibo.foundation import tokens
from kaibo.foundation.config import config
from tests.factories.order_writer import test_dsn
from tests.factories.ports import free_port

T = TypeVar("T")


@dataclass
class GatewayProcess:
    """One gateway with a data folder of its own; the secrets are those of the test session."""

    data: Path
    port: int = field(default_factory=free_port)
    dsn: str | None = None  # of another database than the test's
    extra: dict[str, str] = field(default_factory=dict)  # environment
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/ws"

    def start(self) -> None:
        (self.data / "run").mkdir(parents=True, exist_ok=True)
        if not (self.data / "secrets").exists():
            tokens.issue(tokens.Claims(1, "guest", ""))  # makes the key
            (self.data / "secrets").symlink_to(config().secrets)
        env = os.environ | self.extra | {
            "KAIBO_DATA": str(self.data), "GATEWAY_PORT": str(self.port),
            "DATABASE_URL": self.dsn or test_dsn(),
        }  # fmt: skip
        with (self.data / "gateway.log").open("ab") as log:
            command = [sys.executable, "-m", "kaibo.gateway"]
            self.process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        self._wait_healthy()

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def get(self, path: str) -> str:
        url = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            error.close()
            raise

    def metric(self, name: str) -> float:
        for line in self.get("/metrics").splitlines():
            if line.startswith(name + " "):
                return float(line.split()[1])
        return 0.0

    def wait_metric(self, name: str, value: float, seconds: float = 60) -> None:
        """Metrics are counted once a second."""
        deadline = time.monotonic() + seconds
        while (found := self.metric(name)) != value:
            assert time.monotonic() < deadline, f"{name} is {found}, not {value}"
            time.sleep(0.05)

    def log(self) -> str:
        return (self.data / "gateway.log").read_text()

    def _wait_healthy(self) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            assert self.process is not None
            assert self.process.poll() is None, self.log()
            try:
                assert self.get("/healthz") == "ok\n"
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"gateway is not healthy: {self.log()}")


@dataclass
class Page:
    """One page: sends commands, remembers what it was sent."""

    socket: ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)

    async def send(self, **frame: object) -> None:
        await self.socket.send(json.dumps(frame))

    async def until(
        self, wanted: Callable[[dict[str, Any]], Any], seconds: float = 60
    ) -> dict[str, Any]:
        """The next frame (or one already there) that is wanted."""
        for frame in self.frames:
            if wanted(frame):
                return frame
        async with asyncio.timeout(seconds):
            while True:
                frame = json.loads(await self.socket.recv())
                self.frames.append(frame)
                if wanted(frame):
                    return frame

    async def kind(self, kind: str, /, **fields: object) -> dict[str, Any]:
        return await self.until(
            lambda frame: frame["k"] == kind and all(frame.get(k) == v for k, v in fields.items())
        )

    async def quiet(self, seconds: float = 0.6) -> None:
        """Read what comes for a while."""
        try:
            await self.until(lambda frame: False, seconds)
        except TimeoutError:
            return

    async def closed(self) -> int:
        """The close code; reads everything before it."""
        with pytest.raises(ConnectionClosed) as end:
            await self.until(lambda frame: False)
        assert end.value.rcvd is not None, "closed without a word"
        return end.value.rcvd.code

    @property
    def seqs(self) -> list[int]:
        """Numbers of all reliable events in the order they came."""
        found: list[int] = []
        for frame in self.frames:
            found += [one["seq"] for one in frame.get("ev", []) + frame.get("events", [])]
        return found

    @property
    def comments(self) -> list[str]:
        return [row[3] for frame in self.frames for row in frame.get("cm", [])]


def token(subject: int, kind: str = "buyer", shop: int = 0, **changes: Any) -> str:
    roles = {str(shop): ["operator"]} if kind == "staff" else {}
    values = {"name": f"用户{subject}", "roles": roles, "expires_at": int(time.time()) + 600}
    return tokens.issue(tokens.Claims(subject, kind, **(values | changes)))  # type: ignore[arg-type]


@asynccontextmanager
async def page(
    gateway: GatewayProcess, room: str, bearer: str, headers: dict[str, str] | None = None,
    **hello: object,
) -> AsyncIterator[Page]:  # fmt: skip
    """A page that has said hello; it need not have been welcomed."""
    async with connect(gateway.url, additional_headers=headers, compression=None) as socket:
        made = Page(socket)
        await made.send(k="hello", token=bearer, room=room, **hello)
        yield made


async def in_database(function: Callable[..., T], *values: Any) -> T:
    """Run Django code beside the loop; its connection does not outlive the call."""

    def run() -> T:
        try:
            return function(*values)
        finally:
            connection.close()

    return await asyncio.to_thread(run)


def key() -> str:
    return str(uuid.uuid4())


def wait_alone() -> None:
    """A session that stays would block the end of the whole run; the test that left it fails."""
    deadline = time.monotonic() + 60
    while others := _others():
        assert time.monotonic() < deadline, f"sessions left in the test database: {others}"
        time.sleep(0.05)  # of a process that was killed: PostgreSQL notices in a moment


def _others() -> list[tuple[object, ...]]:
    query = """
        select application_name, state, query from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()
          and backend_type = 'client backend'
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
