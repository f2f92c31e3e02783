"""``python -m tests.soak.hasty``: the order writer, answering before its commit is on disk.

The negative control of the kill trials. The product has no such switch; the one line that differs
is here: the connection commits without waiting for the flush.
"""

from __future__ import annotations

from typing import Any

import asyncpg
import uvloop

import kaibo.orders.writer as writer
from kaibo.orders.__main__ import main


async def _hasty(dsn: str) -> Any:
    return await asyncpg.connect(
        dsn, timeout=5, command_timeout=30, server_settings={"synchronous_commit": "off"}
    )


if __name__ == "__main__":
    writer.connect = _hasty
    uvloop.run(main())
