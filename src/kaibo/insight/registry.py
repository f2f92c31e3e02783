"""The metric registry: one table of definitions. A figure that is not here is not shown.

A ratio is computed as an exact fraction and rounded only when it leaves the process, so that
identities such as GMV = PV × GPM / 1000 hold to the last digit. U(present) is the number of
distinct viewers with any visit in the grain (enter ∪ heartbeat ∪ leave); of a show it is UV.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kaibo.insight.rules.view import View

Unit = Literal["money", "count", "percent", "seconds", "ratio"]
Number = int | Fraction
GRAINS = ("show", "minute", "segment", "product", "channel")
_PRESENT = ("enter", "heartbeat", "leave")
_INTERACTION = ("like", "comment", "share", "follow")
_ALL = ("show", "segment", "minute", "channel")
_TRADE = ("show", "segment", "minute", "product", "channel")
_GOODS = ("show", "segment", "minute", "product", "channel")


@dataclass(frozen=True, slots=True)
class Metric:
    """A definition. ``number`` is its row in the design's table of metrics.

    ``unit``: money (minor units), count, percent (0–100), seconds, ratio. ``kinds`` are the event
    kinds whose rows a figure opens to. ``compute`` gives None where the denominator is 0.
    """

    id: str
    number: int
    zh: str
    en: str
    formula: str
    unit: Unit
    kinds: tuple[str, ...]
    compute: Callable[[View], Number | None]
    grains: tuple[str, ...] = _ALL
    owner: str = "analyst"
    source: str = "event log"
    people: tuple[str, ...] = ()  # kinds of the distinct count whose error is printed
    is_kpi: bool = False  # one of the four of EVAL-01
    higher_is_better: bool = True

    def value(self, view: View) -> float | int | None:
        """The figure as it is shown: money and counts whole, ratios to four decimals."""
        found = self.compute(view)
        if found is None:
            return None
        if isinstance(found, int):
            return found
        return round(float(found), 4)

    def error(self, view: View) -> float:
        """Relative standard error of the distinct count inside; 0 when exact."""
        return view.error(*self.people) if self.people else 0.0


def ratio(top: int, bottom: int, scale: int = 1) -> Fraction | None:
    return Fraction(top * scale, bottom) if bottom else None


def percent(top: int, bottom: int) -> Fraction | None:
    return ratio(top, bottom, 100)


_TABLE = (
    # Traffic 流量
    Metric("impressions", 1, "曝光次数", "Impressions", "E(impression)", "count",
           ("impression",), lambda v: v.e("impression")),
    Metric("impression_viewers", 2, "曝光人数", "Impression viewers", "U(impression)", "count",
           ("impression",), lambda v: v.u("impression"), people=("impression",)),
    Metric("pv", 4, "观看次数", "Views (PV)", "E(enter)", "count", ("enter",),
           lambda v: v.e("enter")),
    Metric("uv", 5, "观看人数", "Viewers (UV)", "U(enter)", "count", ("enter",),
           lambda v: v.u("enter"), people=("enter",)),
    Metric("online", 6, "实时在线", "Online now", "enters − leaves, 45 s heartbeat expiry", "count",
           _PRESENT, lambda v: v.online, grains=("show",)),
    Metric("acu", 7, "平均在线", "Average online (ACU)", "ΣS / D", "ratio",
           ("heartbeat", "leave"), lambda v: ratio(v.cell.watch_ms, v.live_ms),
           grains=("show", "segment")),
    Metric("pcu", 8, "最高在线", "Peak online (PCU)", "max number present in any second", "count",
           ("heartbeat", "leave"), lambda v: v.peak(), grains=("show", "minute")),
    Metric("watch_seconds", 9, "观看总时长", "Watch time", "ΣS", "seconds",
           ("heartbeat", "leave"), lambda v: ratio(v.cell.watch_ms, 1000)),
    Metric("stay_seconds", 9, "人均停留", "Mean stay per viewer", "ΣS / U(present)",
           "seconds", ("heartbeat", "leave"),
           lambda v: ratio(v.cell.watch_ms, 1000 * v.u(*_PRESENT)),
           people=_PRESENT, is_kpi=True),
    Metric("stay_per_visit", 10, "次均停留", "Mean stay per visit", "ΣS / PV", "seconds",
           ("heartbeat", "leave"), lambda v: ratio(v.cell.watch_ms, 1000 * v.e("enter")),
           grains=("show", "channel")),
    Metric("retention_30s", 11, "30 秒留存", "30 s retention", "U(S ≥ 30) / U(present)", "percent",
           ("heartbeat", "leave"),
           lambda v: percent(v.stayed(30), v.u(*_PRESENT)),
           grains=("show", "segment", "channel"), people=_PRESENT,
           is_kpi=True),
    Metric("retention_60s", 11, "60 秒留存", "60 s retention", "U(S ≥ 60) / U(present)", "percent",
           ("heartbeat", "leave"),
           lambda v: percent(v.stayed(60), v.u(*_PRESENT)),
           grains=("show", "segment", "channel"), people=_PRESENT),
    Metric("enter_leave_ratio", 12, "进离比", "Enter-leave ratio", "E(enter) / E(leave)", "ratio",
           ("enter", "leave"), lambda v: ratio(v.e("enter"), v.e("leave"))),
    Metric("visits_per_viewer", 13, "人均进入次数", "Visits per viewer", "PV / UV", "ratio",
           ("enter",), lambda v: ratio(v.e("enter"), v.u("enter")), people=("enter",)),
    Metric("enters_per_minute", 19, "流量速度", "Enters per minute", "E(enter) / (D / 60)", "ratio",
           ("enter",), lambda v: ratio(v.e("enter"), v.live_ms, 60_000),
           grains=("show", "segment", "minute")),
    Metric("uv_per_hour", 20, "单小时观看人数", "Viewers per hour", "UV / (D / 3600)", "ratio",
           ("enter",), lambda v: ratio(v.u("enter"), v.live_ms, 3_600_000), grains=("show",),
           people=("enter",)),
    # Interaction 互动
    Metric("interaction_rate", 21, "互动率", "Interaction rate",
           "U(like ∪ comment ∪ share ∪ follow) / U(present)", "percent", _INTERACTION,
           lambda v: percent(v.u(*_INTERACTION), v.u(*_INTERACTION, *_PRESENT)),
           people=_INTERACTION, is_kpi=True),
    Metric("comments", 25, "评论次数", "Comments", "E(comment)", "count", ("comment",),
           lambda v: v.e("comment")),
    Metric("comment_rate", 22, "评论率", "Comment rate", "U(comment) / UV", "percent",
           ("comment",), lambda v: percent(v.u("comment"), v.u("enter")), people=("comment",),
           grains=("show", "channel")),
    Metric("likes", 23, "点赞次数", "Likes", "E(like)", "count", ("like",), lambda v: v.e("like")),
    Metric("like_rate", 23, "点赞率", "Like rate", "U(like) / UV", "percent", ("like",),
           lambda v: percent(v.u("like"), v.u("enter")), people=("like",),
           grains=("show", "channel")),
    Metric("shares", 24, "分享次数", "Shares", "E(share)", "count", ("share",),
           lambda v: v.e("share")),
    Metric("share_rate", 24, "分享率", "Share rate", "U(share) / UV", "percent", ("share",),
           lambda v: percent(v.u("share"), v.u("enter")), people=("share",),
           grains=("show", "channel")),
    Metric("comments_per_viewer", 25, "人均评论", "Comments per viewer", "E(comment) / UV", "ratio",
           ("comment",), lambda v: ratio(v.e("comment"), v.u("enter")), grains=("show", "channel"),
           people=("enter",)),
    Metric("followers", 26, "新增关注人数", "New followers", "U(follow)", "count", ("follow",),
           lambda v: v.u("follow"), people=("follow",)),
    Metric("follow_rate", 26, "转粉率", "Follow rate", "U(follow) / UV", "percent", ("follow",),
           lambda v: percent(v.u("follow"), v.u("enter")), people=("follow",),
           grains=("show", "channel")),
    Metric("unfollowers", 27, "取关人数", "Unfollowers", "U(unfollow)", "count", ("unfollow",),
           lambda v: v.u("unfollow"), people=("unfollow",), higher_is_better=False),
    Metric("interactions_per_hour", 34, "每小时互动量", "Interactions per hour",
           "E(like, comment, share, follow) / (D / 3600)", "ratio", _INTERACTION,
           lambda v: ratio(v.e(*_INTERACTION), v.live_ms, 3_600_000), grains=("show", "segment")),
    # Goods 商品
    Metric("product_views", 35, "商品曝光次数", "Product views", "E(product_view)", "count",
           ("product_view",), lambda v: v.e("product_view"), grains=_GOODS),
    Metric("product_viewers", 35, "商品曝光人数", "Product viewers", "U(product_view)", "count",
           ("product_view",), lambda v: v.u("product_view"), grains=_GOODS,
           people=("product_view",)),
    Metric("product_view_rate", 36, "商品曝光率", "Product view rate", "U(product_view) / UV",
           "percent", ("product_view",), lambda v: percent(v.u("product_view"), v.u("enter")),
           grains=("show", "channel"), people=("product_view",)),
    Metric("product_clicks", 37, "商品点击次数", "Product clicks", "E(product_click)", "count",
           ("product_click",), lambda v: v.e("product_click"), grains=_GOODS),
    Metric("product_clickers", 37, "商品点击人数", "Product clickers", "U(product_click)", "count",
           ("product_click",), lambda v: v.u("product_click"), grains=_GOODS,
           people=("product_click",)),
    Metric("click_rate", 37, "商品曝光-点击率", "Product click rate",
           "U(product_click) / U(product_view)", "percent", ("product_click",),
           lambda v: percent(v.u("product_click"), v.u("product_view")), grains=_GOODS,
           people=("product_click",)),
    Metric("favorites", 38, "收藏次数", "Favorites", "E(favorite)", "count", ("favorite",),
           lambda v: v.e("favorite"), grains=_GOODS),
    Metric("order_pay_rate", 40, "下单-支付率", "Order-to-pay rate", "U(pay) / U(order)", "percent",
           ("pay",), lambda v: percent(v.traders("pay"), v.traders("order")), grains=_TRADE),
    Metric("click_pay_rate", 41, "商品点击-成交率", "Click-to-pay rate",
           "U(pay) / U(product_click)", "percent", ("pay",),
           lambda v: percent(v.traders("pay"), v.u("product_click")), grains=_GOODS,
           people=("product_click",)),
    Metric("conversion_rate", 42, "观看-成交率", "View-to-pay rate", "U(pay) / U(present)",
           "percent", ("pay",),
           lambda v: percent(v.traders("pay"), v.u(*_PRESENT)),
           people=_PRESENT, is_kpi=True),
    Metric("orders_per_view", 42, "观看-成交率(次数)", "Orders per view", "paid orders / PV",
           "percent", ("pay",), lambda v: percent(v.e("pay"), v.e("enter")),
           grains=("show", "channel")),
    Metric("presenting_gmv_per_minute", 44, "讲解效率", "GMV per presented minute",
           "GMV of orders placed while presented / minutes presented", "money", ("pay",),
           lambda v: ratio(v.cell.presented_amount, v.presented_ms, 60_000), grains=("product",)),
    Metric("product_gpm", 45, "商品 GPM", "Product GPM", "1000 × GMV / E(product_view)", "money",
           ("pay",), lambda v: ratio(v.amount("pay"), v.e("product_view"), 1000),
           grains=("product",)),
    # Deal 成交
    Metric("gmv_created", 49, "下单金额", "GMV created", "Σ order amount", "money", ("order",),
           lambda v: v.amount("order"), grains=_TRADE),
    Metric("orders", 49, "下单数", "Orders", "E(order)", "count", ("order",),
           lambda v: v.e("order"), grains=_TRADE),
    Metric("order_buyers", 49, "下单人数", "Ordering buyers", "U(order)", "count", ("order",),
           lambda v: v.traders("order"), grains=_TRADE),
    Metric("gmv", 50, "成交金额", "GMV paid", "Σ paid amount", "money", ("pay",),
           lambda v: v.amount("pay"), grains=_TRADE),
    Metric("net_gmv", 51, "净成交金额", "Net GMV", "Σ paid − Σ refunded", "money",
           ("pay", "refund"), lambda v: v.amount("pay") - v.amount("refund"), grains=_TRADE),
    Metric("refund_amount", 51, "退款金额", "Refunds", "Σ refunded amount", "money", ("refund",),
           lambda v: v.amount("refund"), grains=_TRADE, higher_is_better=False),
    Metric("paid_orders", 52, "成交订单数", "Paid orders", "E(pay)", "count", ("pay",),
           lambda v: v.e("pay"), grains=_TRADE),
    Metric("units", 52, "成交件数", "Units", "Σ paid quantity", "count", ("pay",),
           lambda v: v.units("pay"), grains=_TRADE),
    Metric("buyers", 52, "成交人数", "Buyers", "U(pay)", "count", ("pay",),
           lambda v: v.traders("pay"), grains=_TRADE),
    Metric("gmv_per_buyer", 53, "客单价", "GMV per buyer", "GMV / U(pay)", "money", ("pay",),
           lambda v: ratio(v.amount("pay"), v.traders("pay")), grains=_TRADE),
    Metric("gmv_per_order", 54, "笔单价", "GMV per order", "GMV / paid orders", "money", ("pay",),
           lambda v: ratio(v.amount("pay"), v.e("pay")), grains=_TRADE),
    Metric("gmv_per_unit", 55, "件单价", "GMV per unit", "GMV / units", "money", ("pay",),
           lambda v: ratio(v.amount("pay"), v.units("pay")), grains=_TRADE),
    Metric("gpm", 56, "千次看播成交", "GPM", "1000 × GMV / PV", "money", ("pay",),
           lambda v: ratio(v.amount("pay"), v.e("enter"), 1000), grains=("show", "channel")),
    Metric("uv_value", 57, "UV 价值", "Value per viewer", "GMV / UV", "money", ("pay",),
           lambda v: ratio(v.amount("pay"), v.u("enter")), grains=("show", "channel"),
           people=("enter",)),
    Metric("gmv_per_minute", 58, "分钟成交", "GMV per minute", "GMV / (D / 60)", "money", ("pay",),
           lambda v: ratio(v.amount("pay"), v.live_ms, 60_000), grains=("show", "segment")),
    Metric("gmv_per_hour", 58, "单小时支付金额", "GMV per hour", "GMV / (D / 3600)", "money",
           ("pay",), lambda v: ratio(v.amount("pay"), v.live_ms, 3_600_000), grains=("show",)),
    Metric("units_per_order", 61, "连带率", "Units per order", "units / paid orders", "ratio",
           ("pay",), lambda v: ratio(v.units("pay"), v.e("pay")), grains=_TRADE),
    Metric("unpaid_amount", 63, "未支付流失额", "Unpaid amount", "Σ order − Σ paid amount", "money",
           ("order", "pay"), lambda v: v.amount("order") - v.amount("pay"), grains=_TRADE,
           higher_is_better=False),
    # Experience 体验
    Metric("completion_rate", 80, "内容完成度", "Content completion",
           "executed / scripted segments",
           "percent", ("segment",), lambda v: percent(*v.script) if v.script else None,
           grains=("show",), source="script and executed segments"),
    # After-sale 售后
    Metric("refund_rate", 65, "退款率(单)", "Refund rate (orders)", "refunded orders / paid orders",
           "percent", ("refund",), lambda v: percent(v.e("refund"), v.e("pay")), grains=_TRADE,
           higher_is_better=False),
    Metric("refund_amount_rate", 65, "退款率(额)", "Refund rate (amount)", "Σ refunded / Σ paid",
           "percent", ("refund",), lambda v: percent(v.amount("refund"), v.amount("pay")),
           grains=_TRADE, higher_is_better=False),
)  # fmt: skip


class BadMetric(ValueError):
    """The registry has an entry that is not a definition."""


class UnknownMetric(KeyError):
    """A screen asked for a figure that the registry does not define."""


def validate(table: Iterable[Metric]) -> dict[str, Metric]:
    """The table by id. Raises BadMetric for an entry without formula, name or source, or twice."""
    found: dict[str, Metric] = {}
    for metric in table:
        for field in ("id", "zh", "en", "formula", "unit", "owner", "source", "kinds", "grains"):
            if not getattr(metric, field):
                raise BadMetric(f"metric {metric.id!r} has no {field}; write it down or drop it")
        if metric.id in found:
            raise BadMetric(f"metric {metric.id!r} is defined twice")
        if unknown := set(metric.grains) - set(GRAINS):
            raise BadMetric(f"metric {metric.id!r} has unknown grains {sorted(unknown)}")
        found[metric.id] = metric
    return found


METRICS = validate(_TABLE)
KPIS = tuple(metric.id for metric in _TABLE if metric.is_kpi)


def metric(metric_id: str) -> Metric:
    """The definition. Raises UnknownMetric: a figure that is not registered is not shown."""
    try:
        return METRICS[metric_id]
    except KeyError:
        raise UnknownMetric(f"{metric_id!r} is not in the metric registry") from None


def figures(view: View, ids: Iterable[str] | None = None) -> dict[str, float | int | None]:
    """Values of the metrics that the view's grain supports (or of ``ids``)."""
    wanted = (metric(name) for name in ids) if ids is not None else iter(METRICS.values())
    return {one.id: one.value(view) for one in wanted if view.grain in one.grains}


def errors(view: View) -> dict[str, float]:
    """Relative standard errors of those figures that are estimates."""
    found = {one.id: one.error(view) for one in METRICS.values() if view.grain in one.grains}
    return {name: round(error, 4) for name, error in found.items() if error}
