"""Dashboards to begin from: what most teams look at, to be changed at will."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from kaibo.insight.charts.chart import Chart, Look, Measure

_MONTH = 30


@dataclass(frozen=True, slots=True)
class Starter:
    key: str
    zh: str
    en: str
    charts: tuple[Chart, ...]


def starters() -> tuple[Starter, ...]:
    """Titles in the asker's language."""
    return (
        Starter("overview", "经营总览", "Overview", _overview()),
        Starter("hosts", "主播表现", "Hosts", _hosts()),
        Starter("goods", "商品表现", "Products", _goods()),
        Starter("traffic", "流量来源", "Traffic", _traffic()),
        Starter("rhythm", "场内节奏", "Rhythm of a show", _rhythm()),
    )


def _metrics(*names: str) -> tuple[Measure, ...]:
    return tuple(Measure(one) for one in names)


def _mean(*names: str) -> tuple[Measure, ...]:
    return tuple(Measure(one, "show") for one in names)


def _number(name: str) -> Chart:
    return Chart(_metrics(name), look="number", days=_MONTH)


def _overview() -> tuple[Chart, ...]:
    return (
        *(_number(one) for one in ("gmv", "paid_orders", "conversion_rate", "gpm")),
        Chart(_metrics("gmv", "refund_amount"), "day", look="line", days=_MONTH, width=2,
              title=_("每日成交与退款")),
        Chart(_metrics("gmv", "uv", "conversion_rate", "gmv_per_buyer", "refund_rate"), "show",
              look="table", days=_MONTH, width=2, title=_("每场明细")),
    )  # fmt: skip


def _hosts() -> tuple[Chart, ...]:
    return (
        Chart(_mean("gmv"), "host", days=_MONTH, title=_("场均成交")),
        Chart(_metrics("conversion_rate"), "host", days=_MONTH, title=_("成交转化")),
        Chart(_metrics("stay_seconds"), "host", days=_MONTH, title=_("人均停留")),
        Chart(_metrics("gmv"), "week", "host", "line", days=90, title=_("每周成交")),
        Chart(_metrics("gmv", "gmv_per_minute", "conversion_rate", "interaction_rate",
                       "followers"), "host", look="table", days=_MONTH, width=2,
              title=_("主播对照")),
    )  # fmt: skip


def _goods() -> tuple[Chart, ...]:
    names = ("gmv", "units", "product_viewers", "click_rate", "click_pay_rate", "refund_rate")
    return (
        Chart(_metrics("gmv"), "product", days=_MONTH, title=_("成交前十")),
        Chart(_metrics("presenting_gmv_per_minute"), "product", days=_MONTH, title=_("讲解效率")),
        Chart(_metrics("gmv"), "week", "product", "bar", days=90, top=6, width=2,
              title=_("每周成交构成")),
        Chart(_metrics(*names), "product", look="table", days=_MONTH, top=30, width=2,
              title=_("商品漏斗")),
    )  # fmt: skip


def _traffic() -> tuple[Chart, ...]:
    looks: tuple[tuple[str, Look], ...] = (("pv", "bar"), ("conversion_rate", "bar"))
    return (
        *(Chart(_metrics(name), "channel", look=look, days=_MONTH) for name, look in looks),
        Chart(_metrics("pv"), "day", "channel", "bar", days=_MONTH, top=6, width=2,
              title=_("每日观看来源")),
        Chart(_metrics("new_viewer_rate", "return_visit_7d_rate"), "week", look="line", days=90,
              title=_("新客与回访")),
        Chart(_metrics("impression_enter_rate", "retention_30s"), "week", look="line", days=90,
              title=_("进入与留存")),
    )  # fmt: skip


def _rhythm() -> tuple[Chart, ...]:
    return (
        Chart(_mean("gmv"), "minute", look="line", days=_MONTH, width=2, title=_("每分钟成交")),
        Chart(_mean("comments", "product_clicks"), "minute", look="line", days=_MONTH,
              title=_("互动与点击")),
        Chart(_metrics("gmv_per_minute"), "segment", days=_MONTH, title=_("环节产出")),
        Chart(_mean("gmv"), "weekday", days=90, title=_("星期几场均成交")),
        Chart(_mean("gmv"), "hour", days=90, title=_("开播时段场均成交")),
    )  # fmt: skip
