"""Open-addressed tables of whole numbers, for the compiled pass.

A table is an int64 array of shape (capacity, width), the capacity a power of two; a row belongs to
the key in its first column, or its first two, and is free while the first column is `FREE`.
``keys`` says which: 1, 2, or `PAIR` for (viewer, cell), whose hash is cheaper. Whoever adds sees to
it, by `fitting`, that a table is never more than 5/8 full.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba import njit

FREE = -(2**63)
PAIR = 3
_SMALLEST, _LARGE = 64, 2**16
_Function = TypeVar("_Function", bound=Callable[..., object])
_OPTIONS: dict[str, Any] = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}


def hot(function: _Function) -> _Function:
    """Compiled without counting references, three times as fast: it must make no array."""
    compiled: _Function = njit(**_OPTIONS)(function)
    return compiled


@hot
def mixed(key: int | np.int64) -> np.uint64:
    """splitmix64, as `kaibo.insight.rules.sampling`: neighbouring keys fall far apart."""
    word = np.uint64(key) + np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@hot
def place(table: np.ndarray, key: int) -> int:
    """The row of the key, or the free one that it would get."""
    mask = len(table) - 1
    at = int(np.int64(mixed(key) >> np.uint64(1)) & mask)
    while table[at, 0] != FREE and table[at, 0] != key:
        at = (at + 1) & mask
    return at


@hot
def place2(table: np.ndarray, first: int, second: int) -> int:
    """The same for a key of two numbers."""
    mask = len(table) - 1
    at = int(np.int64(mixed(first ^ np.int64(mixed(second))) >> np.uint64(1)) & mask)
    while table[at, 0] != FREE and (table[at, 0] != first or table[at, 1] != second):
        at = (at + 1) & mask
    return at


@hot
def pair_home(share: np.uint64, cell: int, capacity: int) -> int:
    """Where the search for a pair begins; ``share`` is `mixed` of its viewer."""
    word = (share ^ (np.uint64(cell) * np.uint64(0x9E3779B97F4A7C15))) * np.uint64(
        0xD6E8FEB86659FD93
    )
    return int(np.int64(word >> np.uint64(16)) & (capacity - 1))


@hot
def place_pair(table: np.ndarray, viewer: int, cell: int) -> int:
    """The row of a pair (viewer, cell), or the free one that it would get."""
    mask = len(table) - 1
    at = pair_home(mixed(viewer), cell, len(table))
    while table[at, 0] != FREE and (table[at, 0] != viewer or table[at, 1] != cell):
        at = (at + 1) & mask
    return at


@hot
def add(table: np.ndarray, key: int, change: int) -> int:
    """Adds to the number in column 1; returns how many rows the table gained (0 or 1)."""
    at = place(table, key)
    if table[at, 0] == FREE:
        table[at, 0], table[at, 1] = key, change
        return 1
    table[at, 1] += change
    return 0


@hot
def _move(old: np.ndarray, fresh: np.ndarray, keys: int) -> None:
    for row in range(len(old)):
        if old[row, 0] != FREE:
            if keys == 1:
                at = place(fresh, old[row, 0])
            elif keys == 2:
                at = place2(fresh, old[row, 0], old[row, 1])
            else:
                at = place_pair(fresh, old[row, 0], old[row, 1])
            for column in range(old.shape[1]):
                fresh[at, column] = old[row, column]


def empty(width: int, capacity: int = _SMALLEST) -> np.ndarray:
    """A table without rows."""
    table = np.empty((capacity, width), np.int64)
    table[:, 0] = FREE
    return table


def fitting(table: np.ndarray, used: int, more: int, keys: int = 1) -> np.ndarray:
    """The table, or a larger one with the same rows, so that ``more`` rows can be added."""
    capacity = _capacity(len(table), used + more)
    return table if capacity == len(table) else of_rows(table, keys, capacity)


def of_rows(found: np.ndarray, keys: int = 1, capacity: int = _SMALLEST) -> np.ndarray:
    """A table of these rows: int64[n, width]; rows that are free are left out."""
    fresh = empty(found.shape[1], capacity)
    _move(found, fresh, keys)
    return fresh


def rows(table: np.ndarray) -> np.ndarray:
    """int64[n, width]: the rows that are in use."""
    found: np.ndarray = table[table[:, 0] != FREE]
    return found


def _capacity(capacity: int, wanted: int) -> int:
    while wanted * 8 > capacity * 5:
        capacity *= 2 if capacity > _LARGE else 4
    return capacity
