"""The compiled pass: each viewer's events once, in the order of time."""

from __future__ import annotations

import numpy as np
from numba import njit

from kaibo.foundation.eventlog import KINDS

ENTER, PAY = KINDS["enter"], KINDS["pay"]
DAY_MS = 86_400_000
SHANGHAI_MS = 8 * 3_600_000


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def viewer_starts(viewer: np.ndarray) -> np.ndarray:
    """Where each viewer's rows begin, and behind the last where all end: int64[viewers + 1]."""
    found, count = np.empty(len(viewer) + 1, np.int64), 0
    for row in range(len(viewer)):
        if row == 0 or viewer[row] != viewer[row - 1]:
            found[count] = row
            count += 1
    found[count] = len(viewer)
    return found[: count + 1].copy()


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def funnel_pass(
    starts: np.ndarray, ts: np.ndarray, kind: np.ndarray, source: np.ndarray, step_of: np.ndarray,
    steps: int, window: int, reached: np.ndarray,
) -> None:  # fmt: skip
    """Adds to ``reached`` how many viewers got at least so far.

    A chain begins with the first step and takes each later step at or after the one before it,
    the last at most ``window`` ms after the first. Row 0 counts a viewer's best chain, row 1 + s
    the best chain that began with an event of source s.
    Shapes: starts as `viewer_starts` gives them, step_of int8[256] (kind → step, −1 none),
    reached int64[1 + sources, steps].
    """
    groups = len(reached)
    start = np.full((groups, steps), -1, np.int64)  # start of the youngest chain that is so far
    best = np.zeros(groups, np.int64)
    touched = np.empty(groups, np.int64)
    count = 0
    for number in range(len(starts) - 1):
        row, rows = starts[number], starts[number + 1]
        while row < rows:
            found, now, end = step_of[kind[row]], ts[row], row + 1
            if found < 0:
                row = end
                continue
            while end < rows and ts[end] == now:
                end += 1
            if end == row + 1:
                count = _step(found, now, source[row], window, start, best, touched, count)
            else:  # several of one moment: step after step
                for step in range(steps):
                    for at in range(row, end):
                        if step_of[kind[at]] == step:
                            count = _step(
                                step, now, source[at], window, start, best, touched, count
                            )
            row = end
        _flush(reached, start, best, touched, count)
        count = 0


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def _step(
    step: int, now: int, source: int, window: int, start: np.ndarray, best: np.ndarray,
    touched: np.ndarray, count: int,
) -> int:  # fmt: skip
    """One event of the viewer; returns how many groups have a chain."""
    if step == 0:
        for group in (0, 1 + np.int64(source)):
            if best[group] == 0:
                best[group] = 1
                touched[count] = group
                count += 1
            start[group, 0] = now
        return count
    for one in range(count):
        group = touched[one]
        begun = start[group, step - 1]
        if begun >= 0 and now - begun <= window:
            start[group, step] = begun
            best[group] = max(best[group], step + 1)
    return count


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def _flush(
    reached: np.ndarray, start: np.ndarray, best: np.ndarray, touched: np.ndarray, count: int
) -> None:
    """The viewer is over: count how far each group got, and forget."""
    for one in range(count):
        group = touched[one]
        for step in range(best[group]):
            reached[group, step] += 1
            start[group, step] = -1
        best[group] = 0


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def retention_pass(
    starts: np.ndarray, ts: np.ndarray, kind: np.ndarray, first_day: int, kept: np.ndarray
) -> None:
    """Adds to ``kept``[c, k] the viewers who first entered on day c and entered again on day c + k.

    Days are those of Shanghai, numbered from ``first_day`` (days since 1970). Viewers who first
    entered before it are left out. Shape: kept int64[days, days]; column 0 is the cohort's size.
    """
    days = len(kept)
    seen = np.zeros(days, np.bool_)
    for number in range(len(starts) - 1):
        cohort, low, high = -1, days, -1
        for row in range(starts[number], starts[number + 1]):
            if kind[row] == ENTER and cohort != -2:
                day = (ts[row] + SHANGHAI_MS) // DAY_MS - first_day
                if day < 0 and cohort == -1:
                    cohort = -2  # came before
                elif 0 <= day < days:
                    if cohort == -1:
                        cohort = day
                    seen[day] = True
                    low, high = min(low, day), max(high, day)
        for day in range(low, high + 1):
            if seen[day]:
                if cohort >= 0:
                    kept[cohort, day - cohort] += 1
                seen[day] = False


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def attribution_pass(
    starts: np.ndarray, ts: np.ndarray, kind: np.ndarray, source: np.ndarray, amount: np.ndarray,
    lookback: int, first: np.ndarray, last: np.ndarray,
) -> None:  # fmt: skip
    """Adds each payment to the source of the first and of the last enter at most ``lookback`` ms
    before it; without one to source 0. Shapes: first, last int64[sources], minor units."""
    for number in range(len(starts) - 1):
        oldest, newest = starts[number], -1
        for row in range(starts[number], starts[number + 1]):
            if kind[row] == ENTER:
                newest = row
            elif kind[row] == PAY:
                begin = ts[row] - lookback
                while oldest < row and (kind[oldest] != ENTER or ts[oldest] < begin):
                    oldest += 1
                has_one = newest >= 0 and ts[newest] >= begin
                first[source[oldest] if has_one else 0] += amount[row]
                last[source[newest] if has_one else 0] += amount[row]


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def buyers_pass(
    starts: np.ndarray, viewer: np.ndarray, ts: np.ndarray, kind: np.ndarray, amount: np.ndarray,
    n: np.ndarray, buyers: np.ndarray,
) -> int:  # fmt: skip
    """Writes (viewer, last payment Unix ms, paid orders, paid minor units) of everybody who paid.

    Shape: buyers int64[≥ number of viewers, 4]; returns how many rows were written.
    """
    count = 0
    for number in range(len(starts) - 1):
        last, orders, paid, is_buyer = 0, 0, 0, False
        for row in range(starts[number], starts[number + 1]):
            if kind[row] == PAY:
                is_buyer = True
                last, orders, paid = ts[row], orders + n[row], paid + amount[row]
        if is_buyer:
            buyers[count, 0], buyers[count, 1] = viewer[starts[number]], last
            buyers[count, 2], buyers[count, 3] = orders, paid
            count += 1
    return count
