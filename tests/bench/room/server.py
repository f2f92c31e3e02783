"""One gateway of several: ``python -m tests.bench.room.server PORT FOLDER TICK_MS``.

Prints a line when it is ready, then answers each line of standard input by one line of JSON: an
empty one by what passed since the last one, ``memory`` by the bytes that are this process's alone.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import statistics
import sys
import time
from pathlib import Path

import psutil
import structlog
import uvloop
from tests.bench.room.stage import Stage, p99

from kaibo.gateway import app, room


async def serve(port: int, folder: Path, tick_ms: int) -> None:
    app.TICK_MS = room.TICK_MS = tick_ms
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    async with Stage(folder, port) as stage:
        _say({"ready": True})
        cpu = time.process_time()
        while line := await lines.readline():
            if line == b"memory\n":
                gc.collect()
                _say({"bytes": psutil.Process().memory_full_info().uss})
                continue
            passes, stage.passes[:] = list(stage.passes), []
            used, cpu = time.process_time() - cpu, time.process_time()
            _say({
                "passes": len(passes), "cpu": used, "pages": len(stage.room.members),
                "pass_cpu_ms": statistics.median(passes) * 1000, "p99_ms": p99(passes) * 1000,
            })  # fmt: skip


def _say(answer: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    uvloop.run(serve(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])))
