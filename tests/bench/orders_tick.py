"""A room that ticks beside the order bench: ``python -m tests.bench.orders_tick``.

One process, 300 pages on socket pairs, a tick of about 1 kB to each every 200 ms, as the gateway's
loop does it: encoded once, written to every page, read on the other side.
"""

from __future__ import annotations

import asyncio
import socket
import time

import msgspec
import uvloop

from kaibo.interaction.wire import CommentItem, Tick

PAGES, SECONDS = 300, 0.2


async def main() -> None:
    pages = [socket.socketpair() for _ in range(PAGES)]
    loop = asyncio.get_running_loop()
    for near, far in pages:
        near.setblocking(False)
        far.setblocking(False)
        loop.add_reader(far, far.recv, 65536)
    number = 0
    while True:
        number += 1
        said = [CommentItem(number, 7, "小鱼", "这款还有货吗？想要两件", number) for _ in range(12)]
        frame = msgspec.json.encode(
            Tick(now=int(time.time() * 1000), cm=said, on=1200 + number % 7, lk=9000 + number,
                 st={n: 1000 - n for n in range(20)})
        )  # fmt: skip
        for near, _ in pages:
            near.send(frame)
        await asyncio.sleep(SECONDS)


if __name__ == "__main__":
    uvloop.run(main())
