"""Reads what viewers did from the event log: watch time of fans, rewards, replies.

One reader at a time; how far it came is written with what it counted, so that every event counts
once. Rehearsals and staff count nothing.
"""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.compute as pc
from django.apps import apps
from django.db import connection, transaction

from kaibo.foundation.clock import from_ms, to_ms
from kaibo.foundation.config import config
from kaibo.foundation.eventlog import KINDS, Chunk, Offset, Reader
from kaibo.foundation.models import Shop
from kaibo.growth.actions.pay_reward import Deed, pay_reward
from kaibo.growth.actions.reckon_fans import reckon
from kaibo.growth.models import FanMember, LogCursor, Reply
from kaibo.growth.people import viewers
from kaibo.growth.rules import rewards as rules

CHUNKS = 400
OLDEST = timedelta(days=1)  # older events are history: a first start pays nobody for last year
_LOCK = int.from_bytes(hashlib.blake2s(b"growth.tally", digest_size=7).digest(), "big")
_WANTED = {KINDS[name]: name for name in ("comment", "like", "heartbeat", "leave")}

_ADD_WATCHED = """
insert into growth_watched as w (show_id, viewer_id, ms)
select * from unnest(%s::bigint[], %s::bigint[], %s::bigint[])
on conflict (show_id, viewer_id) do update set ms = w.ms + excluded.ms
returning show_id, viewer_id, ms
"""
_ADD_DAYS = """
insert into growth_fanday as d (shop_id, viewer_id, day, watch_ms, checked_in)
select *, false from unnest(%s::bigint[], %s::bigint[], %s::date[], %s::bigint[])
on conflict (shop_id, viewer_id, day) do update set watch_ms = d.watch_ms + excluded.watch_ms
"""


@dataclass(slots=True)
class _Seen:
    """What one pass found, before anything is written."""

    zones: dict[int, ZoneInfo]
    watched: Counter[tuple[int, int, int]] = field(default_factory=Counter)  # shop, show, viewer
    days: Counter[tuple[int, int, date]] = field(default_factory=Counter)  # shop, viewer, day
    spoken: Counter[tuple[int, int]] = field(default_factory=Counter)  # viewer, minute
    deeds: dict[tuple[int, int, str, str], Deed] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)


def tally(now: datetime) -> int:
    """Count what is new in the log; returns how many chunks were read."""
    total = 0
    while read := _pass(now):
        total += read
    return total


@transaction.atomic
def _pass(now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    known = {row.writer: Offset(row.segment, row.position) for row in LogCursor.objects.all()}
    reader = Reader(_events(), known)
    chunks = reader.poll(CHUNKS)
    if not chunks:
        return 0
    zones = {key: ZoneInfo(zone) for key, zone in Shop.objects.values_list("pk", "time_zone")}
    seen = _Seen(zones)
    rows = list(_rows(chunks, to_ms(now - OLDEST)))
    shows = _shows({row["show"] for row in rows})
    for row in rows:
        if row["show"] in shows:  # a restored backup may not know a show of the log
            _note(seen, row)
    _write(seen, now)
    _keep(reader.offsets)
    return len(chunks)


def _events() -> Path:
    return config().events


def _shows(ids: set[int]) -> set[int]:
    shows = apps.get_model("planning", "Show")._default_manager
    return set(shows.filter(pk__in=ids).values_list("pk", flat=True))


def _keep(offsets: Mapping[str, Offset]) -> None:
    """How far each writer was read."""
    rows = [
        LogCursor(writer=name, segment=at.segment, position=at.position)
        for name, at in offsets.items()
    ]
    LogCursor.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["writer"], update_fields=["segment", "position"]
    )


def _rows(chunks: Iterable[Chunk], since: int) -> Iterator[dict[str, Any]]:
    names = ("event_id", "ts", "kind", "shop", "show", "room", "viewer", "ref", "ms", "text")
    for chunk in chunks:
        batch = chunk.batch
        keep = pc.and_(
            pc.is_in(batch.column("kind"), pc.cast(list(_WANTED), batch.column("kind").type)),
            pc.and_(
                pc.greater(batch.column("viewer"), 0),
                pc.and_(pc.greater(batch.column("show"), 0), pc.greater(batch.column("ts"), since)),
            ),
        )
        keep = pc.and_(keep, pc.invert(batch.column("rehearsal")))
        yield from batch.select(names).filter(keep).to_pylist()


def _note(seen: _Seen, row: dict[str, Any]) -> None:
    at, shop, show, viewer = row["ts"], row["shop"], row["show"], row["viewer"]
    kind = _WANTED[row["kind"]]
    if kind in ("heartbeat", "leave"):
        if shop in seen.zones and (ms := row["ms"]) > 0:
            seen.watched[shop, show, viewer] += ms
            seen.days[shop, viewer, from_ms(at).astimezone(seen.zones[shop]).date()] += ms
    elif kind == "like":
        _add(seen, Deed(shop, viewer, "like", f"{show}:{at // rules.MINUTE_MS}", show))
    else:
        _comment(seen, row, Deed(shop, viewer, "comment", "", show), at)


def _comment(seen: _Seen, row: dict[str, Any], deed: Deed, at: int) -> None:
    text = str(row["text"] or "")
    seen.spoken[deed.viewer_id, at // rules.MINUTE_MS] += 1
    refused = rules.refused_comment(text, seen.spoken[deed.viewer_id, at // rules.MINUTE_MS])
    key = rules.comment_key(deed.show_id or 0, text)
    _add(seen, Deed(deed.shop_id, deed.viewer_id, "comment", key, deed.show_id, 1, refused))
    if row["ref"]:
        seen.replies.append(
            Reply(
                event_id=uuid.UUID(bytes=row["event_id"]), room_id=row["room"], show_id=row["show"],
                viewer_id=deed.viewer_id, thread=row["ref"], text=text[:300], at=from_ms(at),
            )
        )  # fmt: skip


def _add(seen: _Seen, deed: Deed) -> None:
    seen.deeds.setdefault((deed.shop_id, deed.viewer_id, deed.kind, deed.key), deed)


def _write(seen: _Seen, now: datetime) -> None:
    buyers = _buyers(seen)
    _write_days(seen, buyers)
    deeds = [deed for deed in seen.deeds.values() if deed.viewer_id in buyers]
    for deed in deeds + _watch_deeds(seen, buyers):
        pay_reward(deed, now)
    replies = [one for one in seen.replies if one.viewer_id in buyers]
    Reply.objects.bulk_create(replies, ignore_conflicts=True)


def _buyers(seen: _Seen) -> set[int]:
    ids = {key[2] for key in seen.watched} | {key[1] for key in seen.deeds}
    known = viewers().filter(pk__in=ids, verified_at__isnull=False, is_synthetic=False)
    return set(known.values_list("pk", flat=True))


def _write_days(seen: _Seen, buyers: set[int]) -> None:
    fans = set(
        FanMember.objects.filter(viewer_id__in=buyers, left_at__isnull=True)
        .values_list("shop_id", "viewer_id")
    )  # fmt: skip
    rows = sorted((key, ms) for key, ms in seen.days.items() if key[:2] in fans)
    if not rows:
        return
    columns = [list(column) for column in zip(*[(*key, ms) for key, ms in rows], strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_ADD_DAYS, columns)
    for shop in {key[0] for key, _ in rows}:
        reckon(shop, {key[1] for key, _ in rows if key[0] == shop})


def _watch_deeds(seen: _Seen, buyers: set[int]) -> list[Deed]:
    """A deed for every five minutes that became whole with this pass."""
    shops = {(show, viewer): shop for shop, show, viewer in seen.watched if viewer in buyers}
    added = {(show, viewer): ms for (_, show, viewer), ms in seen.watched.items()}
    rows = sorted((*key, added[key]) for key in shops)
    if not rows:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_ADD_WATCHED, [list(column) for column in zip(*rows, strict=True)])
        totals = cursor.fetchall()
    return [
        Deed(shops[show, viewer], viewer, "watch", key, show)
        for show, viewer, total in totals
        for key in rules.watch_keys(show, total - added[show, viewer], total)
    ]
