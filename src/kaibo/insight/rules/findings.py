"""What to look at after a show: simple rules over its figures, each with its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from kaibo.insight.rules.texts import Text, clock, money, shown

Level = Literal["problem", "warning", "good"]
MINUTE = 60_000
PRICE_CHANGES_SHOWN = 3
PRICE_WINDOW = 5  # minutes compared before and after a price change
ENOUGH_CLICKS = 20
UNPAID_SHARE = 0.2
ONLINE_DROP = 0.25
ENOUGH_ONLINE = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """``evidence`` is what the page opens: kinds of rows with link, segment or minute."""

    code: str
    level: Level
    text: Text
    evidence: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at; shapes as in the review's body. Times in Unix ms."""

    goals: Sequence[dict[str, Any]]
    totals: dict[str, Any]
    minutes: Sequence[dict[str, Any]]
    segments: Sequence[dict[str, Any]]
    products: Sequence[dict[str, Any]]
    marks: Sequence[dict[str, Any]]
    breaks: Sequence[tuple[int, int]]
    skipped: Sequence[str]
    agrees: bool


def findings(facts: Facts) -> list[Finding]:
    """All that apply, problems first."""
    order = {"problem": 0, "warning": 1, "good": 2}
    found = [finding for rule in RULES for finding in rule(facts)]
    return sorted(found, key=lambda finding: order[finding.level])


def books_disagree(facts: Facts) -> Iterator[Finding]:
    if not facts.agrees:
        yield Finding(
            "books_disagree", "problem",
            Text("事件日志与订单表不一致，见对账表；金额以订单表为准",
                 "The event log and the order tables differ, see the reconciliation; money is "
                 "shown from the order tables"),
            {"kinds": ["order", "pay", "refund"]},
        )  # fmt: skip


def worst_against_plan(facts: Facts) -> Iterator[Finding]:
    missed = [goal for goal in facts.goals if goal["is_met"] is False and goal["gap_percent"]]
    if not missed:
        return
    worst = max(missed, key=lambda goal: abs(goal["gap_percent"]))
    actual, target = (shown(worst[name], worst["unit"]) for name in ("actual", "target"))
    yield Finding(
        "worst_against_plan", "problem",
        Text(f"离目标最远：{worst['name']} {actual}，目标 {target}（{worst['gap_percent']:+.1f}%）",
             f"Furthest from plan: {worst['name_en']} {actual} against {target} "
             f"({worst['gap_percent']:+.1f}%)"),
        {"metric": worst["metric"]},
    )  # fmt: skip


def stream_broke(facts: Facts) -> Iterator[Finding]:
    for start, end in facts.breaks:
        before, after = _online_at(facts, start - MINUTE), _online_at(facts, end)
        seconds = max(0, end - start) // 1000
        if seconds == 0:
            continue  # nobody saw it: the picture arrived while the show was starting
        yield Finding(
            "stream_broke", "problem",
            Text(f"{clock(start)} 断流 {seconds} 秒，在线由 {before} 变为 {after}",
                 f"Stream down at {clock(start)} for {seconds} s; online went from {before} "
                 f"to {after}"),
            {"kinds": ["leave"], "minute": start // MINUTE * MINUTE},
        )  # fmt: skip


def price_effect(facts: Facts) -> Iterator[Finding]:
    """The price changes after which orders changed most."""
    products = {product["link"]: product for product in facts.products}
    changes = []
    for mark in facts.marks:
        if mark["kind"] in ("price", "flash_start") and mark["link"] in products:
            product = products[mark["link"]]
            before, after = _orders_around(product["order_minutes"], mark["at"])
            if before + after:
                changes.append((before, after, product, mark))
    changes.sort(key=lambda one: -abs(one[1] - one[0]))
    for before, after, product, mark in changes[:PRICE_CHANGES_SHOWN]:
        yield _price_finding(before, after, product, mark)


def _price_finding(
    before: int, after: int, product: dict[str, Any], mark: dict[str, Any]
) -> Finding:
    what, what_en = ("秒杀", "flash") if mark["kind"] == "flash_start" else ("改价", "price")
    at, amount = clock(mark["at"]), money(mark["amount"])
    return Finding(
        "price_effect", "good" if after > before else "warning",
        Text(f"{at} {product['number']} 号链接{what} {amount}：前 {PRICE_WINDOW} 分钟 {before} 单，"
             f"后 {PRICE_WINDOW} 分钟 {after} 单",
             f"{at} link {product['number']} {what_en} {amount}: {before} orders in the "
             f"{PRICE_WINDOW} minutes before, {after} after"),
        {"kinds": ["order"], "link": mark["link"]},
    )  # fmt: skip


def online_fell(facts: Facts) -> Iterator[Finding]:
    """The largest fall of online from one minute to the next."""
    pairs = zip(facts.minutes, facts.minutes[1:-1], strict=False)
    falls = [(old["values"]["pcu"] - new["values"]["pcu"], old, new) for old, new in pairs]
    if not falls:
        return
    fall, old, new = max(falls, key=lambda one: one[0])
    if old["values"]["pcu"] < ENOUGH_ONLINE or fall < ONLINE_DROP * old["values"]["pcu"]:
        return
    high, low = old["values"]["pcu"], new["values"]["pcu"]
    yield Finding(
        "online_fell", "warning",
        Text(f"{clock(new['at'])} 在线一分钟内由 {high} 降到 {low}",
             f"At {clock(new['at'])} online fell within a minute from {high} to {low}"),
        {"kinds": ["leave"], "minute": new["at"]},
    )  # fmt: skip


def clicks_without_sale(facts: Facts) -> Iterator[Finding]:
    for product in facts.products:
        values = product["values"]
        clicks = values.get("product_clickers") or 0
        if clicks >= ENOUGH_CLICKS and not values.get("orders"):
            yield Finding(
                "clicks_without_sale", "warning",
                Text(f"{product['number']} 号链接 {clicks} 人点击、无人下单，看价格与详情页",
                     f"Link {product['number']}: {clicks} people clicked, nobody ordered; look at "
                     "its price and card"),
                {"kinds": ["product_click"], "link": product["link"]},
            )  # fmt: skip


def unpaid_orders(facts: Facts) -> Iterator[Finding]:
    created, unpaid = facts.totals["gmv_created"] or 0, facts.totals["unpaid_amount"] or 0
    if created and unpaid > UNPAID_SHARE * created:
        yield Finding(
            "unpaid_orders", "warning",
            Text(f"下单未付 {money(unpaid)}，占下单金额 {100 * unpaid / created:.0f}%",
                 f"Ordered and not paid: {money(unpaid)}, {100 * unpaid / created:.0f}% of GMV "
                 "created"),
            {"kinds": ["order"]},
        )  # fmt: skip


def segments_skipped(facts: Facts) -> Iterator[Finding]:
    if facts.skipped:
        names = "、".join(facts.skipped)
        yield Finding(
            "segments_skipped",
            "warning",
            Text(f"脚本中未执行：{names}", f"Scripted and not executed: {names}"),
        )


def best_segment(facts: Facts) -> Iterator[Finding]:
    timed = [one for one in facts.segments if one["live_ms"] and one["values"].get("gmv")]
    if len(timed) < 2:
        return
    best = max(timed, key=lambda one: one["values"]["gmv"] / one["live_ms"])
    rate = money(best["values"]["gmv"] * MINUTE / best["live_ms"])
    yield Finding(
        "best_segment", "good",
        Text(f"最好环节：{best['title']}，每分钟成交 {rate}",
             f"Best segment: {best['title']}, {rate} a minute"),
        {"kinds": ["pay"], "segment": best["run"]},
    )  # fmt: skip


RULES: tuple[Callable[[Facts], Iterator[Finding]], ...] = (
    books_disagree, worst_against_plan, stream_broke, segments_skipped, online_fell,
    clicks_without_sale, unpaid_orders, price_effect, best_segment,
)  # fmt: skip


def verdict(facts: Facts) -> Text:
    """The show in one sentence."""
    totals = facts.totals
    goal = next((one for one in facts.goals if one["metric"] == "gmv"), None)
    share_zh = share_en = ""
    if goal and goal["target"]:
        share = 100 * (goal["actual"] or 0) / goal["target"]
        share_zh = f"，完成目标 {share:.0f}%"
        share_en = f", {share:.0f}% of the goal"
    met = sum(one["is_met"] is True for one in facts.goals)
    measured = sum(one["is_met"] is not None for one in facts.goals)
    goals_zh = f"；{measured} 个目标达成 {met} 个" if measured else ""
    goals_en = f"; {met} of {measured} goals met" if measured else ""
    conversion = totals["conversion_rate"] or 0
    return Text(
        f"成交 {money(totals['gmv'])}{share_zh}；{totals['uv']:,} 人观看，{totals['buyers']:,} 人"
        f"成交，转化 {conversion:.1f}%{goals_zh}。",
        f"{money(totals['gmv'])} paid{share_en}; {totals['uv']:,} viewers, "
        f"{totals['buyers']:,} buyers, conversion {conversion:.1f}%{goals_en}.",
    )


def _online_at(facts: Facts, ms: int) -> int:
    minute = ms // MINUTE * MINUTE
    return next((one["values"]["pcu"] for one in facts.minutes if one["at"] == minute), 0)


def _orders_around(minutes: dict[Any, int], at: int) -> tuple[int, int]:
    """Orders in the whole minutes of the window before and after; the minute itself is after."""
    here = at // MINUTE * MINUTE
    reach = PRICE_WINDOW * MINUTE
    counts = {int(minute): n for minute, n in minutes.items()}
    before = sum(n for minute, n in counts.items() if here - reach <= minute < here)
    return before, sum(n for minute, n in counts.items() if here <= minute < here + reach)
