"""Which alarms are raised, kept and cleared: one row from the first sight to a minute of quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kaibo.insight.rules.alarms import Alarm, Key

QUIET_MS = 60_000


@dataclass(frozen=True, slots=True)
class Open:
    """An alarm that stands. Times in Unix ms; ``snoozed_until`` 0: nobody put it off."""

    id: int
    key: Key
    last_seen_at: int
    snoozed_until: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """What changes: alarms to raise, ids of those seen again, ids of those that are over."""

    fresh: list[Alarm] = field(default_factory=list)
    again: list[tuple[int, Alarm]] = field(default_factory=list)
    over: list[int] = field(default_factory=list)


def turn(found: Sequence[Alarm], standing: Sequence[Open], now: int, is_sighted: bool) -> Turn:
    """Compare what holds with what stands.

    ``is_sighted``: the history needed to see a fall is there; right after a start it is not, and
    nothing may be called over. What somebody put off stays until then, so that it is not raised
    anew.
    """
    known = {one.key: one for one in standing}
    done = Turn()
    seen: set[Key] = set()
    for alarm in found:
        if alarm.key in seen:
            continue
        seen.add(alarm.key)
        if alarm.key in known:
            done.again.append((known[alarm.key].id, alarm))
        else:
            done.fresh.append(alarm)
    if is_sighted:
        done.over.extend(
            one.id for one in standing
            if one.key not in seen and now - one.last_seen_at >= QUIET_MS
            and now >= one.snoozed_until
        )  # fmt: skip
    return done
