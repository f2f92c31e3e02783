"""``python -m tests.bench.insight``; QUICK=1 within a minute. The last line is JSON.

`ingest_eps_core`: events per core-second from msgpack bytes to durable (fsync) and folded.
`fresh_p99_s`: from an event's time to the frame at the gateway's socket that counts it, at 50,000
events a second. `recover_s`: from starting the killed process to a board that has every event,
compared with a recount of the log. `review_s`: from the end of a show of 500,000 events to its
figures over HTTP, without the PDF. `behaviour_…`, `cluster_…`: `tests.bench.journeys`, same run.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.insight.ingest import ingest, sketch
from tests.bench.insight.live import live

IS_QUICK = bool(os.environ.get("QUICK"))
PARTS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "ingest": lambda folder: ingest(folder, 500_000 if IS_QUICK else 5_000_000),
    "sketch": lambda _: sketch(4 if IS_QUICK else 40),
    "live": lambda folder: live(folder, 6 if IS_QUICK else 30),
}


def main() -> None:
    if len(sys.argv) > 1:
        print(json.dumps(PARTS[sys.argv[1]](Path(sys.argv[2]))))  # noqa: T201
        return
    found: dict[str, Any] = {}
    for part in PARTS:
        with tempfile.TemporaryDirectory(prefix="kb-insight-") as folder:
            found |= _run("tests.bench.insight", part, folder)
    found |= _run("tests.bench.journeys")
    print(json.dumps({**found, "load": os.getloadavg()[0]}))  # noqa: T201


def _run(module: str, *arguments: str) -> dict[str, Any]:
    """A part in a process of its own, so that CPU and memory are its own."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    last = done.stdout.decode().splitlines()[-1]
    print(*arguments, last, file=sys.stderr, flush=True)  # noqa: T201
    return dict(json.loads(last))


if __name__ == "__main__":
    main()
