"""What is known of the stars of a show's segments. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from kaibo.foundation.intervals import STARS, mean_of_stars
from kaibo.interaction.models import RatingRule, SegmentRating


@dataclass(frozen=True, slots=True)
class Rated:
    """``stars``: how many gave 1, 2, … 5; ``low`` and ``high``: 95 % interval of the mean."""

    n: int
    mean: float
    low: float
    high: float
    stars: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MyRating:
    """What a viewer gave to a segment."""

    run_id: int
    title: str
    stars: int


def is_on(shop_id: int) -> bool:
    """Whether viewers are asked in the shop's rooms; yes until somebody switches it off."""
    found = RatingRule.objects.filter(pk=shop_id).values_list("is_on", flat=True).first()
    return True if found is None else found


def rated(counts: list[int]) -> Rated | None:
    """The figures of these ratings; None without any."""
    found = mean_of_stars(counts)
    if found is None:
        return None
    mean, low, high = (round(value, 4) for value in found)
    return Rated(sum(counts), mean, low, high, tuple(counts))


def of_show(show_id: int) -> dict[int, Rated]:
    """By executed segment; those that nobody rated are left out."""
    counts: dict[int, list[int]] = {}
    rows = SegmentRating.objects.filter(show_id=show_id).values_list("segment_run_id", "stars")
    for run, stars, n in rows.annotate(n=Count("id")).order_by("segment_run_id", "stars"):
        counts.setdefault(run, [0] * STARS)[stars - 1] = n
    return {run: found for run, row in counts.items() if (found := rated(row))}


def whole(parts: dict[int, Rated]) -> Rated | None:
    """All ratings of a show together."""
    columns = zip(*(one.stars for one in parts.values()), strict=True)
    return rated([sum(column) for column in columns]) if parts else None


def mine(show_id: int | None, viewer_id: int) -> list[MyRating]:
    """What the viewer, or the guest who became them, gave in a show, in the order of segments."""
    if show_id is None:
        return []
    me = Q(viewer_id=viewer_id) | Q(viewer__merged_into_id=viewer_id)
    rows = SegmentRating.objects.filter(me, show_id=show_id).select_related("segment_run")
    rows = rows.order_by("segment_run__started_at", "id")
    return [MyRating(row.segment_run_id, row.segment_run.title, row.stars) for row in rows]
