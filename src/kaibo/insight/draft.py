"""Puts a review together: figures of the log, money of the order tables, names of the plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kaibo.foundation.clock import to_ms
from kaibo.foundation.errors import Unavailable
from kaibo.insight import client, registry
from kaibo.insight.rules.findings import Facts, findings, verdict
from kaibo.insight.rules.money import with_money
from kaibo.insight.rules.reconcile import agrees, reconcile
from kaibo.insight.sales import Sales, facts_waiting, link_sales, sales, stream_breaks
from kaibo.interaction import rating_facade as ratings
from kaibo.liveroom import facade as liveroom
from kaibo.planning import facade as planning
from kaibo.planning.contracts import ShowCard

PAID_WITHIN_MS = 30 * 60_000
FUNNEL = ("uv", "product_viewers", "product_clickers", "order_buyers", "buyers")
EMPTY: dict[str, Any] = {
    "minutes": [], "segments": [], "links": [], "sources": [], "marks": [], "errors": {},
    "rows": 0, "read_to": 0, "started_at": None, "ended_at": None, "live_ms": 0,
}  # fmt: skip


def build(show: ShowCard, now_ms: int) -> dict[str, Any]:
    """The whole review as it stands now. Raises Unavailable while the insight process is away."""
    found = client.ask(f"/shows/{show.id}/metrics", rehearsal=int(show.is_rehearsal))
    log = found or {**EMPTY, "totals": dict(_NOTHING)}
    booked = sales(show.id)
    lines = _reconciliation(show.id, booked, log)
    completion = planning.completion(show.id)
    stars = ratings.of_show(show.id)
    totals = with_money(log["totals"], booked, log["live_ms"])
    totals["completion_rate"] = completion.percent
    goals = [asdict(card) for card in planning.goal_cards(show.id, _known(totals))]
    body: dict[str, Any] = {
        "show": asdict(show), "as_of": now_ms, "rows": log["rows"],
        "read_to": log["read_to"],
        "started_at": log["started_at"], "ended_at": log["ended_at"], "totals": totals,
        "errors": log["errors"], "goals": goals, "minutes": of_the_show(log), "marks": log["marks"],
        "funnel": [{"metric": name, "value": totals[name] or 0} for name in FUNNEL],
        "segments": _segments(show.id, log["segments"], stars), "sources": log["sources"],
        "rating": _shown(ratings.whole(stars)),
        "products": _products(show.id, log["links"]), "completion": asdict(completion),
        "reconciliation": {
            "agrees": agrees(lines), "waiting": facts_waiting(show.id),
            "lines": [{**asdict(line), "difference": line.difference} for line in lines],
        },
    }  # fmt: skip
    return body | _words(body, show, now_ms)


def of_the_show(log: dict[str, Any]) -> list[dict[str, Any]]:
    """Its minutes, and those in which its last orders may still be paid.

    Not every minute until a parcel leaves or a refund arrives days later.
    """
    end = log["ended_at"]
    minutes: list[dict[str, Any]] = log["minutes"]
    if end is None:
        return minutes
    paid = [one["at"] for one in minutes if one["values"].get("paid_orders")]
    last = max([end, *(at for at in paid if at <= end + PAID_WITHIN_MS)])
    return [one for one in minutes if one["at"] <= last]


# A show without any event: nothing was counted, no ratio exists.
_NOTHING = {
    one.id: 0 if one.unit == "count" else None
    for one in registry.METRICS.values()
    if "show" in one.grains
}


def is_settled(body: dict[str, Any], asked_ms: int) -> bool:
    """Whether the figures hold what was in the log at ``asked_ms``, and all of the order tables."""
    books = body["reconciliation"]
    return bool(books["agrees"] and not books["waiting"] and body["read_to"] >= asked_ms)


def _words(body: dict[str, Any], show: ShowCard, now_ms: int) -> dict[str, Any]:
    end = body["ended_at"] or now_ms
    facts = Facts(
        goals=body["goals"], totals=body["totals"],
        minutes=[one for one in body["minutes"] if one["at"] < end],
        segments=body["segments"], products=body["products"], marks=body["marks"],
        breaks=[(one.started_at, one.ended_at or end) for one in stream_breaks(show.id)],
        skipped=[one["title"] for one in body["completion"]["skipped"]],
        agrees=body["reconciliation"]["agrees"] or bool(body["reconciliation"]["waiting"]),
    )  # fmt: skip
    return {
        "verdict": asdict(verdict(facts)),
        "findings": [asdict(finding) for finding in findings(facts)],
        "breaks": [{"started_at": start, "ended_at": stop} for start, stop in facts.breaks],
    }


def _known(totals: dict[str, Any]) -> dict[str, float]:
    return {name: float(value) for name, value in totals.items() if value is not None}


def _shown(rated: ratings.Rated | None) -> dict[str, Any] | None:
    return asdict(rated) if rated else None


def _segments(
    show_id: int, rows: list[dict[str, Any]], stars: Mapping[int, ratings.Rated]
) -> list[dict[str, Any]]:
    """Executed segments with their figures; what ran and had no event is there too."""
    counted = {row["run"]: row for row in rows}
    parts = {segment.id: segment.part for segment in planning.segments(show_id)}
    found = []
    for run in liveroom.runs(show_id):
        row = counted.pop(run.id, {"live_ms": 0, "values": {}})
        started = to_ms(run.started_at)
        ended = to_ms(run.ended_at) if run.ended_at else None
        found.append({
            **row, "run": run.id, "title": run.title, "link": run.link_id, "started_at": started,
            "ended_at": ended or row.get("ended_at"), "planned_seconds": run.planned_seconds,
            "was_skipped": run.was_skipped, "is_scripted": run.segment_id is not None,
            "part": parts.get(run.segment_id or 0, ""), "rating": _shown(stars.get(run.id)),
        })  # fmt: skip
    extra = {"link": None, "planned_seconds": 0, "was_skipped": False, "is_scripted": False}
    found += [{**row, **extra} for row in counted.values()]
    return sorted(found, key=lambda one: (one["started_at"] or 0, one["run"]))


def _products(show_id: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Links of the line-up in order with figures; a link that nobody touched is there too."""
    counted = {row["link"]: row for row in rows}
    blank = {"presented_ms": 0, "order_minutes": {}, "values": {}}
    found = []
    for link in planning.lineup(show_id):
        found.append({
            **counted.pop(link.id, blank), "link": link.id, "number": link.number,
            "name": link.product_name, "image": link.image, "role": link.role,
            "price": link.net_price,
        })  # fmt: skip
    extra = {"number": 0, "name": "", "image": "", "role": "", "price": 0}
    return found + [{**row, **extra} for row in counted.values()]


def _reconciliation(show_id: int, booked: Sales, log: dict[str, Any]) -> list[Any]:
    return reconcile(
        asdict(booked),
        log["totals"],
        {row.link: asdict(row) for row in link_sales(show_id)},
        {row["link"]: row["values"] for row in log["links"]},
    )


def ask_again(show: ShowCard, now_ms: int) -> dict[str, Any] | None:
    """`build`, or None while the insight process is away."""
    try:
        return build(show, now_ms)
    except Unavailable:
        return None
