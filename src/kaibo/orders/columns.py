"""A decided batch as the arguments of `selling_place`, column by column. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

import msgspec
from asyncpg.pgproto.pgproto import UUID

from kaibo.orders.decide import Draft
from kaibo.orders.facts import Facts
from kaibo.selling.contracts import LINES_PER_ORDER

ARGUMENTS = 55
STATEMENT = f"select selling_place({', '.join(f'${n + 1}' for n in range(ARGUMENTS))})"


def deltas(drafts: Sequence[Draft]) -> dict[int, int]:
    """What the batch changes on each account, in ascending id."""
    times: dict[int, int] = {}
    recipes = {}
    for draft in drafts:
        name = id(draft.recipe)
        times[name] = times.get(name, 0) + 1
        recipes[name] = draft.recipe
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
    return [
        now, expires, list(changes), list(changes.values()),
        *_stands_on(drafts, facts), *_orders(drafts), *_lines(drafts), *_moves(drafts),
        *_uses(drafts), *_coupons(drafts), *_quotes(drafts), _facts(drafts, now),
    ]  # fmt: skip


def _stands_on(drafts: Sequence[Draft], facts: Facts) -> list[list[int]]:
    recipes = {id(draft.recipe): draft.recipe for draft in drafts}.values()
    offers = {offer.id: offer.mark for made in recipes for offer, _ in made.lines}
    rooms = {draft.request.room_id: draft.recipe.show_id for draft in drafts}
    campaigns = {k: v for made in recipes for k, v in made.plan.campaigns.items()}
    return [list(side) for one in (offers, rooms, campaigns) for side in (one, one.values())]


def _orders(drafts: Sequence[Draft]) -> list[list[Any]]:
    asked = [draft.request for draft in drafts]
    made = [draft.recipe for draft in drafts]
    plans = [one.plan for one in made]
    return [
        [draft.order_id for draft in drafts],
        [one.shop_id for one in made],
        [one.show_id for one in made],
        [r.room_id for r in asked],
        [r.buyer_id for r in asked],
        [UUID(r.key) for r in asked],
        [draft.is_rehearsal for draft in drafts],
        [plan.goods_amount for plan in plans],
        [plan.discount_amount for plan in plans],
        [plan.shipping_amount for plan in plans],
        [plan.points_amount for plan in plans],
        [plan.credit_amount for plan in plans],
        [plan.pay_amount for plan in plans],
        [draft.address_id for draft in drafts],
        [r.source[:40] for r in asked],
        [r.segment_run_id for r in asked],
        [r.pinned_link_id for r in asked],
        [r.video_ms for r in asked],
    ]


def _lines(drafts: Sequence[Draft]) -> list[list[Any]]:
    rows = [
        (
            draft.order_id * LINES_PER_ORDER + position, offer.id, offer.sku_id, offer.link_id,
            offer.snapshot_id, line.quantity, line.unit_price, line.discount, line.is_gift,
        )
        for draft in drafts
        for position, (offer, line) in enumerate(draft.recipe.lines)
    ]  # fmt: skip
    return _transposed(rows, 9)


def _moves(drafts: Sequence[Draft]) -> list[list[Any]]:
    """Units of lines first, then purses: two runs that ascend in their index."""
    rows: list[tuple[Any, ...]] = [
        (m.debit_id, m.credit_id, m.units, "order", draft.order_id * LINES_PER_ORDER + m.position)
        for draft in drafts
        for m in draft.recipe.stock
    ]
    rows += [
        (m.debit_id, m.credit_id, m.amount, m.reason, draft.order_id)
        for draft in drafts
        for m in draft.recipe.plan.moves
    ]
    return _transposed(rows, 5)


def _uses(drafts: Sequence[Draft]) -> list[list[Any]]:
    rows = [
        (draft.order_id, use.kind, use.subject_id, draft.request.buyer_id, use.quantity, use.limit)
        for draft in drafts
        for use in draft.recipe.uses
    ]
    return _transposed(sorted(rows, key=lambda row: row[1:4]), 6)


def _coupons(drafts: Sequence[Draft]) -> list[list[Any]]:
    rows = [
        (claim, draft.order_id, draft.request.buyer_id)
        for draft in drafts
        for claim in draft.claims
    ]
    return _transposed(sorted(rows), 3)


def _quotes(drafts: Sequence[Draft]) -> list[list[Any]]:
    rows = [
        (draft.request.quote_id, draft.order_id, draft.request.buyer_id)
        for draft in drafts
        if draft.request.quote_id is not None
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
