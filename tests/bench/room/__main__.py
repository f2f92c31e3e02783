"""``make bench-room``: every figure on a line of its own, all of them on the last."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
import uvloop
from tests.bench.room import sizes

Part = Callable[[Path], Awaitable[dict[str, float]]]


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # The gateway's keepers of rows find no database here; they say so twice a second.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="kb-room-") as folder:
        os.environ["KAIBO_DATA"] = folder
        measured: dict[str, float] = {}
        for number, part in enumerate(sizes.parts()):
            home = Path(folder) / str(number)
            home.mkdir()
            figures = uvloop.run(_whole(part, home))
            sys.stdout.write(json.dumps(figures) + "\n")
            sys.stdout.flush()
            measured |= figures
    sys.stdout.write(
        json.dumps({key: measured[key] for key in sizes.KEYS if key in measured}) + "\n"
    )


async def _whole(part: Part, home: Path) -> dict[str, float]:
    figures = await part(home)
    await asyncio.sleep(0)
    return figures


if __name__ == "__main__":
    main()
