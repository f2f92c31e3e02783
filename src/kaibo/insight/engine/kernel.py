"""The compiled pass: rows into the counters of a show, in every grain that they belong to.

Every update is a sum, a maximum, a minimum or an element of a set: rows in another order give the
same state. A kind has a dense number: `PEOPLE` first (bits of a viewer's mask), then trade, then
staff. See `kaibo.insight.engine.state` for what the tables mean.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from kaibo.foundation.eventlog import KINDS
from kaibo.insight.engine.columns import (
    AMOUNT,
    ID_HIGH,
    ID_LOW,
    IS_FRAME,
    KIND,
    LINK,
    MS,
    NONE,
    PINNED,
    QUANTITY,
    REF,
    ROOM,
    SEGMENT,
    SHOP,
    SOURCE,
    TS,
    VIEWER,
    N,
)  # fmt: skip
from kaibo.insight.engine.tables import FREE, add, hot, mixed, pair_home, place, place2

PEOPLE, TRADES, DENSE = 26, 6, 64  # dense numbers: 26 of people, 6 of trade, 32 of staff
PEOPLE_MASK = (1 << PEOPLE) - 1
IS_PEOPLE, IS_TRADE, IS_STAFF, IS_TIMED, IS_FACT = 1, 2, 4, 8, 16
MOMENT = 2**63 - 1  # no first moment yet
TOTAL, MINUTE, SEGMENT_RUN, PRODUCT, CHANNEL = range(5)  # grains
GRAINS = 8
# Columns of `Tables.sums`; STAYED and the next: viewers who watched so long; BUYERS and the next
# five: distinct viewers with each trade kind.
WATCH, PRESENTED, HALVINGS, SAMPLED, STAYED, BUYERS = 0, 1, 2, 3, 4, 6
SUMS = BUYERS + TRADES
STAYS_MS = (30_000, 60_000)
_LONG, _LONGER = STAYS_MS
MOST_HALVINGS = 30
RUN = 256
# Places of `Tables.head`.
HEAD_SHOP, HEAD_ROOM_TS, HEAD_ROOM, FIRST_TS, LAST_TS, ROWS = range(6)
# Columns of `Tables.visitors` and of `Tables.orders` behind the key.
SEEN, LEFT, FIRST_ENTER, FIRST_VIEW, FIRST_PAY = 1, 2, 3, 4, 5
PAID, SHIPPED, REFUNDED = 1, 2, 3
_ENTER, _LEAVE, _BEAT, _VIEW = (
    KINDS[kind] for kind in ("enter", "leave", "heartbeat", "product_view")
)
_ORDER, _PAY, _REFUND, _SHIP = (KINDS[kind] for kind in ("order", "pay", "refund", "ship"))


class Tables(NamedTuple):
    """Everything counted of one show; all int64. ``used``: rows in use of each, in this order."""

    cells: np.ndarray  # table: key * GRAINS + grain → number of the cell; cell 0 is the show
    counts: np.ndarray  # [cells, 3 * DENSE]: n, amount, quantity by kind
    sums: np.ndarray  # [cells, SUMS]
    pairs: np.ndarray  # table (viewer, cell) → mask of kinds, ms watched
    tally: np.ndarray  # table: cell << 32 | mask → sampled viewers with exactly this mask
    seconds: np.ndarray  # table: second * DENSE + kind → n
    presence: np.ndarray  # table: second → change of the number present
    visitors: np.ndarray  # table: viewer → seen, left, first enter, first product view, first pay
    facts: np.ndarray  # table (both halves of an event id)
    link_orders: np.ndarray  # table (order, cell * GRAINS + trade)
    order_minutes: np.ndarray  # table: cell << 32 | minute → orders placed
    orders: np.ndarray  # table: order → first paid, shipped, refunded
    refunds: np.ndarray  # table (order, event id's low half) → ts, amount
    frames: np.ndarray  # table: ms until the first frame → n
    used: np.ndarray
    head: np.ndarray


@hot
def is_repeated(block: np.ndarray, rows: np.ndarray, old: np.ndarray, young: np.ndarray,
                repeated: np.ndarray) -> int:  # fmt: skip
    """Marks rows whose id is in ``old`` or ``young``; others go into ``young``; how many did."""
    gained = 0
    for row in rows:
        high, low = block[ID_HIGH, row], block[ID_LOW, row]
        at = place2(young, high, low)
        if young[at, 0] != FREE or old[place2(old, high, low), 0] != FREE:
            repeated[row] = True
        else:
            young[at, 0], young[at, 1] = high, low
            gained += 1
    return gained


@hot
def register(block: np.ndarray, rows: np.ndarray, kinds: np.ndarray, cells: np.ndarray,
             facts: np.ndarray, used: np.ndarray, where: np.ndarray) -> int:  # fmt: skip
    """Finds the cells of every row, and facts that were here before; returns how many were.

    Shapes: where int64[rows, 5] gets the cell of each grain, −1 for none; all −1 for a row that
    does not count.
    """
    repeated = 0
    for at, row in enumerate(rows):
        for grain in range(5):
            where[at, grain] = -1
        code = block[KIND, row]
        role = kinds[code, 1]
        if role & IS_FACT:
            spot = place2(facts, block[ID_HIGH, row], block[ID_LOW, row])
            if facts[spot, 0] != FREE:
                repeated += 1
                continue
            facts[spot, 0], facts[spot, 1] = block[ID_HIGH, row], block[ID_LOW, row]
            used[8] += 1
        if role == 0:
            continue
        where[at, TOTAL] = _cell(cells, used, TOTAL, 0)
        where[at, MINUTE] = _cell(cells, used, MINUTE, block[TS, row] // 60_000)
        if block[SEGMENT, row] != NONE:
            where[at, SEGMENT_RUN] = _cell(cells, used, SEGMENT_RUN, block[SEGMENT, row])
        if role & IS_STAFF == 0:
            if block[LINK, row] != NONE:
                where[at, PRODUCT] = _cell(cells, used, PRODUCT, block[LINK, row])
            if block[SOURCE, row]:
                where[at, CHANNEL] = _cell(cells, used, CHANNEL, block[SOURCE, row])
    return repeated


@hot
def _cell(cells: np.ndarray, used: np.ndarray, grain: int, key: int) -> int:
    at = place(cells, key * GRAINS + grain)
    if cells[at, 0] == FREE:
        cells[at, 0], cells[at, 1] = key * GRAINS + grain, used[0]
        used[0] += 1
    return int(cells[at, 1])


@hot
def count(block: np.ndarray, rows: np.ndarray, where: np.ndarray, kinds: np.ndarray, t: Tables,
          limit: int, homes: np.ndarray) -> int:  # fmt: skip
    """Counts the rows for which `register` found cells; what it returns has no meaning.

    ``homes`` is room to work in: int64[RUN, 5].
    """
    head, used, touched = t.head, t.used, 0
    for at, row in enumerate(rows):
        if at % RUN == 0:
            touched ^= _touch(block, rows, where, at, t.pairs, t.visitors, homes)
        if where[at, TOTAL] < 0:
            continue
        code = block[KIND, row]
        kind, role = kinds[code, 0], kinds[code, 1]
        _head(block, row, head)
        _grains(block, row, where[at], homes[at % RUN], kind, role, t.counts, t.sums, t.pairs,
                t.tally, used, limit)  # fmt: skip
        if role & IS_TRADE:
            _order(block, row, code, t.orders, t.refunds, used)
            if where[at, PRODUCT] >= 0:
                _link_order(block, row, code, kind - PEOPLE, where[at, PRODUCT], t.link_orders,
                            t.order_minutes, t.sums, used)  # fmt: skip
        if role & IS_TIMED:
            used[5] += add(t.seconds, block[TS, row] // 1000 * DENSE + kind, block[N, row])
        if block[IS_FRAME, row]:
            used[13] += add(t.frames, block[MS, row], 1)
        _visit(block, row, code, t.visitors, used)
        if code in (_BEAT, _LEAVE) and block[MS, row] > 0:
            _present(block, row, t.presence, used)
    return touched


@hot
def _grains(block: np.ndarray, row: int, cells: np.ndarray, homes: np.ndarray, kind: int, role: int,
            counts: np.ndarray, sums: np.ndarray, pairs: np.ndarray, tally: np.ndarray,
            used: np.ndarray, limit: int) -> None:  # fmt: skip
    """One row in every grain that it belongs to."""
    code, viewer = block[KIND, row], block[VIEWER, row]
    watched = block[MS, row] if code in (_BEAT, _LEAVE) else 0
    share, weight = mixed(viewer), block[N, row]
    amount, quantity = block[AMOUNT, row], block[QUANTITY, row]
    for grain in range(5):
        cell, home = cells[grain], homes[grain]
        if cell < 0:
            continue
        counts[cell, kind] += weight
        if amount:
            counts[cell, DENSE + kind] += amount
        if quantity:
            counts[cell, 2 * DENSE + kind] += quantity
        if role & IS_TRADE:
            _trade(pairs, sums, used, home, cell, viewer, kind)
        elif role & IS_PEOPLE and viewer:
            sums[cell, WATCH] += watched
            if _is_sampled(share, sums[cell, HALVINGS]):
                _meet(pairs, sums, tally, used, home, cell, viewer, kind, watched)
                if sums[cell, SAMPLED] > limit and sums[cell, HALVINGS] < MOST_HALVINGS:
                    _halve(pairs, sums, tally, cell)


@hot
def _head(block: np.ndarray, row: int, head: np.ndarray) -> None:
    ts, room = block[TS, row], block[ROOM, row]
    head[HEAD_SHOP] = max(head[HEAD_SHOP], block[SHOP, row])
    if room and (ts, room) > (head[HEAD_ROOM_TS], head[HEAD_ROOM]):
        head[HEAD_ROOM_TS], head[HEAD_ROOM] = ts, room
    head[FIRST_TS] = min(head[FIRST_TS], ts)
    head[LAST_TS] = max(head[LAST_TS], ts)
    head[ROWS] += 1


@hot
def _is_sampled(share: np.uint64, halvings: int) -> bool:
    return bool(halvings == 0 or share >> np.uint64(64 - halvings) == 0)


@hot
def _touch(block: np.ndarray, rows: np.ndarray, where: np.ndarray, begin: int, pairs: np.ndarray,
           visitors: np.ndarray, homes: np.ndarray) -> int:  # fmt: skip
    """Where the pairs of the next rows would stand, and a look there and at their viewers.

    Many looks at once cost the time of one memory access, one after the other that of each.
    """
    seen, mask = 0, len(visitors) - 1
    for at in range(begin, min(begin + RUN, len(rows))):
        share = mixed(block[VIEWER, rows[at]])
        seen ^= visitors[np.int64(share >> np.uint64(1)) & mask, SEEN]
        for grain in range(5):
            if where[at, grain] >= 0:
                home = pair_home(share, where[at, grain], len(pairs))
                homes[at - begin, grain] = home
                seen ^= pairs[home, 0]
    return seen


@hot
def _pair(pairs: np.ndarray, used: np.ndarray, at: int, cell: int, viewer: int) -> int:
    """The row of a viewer in a cell, searched from its home."""
    mask = len(pairs) - 1
    while pairs[at, 0] != FREE and (pairs[at, 0] != viewer or pairs[at, 1] != cell):
        at = (at + 1) & mask
    if pairs[at, 0] == FREE:
        pairs[at, 0], pairs[at, 1], pairs[at, 2], pairs[at, 3] = viewer, cell, 0, 0
        used[3] += 1
    return at


@hot
def _trade(pairs: np.ndarray, sums: np.ndarray, used: np.ndarray, home: int, cell: int,
           viewer: int, kind: int) -> None:  # fmt: skip
    """A buyer counts once per kind and cell, whatever the sample: money is never estimated."""
    at = _pair(pairs, used, home, cell, viewer)
    if pairs[at, 2] >> kind & 1 == 0:
        pairs[at, 2] |= 1 << kind
        sums[cell, BUYERS + kind - PEOPLE] += 1


@hot
def _meet(pairs: np.ndarray, sums: np.ndarray, tally: np.ndarray, used: np.ndarray, home: int,
          cell: int, viewer: int, kind: int, watched: int) -> None:  # fmt: skip
    at = _pair(pairs, used, home, cell, viewer)
    mask = pairs[at, 2]
    if mask >> kind & 1 == 0:
        before, after = mask & PEOPLE_MASK, mask & PEOPLE_MASK | 1 << kind
        if before:
            add(tally, cell << 32 | before, -1)
        else:
            sums[cell, SAMPLED] += 1
        used[4] += add(tally, cell << 32 | after, 1)
        pairs[at, 2] = mask | 1 << kind
    if watched:
        earlier = pairs[at, 3]
        pairs[at, 3] = earlier + watched
        _stayed(sums, cell, earlier, earlier + watched)


@hot
def _stayed(sums: np.ndarray, cell: int, before: int, after: int) -> None:
    sums[cell, STAYED] += int(after >= _LONG) - int(before >= _LONG)
    sums[cell, STAYED + 1] += int(after >= _LONGER) - int(before >= _LONGER)


@hot
def _halve(pairs: np.ndarray, sums: np.ndarray, tally: np.ndarray, cell: int) -> None:
    """Keep of the cell only viewers whose hash falls in half the share; recount them."""
    sums[cell, HALVINGS] += 1
    sums[cell, SAMPLED] = sums[cell, STAYED] = sums[cell, STAYED + 1] = 0
    for at in range(len(tally)):
        if tally[at, 0] != FREE and tally[at, 0] >> 32 == cell:
            tally[at, 1] = 0
    for at in range(len(pairs)):
        if pairs[at, 0] == FREE or pairs[at, 1] != cell:
            continue
        if not _is_sampled(mixed(pairs[at, 0]), sums[cell, HALVINGS]):
            pairs[at, 2] &= ~PEOPLE_MASK
            pairs[at, 3] = 0
        mask = pairs[at, 2] & PEOPLE_MASK
        if mask:
            sums[cell, SAMPLED] += 1
            add(tally, cell << 32 | mask, 1)
            _stayed(sums, cell, 0, pairs[at, 3])


@hot
def _order(block: np.ndarray, row: int, code: int, orders: np.ndarray, refunds: np.ndarray,
           used: np.ndarray) -> None:  # fmt: skip
    """When an order was paid, shipped, refunded first; and every refund."""
    order, ts = block[REF, row], block[TS, row]
    if order == NONE or code not in (_PAY, _SHIP, _REFUND):
        return
    at = place(orders, order)
    if orders[at, 0] == FREE:
        orders[at, 0] = order
        orders[at, PAID] = orders[at, SHIPPED] = orders[at, REFUNDED] = MOMENT
        used[11] += 1
    column = PAID if code == _PAY else SHIPPED if code == _SHIP else REFUNDED
    orders[at, column] = min(orders[at, column], ts)
    if code == _REFUND:
        at = place2(refunds, order, block[ID_LOW, row])
        if refunds[at, 0] == FREE:
            refunds[at, 0], refunds[at, 1] = order, block[ID_LOW, row]
            refunds[at, 2], refunds[at, 3] = ts, block[AMOUNT, row]
            used[12] += 1


@hot
def _link_order(block: np.ndarray, row: int, code: int, trade: int, cell: int, orders: np.ndarray,
                minutes: np.ndarray, sums: np.ndarray, used: np.ndarray) -> None:  # fmt: skip
    """Distinct orders of a link, when they were placed, and what was paid while it was on."""
    if block[REF, row] != NONE:
        at = place2(orders, block[REF, row], cell * GRAINS + trade)
        if orders[at, 0] == FREE:
            orders[at, 0], orders[at, 1] = block[REF, row], cell * GRAINS + trade
            used[9] += 1
    if code == _ORDER:
        used[10] += add(minutes, cell << 32 | block[TS, row] // 60_000, 1)
    if code == _PAY and block[PINNED, row] == block[LINK, row]:
        sums[cell, PRESENTED] += block[AMOUNT, row]


@hot
def _visit(block: np.ndarray, row: int, code: int, visitors: np.ndarray, used: np.ndarray) -> None:
    """When a viewer was heard and left last, and did first what decides."""
    ts, viewer = block[TS, row], block[VIEWER, row]
    if code in (_ENTER, _BEAT, _LEAVE) or code in (_VIEW, _PAY):
        at = place(visitors, viewer)
        if visitors[at, 0] == FREE:
            visitors[at, 0], visitors[at, SEEN], visitors[at, LEFT] = viewer, FREE, FREE
            for first in range(FIRST_ENTER, FIRST_PAY + 1):
                visitors[at, first] = MOMENT
            used[7] += 1
        if code in (_ENTER, _BEAT):
            visitors[at, SEEN] = max(visitors[at, SEEN], ts)
        elif code == _LEAVE:
            visitors[at, LEFT] = max(visitors[at, LEFT], ts)
        if code in (_ENTER, _VIEW, _PAY):
            first = FIRST_ENTER if code == _ENTER else FIRST_VIEW if code == _VIEW else FIRST_PAY
            visitors[at, first] = min(visitors[at, first], ts)


@hot
def _present(block: np.ndarray, row: int, presence: np.ndarray, used: np.ndarray) -> None:
    """A heartbeat or leave says that its viewer was there during the ``ms`` before it.

    Those stretches tile a visit, so the curve is right even when a crash swallowed the leave.
    """
    ts, ms = block[TS, row], block[MS, row]
    used[6] += add(presence, -(-(ts - ms) // 1000), 1)
    used[6] += add(presence, -(-ts // 1000), -1)


@hot
def stayed(pairs: np.ndarray, cell: int, ms: int) -> int:
    """Sampled viewers of the cell who watched at least so long."""
    found = 0
    for at in range(len(pairs)):
        if pairs[at, 0] != FREE and pairs[at, 1] == cell and pairs[at, 3] >= ms:
            found += 1
    return found
