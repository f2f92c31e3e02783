"""The compiled passes over viewers' events, kind by kind: each by viewer and, within, by time.

Two kinds are walked side by side, so that every event is looked at once. Where a branch would go
either way at random, a number is added or not: a wrong guess costs more than the addition.
"""

from __future__ import annotations

import numpy as np
from numba import njit

DAY_MS = 86_400_000
SHANGHAI_MS = 8 * 3_600_000
NOBODY = -1


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def first_step(
    viewer: np.ndarray, source: np.ndarray, last_of: np.ndarray, reached: np.ndarray
) -> None:
    """Adds to ``reached`` who took the first step: row 0 everybody, row 1 + s those by source s.

    ``last_of`` is room to work in, one number per source and nobody in it.
    """
    before = NOBODY
    for row in range(len(viewer)):
        one, group = viewer[row], source[row]
        reached[0, 0] += one != before
        reached[1 + np.int64(group), 0] += one != last_of[group]
        before = last_of[group] = one


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def near(
    chain_viewer: np.ndarray, chain_ts: np.ndarray, viewer: np.ndarray, ts: np.ndarray, window: int
) -> tuple[np.ndarray, np.ndarray]:
    """Events at most ``window`` ms after a chain of their viewer, and up to which chain they came.

    Others cannot take up a chain. Shapes: int64[events found] rows, and ends in the chains.
    """
    rows, ends = np.empty(len(viewer) + 1, np.int64), np.empty(len(viewer) + 1, np.int64)
    count, end, row = 0, 0, 0
    newest_of, newest = NOBODY, 0
    while end < len(chain_viewer) and row < len(viewer):
        of, at, one, now = chain_viewer[end], chain_ts[end], viewer[row], ts[row]
        is_chain = (of < one) | ((of == one) & (at <= now))
        is_near = (not is_chain) & (newest_of == one) & (now - newest <= window)
        rows[count], ends[count] = row, end
        count += is_near
        newest_of = of if is_chain else newest_of
        newest = at if is_chain else newest
        end += is_chain
        row += not is_chain
    while row < len(viewer) and viewer[row] == newest_of:  # behind the last chain
        if ts[row] - newest <= window:
            rows[count], ends[count] = row, end
            count += 1
        row += 1
    return rows[:count], ends[:count]


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def next_step(
    chain_viewer: np.ndarray, chain_ts: np.ndarray, chain_begun: np.ndarray,
    chain_source: np.ndarray, viewer: np.ndarray, ts: np.ndarray, rows: np.ndarray,
    ends: np.ndarray, window: int,
    of: np.ndarray, counts: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Chains that go on with these rows of the next step; adds to ``counts`` whose they are.

    A chain is (viewer, ts of its newest step, ts of its first, source of its first). An event
    takes up the youngest chain of every source that is at most ``window`` ms old; everybody's best
    chain is the youngest of those. ``rows`` and ``ends`` are those of `near`. Shapes: ``of``
    int64[3, sources + 1] room to work in, whose rows 0 and 1 have nobody in them; counts
    int64[1 + sources].
    """
    last_of, gone_on, touched = of[0], of[1], of[2]
    youngest, on_viewer = np.empty_like(last_of), np.empty(2 * len(rows) + 1, np.int64)
    on_ts, on_begun = np.empty_like(on_viewer), np.empty_like(on_viewer)
    on_source = np.empty(len(on_viewer), np.uint16)
    noted, groups, found, before, counted = 0, 0, 0, NOBODY, NOBODY
    for row, end in zip(rows, ends):  # noqa: B905
        one, now = viewer[row], ts[row]
        if one != before:
            before, groups, noted = one, 0, end
            while noted and chain_viewer[noted - 1] == one and now - chain_ts[noted - 1] <= window:
                noted -= 1  # older ones began too long ago, now and for what comes later
        for chain in range(noted, end):
            group = np.int64(chain_source[chain])
            touched[groups] = group
            groups += last_of[group] != one
            last_of[group], youngest[group] = one, chain_begun[chain]
        noted = end
        if found + groups > len(on_viewer):
            size = 2 * (found + groups)
            on_viewer, on_ts = _larger(on_viewer, size), _larger(on_ts, size)
            on_begun, on_source = _larger(on_begun, size), _larger(on_source, size)
        for group in touched[:groups]:
            if now - youngest[group] <= window:
                counts[0] += counted != one
                counts[1 + group] += gone_on[group] != one
                counted = gone_on[group] = one
                on_viewer[found], on_ts[found] = one, now
                on_begun[found], on_source[found] = youngest[group], group
                found += 1
    return on_viewer[:found], on_ts[:found], on_begun[:found], on_source[:found]


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def _larger(column: np.ndarray, size: int) -> np.ndarray:
    fresh = np.empty(size, column.dtype)
    fresh[: len(column)] = column
    return fresh


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def retention_pass(
    viewer: np.ndarray, ts: np.ndarray, first_day: int, days: int, kept: np.ndarray
) -> None:
    """Adds to ``kept``[c * days + k] the viewers who entered first on day c and also on day c + k.

    Days are those of Shanghai, numbered from ``first_day`` (days since 1970). Viewers who first
    entered before it are left out. Shapes: one row per enter, kept int64[days * days].
    """
    before, latest, cohort = NOBODY, 0, 0
    for row in range(len(viewer)):
        one, day = viewer[row], (ts[row] + SHANGHAI_MS) // DAY_MS - first_day
        is_other = one != before
        cohort = day if is_other else cohort
        counts = np.int64((is_other | (day != latest)) & (cohort >= 0) & (day < days))
        kept[counts * (cohort * (days - 1) + day)] += counts
        before, latest = one, day


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def attribution_pass(
    enter_viewer: np.ndarray, enter_ts: np.ndarray, source: np.ndarray, viewer: np.ndarray,
    ts: np.ndarray, amount: np.ndarray, lookback: int, first: np.ndarray, last: np.ndarray,
) -> None:  # fmt: skip
    """Adds each payment to the source of the first and of the last enter at most ``lookback`` ms
    before it; without one to source 0. Shapes: first, last int64[sources], minor units."""
    enters, oldest, behind, before = len(enter_viewer), 0, 0, NOBODY
    for row in range(len(viewer)):
        one, now, begin = viewer[row], ts[row], ts[row] - lookback
        if one != before:
            before = one
            while behind < enters and enter_viewer[behind] < one:
                behind += 1
            oldest = behind
        while behind < enters and enter_viewer[behind] == one and enter_ts[behind] <= now:
            behind += 1
        while oldest < behind and enter_ts[oldest] < begin:
            oldest += 1
        first[source[oldest] if oldest < behind else 0] += amount[row]
        last[source[behind - 1] if oldest < behind else 0] += amount[row]


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def buyers_pass(
    viewer: np.ndarray, ts: np.ndarray, amount: np.ndarray, n: np.ndarray, buyers: np.ndarray
) -> int:
    """Writes (viewer, last payment Unix ms, paid orders, paid minor units) of everybody who paid.

    Shapes: one row per payment, buyers int64[4, ≥ payments]; returns how many buyers there are.
    """
    count, before, orders, paid = -1, NOBODY, 0, 0
    for row in range(len(viewer)):
        is_other = viewer[row] != before
        before = viewer[row]
        count += is_other
        orders = n[row] + (0 if is_other else orders)
        paid = amount[row] + (0 if is_other else paid)
        buyers[0, count], buyers[1, count] = before, ts[row]
        buyers[2, count], buyers[3, count] = orders, paid
    return count + 1
