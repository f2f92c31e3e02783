"""Charts answered: which shows, what the insight process tells of them, and how it is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.insight import airing
from kaibo.insight.access import may_review
from kaibo.insight.airing import AirShow
from kaibo.insight.asking import asked
from kaibo.insight.batch.question import Ask
from kaibo.insight.charts.arrange import Drawing, Names, arrange, cells, notes
from kaibo.insight.charts.chart import BadChart, Chart, before, check, chosen
from kaibo.insight.charts.figures import Figure, own_ones, registered
from kaibo.insight.charts.places import MINUTE, Piece, Place, minute_of, named
from kaibo.insight.charts.pool import Cell, cell
from kaibo.insight.charts.words import channel, why
from kaibo.insight.keeping import deletion
from kaibo.insight.models import OwnMetric
from kaibo.insight.registry.own import Definition

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

_Told = dict[Ask, dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class _Wish:
    """A chart with its shows, and those of the stretch before where a number is compared."""

    chart: Chart
    shows: list[AirShow]
    before: list[AirShow]


def figures(shop_id: int) -> dict[str, Figure]:
    """What can be shown, the shop's own first."""
    definitions = [
        Definition(one.key, one.zh, one.en, one.formula, one.unit, one.owner, one.higher_is_better)
        for one in OwnMetric.objects.filter(shop_id=shop_id).order_by("key")
    ]
    return {**own_ones(definitions), **registered()}


def answers(shop_id: int, charts: Sequence[Chart], actor: Staff, now: int) -> list[dict[str, Any]]:
    """An answer for each chart; one that cannot be drawn says why in ``problem``."""
    may_review(actor, shop_id)
    known, air = figures(shop_id), airing.shows(shop_id, None)
    wishes = [_wish(one, known, air, now) for one in charts]
    told = _told(shop_id, [one for one in wishes if isinstance(one, _Wish)], known)
    names = _Groups(shop_id)
    return [
        _nothing(why(one)) if isinstance(one, BadChart) else _answer(one, known, told, names)
        for one in wishes
    ]


def opened(
    shop_id: int, chart: Chart, metric: int, x: str, split: str, actor: Staff, now: int
) -> list[dict[str, Any]]:
    """What a figure is made of: a line per show, or per part of one, oldest first.

    Raises InvalidInput for a chart that cannot be drawn, NotFound for a place that is not in it.
    """
    may_review(actor, shop_id)
    known, air = figures(shop_id), airing.shows(shop_id, None)
    wish = _wish(chart, known, air, now)
    if isinstance(wish, BadChart):
        raise InvalidInput(why(wish), fault=wish.code)
    if metric >= len(chart.metrics):
        raise NotFound(_("图表里没有第 {number} 个指标").format(number=metric + 1))
    told = _told(shop_id, [wish], known)
    pieces = _pieces(wish.chart, wish.shows, told, known, _Groups(shop_id))
    if pieces is None:
        raise InvalidInput(why(BadChart("late")))
    found = _arranged(chart, pieces, known).groups.get((x, split))
    if found is None:
        raise NotFound(_("图表里没有这一格：{x} {split}").format(x=x, split=split))
    measure = chart.metrics[metric]
    return [_line(known[measure.id], one) for one in sorted(found, key=_oldest)]


def _oldest(piece: Piece) -> tuple[int, int, str]:
    return piece.show.at, piece.show.id, piece.key


def _line(figure: Figure, piece: Piece) -> dict[str, Any]:
    found = cell(figure, "total", [piece])
    assert found is not None
    return {
        "show": asdict(piece.show), "key": piece.key, "label": piece.inside[1],
        "value": found.value, "top": found.top, "bottom": found.bottom,
    }  # fmt: skip


def _wish(
    chart: Chart, known: Mapping[str, Figure], air: Sequence[AirShow], now: int
) -> _Wish | BadChart:
    today = airing.day_of(now)
    try:
        check(chart, known)
        earlier = before(chart, air, today) if chart.look == "number" else []
        return _Wish(chart, chosen(chart, air, today), earlier)
    except BadChart as problem:
        return problem


def _told(shop_id: int, wishes: Sequence[_Wish], known: Mapping[str, Figure]) -> _Told:
    """Each question is asked once: charts of the same grain and shows share it."""
    wanted: dict[tuple[str, tuple[int, ...]], dict[str, None]] = {}
    for one in wishes:
        for shows in (one.shows, one.before):
            if shows:
                wanted.setdefault(_key(one.chart, shows), {}).update(_ids(one.chart, known))
    asks = [Ask(grain, tuple(ids), shows) for (grain, shows), ids in wanted.items()]
    if not asks:
        return {}
    body = msgspec.json.encode({"asks": asks})
    found = msgspec.json.decode(asked(f"/charts/{shop_id}", {}, body))
    return dict(zip(asks, found, strict=True))


def _key(chart: Chart, shows: Sequence[AirShow]) -> tuple[str, tuple[int, ...]]:
    return chart.grain, tuple(one.id for one in shows)


def _ids(chart: Chart, known: Mapping[str, Figure]) -> dict[str, None]:
    return {metric.id: None for one in chart.metrics for metric in known[one.id].metrics}


class _Groups:
    """Names of what lies inside shows, looked up when a chart needs them; what was deleted."""

    def __init__(self, shop_id: int) -> None:
        self._shop = shop_id
        self._is_deleted = deletion(shop_id)
        self._goods: dict[int, tuple[int, str]] | None = None
        self._runs: dict[int, str] | None = None

    def is_deleted(self, show: AirShow) -> bool:
        """Whether events of the show's first day are no longer kept."""
        return self._is_deleted(show.day)

    def of(self, grain: str, key: Any, times: Mapping[str, Any]) -> tuple[str, str]:
        """Key and label of the group of a row's ``g``; ``times``: the show's started, until."""
        if grain == "minute":
            return minute_of(int(key), times["started"] or 0, times["until"] or 0)
        if grain == "product":
            self._goods = self._goods or airing.product_of_links(self._shop)
            product, name = self._goods.get(int(key), (0, f"#{key}"))
            return str(product), name
        if grain == "segment":
            self._runs = self._runs or airing.title_of_runs(self._shop)
            title = self._runs.get(int(key), f"#{key}")
            return named(title), title
        return named(str(key)), channel(key) if grain == "channel" else str(key)


def _pieces(
    chart: Chart, shows: Sequence[AirShow], told: _Told, known: Mapping[str, Figure], names: _Groups
) -> list[Piece] | None:
    """None when the answer came too late."""
    key, wanted = _key(chart, shows), _ids(chart, known).keys()
    if not shows:
        return []
    found = next(
        rows for ask, rows in told.items()
        if (ask.grain, ask.shows) == key and wanted <= set(ask.metrics)
    )  # fmt: skip
    if found is None:
        return None
    return [
        _piece(chart.grain, show, row, names, found[str(show.id)])
        for show in shows for row in _rows(chart, show, found[str(show.id)]["rows"], names)
    ]  # fmt: skip


def _rows(
    chart: Chart, show: AirShow, rows: Sequence[Mapping[str, Any]], names: _Groups
) -> Sequence[Mapping[str, Any]]:
    """Of a show that is not kept whole nothing is known, whatever was told of it later."""
    if not names.is_deleted(show):
        return rows
    return [{}] if chart.grain == "show" else []


def _piece(
    grain: str, show: AirShow, row: Mapping[str, Any], names: _Groups, times: Mapping[str, Any]
) -> Piece:
    if grain == "show":
        return Piece(show, "", ("", ""), row)
    key = str(int(row["g"]) * MINUTE) if grain == "minute" else str(row["g"])
    return Piece(show, key, names.of(grain, row["g"], times), row)


def _answer(
    wish: _Wish, known: Mapping[str, Figure], told: _Told, names: _Groups
) -> dict[str, Any]:
    chart = wish.chart
    pieces = _pieces(chart, wish.shows, told, known, names)
    earlier = _pieces(chart, wish.before, told, known, names)
    if pieces is None or earlier is None:
        return _nothing(why(BadChart("late")))
    try:
        drawing = _arranged(chart, pieces, known)
    except BadChart as problem:
        return _nothing(why(problem))
    found = cells(chart, drawing, known)
    return {
        "problem": "", "x": [_place(one) for one in drawing.x],
        "splits": [_place(one) for one in drawing.splits],
        "metrics": [_metric(known[one.id]) for one in chart.metrics],
        "cells": [[_cells(row) for row in rows] for rows in found],
        "previous": _previous(chart, earlier, known), "shows": len(wish.shows),
        "rest": drawing.rest,
        "notes": notes(chart, pieces, known, found, any(map(names.is_deleted, wish.shows))),
    }  # fmt: skip


def _previous(
    chart: Chart, pieces: Sequence[Piece], known: Mapping[str, Figure]
) -> list[dict[str, Any] | None]:
    if not pieces:
        return []
    return _cells([cell(known[one.id], one.per, pieces) for one in chart.metrics])


def _cells(found: Sequence[Cell | None]) -> list[dict[str, Any] | None]:
    return [asdict(one) if one else None for one in found]


def _arranged(chart: Chart, pieces: Sequence[Piece], known: Mapping[str, Figure]) -> Drawing:
    weekdays = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return arrange(chart, pieces, known[chart.metrics[0].id], Names(_("其余"), weekdays))


def _place(one: Place) -> dict[str, Any]:
    return {"key": one.key, "label": one.label, "at": one.at}


def _metric(one: Figure) -> dict[str, Any]:
    fields = ("id", "zh", "en", "unit", "pooling", "higher_is_better", "people", "kinds")
    return {name: getattr(one, name) for name in fields}


def _nothing(problem: str) -> dict[str, Any]:
    empty: dict[str, Any] = {name: [] for name in ("x", "splits", "metrics", "cells", "previous",
                                                   "notes")}  # fmt: skip
    return {"problem": problem, **empty, "shows": 0, "rest": 0}
