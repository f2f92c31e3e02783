"""Pieces of shows in the groups of a chart, in the order in which they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kaibo.insight.airing import AirShow
from kaibo.insight.charts.chart import NAMED, BadChart, By, Chart, Per
from kaibo.insight.charts.figures import Figure
from kaibo.insight.charts.places import AFTER, REST, Piece, Place, place
from kaibo.insight.charts.pool import Cell, cell

MOST_PLACES = 400
MOST_SERIES = 24
LENGTHS_ALIKE = 1.25  # beyond this ratio sums of shows tell of length


@dataclass(frozen=True, slots=True)
class Names:
    """Words that the drawing needs in the asker's language."""

    rest: str
    weekdays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """``groups``: the pieces of (x, split). ``rest``: how many groups the last one, `REST`, has."""

    x: list[Place]
    splits: list[Place]
    groups: dict[tuple[str, str], list[Piece]]
    rest: int


def arrange(chart: Chart, pieces: Sequence[Piece], figure: Figure, names: Names) -> Drawing:
    """``figure``: the first metric, by which groups without an order are ranked.

    Raises BadChart for more groups than can be read.
    """
    kept = [one for one in pieces if _stays(chart, one)]
    axes = [_axis(chart, by, kept, figure, names) for by in (chart.x, chart.split)]
    for (places, _fold, _rest), most, code in zip(
        axes, (MOST_PLACES, MOST_SERIES), ("many_x", "many_series"), strict=True
    ):
        if len(places) > most:
            raise BadChart(code, count=len(places), most=most)
    groups: dict[tuple[str, str], list[Piece]] = {}
    for one in kept:
        key = axes[0][1](one), axes[1][1](one)
        groups.setdefault(key, []).append(one)
    return Drawing(axes[0][0], axes[1][0], groups, axes[0][2] + axes[1][2])


def cells(
    chart: Chart, drawing: Drawing, figures: Mapping[str, Figure]
) -> list[list[list[Cell | None]]]:
    """[metric][split][x]."""
    return [
        [
            [
                cell(figures[one.id], one.per, drawing.groups.get((at.key, split.key), ()))
                for at in drawing.x
            ]
            for split in drawing.splits
        ]
        for one in chart.metrics
    ]


def notes(
    chart: Chart, pieces: Sequence[Piece], figures: Mapping[str, Figure],
    found: Sequence[Sequence[Sequence[Cell | None]]], has_deleted: bool = False,
) -> list[str]:  # fmt: skip
    """What a reader must know before believing; codes that the page says in words.

    ``has_deleted``: events of some of the shows are no longer kept.
    """
    shows = list({one.show.id: one.show for one in pieces}.values())
    rows = [
        _Row(figures[one.id], one.per, [cell for row in rows for cell in row if cell])
        for one, rows in zip(chart.metrics, found, strict=True)
    ]
    sums = any(one.figure.pooling == "sum" and one.per == "total" for one in rows)
    told = {
        "live": any(one.ended_at is None for one in shows),
        "people_per_show": any(one.is_pooled for one in rows if one.figure.people),
        "overlaps": any(cell.overlaps for one in rows for cell in one.cells),
        "deleted": has_deleted,
        "mean_of_shows": any(one.is_pooled for one in rows if one.figure.pooling == "mean"),
        "unknown": any(cell.unknown for one in rows for cell in one.cells),
        "few": any(cell.is_few for one in rows for cell in one.cells),
        "after_end": chart.grain == "minute" and any(one.inside[0] == AFTER for one in pieces),
        "lengths": sums and "show" in (chart.x, chart.split) and _differ(shows),
    }  # fmt: skip
    return [code for code, is_so in told.items() if is_so]


@dataclass(frozen=True, slots=True)
class _Row:
    """All cells of a metric."""

    figure: Figure
    per: Per
    cells: list[Cell]

    @property
    def is_pooled(self) -> bool:
        return any(one.shows > 1 for one in self.cells)


def _differ(shows: Sequence[AirShow]) -> bool:
    lengths = [one.ended_at - one.at for one in shows if one.ended_at is not None]
    return len(lengths) > 1 and max(lengths) > LENGTHS_ALIKE * min(lengths)


def _stays(chart: Chart, piece: Piece) -> bool:
    if chart.grain == "minute":
        return piece.inside[0] != AFTER
    if not chart.only or chart.grain not in NAMED:
        return True
    return piece.inside[0] in chart.only


_Fold = Callable[[Piece], str]


def _axis(
    chart: Chart, by: By, pieces: Sequence[Piece], figure: Figure, names: Names
) -> tuple[list[Place], _Fold, int]:
    """The groups in order, the group of a piece, and how many groups are in the rest."""
    members: dict[Place, list[Piece]] = {}
    for one in pieces:
        members.setdefault(place(by, one, names.weekdays), []).append(one)
    if by not in NAMED:
        return sorted(members), lambda one: place(by, one, names.weekdays).key, 0
    ranked = sorted(members, key=lambda at: _rank(figure, chart, members[at], at))
    kept, rest = ranked[: chart.top], ranked[chart.top :]
    keys = {at.key for at in kept}
    shown = [*kept, Place(0, REST, names.rest)] if rest else kept
    return shown, lambda one: one.inside[0] if one.inside[0] in keys else REST, len(rest)


def _rank(
    figure: Figure, chart: Chart, pieces: Sequence[Piece], at: Place
) -> tuple[bool, float, str, str]:
    """Largest first, unknown ones and shares of few last; ties by name."""
    found = cell(figure, chart.metrics[0].per, pieces)
    value = found.value if found else None
    is_weak = found is not None and found.is_few
    return value is None or is_weak, -(value or 0.0), at.label, at.key
