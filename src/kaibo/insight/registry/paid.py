"""Paid traffic and profit 投放与利润: rows 72–78."""

from __future__ import annotations

from kaibo.insight.registry.metric import Metric, Unit

_SHOW = ("show",)
_ADS = "ads import"
_NO_ADS = (
    "投放的消耗、曝光、点击还没有导入",
    "spend, impressions and clicks of ads are not imported yet",
)
_NO_LTV = (
    "还没有获客成本，也没有买家毛利预测",
    "neither acquisition cost nor a forecast of margin per buyer exists yet",
)
_NO_PARTNERS = ("佣金还没有入账", "commissions are not kept yet")
_NO_COSTS = (
    "一场的货品、投放、佣金、运费成本还没有入账",
    "cost of goods, ads, commissions and freight of a show are not kept yet",
)


def _missing(
    name: str, number: int, zh: str, en: str, formula: str, unit: Unit, why: tuple[str, str],
    source: str = _ADS, owner: str = "ads", higher: bool = True,
) -> Metric:  # fmt: skip
    return Metric(name, number, zh, en, formula, unit, (), None, grains=_SHOW, owner=owner,
                  source=source, missing=why, higher_is_better=higher)  # fmt: skip


TABLE = (
    _missing("ad_roi", 72, "投放 ROI", "Ad ROI", "attributed GMV / spend (rule printed)", "ratio",
             _NO_ADS),
    _missing("ad_cpm", 73, "千次曝光成本", "CPM", "1000 × spend / impressions", "money", _NO_ADS,
             higher=False),
    _missing("ad_cpc", 73, "点击成本", "CPC", "spend / clicks", "money", _NO_ADS, higher=False),
    _missing("ad_ctr", 73, "投放点击率", "Ad CTR", "clicks / impressions", "percent", _NO_ADS),
    _missing("ad_cost_per_enter", 74, "进入成本", "Cost per enter", "spend / U(enter by ads)",
             "money", _NO_ADS, higher=False),
    _missing("ad_cpa", 74, "成交成本", "CPA", "spend / attributed paid orders", "money", _NO_ADS,
             higher=False),
    _missing("ctr_cpa_ratio", 75, "CTR-CPA 比值", "CTR-CPA ratio",
             "(CTR / CPA) / category mean of the same", "ratio", _NO_ADS),
    _missing("ltv_cac", 76, "LTV / CAC", "LTV / CAC",
             "predicted 12-month margin per new buyer / acquisition cost", "ratio", _NO_LTV),
    _missing("commission_rate", 77, "佣金占比", "Commission share", "commission / GMV", "percent",
             _NO_PARTNERS, source="settlement", owner="finance", higher=False),
    _missing("gross_profit", 78, "单场毛利", "Gross profit of the show",
             "net GMV − goods − discount funding − commission − spend − shipping", "money",
             _NO_COSTS, source="settlement", owner="finance"),
)  # fmt: skip
