"""Accounts that do several things at the same moments. Pure, bounded.

Each deed makes pairs with the viewer's latest deeds before it; a pair falls into a cell: the
second of the one by the second of the other. A cell holds accounts that were together twice. Two
measures say how many of them chance does not explain, and neither grows with the room: the excess
over what the seconds and the cells around give, and the share of all who were in either second
(Jaccard, as in SynchroTrap). Looked at when the moment is over.
"""

from __future__ import annotations

import math
from collections import deque
from itertools import product

from kaibo.risk.rules.account import Account

SLOT_MS = 1000
_HALF = SLOT_MS // 2
# Pairs are made with so many deeds before.
_BACK = 3
LOOK_AFTER_MS = 6000
CELLS = 400_000
# Looked at in one turn, so that a rush does not hold up a tick.
LOOKS = 200
_LEAST = 4
_LEARN = 0.3
_ANY = 1 << 40
LIKES, WORDS = 1 << 41, 1 << 42
_WINDOW_MS = 20_000
# Everybody likes and answers when the host asks, so such pairs weigh less.
_ASKED = 0.6
_NEIGHBORS = [(a, b) for a, b in product((-2, 0, 2), repeat=2) if (a, b) != (0, 0)]
# Slots begin at the full second or at the half, each of the pair for itself.
_GRIDS: list[tuple[int, tuple[int, int]]] = [
    (0, (0, 0)),
    (1, (0, _HALF)),
    (2, (_HALF, 0)),
    (3, (_HALF, _HALF)),
]
Moment = tuple[int, int]
Cell = tuple[int, int, int, int, int]


class Lockstep:
    """Cells of one room. `take` a deed, `due` gives the deeds whose moment is over."""

    def __init__(self) -> None:
        self._cells: dict[int, int] = {}  # by hash of the cell: a third of the memory
        self._waiting: deque[tuple[int, int, Moment, list[Moment]]] = deque()

    def take(self, account: Account, stream: int, at: int) -> None:
        """Remember a deed: of an activity, or of `LIKES` or `WORDS`."""
        is_entry = stream < LIKES
        before = (account.entries if is_entry else account.moments)[-_BACK:]
        new = (stream if is_entry else stream + at // _WINDOW_MS, at)
        if is_entry:
            account.entries = [*before, new]
        else:
            account.moments = [*before, new]
        if not before:
            return
        for old in before:
            for number, grid in _GRIDS:
                self._count(_cell(number, grid, old, new))
        self._waiting.append((at + LOOK_AFTER_MS, account.viewer, new, before))
        while len(self._cells) > CELLS:
            del self._cells[next(iter(self._cells))]

    def due(self, now: int) -> list[tuple[int, float, int, Cell | None]]:
        """(viewer, share of the pairs not explained by chance, most together, their cell)."""
        found: list[tuple[int, float, int, Cell | None]] = []
        while self._waiting and self._waiting[0][0] <= now and len(found) < LOOKS:
            _, viewer, new, before = self._waiting.popleft()
            looks = [self._look(old, new) for old in before]
            best = max(looks, key=lambda look: look[0])
            mean = sum(look[0] for look in looks) / len(looks)
            found.append((viewer, mean, best[1], best[2]))
        return found

    def _count(self, cell: Cell) -> None:
        cells = self._cells
        for part in (cell, *_margins(cell)):
            key = hash(part)
            cells[key] = cells.get(key, 0) + 1

    def _look(self, old: Moment, new: Moment) -> tuple[float, int, Cell | None]:
        best: tuple[float, int, Cell | None] = (0.0, 0, None)
        weight = 1.0 if new[0] < LIKES else _ASKED
        for number, grid in _GRIDS:
            cell = _cell(number, grid, old, new)
            together = self._cells.get(hash(cell), 0)
            if together >= _LEAST:
                share = weight * self._unexplained(cell, together)
                best = max(best, (share, together, cell), key=lambda look: look[0])
        return best

    def _unexplained(self, cell: Cell, together: int) -> float:
        """0: chance explains how many are together; near 1: it explains next to none."""
        first, second, all_pairs = (self._cells.get(hash(one), 0) for one in _margins(cell))
        chance = max(self._around(cell), first * second / max(1, all_pairs))
        excess = 1.0 - (chance + 1.5 * math.sqrt(chance + 1.0)) / together
        jaccard = (together - 2) / (first + second - together + 2)
        return max(0.0, excess, min(1.0, (jaccard - 0.35) / 0.4))

    def _around(self, cell: Cell) -> float:
        number, s1, t1, s2, t2 = cell
        near = ((number, s1, t1 + a, s2, t2 + b) for a, b in _NEIGHBORS)
        return sum(self._cells.get(hash(one), 0) for one in near) / len(_NEIGHBORS)


def _cell(number: int, grid: tuple[int, int], old: Moment, new: Moment) -> Cell:
    return number, old[0], (old[1] + grid[0]) // SLOT_MS, new[0], (new[1] + grid[1]) // SLOT_MS


def _margins(cell: Cell) -> tuple[Cell, Cell, Cell]:
    """All that were in the first second, in the second one, and in any."""
    number, s1, t1, s2, t2 = cell
    return (number, s1, t1, s2, _ANY), (number, s1, _ANY, s2, t2), (number, s1, _ANY, s2, _ANY)


def learn(account: Account, at: int, unexplained: float, together: int) -> bool:
    """An average over the viewer's deeds; True when a weight was set."""
    account.step += _LEARN * (unexplained - account.step)
    account.step_n += 1
    mean = account.step / (1.0 - (1.0 - _LEARN) ** account.step_n)
    nats = min(6.5, (mean - 0.3) * 14.0) * min(1.0, account.step_n / 3)
    if nats <= 0.0 or account.step_n < 2:
        account.reasons.pop("lockstep", None)
        return False
    figures = {"together": together, "times": account.step_n, "share": round(mean, 2)}
    return account.blame("lockstep", nats, at, dict(figures))
