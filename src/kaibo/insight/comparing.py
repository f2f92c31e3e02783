"""Two sets compared, by time, host or product: every metric, and completion by entry minute."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from django.utils.translation import gettext as _

from kaibo.foundation.clock import now_ms
from kaibo.foundation.errors import InvalidInput
from kaibo.insight import airing
from kaibo.insight.access import may_review
from kaibo.insight.airing import AirShow
from kaibo.insight.asking import asked
from kaibo.insight.batch.statements import measured
from kaibo.insight.rules.compare import Part, adjusted, compare, lift
from kaibo.insight.rules.kinds import kind_of, part_of, scale_of

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

By = Literal["show", "host", "product"]
MOST_SHOWS = 40  # in both sets together: each is a question of its own
LENGTHS_ALIKE = 1.25  # beyond this ratio sums per show tell of length, not of quality
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Chosen:
    """Shows of a set: named, or all on air in these days of Shanghai; of them a host or product."""

    shows: list[int] = field(default_factory=list)
    first_day: date | None = None
    last_day: date | None = None
    host: str = ""
    product: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A show, or a host's or product's (``key``: name, link) share of it."""

    show: AirShow
    key: str | int | None
    row: Mapping[str, Any] | None


def choices(shop_id: int, actor: Staff) -> dict[str, Any]:
    """What can be compared: shows newest first, hosts by name, products by how many shows."""
    may_review(actor, shop_id)
    return {
        "shows": [asdict(one) for one in airing.shows(shop_id)],
        "hosts": airing.hosts(shop_id),
        "products": airing.products(shop_id),
    }


def comparison(shop_id: int, by: By, a: Chosen, b: Chosen, actor: Staff) -> dict[str, Any]:
    """Set a against set b, difference a − b. Raises InvalidInput for sets that cannot be compared.

    Metrics come as {id, kind, a, b, difference, relative, low, high, says, cells}; ``completion``
    only by show.
    """
    may_review(actor, shop_id)
    known = {one.id: one for one in airing.shows(shop_id)}
    sets = [_of(known, one, by, name) for one, name in ((a, "A"), (b, "B"))]
    _check(sets, by, a, b)
    told = _told(shop_id, by, {one.id for shows in sets for one in shows})
    pieces = [
        _pieces(by, one, shows, told, shop_id) for one, shows in zip((a, b), sets, strict=True)
    ]
    for name, found in zip("AB", pieces, strict=True):
        if not found:
            raise InvalidInput(_("{name} 组的场次里没有它：请换场次、主播或商品").format(name=name))
    return {
        "by": by, "as_of": now_ms(), "a": _side(pieces[0]), "b": _side(pieces[1]),
        "metrics": [_metric(one, pieces) for one in measured(by)],
        "completion": _completion(sets, told) if by == "show" else None,
        "warnings": _warnings(by, sets),
    }  # fmt: skip


def _of(known: Mapping[int, AirShow], chosen: Chosen, by: By, name: str) -> list[AirShow]:
    """The shows of a set, oldest first."""
    if by == "host" and not chosen.host:
        raise InvalidInput(_("{name} 组没有选主播").format(name=name))
    if by == "product" and chosen.product is None:
        raise InvalidInput(_("{name} 组没有选商品").format(name=name))
    if unknown := [one for one in chosen.shows if one not in known]:
        raise InvalidInput(
            _("场次 {id} 不在本店已播的场次里（彩排不参与对比）").format(id=unknown[0])
        )
    if chosen.shows:
        found = [known[one] for one in dict.fromkeys(chosen.shows)]
    else:
        found = [one for one in known.values() if _within(one, chosen)]
    if not found:
        raise InvalidInput(_("{name} 组没有场次：请选场次，或换一段时间").format(name=name))
    return sorted(found, key=lambda one: (one.at, one.id))


def _within(show: AirShow, chosen: Chosen) -> bool:
    return (chosen.first_day is None or show.day >= chosen.first_day) and (
        chosen.last_day is None or show.day <= chosen.last_day
    )


def _check(sets: Sequence[Sequence[AirShow]], by: By, a: Chosen, b: Chosen) -> None:
    count = len({one.id for shows in sets for one in shows})
    if count > MOST_SHOWS:
        raise InvalidInput(
            _("两组共 {count} 场，最多 {most} 场：请缩短时间").format(count=count, most=MOST_SHOWS)
        )
    own = {"show": (0, 1), "host": (a.host, b.host), "product": (a.product, b.product)}[by]
    both = [one for one in sets[0] if one in sets[1]]
    if both and (by == "show" or own[0] == own[1]):
        raise InvalidInput(
            _("《{title}》两组都有：自己和自己比不出差别，请从一组去掉").format(title=both[0].title)
        )


def _told(shop_id: int, by: By, shows: Iterable[int]) -> dict[int, dict[str, Any]]:
    text = ",".join(str(one) for one in sorted(shows))
    rows = msgspec.json.decode(asked(f"/compare/{shop_id}/{by}", {"shows": text}))
    return {row["show"]: row for row in rows}


def _pieces(
    by: By, chosen: Chosen, shows: Sequence[AirShow], told: Mapping[int, dict[str, Any]],
    shop_id: int,
) -> list[Piece]:  # fmt: skip
    rows = {one.id: {row["g"]: row for row in told[one.id]["rows"]} for one in shows}
    if by == "show":
        return [Piece(one, None, rows[one.id].get(0)) for one in shows]
    if by == "host":
        mine = [one for one in shows if chosen.host in rows[one.id]]
        return [Piece(one, chosen.host, rows[one.id][chosen.host]) for one in mine]
    assert chosen.product is not None
    links = airing.links_of(shop_id, chosen.product)
    return [
        Piece(one, link, rows[one.id].get(link))
        for one in shows for show, link in links if show == one.id
    ]  # fmt: skip


def _side(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    return [{"show": asdict(one.show), "key": one.key} for one in pieces]


def _metric(metric: Any, pieces: Sequence[Sequence[Piece]]) -> dict[str, Any]:
    parts = [[_part(metric, one) for one in found] for found in pieces]
    kind, scale = kind_of(metric), scale_of(metric)
    if any(one is not None and one.top > one.bottom for found in parts for one in found):
        kind = "mean"  # what happened may outnumber those it is held against
    found = compare(kind, parts[0], parts[1], scale)
    cells = [[_value(one, scale) for one in mine] for mine in parts]
    return {"id": metric.id, "kind": kind, **asdict(found), "cells": cells}


def _part(metric: Any, piece: Piece) -> Part | None:
    row = piece.row or {}
    return part_of(metric, row.get(metric.id), row.get(f"{metric.id}__of"))


def _value(part: Part | None, scale: float) -> float | None:
    return part.top * scale / part.bottom if part and part.bottom else None


def _completion(
    sets: Sequence[Sequence[AirShow]], told: Mapping[int, dict[str, Any]]
) -> dict[str, Any]:
    """Who was there in the last minute, by the minute of entry since the beginning."""
    counted = [_by_minute(told[one.id] for one in shows) for shows in sets]
    wholes = [[_whole(told[one.id]["completion"]) for one in shows] for shows in sets]
    minutes = sorted(counted[0].keys() | counted[1].keys())
    pairs = [(_at(counted[0], minute), _at(counted[1], minute)) for minute in minutes]
    rise, even = lift(*wholes), adjusted(pairs)
    return {
        "minutes": [
            {"minute": minute, "a": _people(one), "b": _people(other)}
            for minute, (one, other) in zip(minutes, pairs, strict=True)
        ],
        "test": asdict(compare("share", wholes[0], wholes[1], 100)),
        "lift": asdict(rise) if rise else None, "adjusted": asdict(even) if even else None,
    }  # fmt: skip


def _by_minute(shows: Iterable[dict[str, Any]]) -> dict[int, Part]:
    found: dict[int, Part] = {}
    for one in shows:
        for row in one["completion"]:
            minute = max(0, (row["minute"] - one["started"] // MINUTE * MINUTE) // MINUTE)
            old = _at(found, minute)
            found[minute] = Part(old.top + row["stayed"], old.bottom + row["entered"])
    return found


def _at(counted: Mapping[int, Part], minute: int) -> Part:
    return counted.get(minute, Part(0, 0))


def _whole(rows: Sequence[dict[str, Any]]) -> Part:
    return Part(sum(row["stayed"] for row in rows), sum(row["entered"] for row in rows))


def _people(part: Part) -> dict[str, float]:
    return {"entered": part.bottom, "stayed": part.top}


def _warnings(by: By, sets: Sequence[Sequence[AirShow]]) -> list[str]:
    """What a reader must know before believing: codes that the page says in words."""
    lengths = [_length(shows) for shows in sets]
    told = {
        "one_show": min(len(shows) for shows in sets) == 1,
        "live": any(one.ended_at is None for shows in sets for one in shows),
        "lengths": by == "show" and max(lengths) > LENGTHS_ALIKE * min(lengths),
        "same_shows": any(one in sets[1] for one in sets[0]),
    }
    return [code for code, is_so in told.items() if is_so]


def _length(shows: Sequence[AirShow]) -> float:
    """Mean minutes on air; a show that is on counts to this moment."""
    return sum((one.ended_at or now_ms()) - one.at for one in shows) / len(shows) / MINUTE
