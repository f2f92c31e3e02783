"""Whether those who took part in an activity stayed longer than the others who were there then.

From the heartbeats of the event log: everybody who was in the room while it was open is compared
over the same minutes after its opening. A comparison, not a proof: who plays may be who stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kaibo.foundation.eventlog import KINDS, read_all

WINDOW_MS = 15 * 60_000  # how long after the opening a stay is followed
MINIMUM = 5  # on each side; fewer are not compared
Presence = tuple[int, int, int]  # viewer, from, until (Unix ms)


@dataclass(frozen=True, slots=True)
class StayReport:
    """Stays are mean seconds in the room within the window after the opening."""

    participants: int
    participation: float | None  # share of those who were there
    stay: float | None
    stay_others: float | None
    uplift: float | None  # stay against stay_others


def report(
    presence: Iterable[Presence], participants: Collection[int], opens_at: int, closes_at: int
) -> StayReport:
    """Who was there between opening and closing, and how long until the window ended."""
    stayed: defaultdict[int, int] = defaultdict(int)
    there: set[int] = set(participants)
    for viewer, start, end in presence:
        stayed[viewer] += max(0, min(end, opens_at + WINDOW_MS) - max(start, opens_at))
        if start < closes_at and end > opens_at:
            there.add(viewer)
    mine = [stayed[viewer] for viewer in participants]
    others = [stayed[viewer] for viewer in there.difference(participants)]
    stay, stay_others = _mean(mine), _mean(others)
    uplift = stay / stay_others - 1 if stay is not None and stay_others else None
    share = len(mine) / len(there) if there else None
    return StayReport(len(mine), share, stay, stay_others, uplift)


def presence_of(folder: Path, show_id: int, opens_at: int, until: int) -> Iterator[Presence]:
    """Stretches of presence in the show that touch [opens_at, until), each event once."""
    seen: set[bytes] = set()
    kinds = pa.array([KINDS["heartbeat"], KINDS["leave"]], pa.uint8())
    for chunk in read_all(folder):
        batch = chunk.batch
        wanted = pc.and_(pc.equal(batch["show"], show_id), pc.is_in(batch["kind"], kinds))
        wanted = pc.and_(wanted, pc.greater(batch["ts"], opens_at))
        for row in batch.filter(wanted).select(["event_id", "viewer", "ts", "ms"]).to_pylist():
            start = row["ts"] - row["ms"]
            if start < until and row["event_id"] not in seen:
                seen.add(row["event_id"])
                yield row["viewer"], start, row["ts"]


def _mean(stays: list[int]) -> float | None:
    return sum(stays) / len(stays) / 1000 if len(stays) >= MINIMUM else None
