"""The payment simulator as a child process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path


def running_paysim(data: Path, port: int) -> Iterator[str]:
    """Start on ``port`` with the keys of ``data``; yields its address."""
    env = os.environ | {"KAIBO_DATA": str(data), "PAYSIM_PORT": str(port), "HOST": "127.0.0.1"}
    command = [sys.executable, "-m", "kaibo.selling.paysim"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address + "/healthz")
        yield address
    finally:
        process.terminate()
        assert process.wait(60) == 0


def _wait(url: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except urllib.error.URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
