"""What stands in the printed review: words and numbers ready to be set, nothing to compute."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from kaibo.insight.paper.words import words
from kaibo.insight.registry import Metric
from kaibo.insight.registry.channels import channel_name
from kaibo.insight.rules.change import signed
from kaibo.insight.rules.decompose import OTHER
from kaibo.insight.rules.texts import ZONE, clock, money, shown

TILES = ("gmv", "net_gmv", "paid_orders", "buyers", "uv", "pcu", "gpm", "conversion_rate")
DEFINED = (*TILES, "stay_seconds", "interaction_rate", "retention_30s", "refund_rate")
BARS = 120  # columns of the curve
ROWS = 12
MINUTE = 60_000
Row = Mapping[str, Any]


class Page:
    """Says figures and texts in one language."""

    def __init__(self, metrics: Mapping[str, Metric], lang: str) -> None:
        self.metrics = metrics
        self.lang = lang
        self.words = words(lang)

    def say(self, text: Mapping[str, str]) -> str:
        return text[self.lang]

    def name(self, metric: str) -> str:
        one = self.metrics[metric]
        return one.en if self.lang == "en" else one.zh

    def formula(self, metric: str) -> str:
        one = self.metrics[metric]
        return one.formula if self.lang == "en" else one.formula_zh

    def channel(self, code: str) -> str:
        return channel_name(code, self.lang == "en")

    def figure(self, metric: str, value: float | None) -> str:
        return "–" if value is None else shown(value, self.metrics[metric].unit)


def content(
    review: Row, study: Row, lines: Sequence[Row], metrics: Mapping[str, Metric], lang: str
) -> dict[str, Any]:
    page, body = Page(metrics, lang), review["now"]
    return {
        "lang": lang, "words": page.words, "head": _head(page, body, review["is_stale"]),
        "tiles": [_tile(page, body["totals"], one) for one in TILES],
        "card": _card(page, study["card"]), "change": _change(page, study["change"]),
        "curve": _curve(page, body), "segments": _segments(page, body, study["segments"]),
        "products": _products(page, body["products"]),
        "goals": [_goal(page, one) for one in body["goals"]],
        "findings": [
            {"level": one["level"], "text": page.say(one["text"])} for one in body["findings"]
        ],
        "actions": [_action(page, one) for one in lines],
        "control": [_chart(page, one) for one in study["charts"] if one["verdict"] != "unknown"],
        "books": _books(page, body["reconciliation"]), "note": review["note"],
        "definitions": [
            {"name": page.name(one), "formula": page.formula(one)} for one in DEFINED
        ],
    }  # fmt: skip


def _head(page: Page, body: Row, is_stale: bool) -> dict[str, Any]:
    show = body["show"]
    began = body["started_at"] or show["planned_start_at"]
    when = _moment(began)
    if body["ended_at"]:
        length = (body["ended_at"] - began) // MINUTE
        when += f" – {clock(body['ended_at'])} · {length // 60}:{length % 60:02d}"
    return {
        "title": show["title"], "shop": show["shop_name"], "host": show["host_name"], "when": when,
        "as_of": _moment(body["as_of"]), "is_rehearsal": show["is_rehearsal"],
        "verdict": page.say(body["verdict"]), "is_stale": is_stale,
    }  # fmt: skip


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, ZONE).strftime("%Y-%m-%d %H:%M")


def _tile(page: Page, totals: Row, metric: str) -> dict[str, str]:
    return {"name": page.name(metric), "value": page.figure(metric, totals.get(metric))}


def _card(page: Page, card: Row) -> dict[str, Any]:
    policy = card["policy"]
    return {
        "score": card["score"], "range": _range(card),
        "stage": page.words[policy["stage"]], "version": policy["version"],
        "dimensions": [
            {"name": page.words[one["dimension"]], "weight": one["weight"], "score": one["score"],
             "range": _range(one)}
            for one in card["dimensions"]
        ],
    }  # fmt: skip


def _range(one: Row) -> str:
    return "" if one["score"] is None else f"{one['low']:.0f}–{one['high']:.0f}"


def _change(page: Page, change: Row | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {
        "sentence": page.say(change["sentence"]),
        "factors": [_factor(page, one) for one in change["factors"]],
        "channels": [_part(page, one, page.channel) for one in change["channels"][:ROWS]],
        "products": [_part(page, one) for one in change["products"][:ROWS]],
        "before": money(change["before"]), "after": money(change["after"]),
        "total": signed(change["after"] - change["before"]),
    }  # fmt: skip


def _factor(page: Page, one: Row) -> dict[str, Any]:
    return {
        "name": page.say(one["name"]), "before": _level(one, "before"),
        "after": _level(one, "after"), "effect": one["effect"], "shown": signed(one["effect"]),
    }  # fmt: skip


def _level(one: Row, side: str) -> str:
    """A count, a share of the level above, or money."""
    value = one[side]
    if value is None:
        return "–"
    if one["id"] == "gmv":
        return money(value)
    return f"{value:,.0f}" if not one["per"] else f"{100 * value:.2f}%"


def _part(page: Page, one: Row, named: Callable[[str], str] = str) -> dict[str, Any]:
    name = page.words["other"] if one["key"] == OTHER else named(one["key"])
    return {
        "name": name, "before": money(one["before"]), "after": money(one["after"]),
        "effect": one["effect"], "shown": signed(one["effect"]),
    }  # fmt: skip


def _curve(page: Page, body: Row) -> dict[str, Any]:
    """At most `BARS` columns: money summed, people at their highest."""
    minutes = body["minutes"]
    step = -(-len(minutes) // BARS) or 1
    groups = [minutes[place : place + step] for place in range(0, len(minutes), step)]
    gmv = [sum(one["values"].get("gmv") or 0 for one in some) for some in groups]
    online = [max(one["values"].get("pcu") or 0 for one in some) for some in groups]
    return {
        "gmv": [value / 100 for value in gmv], "online": online,
        "most_gmv": page.figure("gmv", max(gmv, default=0)),
        "most_online": page.figure("pcu", max(online, default=0)),
        "first": clock(minutes[0]["at"]) if minutes else "",
        "last": clock(minutes[-1]["at"]) if minutes else "", "step": step,
    }  # fmt: skip


def _segments(page: Page, body: Row, scored: Sequence[Row]) -> list[dict[str, Any]]:
    by_run = {one["run"]: one for one in scored}
    found = []
    for row in body["segments"]:
        if (one := by_run.get(row["run"])) is None:
            continue
        found.append({
            "title": row["title"] or "–", "minutes": f"{row['live_ms'] / MINUTE:.1f}",
            "people": f"{one['n']:,}", "gmv": page.figure("gmv", row["values"].get("gmv")),
            "stay": page.figure("stay_seconds", row["values"].get("stay_seconds")),
            "stars": _stars(row.get("rating")),
            "score": "–" if one["score"] is None else f"{one['score']:.0f}",
            "range": _range(one), "label": one["label"],
        })  # fmt: skip
    return found


def _stars(rating: Row | None) -> str:
    """The mean of what viewers gave and how many gave it."""
    return f"{rating['mean']:.1f} ★ {rating['n']:,}" if rating else "–"


def _products(page: Page, rows: Sequence[Row]) -> list[dict[str, str]]:
    best = sorted(rows, key=lambda one: (-(one["values"].get("gmv") or 0), one["number"]))
    return [
        {
            "name": f"{one['number']} {one['name']}".strip(),
            "gmv": page.figure("gmv", one["values"].get("gmv")),
            "units": page.figure("units", one["values"].get("units")),
            "click": page.figure("click_rate", one["values"].get("click_rate")),
            "pay": page.figure("click_pay_rate", one["values"].get("click_pay_rate")),
        }
        for one in best[:ROWS]
    ]


def _goal(page: Page, one: Row) -> dict[str, Any]:
    actual = "–" if one["actual"] is None else shown(one["actual"], one["unit"])
    return {
        "name": one["name_en"] if page.lang == "en" else one["name"],
        "target": shown(one["target"], one["unit"]), "actual": actual, "is_met": one["is_met"],
    }  # fmt: skip


def _action(page: Page, one: Row) -> dict[str, Any]:
    return {
        "finding": one["finding"], "cause": one["cause"], "action": one["action"],
        "owner": one["owner"], "due": str(one["due_on"]), "is_done": one["done_at"] is not None,
    }  # fmt: skip


_SIDES = {"above": "↑", "run_above": "↑", "below": "↓", "run_below": "↓"}


def _chart(page: Page, one: Row) -> dict[str, Any]:
    metric, now = one["metric"], one["points"][-1]
    p = "" if one["p"] is None else f"p {one['p']:.3f}" if one["p"] >= 0.001 else "p < 0.001"
    return {
        "name": page.name(metric), "value": page.figure(metric, now["value"]),
        "usual": f"{page.figure(metric, now['low'])} – {page.figure(metric, now['high'])}",
        "verdict": one["verdict"], "p": p, "side": _SIDES.get(now["signal"], ""),
    }  # fmt: skip


def _books(page: Page, books: Row) -> str:
    state = "agrees" if books["agrees"] else "waiting" if books["waiting"] else "differs"
    return page.words[state]
