"""How large each part of the bench is, short (``QUICK=1``) and whole; ``PARTS`` picks some."""

from __future__ import annotations

import os
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.room.crowd import crowd
from tests.bench.room.idle import idle
from tests.bench.room.likes import likes
from tests.bench.room.ratios import ratios
from tests.bench.room.storm import storm
from tests.bench.room.stuck import stuck
from tests.bench.room.two import two

QUICK = os.environ.get("QUICK") == "1"
VIEWERS = int(os.environ.get("VIEWERS", "2000" if QUICK else "10000"))
KEYS = (
    "frames_vs_raw_send", "deliveries_vs_raw_send", "viewers", "pass_cpu_ms", "room_p99_ticks",
    "vs_websockets", "stuck_p99_ratio", "stuck_kb", "likes_per_cpu_s", "idle_kb", "storm_s",
    "reliable_lost", "reliable_doubled",
)  # fmt: skip
Part = Callable[[Path], Coroutine[Any, Any, dict[str, float]]]


def parts() -> dict[str, Part]:
    """The parts that were asked for, by name, in their order."""
    short, viewers = QUICK, VIEWERS
    known: dict[str, Part] = {
        "ratios": partial(ratios, viewers=min(viewers, 1000 if short else 4000),
                          rounds=24 if short else 100),
        "idle": partial(idle, viewers=viewers),
        "crowd": partial(crowd, viewers=viewers, seconds=3 if short else 15),
        "stuck": partial(stuck, viewers=viewers, rounds=1 if short else 5,
                         rest=3 if short else 4),
        "two": partial(two, viewers=viewers, seconds=2 if short else 15),
        "likes": partial(likes, viewers=viewers),
        "storm": partial(storm, viewers=viewers, rounds=1 if short else 5),
    }  # fmt: skip
    return {name: known[name] for name in os.environ.get("PARTS", ",".join(known)).split(",")}


def summary(measured: Mapping[str, float]) -> dict[str, float]:
    """The last line. A stuck page costs what an idle one costs, and what waits for it."""
    found = dict(measured)
    if "stuck_held_kb" in found and "idle_kb" in found:
        found["stuck_kb"] = round(found["stuck_held_kb"] + found["idle_kb"], 1)
    return {key: found[key] for key in KEYS if key in found}
