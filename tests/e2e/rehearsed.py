"""A rehearsal of thousands on a running platform, kept on air until it is told to end."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from tests.platform import Platform


@dataclass
class Rehearsed:
    """A rehearsal whose audience has left; `end` takes it off the air and tells what was played."""

    show: int
    process: subprocess.Popen[str]

    def end(self) -> dict[str, Any]:
        told, _ = self.process.communicate("end\n", timeout=120)
        return dict(json.loads(told))


@contextmanager
def rehearsal(platform: Platform, viewers: int, seconds: float) -> Iterator[Rehearsed]:
    """Play it in a process of its own, as an owner's `kaibo rehearse` does."""
    env = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL",)}
    with subprocess.Popen(
        [sys.executable, "-m", __name__, str(viewers), str(seconds)], text=True,
        env=env | platform.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            yield Rehearsed(_show_of(process.stdout), process)
        finally:
            process.kill()


def _show_of(told: IO[str] | None) -> int:
    assert told
    line = told.readline()
    assert line, "the rehearsal broke off"
    return int(line)


def _hold(show: int) -> None:
    """Tell which show it is and wait for a line."""
    sys.stdout.write(f"{show}\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    from kaibo.cli.rehearse import rehearse
    from kaibo.foundation.config import config

    played = rehearse(config(), "yunhe", int(sys.argv[1]), float(sys.argv[2]), 1, _hold)
    sys.stdout.write(json.dumps(played))
