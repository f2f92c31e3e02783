"""``make bench-room``: every figure on a line of its own, all of them on the last."""

from __future__ import annotations

import gc
import json
import logging
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import structlog
import uvloop
from tests.bench.room import sizes


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # The gateway's keepers of rows find no database here; they say so twice a second.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    # Robots in lock step are whom the guard is there for: it works, and changes nothing here.
    os.environ.setdefault("KAIBO_GUARD", "watch")
    with tempfile.TemporaryDirectory(prefix="kb-room-") as folder:
        os.environ["KAIBO_DATA"] = folder
        measured, failed = _measured(Path(folder))
    _say(json.dumps(sizes.summary(measured)))
    if failed:
        sys.exit("not measured: " + "; ".join(failed))


def _measured(folder: Path) -> tuple[dict[str, float], list[str]]:
    """All figures, and what kept parts from giving theirs."""
    measured: dict[str, float] = {}
    failed: list[str] = []
    for name, part in sizes.parts().items():
        home, began = folder / name, time.monotonic()
        home.mkdir()
        try:
            figures = uvloop.run(part(home))
        except AssertionError as error:
            failed.append(f"{name}: {error}")
            figures = {}
        _say(f"{name} ({time.monotonic() - began:.1f} s) {json.dumps(figures)}")
        measured |= figures
        gc.collect()  # what one part leaves is no work of the next
    return measured, failed


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
