"""Why a chart cannot be drawn, in the asker's language."""

from __future__ import annotations

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kaibo.insight.charts.chart import BadChart
from kaibo.insight.registry.channels import channel_name


def why(problem: BadChart) -> str:
    """One sentence: what, which value, what to do."""
    values = {**problem.values}
    for name in ("by", "x", "split"):
        if name in values:
            values[name] = by_name(values[name])
    if figure := values.pop("figure", None):
        values["name"] = figure.en if (get_language() or "").startswith("en") else figure.zh
        values["ways"] = _("、").join(by_name(one) for one in figure.by if one != "none")
    return _texts()[problem.code].format(**values)


def by_name(by: str) -> str:
    """A grouping in words."""
    return {
        "none": _("整体"), "show": _("场次"), "day": _("日"), "week": _("周"), "month": _("月"),
        "weekday": _("星期"), "hour": _("开播时段"), "minute": _("开播后分钟"),
        "segment": _("环节"), "host": _("主播"), "product": _("商品"), "channel": _("来源渠道"),
    }[by]  # fmt: skip


def channel(code: str) -> str:
    """A channel in words."""
    return channel_name(code, (get_language() or "").startswith("en"))


def _texts() -> dict[str, str]:
    return {
        "twice": _("横轴和拆分都是{by}：请换一个，或不拆分"),
        "both_inside": _("{x}和{split}不能同时拆分：请把其中一个换成场次、日、周或月"),
        "number_by": _("数字卡只显示整体，不能按{by}：请换成折线、柱状或表格"),
        "line_by": _("按{by}没有先后，不能画折线：请换成柱状或表格"),
        "days": _("{first} 在 {last} 之后：请对调起止日期"),
        "unknown": _("没有指标 {id}：可能已被删除，请另选"),
        "not_by": _("“{name}”不能按{by}：可以按{ways}"),
        "no_show": _("场次 {id} 不在本店已播的场次里（彩排不进看板）：请去掉"),
        "many_shows": _("这段时间有 {count} 场，一张图最多 {most} 场：请缩短时间或只选几位主播"),
        "many_x": _("横轴有 {count} 格，最多 {most} 格：请缩短时间或换成周、月"),
        "many_series": _("拆成了 {count} 条，最多 {most} 条：请缩短时间或换一个拆分"),
        "late": _("这张图 20 秒没有算完：请缩短时间或减少指标"),
    }  # fmt: skip
