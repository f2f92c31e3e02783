"""What a review learns from other shows: change, score, segments, chance or system, next steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from statistics import median
from typing import Any

from django.utils.translation import gettext as _

from kaibo.foundation.errors import NotFound
from kaibo.insight import draft, history, scoring
from kaibo.insight.history import PastShow
from kaibo.insight.models import Benchmark, Review
from kaibo.insight.rules import advice, control, decompose, promotion, score
from kaibo.insight.rules.change import name, sentence
from kaibo.insight.rules.lights import DEFAULTS
from kaibo.insight.rules.texts import Text
from kaibo.insight.sales import heard, sold
from kaibo.planning import facade as planning
from kaibo.planning.contracts import ShowCard

CHARTED = ("gmv", "gpm", "uv", "stay_seconds")
SHARES = {  # each with the figure that counts its denominator
    "conversion_rate": "uv", "interaction_rate": "uv", "click_rate": "product_viewers",
    "order_pay_rate": "order_buyers", "refund_rate": "paid_orders",
}  # fmt: skip


def study(show: ShowCard, body: dict[str, Any], against: int | None, now_ms: int) -> dict[str, Any]:
    """All of it for one show; ``against``: the show to compare with, else the last own one.

    Raises NotFound when ``against`` is no ended show of the shop.
    """
    past = history.before(show)
    others = [*past, *history.after(show)] if against is not None else past
    base = _base(others, against)
    own = history.own_values(past)
    change = _change(base, body, now_ms) if base else None
    segments = _segments(body["segments"], past)
    findings = [*body["findings"], *_learned(change, segments)]
    return {
        "choices": [_named(one) for one in reversed(past)], "change": change,
        "card": _card(show.shop_id, body, own),
        "methods": _methods(show, body["totals"], own), "segments": segments,
        "charts": _charts(show, body["totals"], past),
        "drafts": [asdict(one) for one in advice.drafts(findings)],
        "promotions": _promotions(show.id, body, now_ms),
    }  # fmt: skip


def _learned(change: dict[str, Any] | None, segments: list[dict[str, Any]]) -> list[dict[str, Any]]:
    factors = change["factors"] if change else []
    return advice.learned(
        [(one["id"], Text(**one["name"]), one["effect"]) for one in factors],
        change["before"] if change else 0,
        [(one["title"], one["score"]) for one in segments if one["label"] == "cut"],
    )


def _promotions(show_id: int, body: dict[str, Any], now_ms: int) -> list[dict[str, Any]]:
    """Flash sales and price changes with what they did, in time order."""
    began, ended = body["started_at"], body["ended_at"] or now_ms
    deals = promotion.deals(body["marks"], ended) if began else []
    lines = sold(show_id) if deals else []
    names = {one["link"]: (one["number"], one["name"]) for one in body["products"]}
    found = [promotion.effect(deal, lines, began, ended) for deal in deals]
    return [
        {**asdict(one), "number": names.get(one.deal.link, (0, ""))[0],
         "name": names.get(one.deal.link, (0, ""))[1]}
        for one in found
    ]  # fmt: skip


def benchmarks(shop_id: int) -> dict[str, float]:
    """The shop's own where it set one, else the usual ones."""
    rows = Benchmark.objects.filter(shop_id=shop_id).values_list("metric", "value")
    return {**DEFAULTS, **dict(rows)}


def _base(others: Sequence[PastShow], against: int | None) -> PastShow | None:
    if against is None:
        return others[-1] if others else None
    found = next((one for one in others if one.id == against), None)
    if found is None:
        raise NotFound(_("场次 {id} 不能用来对比：请选本店已结束的同类场次").format(id=against))
    return found


def _named(one: PastShow) -> dict[str, Any]:
    return {"id": one.id, "title": one.title, "at": one.at}


def _change(base: PastShow, body: dict[str, Any], now_ms: int) -> dict[str, Any]:
    """The GMV of this show against the other, over factors, channels, products and segments."""
    other = _body_of(base.id, now_ms)
    old, new = other["totals"], body["totals"]
    whole = (int(old.get("gmv") or 0), int(new.get("gmv") or 0))
    factors = decompose.factors(old, new)
    channels = decompose.parts(_by_source(other), _by_source(body), whole, decompose.CHANNEL_CHAIN)
    return {
        "against": _named(base), "before": whole[0], "after": whole[1],
        "factors": [_factor(one) for one in factors],
        "channels": [_part(one) for one in channels],
        "products": [
            _part(one)
            for one in decompose.parts(
                _by_product(other), _by_product(body), whole, decompose.PRODUCT_CHAIN
            )
        ],
        "segments": [
            _part(one) for one in decompose.parts(_by_part(other), _by_part(body), whole)
        ],
        "sentence": asdict(sentence(*whole, base.title, factors, channels)),
    }  # fmt: skip


def _body_of(show_id: int, now_ms: int) -> dict[str, Any]:
    """The other show's figures now, or as stored while the insight process is away."""
    fresh = draft.ask_again(planning.show_card(show_id), now_ms)
    return fresh if fresh is not None else dict(Review.objects.get(show_id=show_id).body)


def _factor(one: decompose.Factor) -> dict[str, Any]:
    return {**asdict(one), "name": asdict(name(one))}


def _part(one: decompose.Part) -> dict[str, Any]:
    return {
        "key": one.key, "before": one.before, "after": one.after, "effect": one.effect,
        "factors": [_factor(factor) for factor in one.factors],
    }  # fmt: skip


def _by_source(body: dict[str, Any]) -> dict[str, Any]:
    return {one["source"]: one["values"] for one in body["sources"]}


def _by_product(body: dict[str, Any]) -> dict[str, dict[str, int]]:
    """By name, for a product keeps it from show to show while its link does not."""
    return _summed((one["name"] or f"#{one['link']}", one["values"]) for one in body["products"])


def _by_part(body: dict[str, Any]) -> dict[str, dict[str, int]]:
    return _summed((one.get("part") or one["title"], one["values"]) for one in body["segments"])


def _summed(rows: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for key, values in rows:
        sums = found.setdefault(key, dict.fromkeys(decompose.PRODUCT_CHAIN, 0))
        for level in sums:
            sums[level] += int(values.get(level) or 0)
    return found


def _card(shop_id: int, body: dict[str, Any], own: dict[str, list[float]]) -> dict[str, Any]:
    """The score by the policy that holds, and what each earlier version would say."""
    goals = {one["metric"]: one["target"] for one in body["goals"]}
    policies = scoring.policies(shop_id)
    peers, rating = benchmarks(shop_id), score.stars(body.get("rating"))
    cards = [
        score.score_card(body["totals"], goals, own, peers, one.weights[one.stage], rating)
        for one in policies
    ]
    now = policies[0]
    return {
        **asdict(cards[0]), "formula": score.FORMULA, "policy": scoring.shown(now),
        "is_short": cards[0].long_term_share < now.long_term_min,
        "versions": [
            {**scoring.shown(one), "score": card.score}
            for one, card in zip(policies, cards, strict=True)
        ],
    }  # fmt: skip


def _methods(
    show: ShowCard, totals: Mapping[str, Any], own: dict[str, list[float]]
) -> dict[str, Any]:
    """Own history, rivals, feedback: each indicator and what was heard (EVAL-02)."""
    peers = benchmarks(show.shop_id)
    rows = []
    for one in score.INDICATORS:
        past, value = own.get(one.metric, []), totals.get(one.metric)
        rows.append({
            "metric": one.metric, "dimension": one.dimension, "value": value, "shows": len(past),
            "median": median(past) if len(past) >= score.OWN_SHOWS else None,
            "better_than": _beaten(value, past, one.higher_is_better),
            "benchmark": peers.get(one.metric),
        })  # fmt: skip
    return {"rows": rows, "heard": heard(show.id)}


def _beaten(value: float | None, past: Sequence[float], higher_is_better: bool) -> int | None:
    """Over how many of the earlier shows this one stands."""
    if value is None:
        return None
    side = 1 if higher_is_better else -1
    return sum(side * value > side * old for old in past)


def _segments(rows: list[dict[str, Any]], past: list[PastShow]) -> list[dict[str, Any]]:
    titles = {row["run"]: row["title"] for row in rows}
    scored = score.score_segments(rows, history.segment_values(past))
    return [{**asdict(one), "title": titles[one.run]} for one in scored]


def _charts(show: ShowCard, totals: dict[str, Any], past: list[PastShow]) -> list[dict[str, Any]]:
    shows = [*(_named(one) for one in past), {"id": show.id, "title": show.title,
             "at": show.went_live_at or show.planned_start_at}]  # fmt: skip
    rows = [*(one.totals for one in past), totals]
    return [
        *(_individuals(metric, shows, rows) for metric in CHARTED),
        *(_share(metric, shows, rows) for metric in SHARES),
    ]


def _individuals(
    metric: str, shows: list[dict[str, Any]], rows: list[dict[str, Any]]
) -> dict[str, Any]:
    known = [
        (one, float(row[metric]))
        for one, row in zip(shows, rows, strict=True)
        if row.get(metric) is not None
    ]
    return _chart(metric, control.individuals([value for _, value in known]), known, 1.0)


def _share(metric: str, shows: list[dict[str, Any]], rows: list[dict[str, Any]]) -> dict[str, Any]:
    below = SHARES[metric]
    known = [
        (one, (float(row[metric]) / 100 * row[below], int(row[below])))
        for one, row in zip(shows, rows, strict=True)
        if row.get(metric) is not None and row.get(below)
    ]
    return _chart(metric, control.share([pair for _, pair in known]), known, 100.0)


def _chart(
    metric: str, found: control.Chart, known: Sequence[tuple[dict[str, Any], Any]], scale: float
) -> dict[str, Any]:
    """Points with their shows, in the unit of the registry."""

    def scaled(value: float | None) -> float | None:
        return None if value is None else round(scale * value, 4)

    points = [
        {"show": one["id"], "title": one["title"], "at": one["at"], "n": point.n,
         "value": scaled(point.value), "low": scaled(point.low), "high": scaled(point.high),
         "signal": point.signal}
        for (one, _value), point in zip(known, found.points, strict=True)
    ]  # fmt: skip
    return {
        "metric": metric, "kind": found.kind, "mean": scaled(found.mean), "before": found.before,
        "verdict": found.verdict, "p": found.p, "points": points,
    }  # fmt: skip
