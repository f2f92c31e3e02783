"""How the gateway writes gifts. Django-free, on any psycopg connection."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from kaibo.interaction.rules.gifts import COMBO_MS, MOST_AT_ONCE, refusal

__all__ = ["MOST_AT_ONCE", "GiftWish", "Given", "give", "names", "refusal"]

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class GiftWish:
    """One gift to be sent; ``at`` is when it reached the gateway, Unix ms."""

    key: uuid.UUID
    room: int
    show: int
    viewer: int
    gift: int
    quantity: int
    at: int


@dataclass(frozen=True, slots=True)
class Given:
    """What became of it; ``left``: points the viewer holds, or may still give (`refusal`)."""

    code: str
    id: int
    combo: int
    points: int
    left: int
    is_new: bool


def give(connection: Connection, wishes: Sequence[GiftWish]) -> list[Given]:
    """Send a batch in one transaction; one answer per wish, in the same order."""
    columns = (
        [one.key for one in wishes],
        [one.room for one in wishes],
        [one.show for one in wishes],
        [one.viewer for one in wishes],
        [one.gift for one in wishes],
        [one.quantity for one in wishes],
        [one.at for one in wishes],
        COMBO_MS,
    )
    rows = connection.execute(_STATEMENT, columns)
    return [
        Given(code, key or 0, combo or 0, points or 0, left or 0, new)
        for code, key, combo, points, left, new in rows
    ]


def names(connection: Connection, gifts: Iterable[int]) -> dict[int, tuple[str, str]]:
    """(name, icon) of each gift."""
    query = "select id, name, icon from interaction_gift where id = any(%s)"
    return {key: (name, icon) for key, name, icon in connection.execute(query, [list(gifts)])}


_STATEMENT = """
select code, id, combo, points, units_left, is_new from interaction_gift(
    %s::uuid[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::int[],
    array(select to_timestamp(ms / 1000.0) from unnest(%s::bigint[]) with ordinality as t (ms, n)
          order by n), %s)
order by ord
"""
