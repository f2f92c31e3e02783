"""The one door of insight: reviews, live figures, and the rows behind every figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from kaibo.foundation.clock import now_ms, to_ms
from kaibo.foundation.errors import NotFound
from kaibo.insight import client, draft, registry
from kaibo.insight import lessons as _lessons
from kaibo.insight import scoring as _scoring
from kaibo.insight import study as _study
from kaibo.insight.access import may_review
from kaibo.insight.actions.build_review import build_review
from kaibo.insight.actions.follow_up import Line, drop_line, use_lesson, write_line
from kaibo.insight.actions.set_scoring import Scoring, set_scoring
from kaibo.insight.actions.write_note import write_note as _write_note
from kaibo.insight.models import Review
from kaibo.insight.paper import print_review
from kaibo.insight.rules.peaks import peaks, per_minute
from kaibo.insight.sales import recorded
from kaibo.planning import facade as planning
from kaibo.planning.contracts import ShowCard

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

__all__ = [
    "Line",
    "Rows",
    "Scoring",
    "build_review",
    "drill",
    "drop_line",
    "export",
    "journeys",
    "lines",
    "metrics",
    "paper",
    "recalled",
    "replay",
    "review",
    "reviews",
    "scoring_of",
    "set_scoring",
    "study",
    "use_lesson",
    "write_line",
    "write_note",
]


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows of a show; ``minute`` is Unix ms of its start, ``kinds`` separated by commas."""

    kinds: str = ""
    segment: int | None = None
    link: int | None = None
    minute: int | None = None
    viewer: int | None = None
    source: str | None = None
    offset: int = 0
    limit: int = 50


def review(show_id: int, actor: Staff) -> dict[str, Any]:
    """The review now, and what it was when the show ended: {"now", "at_end", "note"}.

    ``at_end`` is null before the draft was made; ``now`` is the stored draft, marked ``is_stale``,
    while the insight process is away. Raises NotFound when there is neither.
    """
    show = _open(show_id, actor)
    stored = Review.objects.filter(show_id=show_id).first()
    fresh = draft.ask_again(show, now_ms())
    if stored is None and fresh is not None and show.ended_at is not None:
        stored = build_review(show_id, lambda: datetime.now(UTC), patience=0)
    if fresh is None and stored is None:
        raise NotFound(_("这场还没有复盘，下播后会自动生成"))
    body = fresh if fresh is not None else stored.body if stored else {}
    return {
        "now": body,
        "is_stale": fresh is None,
        "at_end": _at_end(stored),
        "note": stored.note if stored else "",
    }


def reviews(shop_ids: list[int]) -> list[dict[str, Any]]:
    """Ended shows of these shops, newest first, with the headline of their draft."""
    cards = [card for card in planning.show_cards(shop_ids) if card.went_live_at is not None]
    stored = {one.show_id: one for one in Review.objects.filter(show__in=[c.id for c in cards])}
    found = []
    for card in cards:
        made = stored.get(card.id)
        totals = made.body["totals"] if made else {}
        found.append({
            "show": asdict(card), "made_at": to_ms(made.made_at) if made else None,
            "verdict": made.body["verdict"] if made else None,
            "gmv": totals.get("gmv"), "uv": totals.get("uv"),
            "conversion_rate": totals.get("conversion_rate"),
        })  # fmt: skip
    return found


def metrics(show_id: int, actor: Staff) -> dict[str, Any]:
    """Live figures of a show: totals, minutes, segments, links, sources, marks."""
    show = _open(show_id, actor)
    found = client.ask(f"/shows/{show_id}/metrics", rehearsal=int(show.is_rehearsal))
    if found is None:
        raise NotFound(_("这场还没有数据"))
    return dict(found)


def seconds(show_id: int, actor: Staff) -> list[dict[str, int]]:
    """Viewers, likes, comments, shares of every second."""
    show = _open(show_id, actor)
    found = client.ask(f"/shows/{show_id}/seconds", rehearsal=int(show.is_rehearsal))
    return list(found or [])


def drill(show_id: int, wanted: Rows, actor: Staff) -> dict[str, Any]:
    """A page of the rows behind a figure, with the sums of all of them."""
    show = _open(show_id, actor)
    return dict(client.ask(f"/shows/{show_id}/rows", **_query(show, wanted)))


def export(show_id: int, wanted: Rows, form: str, actor: Staff) -> bytes:
    """All rows as ``csv`` or ``parquet``, columns as in `docs/events.md`."""
    show = _open(show_id, actor)
    return client.fetch(f"/shows/{show_id}/rows.{form}", _query(show, wanted)) or b""


def journeys(shop_id: int, show_id: int | None, actor: Staff, **wish: Any) -> dict[str, Any]:
    """Funnel, retention, attribution and RFM of a shop's viewers on air, or of one show's.

    ``wish``: steps (commas), window_ms, lookback_ms, days. Raises InvalidInput for a wish that
    makes no sense, NotFound for a show of another shop.
    """
    may_review(actor, shop_id)
    rehearsal = 0
    if show_id is not None:
        show = _open(show_id, actor)
        if show.shop_id != shop_id:
            raise NotFound(_("这家店没有编号 {id} 的场次").format(id=show_id))
        rehearsal = int(show.is_rehearsal)
    found = client.ask(f"/journeys/{shop_id}", show=show_id, rehearsal=rehearsal, **wish)
    return dict(found)


def study(show_id: int, against: int | None, actor: Staff) -> dict[str, Any]:
    """What a review learns from other shows: change, score, segments, control charts, next steps.

    Raises NotFound for a show without review, or when ``against`` cannot be compared with.
    """
    body = review(show_id, actor)["now"]
    return _study.study(planning.show_card(show_id), body, against, now_ms())


def paper(show_id: int, against: int | None, lang: str, actor: Staff) -> bytes:
    """The review as a PDF, ``lang`` zh or en."""
    found = review(show_id, actor)
    show = planning.show_card(show_id)
    learned = _study.study(show, found["now"], against, now_ms())
    rows = _lessons.lines(show)
    return print_review(found, learned, rows, registry.METRICS, lang)


def replay(show_id: int, actor: Staff) -> dict[str, Any]:
    """Interactions of every minute with their peaks, and what was recorded."""
    body = review(show_id, actor)["now"]
    stretches = recorded(show_id)
    return {
        "room": stretches[0]["room"] if stretches else None,
        "stretches": [{**one, "ended_at": one["ended_at"] or body["as_of"]} for one in stretches],
        "minutes": [{"at": at, "n": n} for at, n in per_minute(body["minutes"])],
        "peaks": [asdict(one) for one in peaks(body["minutes"])],
        "per_hour": body["totals"].get("interactions_per_hour"),
    }  # fmt: skip


def lines(show_id: int, actor: Staff) -> list[dict[str, Any]]:
    """Follow-ups of a review, each with the measured effect of its action."""
    return _lessons.lines(_open(show_id, actor))


def recalled(show_id: int, actor: Staff) -> dict[str, Any]:
    """Lessons of shows like this plan, and whether its goals leave room for the long term."""
    return _lessons.recalled(_open(show_id, actor))


def scoring_of(shop_id: int, actor: Staff) -> dict[str, Any]:
    """The score weights that hold in a shop."""
    may_review(actor, shop_id)
    return _scoring.shown(_scoring.policy(shop_id))


def write_note(show_id: int, note: str, actor: Staff) -> None:
    """The team's own words, kept with the review."""
    _write_note(show_id, planning.show_card(show_id).shop_id, note, actor)


def definitions() -> list[dict[str, Any]]:
    """The metric registry as pages show it."""
    fields = ("id", "number", "zh", "en", "formula", "formula_zh", "unit", "kinds", "grains",
              "owner", "source", "is_kpi", "higher_is_better", "live")  # fmt: skip
    return [
        {
            "chapter": chapter,
            "missing": dict(zip(("zh", "en"), one.missing, strict=True)) if one.missing else None,
            **{name: getattr(one, name) for name in fields},
        }
        for chapter, table in registry.CHAPTERS.items()
        for one in table
    ]


def _open(show_id: int, actor: Staff) -> ShowCard:
    show = planning.show_card(show_id)
    may_review(actor, show.shop_id)
    return show


def _query(show: ShowCard, wanted: Rows) -> Mapping[str, Any]:
    return {**asdict(wanted), "rehearsal": int(show.is_rehearsal)}


def _at_end(stored: Review | None) -> dict[str, Any] | None:
    if stored is None:
        return None
    return {
        "made_at": to_ms(stored.made_at),
        "totals": stored.body["totals"],
        "verdict": stored.body["verdict"],
    }
