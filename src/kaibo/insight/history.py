"""What earlier shows of a shop came to: the stored drafts, with the money of the order tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection

from kaibo.foundation.clock import from_ms, to_ms
from kaibo.insight.models import Review
from kaibo.insight.rules.money import with_money
from kaibo.insight.sales import sales, statement
from kaibo.planning.contracts import ShowCard

SHOWS = 30  # as many as a control chart shows


@dataclass(frozen=True, slots=True)
class PastShow:
    """An ended show; ``totals`` are figures of the registry, ``at`` when it began (Unix ms)."""

    id: int
    title: str
    theme: str
    host_name: str
    at: int
    totals: dict[str, Any]
    segments: list[dict[str, Any]]


def before(show: ShowCard, limit: int = SHOWS) -> list[PastShow]:
    """Shows of the same shop and kind that began before this one, oldest first."""
    began = show.went_live_at or show.planned_start_at
    rows = _ended(show).filter(show__went_live_at__lt=from_ms(began))
    return _read(rows.order_by("-show__went_live_at", "-show_id")[:limit])[::-1]


def after(show: ShowCard, limit: int = SHOWS) -> list[PastShow]:
    """Shows of the same shop and kind that began after this one, oldest first."""
    began = show.went_live_at or show.planned_start_at
    rows = _ended(show).filter(show__went_live_at__gt=from_ms(began))
    return _read(rows.order_by("show__went_live_at", "show_id")[:limit])


def latest(show: ShowCard, limit: int = SHOWS) -> list[PastShow]:
    """The newest ended shows of the same shop and kind, oldest first: what a plan looks back on."""
    return _read(_ended(show).order_by("-show__went_live_at", "-show_id")[:limit])[::-1]


def of(show: ShowCard) -> list[PastShow]:
    """The show itself, once its draft is there."""
    return _read(Review.objects.filter(show_id=show.id, show__went_live_at__isnull=False))


def own_values(shows: Iterable[PastShow]) -> dict[str, list[float]]:
    """Figure → its known values over those shows."""
    found: dict[str, list[float]] = {}
    for one in shows:
        for metric, value in one.totals.items():
            if value is not None:
                found.setdefault(metric, []).append(float(value))
    return found


def segment_values(shows: Iterable[PastShow]) -> dict[str, dict[str, list[float]]]:
    """Part of the script → figure → its known values over the executed segments."""
    found: dict[str, dict[str, list[float]]] = {}
    for segment in (row for one in shows for row in one.segments):
        if segment.get("was_skipped") or not segment.get("part"):
            continue
        column = found.setdefault(segment["part"], {})
        for metric, value in segment["values"].items():
            if value is not None:
                column.setdefault(metric, []).append(float(value))
    return found


def products_of(show_ids: Iterable[int]) -> dict[int, set[int]]:
    """Which products each show had on its line-up."""
    with connection.cursor() as cursor:
        cursor.execute(statement("lineups"), {"shows": list(show_ids)})
        return {show: set(products) for show, products in cursor.fetchall()}


def _ended(show: ShowCard) -> Any:
    return Review.objects.filter(
        show__shop_id=show.shop_id, show__is_rehearsal=show.is_rehearsal,
        show__ended_at__isnull=False, show__went_live_at__isnull=False,
    ).exclude(show_id=show.id)  # fmt: skip


def _read(rows: Any) -> list[PastShow]:
    """Without the minutes, which are most of a draft."""
    columns = ("show_id", "show__title", "show__theme", "show__host_name", "show__went_live_at",
               "body__totals", "body__segments", "body__started_at", "body__ended_at")  # fmt: skip
    return [_past(*row) for row in rows.values_list(*columns)]


def _past(
    show_id: int, title: str, theme: str, host: str, at: Any, totals: Any, segments: Any,
    started: int | None, ended: int | None,
) -> PastShow:  # fmt: skip
    live_ms = ended - started if started and ended else 0
    money = with_money(totals or {}, sales(show_id), live_ms)
    return PastShow(show_id, title, theme, host, to_ms(at), money, segments or [])
