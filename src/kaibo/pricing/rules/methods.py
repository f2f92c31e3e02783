"""Three ways to a price: from the cost, from rivals, from what buyers think it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from kaibo.foundation.words import gettext as _
from kaibo.pricing.contracts import Method, Proposal, RivalSeen, SurveyPoint, ValueFacts

ALL_BP = 10_000


def margin_bp(price: int, cost: int, fee_bp: int) -> int:
    """What is left of the price after cost and fees, as a share of it."""
    return ((price - cost) * ALL_BP - price * fee_bp) // price


def propose(
    cost: int, fee_bp: int, target_bp: int, rivals: Sequence[RivalSeen], value: ValueFacts
) -> list[Proposal]:
    """The three proposals side by side."""
    return [
        cost_plus(cost, fee_bp, target_bp),
        competition(rivals, cost, fee_bp),
        perceived_value(value, cost, fee_bp),
    ]


def cost_plus(cost: int, fee_bp: int, target_bp: int) -> Proposal:
    """成本加成: the lowest price that leaves the target margin after fees."""
    share = ALL_BP - fee_bp - target_bp
    if cost <= 0:
        return _none("cost", _("没有成本价，请先在商品里填写"))
    if share <= 0:
        return _none("cost", _("费用与目标毛利合计达到 100%，请调低"))
    price = -(-cost * ALL_BP // share)
    basis = _("成本 %(cost)s，费用 %(fee)s%%，目标毛利 %(target)s%%")
    words = {"cost": _yuan(cost), "fee": fee_bp / 100, "target": target_bp / 100}
    return Proposal("cost", price, margin_bp(price, cost, fee_bp), basis % words)


def competition(rivals: Sequence[RivalSeen], cost: int, fee_bp: int) -> Proposal:
    """竞争导向: the median of what rivals ask now."""
    if not rivals:
        return _none("competition", _("近 30 天没有竞品价格，请录入或导入"))
    prices = sorted(one.price for one in rivals)
    price = int(median(prices))
    basis = _("%(n)s 个竞品的中位价，最低 %(low)s，最高 %(high)s")
    words = {"n": len(prices), "low": _yuan(prices[0]), "high": _yuan(prices[-1])}
    return Proposal("competition", price, margin_bp(price, cost, fee_bp), basis % words)


def perceived_value(facts: ValueFacts, cost: int, fee_bp: int) -> Proposal:
    """感知价值: by a survey of willingness when there is one, else by scores of attributes."""
    if facts.survey:
        point = _best_point(facts.survey, cost, fee_bp)
        basis = _("问卷：%(price)s 时 %(n)s 人愿意买，毛利总额最大")
        words = {"price": _yuan(point.price), "n": point.buyers}
        found = margin_bp(point.price, cost, fee_bp)
        return Proposal("value", point.price, found, basis % words)
    ours = sum(one.weight * one.ours for one in facts.attributes)
    theirs = sum(one.weight * one.theirs for one in facts.attributes)
    if not facts.reference_price or not theirs or not ours:
        return _none("value", _("没有参照商品与评分，也没有问卷，请填写其一"))
    price = facts.reference_price * ours // theirs
    basis = _("参照「%(name)s」%(price)s，加权得分 %(ours)s 对 %(theirs)s")
    words = {
        "name": facts.reference_name, "price": _yuan(facts.reference_price),
        "ours": ours, "theirs": theirs,
    }  # fmt: skip
    return Proposal("value", max(price, 1), margin_bp(max(price, 1), cost, fee_bp), basis % words)


def _best_point(points: Sequence[SurveyPoint], cost: int, fee_bp: int) -> SurveyPoint:
    """The greatest profit among those asked; ties to the lower price."""

    def profit(point: SurveyPoint) -> tuple[int, int]:
        each = point.price * (ALL_BP - fee_bp) - cost * ALL_BP
        return each * point.buyers, -point.price

    return max(points, key=profit)


def _none(method: Method, problem: str) -> Proposal:
    return Proposal(method, None, None, "", problem)


def _yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"
