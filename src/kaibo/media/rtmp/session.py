"""One publisher's connection as a state machine: bytes in, events out, bytes to send.

No socket, no clock, no task: the server feeds it and carries out what it says.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kaibo.media.rtmp import amf0
from kaibo.media.rtmp.chunks import MAX_CHUNK, ChunkError, ChunkReader, Message, write

APPLICATION = "live"
_HANDSHAKE = 1536
_OUT_CHUNK = 4096
_WINDOW = 2_500_000
_SET_CHUNK, _ABORT, _ACK, _CONTROL, _WINDOW_ACK, _BANDWIDTH = 1, 2, 3, 4, 5, 6
_AUDIO, _VIDEO, _DATA, _COMMAND = 8, 9, 18, 20
_DATA3, _COMMAND3 = 15, 17


@dataclass(frozen=True, slots=True)
class PublishRequested:
    """The peer wants to publish; answer with `Session.accept` or `Session.refuse`."""

    key: str


@dataclass(frozen=True, slots=True)
class MediaTag:
    """An FLV tag body of the accepted stream; ``timestamp`` in ms, modulo 2**32."""

    is_video: bool
    timestamp: int
    body: bytes


@dataclass(frozen=True, slots=True)
class MetaData:
    """``onMetaData``: what the encoder says about itself."""

    values: dict[str, amf0.Value]


@dataclass(frozen=True, slots=True)
class Unpublished:
    """The peer ended its stream in good order."""


Event = PublishRequested | MediaTag | MetaData | Unpublished


class ProtocolError(ValueError):
    """The peer does not speak RTMP as we accept it; close the connection."""


class Session:
    """The server's side of one connection."""

    def __init__(self) -> None:
        self.is_publishing = False
        self._reader = ChunkReader()
        self._out: list[bytes] = []
        self._early = bytearray()
        self._handshake = 0  # 0: C0 C1 awaited, 1: C2 awaited, 2: done
        self._received = self._acknowledged = 0
        self._window = _WINDOW
        self._connected = False
        self._commands: dict[str, Callable[[list[amf0.Value]], Event | None]] = {
            "connect": self._connect,
            "createStream": self._create_stream,
            "releaseStream": self._plain_result,
            "FCPublish": self._plain_result,
            "publish": self._publish,
            "FCUnpublish": self._unpublish,
            "deleteStream": self._unpublish,
            "closeStream": self._unpublish,
            "play": self._refuse_play,
        }

    @property
    def held(self) -> int:
        """Bytes kept for what is not complete."""
        return self._reader.held + len(self._early)

    def outgoing(self) -> bytes:
        """What must be sent now; empties the queue."""
        data = b"".join(self._out)
        self._out.clear()
        return data

    def receive(self, data: bytes) -> Iterator[Event]:
        """Events in the bytes received. Raises `ProtocolError`; then the connection is over."""
        if not data:
            return
        self._received += len(data)
        try:
            if self._handshake < 2:
                data = self._shake(data)
            if data:
                yield from self._messages(data)
        except (ChunkError, amf0.AmfError) as error:
            raise ProtocolError(str(error)) from error
        if self._received - self._acknowledged >= self._window:
            self._acknowledged = self._received
            self._control(_ACK, (self._received & 0xFFFFFFFF).to_bytes(4, "big"))

    def accept(self) -> None:
        """Tell the peer that its stream is on."""
        self.is_publishing = True
        self._control(_CONTROL, b"\x00\x00\x00\x00\x00\x01")  # StreamBegin 1
        self._status("status", "NetStream.Publish.Start", "Publishing.")

    def refuse(self, code: str, description: str) -> None:
        """Tell the peer why its stream is not taken; the caller closes after sending."""
        self.is_publishing = False
        self._status("error", code, description)

    def _shake(self, data: bytes) -> bytes:
        """Plain handshake: S1 is random, S2 echoes C1. Returns what follows it."""
        self._early += data
        if self._early[0] != 3:
            raise ProtocolError(f"RTMP version {self._early[0]} is not 3; this is no RTMP client")
        if self._handshake == 0 and len(self._early) > _HANDSHAKE:
            peer = bytes(self._early[1 : 1 + _HANDSHAKE])
            self._out.append(b"\x03" + bytes(8) + os.urandom(_HANDSHAKE - 8) + peer)
            self._handshake = 1
        if self._handshake == 1 and len(self._early) >= 1 + 2 * _HANDSHAKE:
            rest = bytes(self._early[1 + 2 * _HANDSHAKE :])
            self._early.clear()
            self._handshake = 2
            return rest
        return b""

    def _messages(self, data: bytes) -> Iterator[Event]:
        for message in self._reader.feed(data):
            event = self._handle(message)
            if event is not None:
                yield event

    def _handle(self, message: Message) -> Event | None:
        kind, body = message.kind, message.body
        if kind in (_AUDIO, _VIDEO):
            if not self.is_publishing or not body:
                return None
            return MediaTag(kind == _VIDEO, message.timestamp, body)
        if kind in (_COMMAND, _COMMAND3):
            return self._command(body[1:] if kind == _COMMAND3 else body)
        if kind in (_DATA, _DATA3):
            return _metadata(body[1:] if kind == _DATA3 else body)
        self._protocol_message(kind, body)
        return None

    def _protocol_message(self, kind: int, body: bytes) -> None:
        if len(body) < 4:
            return
        value = int.from_bytes(body[:4], "big")
        if kind == _SET_CHUNK:
            if not 1 <= value < MAX_CHUNK:
                raise ProtocolError(f"Chunk size {value} is not between 1 and {MAX_CHUNK}")
            self._reader.chunk_size = value
        elif kind == _ABORT:
            self._reader.abort(value)
        elif kind == _WINDOW_ACK:
            self._window = max(value, 65536)

    def _command(self, body: bytes) -> Event | None:
        values = amf0.decode(body)
        if not values or not isinstance(values[0], str):
            raise ProtocolError("A command message does not start with its name")
        handler = self._commands.get(values[0])
        return handler(values) if handler else None

    def _connect(self, values: list[amf0.Value]) -> None:
        options = values[2] if len(values) > 2 and isinstance(values[2], dict) else {}
        app = str(options.get("app", "")).split("?")[0].strip("/")
        if app != APPLICATION:
            detail = f"Application {app!r} does not exist; use rtmp://host/{APPLICATION}"
            self._send_info("_error", _transaction(values), "error", _REJECTED, detail)
            raise ProtocolError(detail)
        self._connected = True
        self._control(_WINDOW_ACK, _WINDOW.to_bytes(4, "big"))
        self._control(_BANDWIDTH, _WINDOW.to_bytes(4, "big") + b"\x02")
        self._control(_SET_CHUNK, _OUT_CHUNK.to_bytes(4, "big"))
        properties: amf0.Value = {"fmsVer": "FMS/3,0,1,123", "capabilities": 31.0}
        info: amf0.Value = {
            "level": "status",
            "code": "NetConnection.Connect.Success",
            "description": "Connected.",
            "objectEncoding": 0.0,
        }
        self._send("_result", _transaction(values), properties, info)

    def _create_stream(self, values: list[amf0.Value]) -> None:
        self._send("_result", _transaction(values), None, 1.0)

    def _plain_result(self, values: list[amf0.Value]) -> None:
        self._send("_result", _transaction(values), None, None)

    def _publish(self, values: list[amf0.Value]) -> Event:
        if not self._connected:
            raise ProtocolError("publish before connect")
        name = values[3] if len(values) > 3 else None
        return PublishRequested(name.split("?")[0] if isinstance(name, str) else "")

    def _unpublish(self, values: list[amf0.Value]) -> Event | None:
        if not self.is_publishing:
            return None
        self.is_publishing = False
        self._status("status", "NetStream.Unpublish.Success", "The stream has ended.")
        return Unpublished()

    def _refuse_play(self, values: list[amf0.Value]) -> None:
        self._status("error", "NetStream.Play.Failed", "Watch over WebSocket or HLS, not RTMP.")
        raise ProtocolError("A player asked for RTMP playback, which is not offered")

    def _status(self, level: str, code: str, description: str) -> None:
        self._send_info("onStatus", 0.0, level, code, description)

    def _send_info(self, name: str, txn: float, level: str, code: str, description: str) -> None:
        info: amf0.Value = {"level": level, "code": code, "description": description}
        self._send(name, txn, None, info)

    def _send(self, *values: amf0.Value) -> None:
        stream_id = 1 if values[0] == "onStatus" else 0
        message = Message(_COMMAND, 0, stream_id, amf0.encode(*values))
        self._out.append(write(message, 5 if stream_id else 3, self._out_chunk))

    def _control(self, kind: int, body: bytes) -> None:
        self._out.append(write(Message(kind, 0, 0, body), 2, 128))

    @property
    def _out_chunk(self) -> int:
        return _OUT_CHUNK if self._connected else 128


_REJECTED = "NetConnection.Connect.Rejected"


def _transaction(values: list[amf0.Value]) -> float:
    number = values[1] if len(values) > 1 else 0.0
    return float(number) if isinstance(number, (int, float)) else 0.0


def _metadata(body: bytes) -> MetaData | None:
    try:
        values = amf0.decode(body)
    except amf0.AmfError:
        return None  # decoration only; some encoders put types here that nobody reads
    for value in values:
        if isinstance(value, dict):
            return MetaData(value)
    return None
