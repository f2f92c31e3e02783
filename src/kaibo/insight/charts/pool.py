"""One figure of several shows or parts of them: exact numerators over exact denominators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaibo.foundation.intervals import wilson
from kaibo.insight.charts.chart import Per
from kaibo.insight.charts.figures import Figure, pooling_of
from kaibo.insight.charts.places import Piece
from kaibo.insight.registry import shown, terms
from kaibo.insight.registry.metric import Metric
from kaibo.insight.rules.compare import FEW
from kaibo.insight.rules.kinds import kind_of


@dataclass(frozen=True, slots=True)
class Cell:
    """``low``, ``high``: 95 % of a share, in the metric's unit; ``is_few``: under 30 counted.

    ``unknown`` of the ``shows`` could not tell it. ``overlaps``: several parts of a show are added,
    and who is in two of them counts twice; a share then has no interval.
    """

    value: float | None
    top: float
    bottom: float
    low: float | None
    high: float | None
    is_few: bool
    shows: int
    unknown: int
    overlaps: bool = False


@dataclass(frozen=True, slots=True)
class _Pooled:
    """``value`` exact, before it is rounded for show."""

    value: Fraction | None
    top: Fraction
    bottom: Fraction
    unknown: int


def cell(figure: Figure, per: Per, pieces: Sequence[Piece]) -> Cell | None:
    """The figure of the pieces together; None without any."""
    if not pieces:
        return None
    shows = len({one.show.id for one in pieces})
    if figure.read is not None:
        found = _own(figure, per, pieces)
    else:
        found = _pooled(figure.metrics[0], per, pieces)
    low, high, is_few = _range(figure, found)
    overlaps = figure.overlaps and len(pieces) > shows
    if overlaps:
        low = high = None
    return Cell(
        shown(found.value), _plain(found.top), _plain(found.bottom), low, high, is_few, shows,
        found.unknown, overlaps,
    )  # fmt: skip


def _own(figure: Figure, per: Per, pieces: Sequence[Piece]) -> _Pooled:
    """A shop's formula over the pooled figures that it reads."""
    assert figure.read is not None
    found = {one.id: _pooled(one, per, pieces) for one in figure.metrics}
    value = figure.read.value({name: one.value for name, one in found.items()})
    unknown = max(one.unknown for one in found.values())
    return _Pooled(value, value or Fraction(0), Fraction(1), unknown)


def _pooled(metric: Metric, per: Per, pieces: Sequence[Piece]) -> _Pooled:
    halves = [(one, _halves(metric, one)) for one in pieces]
    known = [(one.show.id, pair) for one, pair in halves if pair is not None]
    unknown = len({one.show.id for one, pair in halves if pair is None})
    if not known:
        return _Pooled(None, Fraction(0), Fraction(0), unknown)
    top, bottom = _joined(metric, per, known)
    scale = _scale(metric) if pooling_of(metric) == "ratio" else 1
    return _Pooled(top * scale / bottom if bottom else None, top, bottom, unknown)


def _joined(
    metric: Metric, per: Per, known: Sequence[tuple[int, tuple[Fraction, Fraction]]]
) -> tuple[Fraction, Fraction]:
    """Numerator and denominator; of everything but a ratio the numerator is in its unit."""
    pooling, tops = pooling_of(metric), [top for _show, (top, _bottom) in known]
    if pooling == "ratio":
        return sum(tops, Fraction(0)), sum((one for _show, (_top, one) in known), Fraction(0))
    values = [top * _scale(metric) for top in tops]
    if pooling == "peak":
        return max(values), Fraction(1)
    if pooling == "mean":
        return sum(values, Fraction(0)), Fraction(len(known))
    shows = len({show for show, _halves in known})
    return sum(values, Fraction(0)), Fraction(shows if per == "show" else 1)


def _halves(metric: Metric, piece: Piece) -> tuple[Fraction, Fraction] | None:
    top, bottom = piece.row.get(metric.id), piece.row.get(f"{metric.id}__of")
    return None if top is None or bottom is None else (Fraction(top), Fraction(bottom))


def _scale(metric: Metric) -> Fraction:
    """Of top / bottom to the metric's unit; a constant below the line is part of it."""
    if not isinstance(metric.term, terms.Ratio):
        return Fraction(1)
    below = metric.term.bottom
    constant = below.number if isinstance(below, terms.Constant) else 1
    return Fraction(metric.term.scale, metric.term.per * constant)


def _range(figure: Figure, found: _Pooled) -> tuple[float | None, float | None, bool]:
    """The interval of a share; none for what may be counted more often than it is held against."""
    if figure.read is not None or kind_of(figure.metrics[0]) != "share" or found.value is None:
        return None, None, False
    hits, n = float(found.top), float(found.bottom)
    found_range = wilson(hits, n) if hits <= n else None
    if found_range is None:
        return None, None, n < FEW
    return 100 * found_range[0], 100 * found_range[1], n < FEW


def _plain(number: Fraction) -> float:
    return int(number) if number.denominator == 1 else float(number)
