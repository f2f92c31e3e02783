"""What a reduced price may be compared with.

China: 明码标价和禁止价格欺诈规定 (SAMR Order 56) art. 16: without a detailed account of the
compared price it is at most the lowest deal price of the seven days before the comparison; without
a deal in them, at most the last deal price before. Art. 17: never a price without basis.
European Union: Directive 98/6/EC art. 6a (Omnibus): the lowest price applied during the 30 days
before the reduction; deals and the standing price both count as applied.
The day on which the reduction begins does not belong to the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kaibo.foundation.words import gettext as _
from kaibo.pricing.contracts import BeforePrice, DealDay, Market

WINDOW_DAYS: dict[Market, int] = {"CN": 7, "EU": 30}


def before_price(
    market: Market, deals: Sequence[DealDay], starts_on: date, list_price: int
) -> BeforePrice:
    """The highest lawful comparison for a reduction that begins on ``starts_on``."""
    first, last = starts_on - timedelta(days=WINDOW_DAYS[market]), starts_on - timedelta(days=1)
    earlier = [one for one in deals if one.day <= last]
    inside = [one for one in earlier if one.day >= first]
    if inside:
        found = min(inside, key=lambda one: (one.lowest, one.day))
        if market == "EU" and list_price < found.lowest:
            return BeforePrice(market, list_price, None, 0, 0, first, last, "list_price")
        return _proof(market, found, first, last, "lowest_deal")
    if market == "CN" and earlier:
        return _proof(market, max(earlier, key=lambda one: one.day), first, last, "last_deal")
    return BeforePrice(market, None, None, 0, 0, first, last, "none")


def refusal(claim: int, lawful: BeforePrice) -> str:
    """Why ``claim`` may not be shown as the price before; empty when it may."""
    if lawful.price is None:
        return _("没有成交记录可证明原价，不能使用划线价；去掉划线价，或有成交后再比较")
    if claim > lawful.price:
        words = {
            "claim": _yuan(claim), "price": _yuan(lawful.price), "first": lawful.window_from,
            "last": lawful.window_to,
        }  # fmt: skip
        message = _(
            "划线价 %(claim)s 高于 %(first)s 至 %(last)s 可证明的 %(price)s，最高可写 %(price)s"
        )
        return message % words
    return ""


def _proof(market: Market, one: DealDay, first: date, last: date, basis: str) -> BeforePrice:
    assert basis in ("lowest_deal", "last_deal")
    return BeforePrice(market, one.lowest, one.day, one.orders, one.units, first, last, basis)  # type: ignore[arg-type]


def _yuan(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"
