"""One WebSocket: strict reading, and writing that never waits for a slow page.

Frames are written straight to the socket. What the kernel does not take at once makes the
connection *lagging*: it gets no shared frames until its rest is written, then its room brings it
up to date, and after `LAG_SECONDS` it is dropped; its page comes back and resumes.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from typing import Protocol

import picows
from picows import WSFrame, WSMsgType, WSTransport

from kaibo.foundation.tokens import Claims
from kaibo.gateway import deflate, frames, metrics
from kaibo.gateway.address import limited_address
from kaibo.interaction.hot import Bucket, Rate
from kaibo.interaction.wire import CLOSE_CODES, MAX_FRAME_BYTES, Frame, Personal

LAG_SECONDS = 10.0
# Small, so that a stuck page costs the kernel 75 KB instead of 4 MB.
SEND_BUFFER = 32 * 1024
_PENDING_LIMIT = 512 * 1024
PERSONAL_KEPT = 1500
_CLOSE_WAIT = 1.0
# Looked up once: `msg_type` is an enum whose members are attributes.
_TEXT, _PING, _PONG, _CLOSE = WSMsgType.TEXT, WSMsgType.PING, WSMsgType.PONG, WSMsgType.CLOSE
_FRAMES = Rate(per_second=20, burst=80)


class Desk(Protocol):
    """Who handles what connections bring."""

    def now(self) -> float: ...
    def opened(self, connection: Connection) -> None: ...
    def received(self, connection: Connection, payload: bytes) -> None: ...
    def gone(self, connection: Connection) -> None: ...
    def fell_behind(self, connection: Connection) -> None: ...
    def later(self, seconds: float, transport: WSTransport) -> None: ...


class Connection(picows.WSListener):
    """A page. ``claims`` is None until hello was accepted."""

    __slots__ = (
        "address", "buckets", "claims", "deflates", "desk", "device", "early", "fd",
        "frame_bucket", "heard_at", "is_closing", "is_open", "is_staff", "last_at", "last_text",
        "opened_at", "page", "pending", "rates", "room", "slow_seq", "slow_since", "source", "told",
        "transport", "viewer",
    )  # fmt: skip

    def __init__(self, desk: Desk, forwarded: str, deflates: bool = False) -> None:
        """``forwarded`` is the X-Forwarded-For header or empty; ``deflates``: it was agreed."""
        self.deflates = deflates
        self.desk = desk
        self.address = forwarded  # until the peer is known
        self.fd = -1
        self.is_open = self.is_closing = False
        self.claims: Claims | None = None
        self.is_staff = False
        self.viewer = 0  # viewer id; negative staff id for staff; 0 before hello
        self.room: int | None = None
        self.page = self.source = self.device = ""
        self.pending = bytearray()
        self.early: list[bytes] = []  # commands sent before the welcome
        self.slow_since: float | None = None
        self.slow_seq = 0
        self.opened_at = self.heard_at = desk.now()
        self.frame_bucket = Bucket(_FRAMES, self.opened_at)
        self.buckets: dict[str, Bucket] = {}
        self.rates: Mapping[str, tuple[float, float]] = {}  # of its room, which the buckets keep
        self.told: dict[int, None] = {}  # personal events sent, newest last
        self.last_text, self.last_at = "", 0

    def known_as(self, claims: Claims) -> None:
        """Hello was accepted."""
        self.claims = claims
        self.is_staff = claims.kind == "staff"
        self.viewer = -claims.subject if self.is_staff else claims.subject

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        handle: socket.socket = transport.underlying_transport.get_extra_info("socket")
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        peer = transport.underlying_transport.get_extra_info("peername")
        self.address = limited_address(peer[0] if isinstance(peer, tuple) else "", self.address)
        # picows keeps both as long as the line: some 2 KB a page that nobody reads again.
        transport.request.headers.clear()
        transport.response.headers.clear()
        self.fd = handle.fileno()
        self.is_open = True
        self.desk.opened(self)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._forget()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if self.is_closing:
            if kind == _CLOSE:  # the answer to ours
                transport.disconnect(graceful=False)
            return
        self.heard_at = self.desk.now()
        if kind == _TEXT and frame.fin:
            self._read(frame)
        elif kind == _PING:
            self.write(frames.pong(frame.get_payload_as_bytes()))
        elif kind == _CLOSE:
            self._answer_close()
        elif kind != _PONG:
            self.close(4400)

    def _read(self, frame: WSFrame) -> None:
        if frame.payload_size > MAX_FRAME_BYTES:
            self.close(4413)
        elif self.frame_bucket.take(self.heard_at):
            self.close(4429)
        elif frame.rsv1:
            self._read_packed(frame.get_payload_as_bytes())
        else:
            self.desk.received(self, frame.get_payload_as_bytes())

    def _read_packed(self, payload: bytes) -> None:
        """A small frame may unpack to a huge one, so no more than the limit is unpacked."""
        message = deflate.unpack(payload, MAX_FRAME_BYTES) if self.deflates else None
        if message is None:
            self.close(4400)
        elif len(message) > MAX_FRAME_BYTES:
            self.close(4413)
        else:
            self.desk.received(self, message)

    def send(self, frame: Frame) -> None:
        """A frame for this page alone; never lost while the page keeps up within the deadline."""
        self.write(frames.text(frame))

    def tell(self, frame: Personal) -> None:
        """A personal event; what was told already is not told again."""
        if frame.id not in self.told:
            self.told[frame.id] = None
            if len(self.told) > PERSONAL_KEPT:
                del self.told[next(iter(self.told))]
            self.send(frame)

    def write(self, data: bytes) -> None:
        if not self.is_open:
            return
        if self.slow_since is None and self._write_now(data):
            return
        if len(self.pending) > _PENDING_LIMIT:
            self.drop("lagging")

    def _write_now(self, data: bytes) -> bool:
        """Whether the kernel took all of it; the rest waits in ``pending``."""
        try:
            sent = os.write(self.fd, data)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.drop("broken")
            return True
        if sent == len(data):
            return True
        self.fall_behind(data[sent:])
        return False

    def fall_behind(self, rest: bytes) -> None:
        """The kernel refused; from now on everything waits until ``rest`` is out."""
        self.pending += rest
        self.slow_since = self.desk.now()
        self.desk.fell_behind(self)

    def catch_up(self) -> bool:
        """Write what waits; True when nothing waits any more. Drops at the deadline."""
        try:
            while self.pending:
                del self.pending[: os.write(self.fd, self.pending[:65536])]
        except BlockingIOError:
            if self.slow_since is not None and self.desk.now() - self.slow_since > LAG_SECONDS:
                self.drop("lagging")
            return False
        except OSError:
            self.drop("broken")
            return False
        self.slow_since = None
        return True

    def close(self, code: int) -> None:
        """Say why and close; what the page still sends is not read."""
        if self.is_closing or not self.is_open:
            return
        metrics.closed.labels(CLOSE_CODES[code]).inc()
        self.is_closing = True
        self._write_last(frames.close(code, CLOSE_CODES[code]))

    def _answer_close(self) -> None:
        self.is_closing = True
        if self.slow_since is None:
            self._write_now(frames.close(1000, ""))
        self._forget()
        self.transport.disconnect()

    def _write_last(self, data: bytes) -> None:
        """The page answers with its own close; whoever does not is cut after a second."""
        if self.slow_since is None:
            self._write_now(data)
        self._forget()
        self.desk.later(_CLOSE_WAIT, self.transport)

    def drop(self, why: str) -> None:
        """Cut without a word: nothing more fits into this line."""
        if self.is_open:
            metrics.closed.labels(why).inc()
            self._forget()
            self.transport.disconnect(graceful=False)

    def _forget(self) -> None:
        """No write after this: the number of a closed socket is soon another's."""
        if self.is_open:
            self.is_open = False
            self.desk.gone(self)
