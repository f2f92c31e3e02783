"""The decomposition in words: names of factors and one sentence."""

from __future__ import annotations

from collections.abc import Sequence

from kaibo.insight.rules.decompose import OTHER, Factor, Part
from kaibo.insight.rules.texts import Text, money

NAMES: dict[tuple[str, str], Text] = {
    ("impressions", ""): Text("曝光次数", "impressions"),
    ("pv", "impressions"): Text("曝光-进入率", "entering rate"),
    ("pv", ""): Text("观看次数", "views"),
    ("paid_orders", "pv"): Text("每次观看成交", "orders per view"),
    ("paid_orders", ""): Text("成交订单数", "paid orders"),
    ("paid_orders", "impressions"): Text("曝光-成交率", "orders per impression"),
    ("product_views", ""): Text("商品曝光次数", "product views"),
    ("paid_orders", "product_views"): Text("商品曝光-成交率", "orders per product view"),
    ("gmv", "paid_orders"): Text("笔单价", "order value"),
    ("gmv", "pv"): Text("每次观看金额", "value per view"),
    ("gmv", "product_views"): Text("每次商品曝光金额", "value per product view"),
    ("gmv", "impressions"): Text("每次曝光金额", "value per impression"),
    ("gmv", ""): Text("成交金额", "GMV"),
}


def name(factor: Factor) -> Text:
    return NAMES[(factor.id, factor.per)]


def signed(minor: int) -> str:
    return f"+{money(minor)}" if minor > 0 else money(minor)


def sentence(
    before: int, after: int, title: str, factors: Sequence[Factor], channels: Sequence[Part]
) -> Text:
    """What changed against the other show, by which factors, and through which channel most."""
    effect = after - before
    share = f"（{100 * effect / before:+.1f}%）" if before else ""
    share_en = f" ({100 * effect / before:+.1f}%)" if before else ""
    parts_zh = "，".join(f"{name(one).zh} {signed(one.effect)}" for one in factors)
    parts_en = ", ".join(f"{name(one).en} {signed(one.effect)}" for one in factors)
    most = next((one for one in channels if one.key != OTHER and one.effect), None)
    tail_zh = f"；变化最大的来源是{most.key}，{signed(most.effect)}" if most else ""
    tail_en = (
        f"; the channel that changed most is {most.key}, {signed(most.effect)}" if most else ""
    )
    return Text(
        f"成交比《{title}》{signed(effect)}{share}：{parts_zh}{tail_zh}。",
        f"GMV {signed(effect)}{share_en} against “{title}”: {parts_en}{tail_en}.",
    )
