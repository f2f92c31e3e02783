"""The real order writer as a child process, and a client on its socket."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from django.db import connection

from kaibo.selling.contracts import BuyBatch, BuyRequest, BuyResult, BuyResults

_HEAD = struct.Struct(">I")


@dataclass
class OrderWriter:
    """``python -m kaibo.orders`` on the test database."""

    data: Path
    extra: dict[str, str] = field(default_factory=dict)  # environment
    process: subprocess.Popen[bytes] | None = None
    clients: list[Client] = field(default_factory=list)

    @property
    def socket(self) -> Path:
        return self.data / "run" / "orders.sock"

    def start(self) -> None:
        env = os.environ | self.extra | {"KAIBO_DATA": str(self.data), "DATABASE_URL": test_dsn()}
        log = (self.data / "orders.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kaibo.orders"], env=env, stderr=log, stdout=log
            )
        self.connect()

    def connect(self, seconds: float = 60.0) -> Client:
        """A client; waits until the socket answers."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.clients.append(Client(self.socket))
                return self.clients[-1]
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def kill(self) -> None:
        """``kill -9``: nothing is finished, nothing is answered."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


class Client:
    """A gateway as the order writer sees it, one frame at a time."""

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(60)
        try:
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise

    def send(self, requests: Sequence[BuyRequest]) -> None:
        self.send_raw(msgspec.msgpack.encode(BuyBatch(requests=list(requests))))

    def send_raw(self, body: bytes) -> None:
        self._socket.sendall(_HEAD.pack(len(body)) + body)

    def receive(self) -> BuyResults:
        (length,) = _HEAD.unpack(self._exactly(_HEAD.size))
        return msgspec.msgpack.decode(self._exactly(length), type=BuyResults)

    def buy(self, requests: Sequence[BuyRequest]) -> dict[int, BuyResult]:
        """Send and wait for every answer, by ref."""
        self.send(requests)
        answers: dict[int, BuyResult] = {}
        while len(answers) < len(requests):
            answers |= {result.ref: result for result in self.receive().results}
        return answers

    def close(self) -> None:
        self._socket.close()

    def _exactly(self, count: int) -> bytes:
        parts = b""
        while len(parts) < count:
            piece = self._socket.recv(count - len(parts))
            if not piece:
                raise ConnectionError("the order writer closed the socket")
            parts += piece
        return parts


def test_dsn() -> str:
    """libpq URL of the database that the running test uses."""
    settings = connection.settings_dict
    return f"postgresql://kaibo@/{settings['NAME']}?host={settings['HOST']}"


test_dsn.__test__ = False  # type: ignore[attr-defined]


def running(data: Path, extra: dict[str, str] | None = None) -> Iterator[OrderWriter]:
    """Start, hand over, stop."""
    data.mkdir(parents=True, exist_ok=True)
    writer = OrderWriter(data, extra=extra or {})
    writer.start()
    yield writer
    for client in writer.clients:
        client.close()
    if writer.process is not None and writer.process.poll() is None:
        assert writer.stop() == 0
