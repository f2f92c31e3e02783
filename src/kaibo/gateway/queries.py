"""What the feed thread reads; each statement is one snapshot."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import msgspec
import psycopg
import structlog

from kaibo.interaction.hot import Rule
from kaibo.liveroom.contracts import NumberedEvent, RoomEvent, RoomState
from kaibo.selling import hot

Connection = psycopg.Connection[Any]
RING = 500
log = structlog.get_logger(__name__)
_EVENT_COLUMNS = "epoch, seq, floor(extract(epoch from at) * 1000)::bigint, kind, body::text"


@dataclass(frozen=True, slots=True)
class PersonalRow:
    """One stored answer to a viewer; ``at`` in Unix ms."""

    id: int
    viewer: int
    at: int
    kind: str
    body: dict[str, object]


def room_state(connection: Connection, slug: str) -> RoomState | None:
    return hot.room_state(connection, slug)


def heads(connection: Connection, rooms: list[int]) -> list[tuple[int, int, int]]:
    """(room, epoch, last seq) of the rooms named."""
    if not rooms:
        return []
    query = "select id, epoch, last_seq from liveroom_room where id = any(%s)"
    return [(int(a), int(b), int(c)) for a, b, c in connection.execute(query, [rooms])]


def events_after(
    connection: Connection, room: int, epoch: int, seq: int, until: int | None = None
) -> list[NumberedEvent] | None:
    """Events of the room behind (epoch, seq), ascending; None when more than the ring holds."""
    query = f"""
        select {_EVENT_COLUMNS} from liveroom_roomevent
        where room_id = %s and epoch = %s and seq > %s and seq <= %s order by seq limit %s
    """  # noqa: S608 - constant columns
    last = 2**62 if until is None else until
    rows = connection.execute(query, [room, epoch, seq, last, RING + 1]).fetchall()
    if len(rows) > RING:
        return None
    return [event for row in rows if (event := _numbered(row)) is not None]


def newest_events(connection: Connection, room: int, epoch: int, until: int) -> list[NumberedEvent]:
    """The newest events of the epoch up to ``until``, ascending: the ring of a fresh gateway."""
    return events_after(connection, room, epoch, max(0, until - RING), until) or []


def personal_after(connection: Connection, seen: dict[int, int]) -> list[PersonalRow]:
    """Answers to these viewers behind the ids they saw (0: those of the last day), ascending.

    Ids are not committed in their order, so those of the last two minutes are read again; the
    caller knows which it has sent.
    """
    query = """
        select event.id, event.viewer_id, floor(extract(epoch from event.at) * 1000)::bigint,
               event.kind, event.body::text
        from unnest(%s::bigint[], %s::bigint[]) as wish (viewer, seen)
        cross join lateral (
            select * from liveroom_personalevent one
            where one.viewer_id = wish.viewer
              and (one.id > wish.seen and (wish.seen > 0 or one.at > now() - interval '1 day')
                   or one.id > wish.seen - 1000 and one.at > now() - interval '2 minutes')
            order by one.id desc limit 200) event
        order by event.id
    """
    rows = connection.execute(query, [list(seen), list(seen.values())])
    return [
        PersonalRow(int(number), int(viewer), int(at), str(kind), json.loads(body))
        for number, viewer, at, kind, body in rows
    ]


def persons_after(connection: Connection, last: int | None) -> tuple[int, set[int]]:
    """The newest id of all answers, and who was told something behind ``last`` (None: nobody).

    Ids are not committed in their order, so those shortly before are looked at again.
    """
    if last is None:
        newest = connection.execute("select coalesce(max(id), 0) from liveroom_personalevent")
        return int(newest.fetchone()[0]), set()  # type: ignore[index]
    query = """
        select id, viewer_id from liveroom_personalevent
        where id > %s - 1000 and at > now() - interval '1 minute'
    """
    rows = connection.execute(query, [last]).fetchall()
    return max((int(one) for one, _ in rows), default=last), {int(viewer) for _, viewer in rows}


def mutes(connection: Connection, room: int) -> dict[int, float]:
    """Muted viewers of the room until when (Unix ms; infinity: until lifted)."""
    query = """
        select viewer_id, extract(epoch from ends_at) * 1000 from interaction_mute
        where room_id = %s and lifted_at is null and (ends_at is null or ends_at > now())
    """
    rows = connection.execute(query, [room])
    return {int(viewer): float("inf") if end is None else float(end) for viewer, end in rows}


def stock(connection: Connection, rooms: list[int]) -> dict[int, dict[int, int]]:
    """Units left by offer of every room that is on air; of a bundle what its components make."""
    if not rooms:
        return {}
    query = """
        select room.id, offer.id, coalesce((
            select min(of_part.balance / part.units)
            from selling_offerpart part
            join foundation_ledgeraccount of_part on of_part.id = part.stock_account_id
            where part.offer_id = offer.id), stock.balance)
        from liveroom_room room
        join planning_lineuplink link on link.show_id = room.show_id
        join selling_offer offer on offer.link_id = link.id
        join foundation_ledgeraccount stock on stock.id = offer.stock_account_id
        where room.id = any(%s) and room.is_on_air
    """
    found: dict[int, dict[int, int]] = {}
    for room, offer, left in connection.execute(query, [rooms]):
        found.setdefault(int(room), {})[int(offer)] = int(left)
    return found


def reply_rules(connection: Connection, rooms: list[int]) -> dict[int, tuple[Rule, ...]]:
    """The keyword replies that are on, of every room named; none while nothing is on air."""
    if not rooms:
        return {}
    query = """
        select room.id, phrase.id, phrase.keywords, phrase.reply, phrase.mode, phrase.again_minutes
        from unnest(%s::bigint[]) as wanted (id)
        join liveroom_room room on room.id = wanted.id
        left join interaction_roomboard board on board.room_id = room.id and room.is_on_air
            and board.show_id = room.show_id and board.answers_keywords
        left join interaction_phrase phrase on phrase.shop_id = room.shop_id
            and phrase.mode <> 'off' and board.id is not null
        order by room.id, phrase.id
    """
    found: dict[int, tuple[Rule, ...]] = {}
    for room, number, keywords, reply, mode, minutes in connection.execute(query, [rooms]):
        known = found.setdefault(int(room), ())
        if number is not None:
            rule = Rule(int(number), tuple(keywords), reply, mode, int(minutes) * 60_000)
            found[int(room)] = (*known, rule)
    return found


def _numbered(row: tuple[Any, ...]) -> NumberedEvent | None:
    """The event, or None for a row of a newer version: the gap makes the room load afresh."""
    epoch, seq, at, kind, body = row
    try:
        event = msgspec.convert({**json.loads(body), "kind": kind}, RoomEvent)
    except msgspec.ValidationError as error:
        log.error("room event cannot be read", epoch=epoch, seq=seq, kind=kind, error=str(error))
        return None
    return NumberedEvent(epoch=epoch, seq=seq, at=at, event=event)
