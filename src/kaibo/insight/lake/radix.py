"""Compiled sorting of events into viewer order, stable, so that time order stays."""

from __future__ import annotations

import numpy as np
from numba import njit

_BITS = 11
_SIZE = 1 << _BITS


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def part_starts(
    viewer: np.ndarray, kind: np.ndarray, place_of: np.ndarray, buckets: int, kinds: int
) -> tuple[np.ndarray, np.ndarray]:
    """Where each part begins (bucket: viewer modulo ``buckets``; within, the kind's place), and the
    rows in the order of parts (stable).

    Shapes: viewer int64[n], kind uint8[n], place_of int64[256] → int64[buckets * kinds + 1],
    int64[n].
    """
    parts = np.empty(len(viewer), np.int32)
    starts = np.zeros(buckets * kinds + 1, np.int64)
    for row in range(len(viewer)):
        parts[row] = viewer[row] % buckets * kinds + place_of[kind[row]]
        starts[parts[row] + 1] += 1
    for one in range(buckets * kinds):
        starts[one + 1] += starts[one]
    place, order = starts[:-1].copy(), np.empty(len(viewer), np.int64)
    for row in range(len(viewer)):
        order[place[parts[row]]] = row
        place[parts[row]] += 1
    return starts, order


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def viewer_order(viewer: np.ndarray, ts: np.ndarray, tie: np.ndarray) -> np.ndarray:
    """Rows by viewer, then time, then tie: int64[n] → int64[n]. Fast when time is nearly sorted."""
    order = np.arange(len(viewer))
    if len(viewer) == 0:
        return order
    low = viewer.min()
    key = (viewer - low).astype(np.uint64)
    spread = np.uint64(viewer.max() - low)
    shift = np.uint64(0)
    while spread >> shift and shift < np.uint64(64):
        order = _pass(key, order, shift)
        shift += np.uint64(_BITS)
    _settle_times(viewer, ts, tie, order)
    return order


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def _pass(key: np.ndarray, order: np.ndarray, shift: np.uint64) -> np.ndarray:
    """One stable counting pass over the digit at ``shift``."""
    place = np.zeros(_SIZE + 1, np.int64)
    mask = np.uint64(_SIZE - 1)
    for row in order:
        place[np.int64((key[row] >> shift) & mask) + 1] += 1
    for one in range(_SIZE):
        place[one + 1] += place[one]
    sorted_rows = np.empty_like(order)
    for row in order:
        digit = np.int64((key[row] >> shift) & mask)
        sorted_rows[place[digit]] = row
        place[digit] += 1
    return sorted_rows


@njit(cache=True, nogil=True)  # type: ignore[misc, unused-ignore]
def _settle_times(viewer: np.ndarray, ts: np.ndarray, tie: np.ndarray, order: np.ndarray) -> None:
    """Insertion sort within each viewer: what several writers wrote is nearly in order."""
    for at in range(1, len(order)):
        row, hole = order[at], at
        while hole > 0:
            before = order[hole - 1]
            if viewer[before] != viewer[row]:
                break
            if ts[before] < ts[row] or (ts[before] == ts[row] and tie[before] <= tie[row]):
                break
            order[hole] = before
            hole -= 1
        order[hole] = row
