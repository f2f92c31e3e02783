"""What somebody has to know while the show runs, each with what could be done about it.

Rules look at counts of the last minutes against those before them in the same show, so that a
small room is not compared with a large one. They are asked every second; `rules/alarm_book.py`
keeps an alarm from being raised again and again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, Literal

from kaibo.foundation.intervals import wilson
from kaibo.insight.rules.lights import Do, Judged
from kaibo.insight.rules.significance import SURE, Change, fell, rose
from kaibo.insight.rules.texts import Text, shown

Level = Literal["problem", "warning"]
Key = tuple[str, int, str]  # code, subject, metric: one open alarm each

ONLINE_FALL = 0.25
ENOUGH_ONLINE = 30
LOW_STOCK = 0.1  # of what was released
TALK_MINUTES = 5.0
COMPLAINTS = 5
DOWN_MS = 3_000
STUTTERS = 3
SHORT_WATCH_S = 600
WATCH_AFTER_MS = 15 * 60_000
RED_FOR_MS = 3 * 60_000
ITEM_MINUTES = 2.0
MINUTE = 60_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An action of the console, on a link when it is about one."""

    do: Do
    link: int | None = None


@dataclass(frozen=True, slots=True)
class Alarm:
    """``subject`` is the link or segment run, 0: the show. ``evidence``: which rows to open."""

    code: str
    level: Level
    text: Text
    suggestion: Suggestion
    subject: int = 0
    metric: str = ""
    value: float | None = None
    baseline: float | None = None
    evidence: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return (self.code, self.subject, self.metric)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Counts of some minutes; ``viewer_minutes`` is how long people were there to do them."""

    counts: Mapping[str, float]
    viewer_minutes: float
    minutes: float

    def n(self, name: str) -> float:
        return self.counts.get(name, 0.0)


@dataclass(frozen=True, slots=True)
class Item:
    """A link or segment that is on: what it got lately, and what it or the show got before."""

    kind: Literal["link", "segment"]
    id: int
    name: str
    now: Stretch
    before: Stretch


@dataclass(frozen=True, slots=True)
class Shelf:
    """A link's stock; ``sold`` are units of the last ten minutes."""

    link: int
    number: int
    name: str
    left: int
    released: int
    sold: int
    is_pinned: bool = False
    is_next: bool = False
    minutes: float = TALK_MINUTES


@dataclass(frozen=True, slots=True)
class Similar:
    """The past show most like this one; ``share`` of what either shows or sells, 0–1."""

    show: int
    title: str
    share: float


@dataclass(frozen=True, slots=True)
class Red:
    """A figure below its benchmark, for how long (ms), with its name and unit of the registry."""

    judged: Judged
    ms: int
    zh: str
    en: str
    value: float
    unit: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A live show as the rules see it. Times in Unix ms; ``online`` has a mean per minute."""

    now: int
    live_ms: int
    online: Sequence[tuple[int, float]] = ()
    recent: Stretch = Stretch({}, 0.0, 0.0)  # the last five minutes
    before: Stretch = Stretch({}, 0.0, 0.0)  # the fifteen before them
    items: Sequence[Item] = ()
    shelves: Sequence[Shelf] = ()
    complaints: tuple[int, int] = (0, 0)  # of the last five minutes, of the fifteen before
    down_ms: int | None = None  # how long there has been no picture
    stutters: int = 0  # times the picture went in the last ten minutes
    watch: tuple[int, int] = (0, 0)  # viewers surely below and above `SHORT_WATCH_S`
    similar: Similar | None = None
    red: Sequence[Red] = ()


def alarms(seen: Watched) -> list[Alarm]:
    """All that hold now, problems first, then in the order of the rules."""
    found = [alarm for rule in RULES for alarm in rule(seen)]
    return sorted(found, key=lambda alarm: alarm.level != "problem")


def stream_broke(seen: Watched) -> Iterator[Alarm]:
    if seen.down_ms is not None and seen.down_ms >= DOWN_MS:
        seconds = seen.down_ms // 1000
        yield Alarm(
            "stream_down", "problem",
            Text(f"画面中断 {seconds} 秒，先告诉观众，再查推流",
                 f"No picture for {seconds} s: tell the viewers, then look at the encoder"),
            Suggestion("announce"), evidence={"kinds": ["stream"]},
        )  # fmt: skip
    elif seen.stutters >= STUTTERS:
        yield Alarm(
            "stream_stutter", "warning",
            Text(f"10 分钟内画面断了 {seen.stutters} 次，查网络与编码器",
                 f"The picture went {seen.stutters} times in 10 minutes: look at line and encoder"),
            Suggestion("announce"), value=seen.stutters, evidence={"kinds": ["stream"]},
        )  # fmt: skip


def stock_short(seen: Watched) -> Iterator[Alarm]:
    """Of the link that is presented or comes next, before it is presented."""
    for shelf in seen.shelves:
        if not (shelf.is_pinned or shelf.is_next) or shelf.released <= 0:
            continue
        expected = shelf.sold / 10 * shelf.minutes
        if shelf.left > LOW_STOCK * shelf.released and shelf.left >= expected:
            continue
        when, when_en = ("正在讲解的", "Presented") if shelf.is_pinned else ("下一个", "Next")
        yield Alarm(
            "stock_short", "problem" if shelf.left <= 0 else "warning",
            Text(f"{when} {shelf.number} 号“{shelf.name}”只剩 {shelf.left} 件"
                 f"（已放 {shelf.released}，近 10 分钟卖 {shelf.sold}）",
                 f"{when_en} link {shelf.number} “{shelf.name}” has {shelf.left} left "
                 f"(released {shelf.released}, {shelf.sold} sold in 10 minutes)"),
            Suggestion("stock", shelf.link), shelf.link, "units", shelf.left, expected,
            {"kinds": ["order"], "link": shelf.link},
        )  # fmt: skip


def online_fell(seen: Watched) -> Iterator[Alarm]:
    """The last whole minute against the best of the ten before it."""
    if len(seen.online) < 3:
        return
    *past, (at, low) = seen.online[-11:]
    high = max(mean for _, mean in past)
    if high < ENOUGH_ONLINE or high - low < max(ONLINE_FALL * high, SURE * sqrt(high)):
        return
    yield Alarm(
        "online_fell", "problem",
        Text(f"在线由 {high:.0f} 降到 {low:.0f}（{100 * (low / high - 1):.0f}%），用互动留住人",
             f"Online fell from {high:.0f} to {low:.0f} ({100 * (low / high - 1):.0f}%): hold "
             "people with an activity"),
        Suggestion("activity"), 0, "online", low, high,
        {"kinds": ["leave"], "minute": at // MINUTE * MINUTE},
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rate:
    """A count over another, or over the minutes that people were there (``over`` empty)."""

    code: str
    count: str
    over: str
    zh: str
    en: str
    kinds: tuple[str, ...]
    do: Do


RATES = (
    Rate("traffic_fell", "enter", "minutes", "每分钟进入", "enters a minute", ("enter",),
         "activity"),
    Rate("interaction_fell", "interaction", "", "人均互动", "interactions per viewer",
         ("like", "comment", "share", "follow"), "activity"),
    Rate("click_fell", "product_click", "product_view", "商品点击率", "product click rate",
         ("product_click",), "pin"),
    Rate("order_fell", "order", "product_click", "点击下单率", "orders per click", ("order",),
         "price"),
)  # fmt: skip
# 阅读量 互动量 转化率 点赞 评论 分享 of a segment; views, clicks and orders of a link.
ITEM_RATES: Mapping[str, tuple[Rate, ...]] = {
    "segment": (
        Rate("item_reads_fell", "enter", "minutes", "进入", "enters", ("enter",), "next"),
        Rate("item_interaction_fell", "interaction", "", "互动", "interactions",
             ("like", "comment", "share", "follow"), "activity"),
        Rate("item_conversion_fell", "pay", "", "成交", "paid orders", ("pay",), "flash"),
        Rate("item_likes_fell", "like", "", "点赞", "likes", ("like",), "activity"),
        Rate("item_comments_fell", "comment", "", "评论", "comments", ("comment",), "phrase"),
        Rate("item_shares_fell", "share", "", "分享", "shares", ("share",), "activity"),
    ),
    "link": (
        Rate("link_click_fell", "product_click", "product_view", "点击率", "click rate",
             ("product_click",), "flash"),
        Rate("link_order_fell", "order", "product_click", "点击下单率", "orders per click",
             ("order",), "price"),
    ),
}  # fmt: skip


def rates_fell(seen: Watched) -> Iterator[Alarm]:
    """The last five minutes against the fifteen before them."""
    for rate in RATES:
        if change := _fall(rate, seen.recent, seen.before):
            drop = f"{-100 * change.share:.0f}%"
            yield Alarm(
                rate.code, "warning",
                Text(f"{rate.zh}近 5 分钟比之前低 {drop}",
                     f"The {rate.en} of the last 5 minutes are {drop} lower than before"),
                Suggestion(rate.do), 0, rate.count, round(change.now, 4), round(change.before, 4),
                {"kinds": list(rate.kinds)},
            )  # fmt: skip


def items_fell(seen: Watched) -> Iterator[Alarm]:
    """What is on now against what the show, or the same link, had before (CONT-28).

    Of each item the surest fall: when people leave, everything they did falls with them.
    """
    for item in seen.items:
        if item.now.minutes < ITEM_MINUTES:
            continue
        changes = [(rate, _fall(rate, item.now, item.before)) for rate in ITEM_RATES[item.kind]]
        fallen = [(change.z, rate, change) for rate, change in changes if change is not None]
        if fallen:
            _, rate, change = min(fallen, key=lambda one: one[0])
            yield _item_alarm(item, rate, change)


def _item_alarm(item: Item, rate: Rate, change: Change) -> Alarm:
    drop = f"{-100 * change.share:.0f}%"
    link = item.id if item.kind == "link" else None
    return Alarm(
        rate.code, "warning",
        Text(f"“{item.name}”的{rate.zh}比之前低 {drop}",
             f"“{item.name}”: {rate.en} {drop} lower than before"),
        Suggestion(rate.do, link), item.id, rate.count, round(change.now, 4),
        round(change.before, 4), {"kinds": list(rate.kinds), item.kind: item.id},
    )  # fmt: skip


def complaints_rose(seen: Watched) -> Iterator[Alarm]:
    recent, before = seen.complaints
    if recent < COMPLAINTS:
        return
    if before and not (rose(recent, 5, before, 15) or recent >= 2 * before):
        return
    yield Alarm(
        "complaints", "problem",
        Text(f"近 5 分钟 {recent} 条投诉评论（之前 15 分钟 {before} 条），请统一回复",
             f"{recent} complaints in 5 minutes ({before} in the 15 before): answer them all"),
        Suggestion("phrase"), 0, "comments", recent, before, {"kinds": ["comment"]},
    )  # fmt: skip


def short_watch(seen: Watched) -> Iterator[Alarm]:
    """同质化: more than half watch less than ten minutes, beyond doubt (CONT-34)."""
    short, long = seen.watch
    interval = wilson(short, short + long)
    if seen.live_ms < WATCH_AFTER_MS or interval is None or interval[0] <= 0.5:
        return
    share = 100 * short / (short + long)
    like_zh = like_en = ""
    if seen.similar is not None:
        percent = f"{100 * seen.similar.share:.0f}%"
        like_zh = f"；内容与“{seen.similar.title}”相同 {percent}"
        like_en = f"; {percent} the same as “{seen.similar.title}”"
    yield Alarm(
        "short_watch", "warning",
        Text(f"观看中位数不到 10 分钟：{share:.0f}% 的人没看满{like_zh}",
             f"Median watch below 10 minutes: {share:.0f}% left earlier{like_en}"),
        Suggestion("next"), 0, "stay_seconds", round(share, 2), 50.0,
        {"kinds": ["leave"], "similar_show": seen.similar.show if seen.similar else None},
    )  # fmt: skip


def stays_red(seen: Watched) -> Iterator[Alarm]:
    for red in seen.red:
        if red.ms < RED_FOR_MS:
            continue
        judged = red.judged
        value, target = shown(red.value, red.unit), shown(judged.target, red.unit)
        yield Alarm(
            "below_benchmark", "warning",
            Text(f"{red.zh} {value}，低于基准 {target} 已 {red.ms // MINUTE} 分钟",
                 f"{red.en} {value}, below its benchmark {target} for {red.ms // MINUTE} min"),
            Suggestion(judged.advice), 0, judged.metric, red.value,
            judged.target, {"metric": judged.metric},
        )  # fmt: skip


def _fall(rate: Rate, now: Stretch, before: Stretch) -> Change | None:
    return fell(now.n(rate.count), _base(rate, now), before.n(rate.count), _base(rate, before))


def _base(rate: Rate, part: Stretch) -> float:
    if rate.over == "minutes":
        return part.minutes
    return part.n(rate.over) if rate.over else part.viewer_minutes


RULES: tuple[Callable[[Watched], Iterator[Alarm]], ...] = (
    stream_broke, stock_short, online_fell, complaints_rose, rates_fell, items_fell, stays_red,
    short_watch,
)  # fmt: skip
