"""A decided batch as the arguments of `selling_place`. Pure.

What many orders share is sent once: each row names its kind by number, counted from one.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any

import msgspec
from asyncpg.pgproto.pgproto import UUID

from kaibo.orders.decide import Draft
from kaibo.orders.facts import Facts
from kaibo.orders.recipe import Recipe
from kaibo.selling.contracts import LINES_PER_ORDER, LINK

ARGUMENTS = 60
STATEMENT = f"select selling_place({', '.join(f'${n + 1}' for n in range(ARGUMENTS))})"


def deltas(drafts: Sequence[Draft]) -> dict[int, int]:
    """What the batch changes on each account, in ascending id."""
    recipes = {id(draft.recipe): draft.recipe for draft in drafts}
    times = Counter([id(draft.recipe) for draft in drafts])
    sums: Counter[int] = Counter()
    for name, made in recipes.items():
        for account, units in made.deltas:
            sums[account] += units * times[name]
    return dict(sorted(sums.items()))


def arguments(
    drafts: Sequence[Draft], facts: Facts, changes: dict[int, int],
    now: dt.datetime, expires: dt.datetime,
) -> list[Any]:  # fmt: skip
    """Every draft has its order id, ascending."""
    made = _Rows()
    for draft in drafts:
        made.add(draft)
    return [
        now, expires, list(changes), list(changes.values()), *_stands_on(drafts, facts),
        *made.orders.columns(13), [d.order_id for d in drafts], made.order_kinds,
        [d.request.buyer_id for d in drafts], [UUID(d.request.key) for d in drafts],
        [d.address_id for d in drafts], [d.request.video_ms for d in drafts],
        *made.lines.columns(8), made.line_ids, made.line_kinds,
        *made.moves.columns(4), made.stock_refs + made.purse_refs,
        made.stock_kinds + made.purse_kinds,
        *made.counted(), *_coupons(drafts), *_quotes(drafts), _facts(drafts, now),
    ]  # fmt: skip


class _Kinds:
    """Distinct tuples, numbered from one in the order of their first use."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Any, ...], int] = {}

    def number(self, kind: tuple[Any, ...]) -> int:
        return self._numbers.setdefault(kind, len(self._numbers) + 1)

    def columns(self, width: int) -> list[list[Any]]:
        return _transposed(list(self._numbers), width)


class _Shape:
    """The numbers of everything that the orders of one recipe write."""

    def __init__(self, made: Recipe, rows: _Rows) -> None:
        plan = made.plan
        self.head = (made.shop_id, made.show_id)
        self.amounts = (
            plan.goods_amount, plan.discount_amount, plan.shipping_amount, plan.points_amount,
            plan.credit_amount, plan.pay_amount,
        )  # fmt: skip
        self.lines = [rows.lines.number(line) for line in made.line_kinds]
        self.stock = [
            (m.position, rows.moves.number((m.debit_id, m.credit_id, m.units, "order")))
            for m in made.stock
        ]
        self.purses = [
            rows.moves.number((m.debit_id, m.credit_id, m.amount, m.reason)) for m in plan.moves
        ]
        self.uses = [
            (u.kind, u.subject_id, rows.uses.number((u.kind, u.subject_id, u.quantity, u.limit)))
            for u in made.uses
        ]
        self.contexts: dict[Hashable, int] = {}


class _Rows:
    """Rows of a batch by kind, filled order by order."""

    def __init__(self) -> None:
        self.orders, self.lines, self.moves, self.uses = _Kinds(), _Kinds(), _Kinds(), _Kinds()
        self.order_kinds: list[int] = []
        self.line_ids: list[int] = []
        self.line_kinds: list[int] = []
        # Units of lines first, then purses: two runs that ascend in their index.
        self.stock_refs: list[int] = []
        self.stock_kinds: list[int] = []
        self.purse_refs: list[int] = []
        self.purse_kinds: list[int] = []
        self._uses: list[tuple[int, int, int, int, int]] = []
        self._shapes: dict[int, _Shape] = {}

    def add(self, draft: Draft) -> None:
        shape = self._shapes.get(id(draft.recipe))
        if shape is None:
            shape = self._shapes[id(draft.recipe)] = _Shape(draft.recipe, self)
        self.order_kinds.append(self._order_kind(draft, shape))
        first = draft.order_id * LINES_PER_ORDER
        for position, kind in enumerate(shape.lines, first):
            self.line_ids.append(position)
            self.line_kinds.append(kind)
        for position, kind in shape.stock:
            self.stock_refs.append(first + position)
            self.stock_kinds.append(kind)
        for kind in shape.purses:
            self.purse_refs.append(draft.order_id)
            self.purse_kinds.append(kind)
        for type_, subject, kind in shape.uses:
            self._uses.append((type_, subject, draft.request.buyer_id, kind, draft.order_id))

    def counted(self) -> list[list[Any]]:
        """Kinds of uses, the counts in ascending key, and those that the order keeps."""
        rows = sorted(self._uses)
        kept = [row for row in rows if row[0] != LINK]
        return [
            *self.uses.columns(4), [row[2] for row in rows], [row[3] for row in rows],
            [row[4] for row in kept], [row[3] for row in kept],
        ]  # fmt: skip

    def _order_kind(self, draft: Draft, shape: _Shape) -> int:
        asked = draft.request
        context = (
            asked.room_id, asked.source, asked.segment_run_id, asked.pinned_link_id,
            draft.is_rehearsal,
        )  # fmt: skip
        number = shape.contexts.get(context)
        if number is None:
            room, source, run, pinned, is_rehearsal = context
            number = shape.contexts[context] = self.orders.number(
                (*shape.head, room, is_rehearsal, *shape.amounts, source[:40], run, pinned)
            )
        return number


def _stands_on(drafts: Sequence[Draft], facts: Facts) -> list[list[int]]:
    recipes = {id(draft.recipe): draft.recipe for draft in drafts}.values()
    offers = {offer.id: offer.mark for made in recipes for offer, _ in made.lines}
    rooms = {draft.request.room_id: draft.recipe.show_id for draft in drafts}
    campaigns = {k: v for made in recipes for k, v in made.plan.campaigns.items()}
    return [list(side) for one in (offers, rooms, campaigns) for side in (one, one.values())]


def _coupons(drafts: Sequence[Draft]) -> list[list[Any]]:
    rows = [(claim, d.order_id, d.request.buyer_id) for d in drafts for claim in d.claims]
    return _transposed(sorted(rows), 3)


def _quotes(drafts: Sequence[Draft]) -> list[list[Any]]:
    rows = [
        (d.request.quote_id, d.order_id, d.request.buyer_id)
        for d in drafts
        if d.request.quote_id is not None
    ]
    return _transposed(sorted(rows), 3)


def _facts(drafts: Sequence[Draft], now: dt.datetime) -> list[str]:
    """One message per show: the runs of order ids that were written. Insight reads the rows."""
    shows: dict[int, list[list[int]]] = {}
    for draft in drafts:
        runs = shows.setdefault(draft.recipe.show_id, [])
        if runs and runs[-1][1] == draft.order_id - 1:
            runs[-1][1] = draft.order_id
        else:
            runs.append([draft.order_id, draft.order_id])
    at = int(now.timestamp() * 1000)
    return [
        msgspec.json.encode({"at_ms": at, "show": show, "orders": runs}).decode()
        for show, runs in shows.items()
    ]


def _transposed(rows: Sequence[tuple[Any, ...]], width: int) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * width
