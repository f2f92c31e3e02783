"""What the show is about: room, line-up, pinned link. Read every second, kept when SQL is away."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import psycopg
import structlog

log = structlog.get_logger("pusher")
# The room asked for, or the first one, those with a show before others.
_ROOM = """select r.slug, r.stream_key, coalesce(s.title, r.title), r.show_id, r.pinned_link_id
           from liveroom_room r left join planning_show s on s.id = r.show_id
           where %(slug)s::text is null or r.slug = %(slug)s
           order by r.is_on_air desc, r.show_id is null, r.id limit 1"""
_LINKS = """select l.id, l.number, p.name, p.image, l.selling_points, p.selling_points
            from planning_lineuplink l join catalog_product p on p.id = l.product_id
            where l.show_id = %s order by l.number limit 60"""


@dataclass(frozen=True, slots=True)
class Item:
    """A link of the line-up as a slide shows it."""

    link_id: int
    number: int
    name: str
    image: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """The room and its line-up at one instant."""

    slug: str
    key: str
    title: str
    items: tuple[Item, ...]
    pinned: int | None


def read(dsn: str, slug: str | None) -> Facts | None:
    """The facts as they are now; None when there is no such room. Raises `psycopg.Error`."""
    with psycopg.connect(dsn, autocommit=True, connect_timeout=3) as db:
        row = db.execute(_ROOM, {"slug": slug}).fetchone()
        if row is None:
            return None
        found = db.execute(_LINKS, (row[3],)).fetchall() if row[3] else []
    items = tuple(
        Item(link, number, name, image, tuple(str(point) for point in (own or general or [])[:3]))
        for link, number, name, image, own, general in found
    )
    return Facts(row[0], row[1], row[2], items, row[4])


class Watch(threading.Thread):
    """Keeps ``facts`` fresh, for ever."""

    def __init__(self, dsn: str, slug: str | None) -> None:
        super().__init__(daemon=True, name="facts")
        self._dsn, self._slug = dsn, slug
        self.facts: Facts | None = None
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(0 if self.facts is None else 1):
            try:
                self.facts = read(self._dsn, self._slug) or self.facts
            except psycopg.Error as error:
                log.warning("line-up not read", error=str(error).strip())
            if self.facts is None:
                self.stopped.wait(1)
