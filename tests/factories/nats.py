"""A real nats-server on a port of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.factories.ports import free_port

TOKEN = "geheim"


@dataclass
class NatsServer:
    """Started, stopped, frozen and killed by tests."""

    data: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"nats://{TOKEN}@127.0.0.1:{self.port}"

    def start(self) -> None:
        program = shutil.which("nats-server")
        assert program, "nats-server is missing: run `make tools`"
        command = [program, "-a", "127.0.0.1", "-p", str(self.port), "--auth", TOKEN]
        with (self.data / "nats.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        deadline = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < deadline, "nats-server does not answer"
            time.sleep(0.02)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """It holds its connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.thaw()
            self.kill()

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _signal(self, number: int) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)
