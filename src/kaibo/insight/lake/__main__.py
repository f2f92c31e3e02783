"""``python -m kaibo.insight.lake``: seal what is closed, then bring the viewers' copies up to date.

Runs beside the insight process, so that its seconds of work never hold up a live figure.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import structlog

from kaibo.foundation.config import Config, config
from kaibo.insight.engine.journeys import Wish, answer
from kaibo.insight.lake.cluster import MOST_RUNS, copy_of
from kaibo.insight.lake.seal import AIR, Lake

MOST_PARTS = 64  # at once, so that memory stays bounded
NICE = 10
log = structlog.get_logger()


def main() -> None:
    os.nice(NICE)
    settings = config()
    settings.lake.mkdir(parents=True, exist_ok=True)
    with (settings.lake / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.info("another process fills the lake")
            return
        fill(Lake(settings.lake), settings)
        warm()


def warm() -> None:
    """Have the passes compiled and kept on disk before anybody asks."""
    answer(Path("/nonexistent"), Lake(Path("/nonexistent")), Wish(shop=0, now=0, days=1))


def fill(lake: Lake, settings: Config) -> None:
    """Seal, then bring every shop's copy up to date."""
    for note in lake.seal(settings.events):
        log.info("segment sealed", writer=note.writer, segment=note.segment, rows=note.rows,
                 repeated=note.repeated, damaged=note.damaged)  # fmt: skip
    for shop in sorted(lake.events.glob("shop=*")):
        update(lake, shop.name)


def update(lake: Lake, shop: str) -> None:
    """Add the parts of a shop (``shop=7``) that its copy lacks; one that has more is made again."""
    number = int(shop.removeprefix("shop="))
    copy = copy_of(lake.folder, number)
    names = [str(path.relative_to(lake.events)) for path in lake.parts(shop=str(number), kind=AIR)]
    if copy.covered() - set(names):
        copy.clear()
    covered = copy.covered()
    waiting = [name for name in names if name not in covered]
    for at in range(0, len(waiting), MOST_PARTS):
        chosen = waiting[at : at + MOST_PARTS]
        copy.add([lake.events / name for name in chosen], chosen)
    if len(copy.index().runs) > MOST_RUNS:
        copy.merge()


if __name__ == "__main__":
    main()
