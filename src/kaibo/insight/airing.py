"""Shows of a shop that were on air, with their hosts, products and links; rehearsals are none."""

# ruff: noqa: S608 -- conditions of this file; no text of a user enters

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

_EPOCH = date(1970, 1, 1).toordinal()
_SHANGHAI_MS = 8 * 3_600_000
_DAY_MS = 86_400_000
MOST_PICKED = 500


@dataclass(frozen=True, slots=True)
class AirShow:
    """A show that was or is on air; Unix ms. ``hosts``: its own and those of its links."""

    id: int
    title: str
    host: str
    at: int
    ended_at: int | None
    hosts: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """The day in Shanghai on which it began."""
        return day_of(self.at)


def day_of(at: int) -> date:
    """The day in Shanghai of a moment (Unix ms)."""
    return date.fromordinal((at + _SHANGHAI_MS) // _DAY_MS + _EPOCH)


def shows(shop_id: int, most: int | None = MOST_PICKED) -> list[AirShow]:
    """Newest first, at most ``most``; None: all of the shop."""
    return [
        AirShow(number, title, host, at, ended_at, tuple(sorted({host, *others} - {""})))
        for number, title, host, at, ended_at, others in _rows(_SHOWS, shop_id, most)
    ]


def hosts(shop_id: int) -> list[str]:
    """Who was on air, by name."""
    return [row[0] for row in _rows(_HOSTS, shop_id, shop_id)]


def products(shop_id: int) -> list[dict[str, Any]]:
    """{id, name, shows}, those of most shows first."""
    return [dict(zip(("id", "name", "shows"), row, strict=True)) for row in _rows(_GOODS, shop_id)]


def links_of(shop_id: int, product: int) -> list[tuple[int, int]]:
    """(show, link) of a product."""
    return [(show, link) for show, link in _rows(_LINKS, shop_id, product)]


def product_of_links(shop_id: int) -> dict[int, tuple[int, str]]:
    """Link → product and its name."""
    return {link: (product, name) for link, product, name in _rows(_LINK_GOODS, shop_id)}


def title_of_runs(shop_id: int) -> dict[int, str]:
    """Executed segment → its title."""
    return dict(_rows(_RUNS, shop_id))


def _rows(sql: str, *values: int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


_AIR = "s.shop_id = %s and not s.is_rehearsal and s.went_live_at is not null"
_SHOWS = f"""select s.id, s.title, s.host_name,
    floor(extract(epoch from s.went_live_at) * 1000)::bigint,
    floor(extract(epoch from s.ended_at) * 1000)::bigint,
    array(select distinct l.host_name from planning_lineuplink l
        where l.show_id = s.id and l.host_name <> '')
    from planning_show s where {_AIR} order by s.went_live_at desc, s.id desc limit %s"""
_HOSTS = f"""select s.host_name as host from planning_show s where {_AIR} and s.host_name <> ''
    union select l.host_name from planning_show s join planning_lineuplink l on l.show_id = s.id
    where {_AIR} and l.host_name <> '' order by host"""
_GOODS = f"""select p.id, p.name, count(distinct s.id) as shows
    from planning_show s join planning_lineuplink l on l.show_id = s.id
    join catalog_product p on p.id = l.product_id
    where {_AIR} group by p.id, p.name order by shows desc, p.name, p.id limit 1000"""
_LINKS = f"""select l.show_id, l.id from planning_lineuplink l
    join planning_show s on s.id = l.show_id where {_AIR} and l.product_id = %s order by l.id"""
_LINK_GOODS = f"""select l.id, p.id, p.name from planning_lineuplink l
    join planning_show s on s.id = l.show_id join catalog_product p on p.id = l.product_id
    where {_AIR}"""
_RUNS = f"""select r.id, r.title from liveroom_segmentrun r
    join planning_show s on s.id = r.show_id where {_AIR}"""
