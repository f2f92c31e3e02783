"""What the live processes may use of compliance. Django-free.

Gateways look at the revisions of the shops whose rooms they serve, and read again what changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg

from kaibo.compliance.matcher import Hit, Matcher, Word, mask, system_words, worst
from kaibo.compliance.rules.ladder import Measure
from kaibo.compliance.rules.room import DEFAULT, RoomOrder

__all__ = [
    "CHANNEL", "DEFAULT", "Attack", "Held", "Hit", "Matcher", "Revisions", "RoomOrder", "Word",
    "add_attacks", "mask", "matchers", "penalties", "revisions", "room_orders",
    "rules_in_force", "worst",
]  # fmt: skip

Connection = psycopg.Connection[Any]
# A shop's words, penalties or room rules changed; the payload is the shop.
CHANNEL = "kaibo_order"


@dataclass(frozen=True, slots=True)
class Revisions:
    """Numbers of one shop; a higher one says that there is something new to read."""

    words: int
    penalties: int
    rooms: int


@dataclass(frozen=True, slots=True)
class Held:
    """A penalty that holds, or a fresh warning; ``until`` in Unix ms (infinity: until revoked)."""

    id: int
    viewer: int
    room: int | None  # None: all rooms of the shop
    measure: Measure
    cause: str
    note: str
    until: float
    device: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Attack:
    """What was turned away in the hour that begins at ``hour`` (Unix seconds)."""

    kind: str
    prefix: str
    hour: int
    count: int
    first: float  # Unix seconds
    last: float


def revisions(connection: Connection, shops: Sequence[int]) -> dict[int, Revisions]:
    """Of the shops named; a shop in which nothing was ever set has none."""
    query = """
        select shop_id, words, penalties, rooms from compliance_revision where shop_id = any(%s)
    """
    rows = connection.execute(query, [list(shops)])
    return {int(shop): Revisions(int(a), int(b), int(c)) for shop, a, b, c in rows}


def matchers(connection: Connection, shop: int) -> tuple[Matcher, Matcher]:
    """The shop's matcher without and with contacts; building takes milliseconds."""
    query = "select text, category, grade, reach from compliance_listedword where shop_id = %s"
    own = [Word(*row) for row in connection.execute(query, [shop])]
    query = "select uses_system from compliance_wordlist where shop_id = %s"
    row = connection.execute(query, [shop]).fetchone()
    words = merged(own, row is None or bool(row[0]))
    return Matcher.build(words), Matcher.build(words, contacts="mask")


def merged(own: Sequence[Word], uses_system: bool) -> list[Word]:
    """The shipped list and a shop's own; of one text the shop's entry counts."""
    told = {word.text for word in own}
    shipped = [word for word in system_words() if word.text not in told] if uses_system else []
    return [*shipped, *own]


def penalties(connection: Connection, shop: int) -> list[Held]:
    """What holds now, and warnings of the last ten minutes. A merged viewer's follow the person."""
    query = """
        select penalty.id, coalesce(viewer.merged_into_id, viewer.id), room_id, measure, cause,
               note, coalesce(extract(epoch from ends_at) * 1000, 'infinity'::float8), device,
               address
        from compliance_penalty penalty join members_viewer viewer on viewer.id = viewer_id
        where shop_id = %s and revoked_at is null
          and (measure <> 'none' and (ends_at is null or ends_at > now())
               or measure = 'none' and penalty.at > now() - interval '10 minutes')
        order by penalty.id
    """
    rows = connection.execute(query, [shop])
    return [Held(a, b, c, d, e, f, float(g), h, i) for a, b, c, d, e, f, g, h, i in rows]


def room_orders(connection: Connection, shop: int) -> dict[int, RoomOrder]:
    """Settings by room; a room that is missing has `DEFAULT`."""
    query = """
        select room_id, slow_seconds, audience, link_filter, max_length, rates::text
        from compliance_roomrules where shop_id = %s
    """
    rows = connection.execute(query, [shop])
    return {
        int(room): RoomOrder(slow, audience, link, length, _rates(json.loads(rates)))
        for room, slow, audience, link, length, rates in rows
    }


def rules_in_force(connection: Connection, shop: int) -> int:
    """The newest rules of conduct of a shop; 0: none were published."""
    query = "select coalesce(max(id), 0) from compliance_conductrules where shop_id = %s"
    row = connection.execute(query, [shop]).fetchone()
    assert row is not None, "an aggregate has a row"
    return int(row[0])


def add_attacks(connection: Connection, attacks: Iterable[Attack]) -> None:
    """Add counts to the rows of their hours."""
    query = """
        insert into compliance_blockedattack as known
            (kind, prefix, hour_at, count, first_at, last_at)
        values (%s, %s, to_timestamp(%s), %s, to_timestamp(%s), to_timestamp(%s))
        on conflict on constraint attack_once_an_hour do update
        set count = known.count + excluded.count, last_at = excluded.last_at
    """
    rows = [(a.kind, a.prefix, a.hour, a.count, a.first, a.last) for a in attacks]
    with connection.cursor() as cursor:
        cursor.executemany(query, rows)


def _rates(stored: dict[str, list[float]]) -> dict[str, tuple[float, float]]:
    return {kind: (float(pair[0]), float(pair[1])) for kind, pair in stored.items()}
