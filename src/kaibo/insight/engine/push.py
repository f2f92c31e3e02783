"""Live figures to the gateway's local socket, which shows them to staff pages."""

from __future__ import annotations

import contextlib
import socket
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from kaibo.insight.engine import gauges
from kaibo.interaction.wire import Kpi

_TIMEOUT = 1.0


class Pusher:
    """Frames ``length (4, big endian) | msgpack {"room", "frame"}``, dropped while no one listens.

    Figures are whole each time, so a frame lost is made good by the next.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket: socket.socket | None = None

    def send(
        self, room: int, show: int, at: int, lag_ms: int,
        values: Mapping[str, float | int | None], beside: Mapping[str, Any] | None = None,
    ) -> bool:  # fmt: skip
        """Whether the frame left; ``beside``: lights, alarms and tables of `Kpi`."""
        frame = Kpi(show=show, at=at, lag_ms=lag_ms, values=dict(values), **(beside or {}))
        data = msgspec.msgpack.encode({"room": room, "frame": frame})
        try:
            self._connected().sendall(struct.pack(">I", len(data)) + data)
        except OSError:
            self.close()
            return False
        gauges.pushed.inc()
        return True

    def close(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.close()
            self._socket = None

    def _connected(self) -> socket.socket:
        if self._socket is None:
            others = sorted(self._path.parent.glob(f"{self._path.stem}-*.sock"))
            self._socket = _first([self._path, *others])
        return self._socket


def _first(paths: list[Path]) -> socket.socket:
    """The first gateway of this machine that answers; it tells the others."""
    for path in paths:
        fresh = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        fresh.settimeout(_TIMEOUT)
        try:
            fresh.connect(str(path))
        except OSError:
            fresh.close()
        else:
            return fresh
    raise ConnectionRefusedError("no gateway listens")
