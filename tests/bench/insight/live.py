"""The insight process under 50,000 events a second: how fresh, and what a kill -9 costs."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from tests.bench.insight import log

from kaibo.foundation.clock import now_ms
from kaibo.foundation.config import Config, from_environment
from kaibo.foundation.eventlog import KINDS, Batch, Writer, read_all
from kaibo.insight.engine import query
from kaibo.insight.engine.fold import Folds
from kaibo.insight.engine.state import Key

PER_SECOND, TICK = 50_000, 0.1
VIEWERS = 100_000
_ENTER = KINDS["enter"]


def live(folder: Path, seconds: float) -> dict[str, Any]:
    """Runs the real process; returns the figures of the run."""
    config = from_environment({"KAIBO_DATA": str(folder)})
    config.run.mkdir(parents=True)
    screen, process = Screen(config), Insight(folder)
    try:
        with Writer(config.events, "gateway") as writer:
            return _measured(config, writer, screen, process, seconds)
    finally:
        process.stop()
        screen.close()


def _measured(config: Config, writer: Writer, screen: Screen, process: Insight,
              seconds: float) -> dict[str, Any]:  # fmt: skip
    _answer(config, "/healthz")
    writer.append(_mark("show_start"))
    load = Load(writer)
    load.run(seconds)
    _board(config, load.acknowledged)
    time.sleep(1.5)  # two more frames
    fresh = screen.freshness(load.entered)
    process.kill()
    load.run(2.0)  # what arrives while it is down
    began = time.monotonic()
    process.start()
    board = _board(config, load.acknowledged)
    recovered, spent = time.monotonic() - began, process.cpu()
    lost = load.acknowledged - board["rows"]
    if differs := _differs(config, board):
        raise SystemExit(f"the board differs from a recount of the log: {differs}")
    load.run(max(0.0, (500_000 - load.acknowledged) / PER_SECOND))
    _board(config, load.acknowledged)
    end = _mark("show_end")
    began = time.monotonic()
    writer.append(end)
    _board(config, load.acknowledged, is_over=True)
    reviewed = time.monotonic() - began
    return {
        "fresh_p99_s": round(float(np.quantile(fresh, 0.99)), 3), "fresh_frames": screen.frames,
        "recover_s": round(recovered, 2), "recover_cpu_s": round(spent, 2),
        "lost_acked": lost, "review_s": round(reviewed, 3),
        "review_events": load.acknowledged, "live_events_per_s": PER_SECOND,
    }  # fmt: skip


class Insight:
    """The process under test."""

    def __init__(self, folder: Path) -> None:
        self._environment = {**os.environ, "KAIBO_DATA": str(folder), "PYTHONPATH": "src"}
        self.start()

    def start(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "kaibo.insight"], env=self._environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill(self) -> None:
        self._child.send_signal(signal.SIGKILL)
        self._child.wait()

    def stop(self) -> None:
        self._child.terminate()
        self._child.wait()

    def cpu(self) -> float:
        """CPU-seconds so far: a busy machine makes them take longer, not more."""
        fields = Path(f"/proc/{self._child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Screen:
    """Stands where the gateway stands, and notes when which count was pushed."""

    def __init__(self, config: Config) -> None:
        self._seen: list[tuple[float, int]] = []
        self.frames = 0
        self._server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._server.bind(str(config.gateway_socket))
        self._server.listen()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._server.accept()
            except OSError:
                return
            with peer, peer.makefile("rb") as stream:
                while head := stream.read(4):
                    data = stream.read(struct.unpack(">I", head)[0])
                    values = msgspec.msgpack.decode(data)["frame"]["values"]
                    self._seen.append((time.time(), values["pv"]))
                    self.frames += 1

    def freshness(self, entered: list[np.ndarray]) -> np.ndarray:
        """Seconds from every enter to the first frame that counts it."""
        times = np.sort(np.concatenate(entered)) / 1000
        at, counted = (np.array(column) for column in zip(*self._seen, strict=True))
        first = np.searchsorted(counted, np.arange(1, len(times) + 1))
        shown = first < len(at)
        if not shown.all():
            raise SystemExit(f"{(~shown).sum()} enters were never shown")
        return np.asarray(at[first] - times)

    def close(self) -> None:
        self._server.close()


class Load:
    """Appends a tenth of a second's events ten times a second; an append is an acknowledgement."""

    def __init__(self, writer: Writer) -> None:
        self._writer, self._audience = writer, log.Audience(VIEWERS)
        self.acknowledged, self.entered = 1, []  # type: ignore[var-annotated]

    def run(self, seconds: float) -> None:
        size, due = int(PER_SECOND * TICK), time.monotonic()
        for _ in range(round(seconds / TICK)):
            columns = self._audience.second(now_ms() - int(1000 * TICK), size, int(1000 * TICK))
            self._writer.append(log.batch(columns))
            self.acknowledged += size
            self.entered.append(columns["ts"][columns["kind"] == _ENTER])
            due += TICK
            time.sleep(max(0.0, due - time.monotonic()))


def _mark(kind: str) -> pa.RecordBatch:
    batch = Batch()
    batch.add(kind, ts=now_ms(), show=log.SHOW, shop=log.SHOP, room=log.ROOM)
    return batch.to_arrow()


def _board(config: Config, rows: int, is_over: bool = False) -> dict[str, Any]:
    """The board once it shows so many rows, and the end of the show where that is waited for; what
    it shows after a minute when it never does."""
    until = time.monotonic() + 60
    while True:
        found = _answer(config, f"/shows/{log.SHOW}/metrics")
        is_whole = found["rows"] >= rows and (not is_over or found["ended_at"])
        if is_whole or time.monotonic() > until:
            return found


def _answer(config: Config, path: str) -> dict[str, Any]:
    """The answer, as soon as there is one."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("insight", timeout=20)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.sock.connect(str(config.insight_socket))
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 200:
                return dict(msgspec.json.decode(body))
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    raise SystemExit(f"{path} was not answered within a minute")


def _differs(config: Config, board: dict[str, Any]) -> list[str]:
    """Parts of the board that a recount of the whole log gives otherwise."""
    folds = Folds()
    for chunk in read_all(config.events):
        folds.add(chunk.batch)
    again = query.metrics(folds.shows[Key(log.SHOW, False)], board["as_of"])
    again = msgspec.json.decode(msgspec.json.encode(again))
    return [part for part, value in again.items() if value != board[part]]
