"""Whether those who took part in an activity stayed longer than others who were there as well.

From the presence in the event log. Each participant is compared, from the second of taking part,
with those who were in the room in that second and never took part: who plays has stayed until
then, so the others must have, too. A comparison, not a proof: who plays may be who stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from kaibo.foundation.eventlog import KINDS, read_all

WINDOW_MS = 15 * 60_000  # how long a stay is followed
MINIMUM = 5  # on each side; fewer are not compared
MOMENTS = 120  # at most so many are told apart; one a second while it is short
Stretch = tuple[int, int]  # from, until (Unix ms)
Presence = tuple[int, int, int]  # viewer, from, until


@dataclass(frozen=True, slots=True)
class StayReport:
    """Stays are mean seconds in the room within the window after taking part.

    ``compared`` participants found ``others`` who were there in the same second and did not
    take part; below `MINIMUM` of either there are no stays and no uplift.
    """

    participants: int
    participation: float | None  # share of those who were there while it was open
    compared: int
    others: int
    stay: float | None
    stay_others: float | None
    uplift: float | None  # stay against stay_others
    minimum: int = MINIMUM


def report(
    presence: Iterable[Presence], joined: Mapping[int, int], opens_at: int, closes_at: int
) -> StayReport:
    """``joined``: participants and when they took part (Unix ms)."""
    stretches = _merged(presence)
    there = {who for who, own in stretches.items() if _touches(own, opens_at, closes_at)}
    share = len(joined) / len(there | set(joined)) if joined or there else None
    pairs, others = _pairs(stretches, joined, opens_at, closes_at)
    if len(pairs) < MINIMUM or others < MINIMUM:
        return StayReport(len(joined), share, len(pairs), others, None, None, None)
    stay = sum(mine for mine, _theirs in pairs) / len(pairs) / 1000
    stay_others = sum(theirs for _mine, theirs in pairs) / len(pairs) / 1000
    uplift = stay / stay_others - 1 if stay_others else None
    return StayReport(len(joined), share, len(pairs), others, stay, stay_others, uplift)


def _pairs(
    stretches: Mapping[int, list[Stretch]], joined: Mapping[int, int], opens_at: int, closes_at: int
) -> tuple[list[tuple[int, float]], int]:
    """(stay, mean stay of those matched) in ms of each who has any; how many others served."""
    step = max(1000, -(-(closes_at - opens_at) // (1000 * MOMENTS)) * 1000)
    moments: defaultdict[int, list[int]] = defaultdict(list)
    for viewer, at in joined.items():
        moments[at - at % step].append(viewer)
    watchers = [(who, own) for who, own in stretches.items() if who not in joined]
    pairs: list[tuple[int, float]] = []
    served: set[int] = set()
    for moment, players in moments.items():
        matched = {who: _stay(own, moment) for who, own in watchers if _is_in(own, moment)}
        if matched:
            served.update(matched)
            theirs = sum(matched.values()) / len(matched)
            pairs += [(_stay(stretches.get(who, []), moment), theirs) for who in players]
    return pairs, len(served)


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


def _merged(presence: Iterable[Presence]) -> dict[int, list[Stretch]]:
    """Each viewer's stretches in order, without overlaps: two pages are one person."""
    made: defaultdict[int, list[Stretch]] = defaultdict(list)
    for viewer, start, end in sorted(presence):
        own = made[viewer]
        if own and start <= own[-1][1]:
            own[-1] = own[-1][0], max(end, own[-1][1])
        elif end > start:
            own.append((start, end))
    return made


def _touches(stretches: Iterable[Stretch], start: int, end: int) -> bool:
    return any(mine < end and until > start for mine, until in stretches)


def _is_in(stretches: Iterable[Stretch], moment: int) -> bool:
    return any(start <= moment < end for start, end in stretches)


def _stay(stretches: Iterable[Stretch], moment: int) -> int:
    """Ms in the room within the window that begins at ``moment``."""
    limit = moment + WINDOW_MS
    return sum(max(0, min(end, limit) - max(start, moment)) for start, end in stretches)
