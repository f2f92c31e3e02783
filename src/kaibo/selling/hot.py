"""What the live processes read of a room: Django-free, on any psycopg connection.

`room_state` answers in one statement, so ``seq`` and the cards are of one moment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import psycopg

from kaibo.foundation.clock import now_ms
from kaibo.liveroom.contracts import LinkCard, OfferCard, RoomState
from kaibo.selling.rules.comment_order import read_comment
from kaibo.selling.rules.coupon import Line as CouponLine
from kaibo.selling.rules.coupon import coupon_off
from kaibo.selling.rules.price import price_at, reprice, reprice_links, reprice_state

__all__ = [
    "Connection", "CouponLine", "coupon_off", "link_cards", "offer_cards", "price_at",
    "read_comment",
    "reprice_state", "room_state", "statement",
]  # fmt: skip

Connection = psycopg.Connection[Any]
_BLOCK = re.compile(r"^-- (\w+) --$", re.MULTILINE)


@cache
def statement(name: str) -> str:
    """The SQL block of that name in ``hot.sql``, fragments filled in."""
    return _blocks()[name]


def room_state(connection: Connection, slug: str, at_ms: int | None = None) -> RoomState | None:
    """The state of the room, or None when there is no such room.

    Prices are those that hold at ``at_ms`` (Unix ms, default now).
    """
    text = _scalar(connection, "room_state", {"slug": slug})
    if text is None:
        return None
    state = msgspec.json.decode(text, type=RoomState)
    return reprice_state(state, now_ms() if at_ms is None else at_ms)


def link_cards(connection: Connection, show_id: int, at_ms: int | None = None) -> list[LinkCard]:
    """The cards of all links of a show in line-up order; offers are empty before they opened."""
    text = _scalar(connection, "link_cards", {"show_id": show_id})
    cards = msgspec.json.decode(text or "[]", type=list[LinkCard])
    return reprice_links(cards, now_ms() if at_ms is None else at_ms)


def offer_cards(
    connection: Connection, offer_ids: Sequence[int], at_ms: int | None = None
) -> list[OfferCard]:
    """The cards of the offers named, in ascending id; unknown ids are left out."""
    text = _scalar(connection, "offer_cards", {"offer_ids": list(offer_ids)})
    moment = now_ms() if at_ms is None else at_ms
    return [
        reprice(card, moment) for card in msgspec.json.decode(text or "[]", type=list[OfferCard])
    ]


def _scalar(connection: Connection, name: str, values: dict[str, object]) -> str | None:
    with psycopg.Cursor(connection) as cursor:
        row = cursor.execute(statement(name).encode(), values).fetchone()
    return None if row is None else str(row[0])


@cache
def _blocks() -> dict[str, str]:
    text = (files("kaibo.selling") / "hot.sql").read_text()
    parts = _BLOCK.split(text)[1:]
    raw = {name: _uncomment(body) for name, body in zip(parts[::2], parts[1::2], strict=True)}
    card = raw["offer_card_object"]
    links = raw["link_card_list"].replace("{offer_card}", card)
    fragments = {
        "{link_cards}": links, "{offer_card}": card, "{activity_cards}": raw["activity_card_list"],
    }  # fmt: skip
    return {name: _filled(body, fragments) for name, body in raw.items()}


def _filled(body: str, fragments: dict[str, str]) -> str:
    for name, fragment in fragments.items():
        body = body.replace(name, fragment)
    return body


def _uncomment(body: str) -> str:
    return "\n".join(line for line in body.splitlines() if not line.startswith("--")).strip()
