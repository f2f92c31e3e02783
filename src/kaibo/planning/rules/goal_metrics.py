"""Metrics of the registry that a show may set as its goal, with how to read them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

DIMENSIONS = {"efficiency": "效率", "effect": "效果", "experience": "体验"}


@dataclass(frozen=True, slots=True)
class GoalMetric:
    """``unit``: money (minor units), percent, seconds, count, score."""

    id: str
    name: str
    name_en: str
    unit: str
    dimension: str
    higher_is_better: bool = True


GOAL_METRICS = (
    GoalMetric("gmv", "成交金额", "GMV paid", "money", "effect"),
    GoalMetric("net_gmv", "净成交金额", "Net GMV", "money", "effect"),
    GoalMetric("paid_orders", "成交订单数", "Paid orders", "count", "effect"),
    GoalMetric("units", "成交件数", "Units", "count", "effect"),
    GoalMetric("buyers", "成交人数", "Buyers", "count", "effect"),
    GoalMetric("uv", "观看人数", "Viewers (UV)", "count", "effect"),
    GoalMetric("pv", "观看次数", "Views (PV)", "count", "effect"),
    GoalMetric("acu", "平均在线", "Average online (ACU)", "count", "effect"),
    GoalMetric("pcu", "最高在线", "Peak online (PCU)", "count", "effect"),
    GoalMetric("follow_rate", "转粉率", "Follow rate", "percent", "effect"),
    GoalMetric("gpm", "千次看播成交", "GPM", "money", "efficiency"),
    GoalMetric("uv_value", "UV 价值", "Value per viewer", "money", "efficiency"),
    GoalMetric("conversion_rate", "观看-成交率", "View-to-pay rate", "percent", "efficiency"),
    GoalMetric("order_pay_rate", "下单-支付率", "Order-to-pay rate", "percent", "efficiency"),
    GoalMetric("click_rate", "商品点击率", "Product click rate", "percent", "efficiency"),
    GoalMetric("gmv_per_hour", "单小时支付金额", "GMV per hour", "money", "efficiency"),
    GoalMetric("repeat_rate_30d", "30 天复购率", "30-day repurchase", "percent", "effect"),
    GoalMetric("stay_seconds", "人均停留", "Mean stay", "seconds", "experience"),
    GoalMetric("interaction_rate", "互动率", "Interaction rate", "percent", "experience"),
    GoalMetric("completion_rate", "内容完成度", "Content completion", "percent", "experience"),
    GoalMetric("nps", "净推荐值", "NPS", "score", "experience"),
    GoalMetric("satisfaction", "满意度", "Satisfaction (1–5)", "score", "experience"),
    GoalMetric("refund_rate", "退款率", "Refund rate", "percent", "experience", False),
)
BY_ID = {metric.id: metric for metric in GOAL_METRICS}


def gap(target: Decimal, actual: Decimal | None) -> tuple[Decimal | None, float | None]:
    """Actual − target, and the same in percent of the target (null for a target of 0)."""
    if actual is None:
        return None, None
    difference = actual - target
    return difference, round(float(100 * difference / abs(target)), 1) if target else None


def is_met(metric: GoalMetric, target: Decimal, actual: Decimal | None) -> bool | None:
    if actual is None:
        return None
    return actual >= target if metric.higher_is_better else actual <= target
