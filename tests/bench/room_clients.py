"""Pages of the room bench: ``python -m tests.bench.room_clients PORT COUNT SAMPLED``.

Opens COUNT WebSockets by hand and drains them; of the first SAMPLED it keeps every byte. Prints
``ready``; on a line of standard input it prints the reliable numbers each sampled page got.
"""

from __future__ import annotations

import json
import selectors
import socket
import sys

_SHAKE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


def main() -> None:
    port, count, sampled = (int(text) for text in sys.argv[1:4])
    ready = selectors.DefaultSelector()
    kept: list[bytearray] = []
    for _ in range(count):
        page, rest = _open(port)
        buffer = bytearray(rest) if len(kept) < sampled else None
        if buffer is not None:
            kept.append(buffer)
        ready.register(page, selectors.EVENT_READ, buffer)
    ready.register(sys.stdin.fileno(), selectors.EVENT_READ, "command")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while _drain(ready):
        pass
    sys.stdout.write(json.dumps([_numbers(data) for data in kept]) + "\n")
    sys.stdout.flush()


def _open(port: int) -> tuple[socket.socket, bytes]:
    page = socket.create_connection(("127.0.0.1", port))
    page.sendall(_SHAKE)
    data = b""
    while b"\r\n\r\n" not in data:
        data += page.recv(4096)
    page.setblocking(False)
    return page, data.split(b"\r\n\r\n", 1)[1]


def _drain(ready: selectors.BaseSelector) -> bool:
    """Read what is there; False when the bench asks for the result and nothing comes any more."""
    asked = False
    for key, _ in ready.select(1.0):
        if key.data == "command":
            asked = True
            continue
        data = key.fileobj.recv(262144)  # type: ignore[union-attr]
        if not data:
            ready.unregister(key.fileobj)
        elif key.data is not None:
            key.data.extend(data)
    return not asked


def _numbers(data: bytearray) -> list[int]:
    found: list[int] = []
    at = 0
    while at + 2 <= len(data):
        size, start = data[at + 1], at + 2
        if size == 126:
            size, start = int.from_bytes(data[at + 2 : at + 4], "big"), at + 4
        elif size == 127:
            size, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
        frame = json.loads(data[start : start + size])
        found += [event["seq"] for event in frame.get("ev", [])]
        at = start + size
    return found


if __name__ == "__main__":
    main()
