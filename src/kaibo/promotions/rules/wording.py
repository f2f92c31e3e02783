"""The explanation in Chinese and English words; without a catalog, so any process prints it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kaibo.promotions.contracts import Priced, Step

Language = Literal["zh", "en"]

_SIGNS = {"CNY": "¥", "USD": "$", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥", "KRW": "₩"}
_WHOLE = {"JPY", "KRW", "VND"}  # no minor units
_MONEY = {"amount", "missing", "extra"}

# code → Chinese, English
SENTENCES: dict[str, tuple[str, str]] = {
    # the price, step by step
    "goods": ("商品合计 {amount}", "Goods {amount}"),
    "unit": ("{name}：{units} 件共省 {amount}", "{name}: {amount} off {units} units"),
    "set": ("{name}：减 {amount}", "{name}: {amount} off"),
    "order": ("{name}：减 {amount}", "{name}: {amount} off"),
    "coupon": ("用券「{name}」：减 {amount}", "Coupon “{name}”: {amount} off"),
    "gift": ("{name}：送 {units} 件", "{name}: {units} gifts"),
    "redpacket": ("红包抵扣 {amount}", "Red packet pays {amount}"),
    "shipping": ("运费 {amount}", "Shipping {amount}"),
    "free_shipping": ("{name}：免运费 {amount}", "{name}: {amount} of shipping waived"),
    "points": ("{taken} 积分抵 {amount}", "{taken} points pay {amount}"),
    "credit": ("余额支付 {amount}", "Store credit pays {amount}"),
    "pay": ("到手价 {amount}", "To pay {amount}"),
    # what a little more would bring
    "hint_save": ("差 {missing} 可再减 {extra}（{name}）", "{missing} more saves {extra} ({name})"),
    "hint_gift": ("差 {missing} 可得赠品（{name}）", "{missing} more brings a gift ({name})"),
    "hint_shipping": (
        "差 {missing} 包邮，可省运费 {extra}",
        "{missing} more ships free and saves {extra}",
    ),
    # why a promotion did not apply
    "not_started": ("「{name}」还没开始", "“{name}” has not started"),
    "ended": ("「{name}」已结束", "“{name}” has ended"),
    "budget_spent": ("「{name}」的活动预算不够了", "The budget of “{name}” does not cover this"),
    "uses_spent": ("「{name}」的名额已用完", "“{name}” is used up"),
    "limit_reached": ("「{name}」已达每人限用次数", "You have used “{name}” as often as allowed"),
    "other_show": ("「{name}」只在另一场直播可用", "“{name}” belongs to another show"),
    "not_for_you": ("您不在「{name}」的适用人群里", "“{name}” is for other buyers"),
    "no_coupon": ("没有可用的券「{name}」", "You hold no coupon “{name}”"),
    "out_of_scope": ("「{name}」不适用于这些商品", "“{name}” is not for these goods"),
    "below_threshold": ("未达到「{name}」的门槛", "The threshold of “{name}” is not reached"),
    "set_incomplete": (
        "「{name}」件数不够或不更便宜",
        "“{name}” needs other units or saves nothing",
    ),
    "gift_gone": ("「{name}」的赠品已送完", "The gifts of “{name}” are gone"),
    "not_better": ("已有更划算的优惠，没有用「{name}」", "Another offer saves more than “{name}”"),
    "nothing_to_pay": ("没有使用「{name}」", "“{name}” was not used"),
}


def money(amount: int, currency: str = "CNY") -> str:
    """12950 → ¥129.50."""
    sign = _SIGNS.get(currency, f"{currency} ")
    return (
        f"{sign}{amount:,}" if currency in _WHOLE else f"{sign}{amount // 100:,}.{amount % 100:02d}"
    )


def say(step: Step, language: Language = "zh", currency: str = "CNY") -> str:
    """One step as a sentence."""
    shown = {
        key: money(value, currency) if key in _MONEY and isinstance(value, int) else value
        for key, value in step.params.items()
    }
    return SENTENCES[step.code][0 if language == "zh" else 1].format(**shown)


def say_all(steps: Iterable[Step], language: Language = "zh", currency: str = "CNY") -> list[str]:
    """Several steps as sentences."""
    return [say(step, language, currency) for step in steps]


def explain(priced: Priced, language: Language = "zh", currency: str = "CNY") -> str:
    """The whole 到手价, one step per line."""
    return "\n".join(say_all(priced.steps, language, currency))
