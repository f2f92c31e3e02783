"""The flow check: goods information and the way of the sale, rule by rule.

Sources: E-Commerce Law art. 15 (licence), 17 (information), 20 (delivery); Consumer Rights
Regulation 2024 art. 19 (return exemption must be marked and agreed to); Price Law art. 13–14 and
SAMR order 56 (compared prices); Advertising Law art. 11 (claims with proof).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kaibo.compliance.contracts import Finding, Flow, Goods
from kaibo.foundation.words import gettext as _

LONGEST_PROMISE_HOURS = 360
ORDER = {"block": 0, "warn": 1, "hint": 2}
RETURN_DAYS = 7


def check(flow: Flow) -> list[Finding]:
    """All findings, the gravest first, then as the goods stand."""
    found = list(_of_shop(flow))
    for goods in flow.goods:
        for rule in GOODS_RULES:
            found.extend(rule(flow, goods))
    return sorted(found, key=lambda each: ORDER[each.severity])


def _of_shop(flow: Flow) -> Iterator[Finding]:
    shop = _("店铺")
    settings = "/shop"
    if not flow.company_name or not flow.license_no:
        message = _("没有公司名称或营业执照号，直播间必须公示经营者信息")
        yield Finding("seller_license", "block", shop, message, settings)
    if not flow.service_contact:
        message = _("没有客服联系方式，买家找不到人")
        yield Finding("service_contact", "warn", shop, message, settings)
    if not flow.pay_methods:
        message = _("没有可用的支付方式，买家下单后付不了款")
        yield Finding("pay_methods", "block", shop, message, settings)
    if flow.show_id is not None and not flow.goods:
        message = _("这场直播没有排品，没有东西可卖")
        yield Finding("no_goods", "block", shop, message, _lineup(flow))


def _claims(flow: Flow, goods: Goods) -> Iterator[Finding]:
    for claim, proof in goods.claims:
        if not proof.strip():
            message = _("宣称「%(claim)s」没有依据，请补上检测报告或删掉") % {"claim": claim[:60]}
            yield Finding("claim_unproven", "block", _subject(goods), message, _product(goods))


def _returns(flow: Flow, goods: Goods) -> Iterator[Finding]:
    if goods.return_days >= RETURN_DAYS:
        return
    if not goods.exempt_reason.strip():
        message = _("退货期 %(days)s 天，少于 7 天又没有写法定原因") % {"days": goods.return_days}
        yield Finding("exempt_reason", "block", _subject(goods), message, _product(goods))
    elif not goods.exempt_consent.strip():
        message = _("不适用七天无理由，但没有给买家单独确认的文字")
        yield Finding("exempt_consent", "block", _subject(goods), message, _product(goods))


def _prices(flow: Flow, goods: Goods) -> Iterator[Finding]:
    if goods.before_price and not goods.before_price_is_proven:
        message = _("日常价没有最近 7 天的成交支持，不能作为划线价展示")
        yield Finding("before_price", "warn", _subject(goods), message, _lineup(flow))
    if goods.link and goods.price <= 0:
        message = _("没有直播价")
        yield Finding("no_price", "block", _subject(goods), message, _lineup(flow))
    elif goods.price and goods.price < goods.floor_price:
        message = _("直播价低于底价，开播前要第二个人确认")
        yield Finding("below_floor", "warn", _subject(goods), message, _lineup(flow))


def _promise(flow: Flow, goods: Goods) -> Iterator[Finding]:
    if not 0 < goods.ship_within_hours <= LONGEST_PROMISE_HOURS:
        message = _("没有明确的发货时间承诺，请填 1 到 360 小时")
        yield Finding("ship_promise", "block", _subject(goods), message, _product(goods))


def _stock(flow: Flow, goods: Goods) -> Iterator[Finding]:
    if goods.stock <= 0 and not flow.is_rehearsal:
        severity = "block" if goods.link else "hint"
        message = _("库存为 0，上架就是售罄")
        yield Finding("no_stock", severity, _subject(goods), message, _product(goods))


def _information(flow: Flow, goods: Goods) -> Iterator[Finding]:
    if not goods.has_picture:
        message = _("没有图片，买家看不到商品")
        yield Finding("no_picture", "warn", _subject(goods), message, _product(goods))
    if not [point for point in goods.selling_points if point.strip()]:
        message = _("没有卖点，商品卡上会空着")
        yield Finding("no_points", "hint", _subject(goods), message, _product(goods))


GOODS_RULES: tuple[Callable[[Flow, Goods], Iterator[Finding]], ...] = (
    _claims, _returns, _prices, _promise, _stock, _information,
)  # fmt: skip


def _subject(goods: Goods) -> str:
    name = goods.name[:80]
    return f"{goods.link} 号 {name}" if goods.link else name


def _product(goods: Goods) -> str:
    return f"/products?open={goods.product_id}"


def _lineup(flow: Flow) -> str:
    return f"/shows/{flow.show_id}/plan?tab=lineup" if flow.show_id else "/products"
