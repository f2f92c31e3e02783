"""``make bench-room``: every figure on a line of its own, all of them on the last."""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import tempfile
from pathlib import Path

import structlog
import uvloop
from tests.bench.room import sizes


def main() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # The gateway's keepers of rows find no database here; they say so twice a second.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory(prefix="kb-room-") as folder:
        os.environ["KAIBO_DATA"] = folder
        measured: dict[str, float] = {}
        failed: list[str] = []
        for number, part in enumerate(sizes.parts()):
            home = Path(folder) / str(number)
            home.mkdir()
            try:
                figures = uvloop.run(part(home))
            except AssertionError as error:
                failed.append(str(error))
                continue
            sys.stdout.write(json.dumps(figures) + "\n")
            sys.stdout.flush()
            measured |= figures
    sys.stdout.write(
        json.dumps({key: measured[key] for key in sizes.KEYS if key in measured}) + "\n"
    )
    if failed:
        sys.exit("not measured: " + "; ".join(failed))


if __name__ == "__main__":
    main()
