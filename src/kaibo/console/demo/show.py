"""Tonight's show of the demo shop, planned by its staff until only the room is missing.

Nothing here goes round a rule: goals, line-up, script, signatures and freeze are the actions an
operator would use, and the show goes live through the same gate as any other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Count

from kaibo.catalog.facade import bundle_parts, products_of
from kaibo.console.demo.goods import TONIGHT
from kaibo.console.demo.plan_script import script
from kaibo.foundation.errors import InvalidInput
from kaibo.planning import facade as planning
from kaibo.planning.contracts import ShowCard
from kaibo.supply.facade import on_hand, receive

if TYPE_CHECKING:
    from kaibo.catalog.models import Product
    from kaibo.foundation.models import Shop
    from kaibo.team.facade import Staff

LINKS = 12
LENGTH = timedelta(minutes=50)
_WANTED = {product.code: place for place, product in enumerate(TONIGHT)}
STOCK_PER_SKU = 300
LIVE_PER_SKU = 120

# Roles in the shares of a usual show; a smaller one takes them from the front.
_ROLES = ["traffic", "main", "welfare", "profit", "image", "main", "profit"]
_ROLES += ["welfare", "traffic", "main", "profit", "main"]
_DEAREST_FIRST = ("image", "profit", "main", "welfare", "traffic")
_ON_AIR_ORDER = ("traffic", "welfare", "main", "profit", "image")
_MECHANISM = {
    "traffic": "拍一发一，每人限一件",
    "welfare": "整点秒杀，限时限量",
    "main": "直播价直降，赠洗衣袋",
    "profit": "第二件九折（客服改价）",
    "image": "直播间专享礼盒包装",
}
_GOALS = (
    ("gmv", 3_000_000, "含秒杀，不含运费"),
    ("conversion_rate", "3.2", "看播转化"),
    ("uv_value", 120, "每位观众 1.2 元"),
    ("pcu", 200, ""),
    ("interaction_rate", 8, ""),
    ("stay_seconds", 180, "人均停留 3 分钟"),
    ("completion_rate", 95, "脚本执行率"),
    ("refund_rate", 5, "不高于"),
)


def seed(shop: Shop, _people: Mapping[str, Staff], now: datetime) -> ShowCard:
    """The show that is planned or on air; a new one when the last is over."""
    cards = planning.show_cards([shop.pk])
    still = [card for card in cards if card.phase in ("prepare", "on_air")]
    return still[0] if still else seed_show(shop, now)


def seed_show(shop: Shop, now: datetime) -> ShowCard:
    """A frozen, signed show in phase prepare that starts now. Needs staff and twelve products.

    Raises `InvalidInput` when the shop has none of them.
    """
    operator, host = _staff(shop, "operator", "admin"), _staff(shop, "host", "operator", "admin")
    products = _products(shop)
    _stock(products, operator)
    start = now.replace(second=0, microsecond=0)
    frame = planning.ShowFrame(
        title=f"{shop.name}·今晚焕新专场", planned_start_at=start, planned_end_at=start + LENGTH,
        theme="换季焕新：一家人的好睡眠", host_name=str(host),
    )  # fmt: skip
    show = planning.create_show(shop.pk, frame, operator)
    planning.set_goals(show.id, [_goal(*goal) for goal in _GOALS], operator)
    planning.edit_lineup(show.id, _links(products), [], operator)
    lines = script(shop.name, str(host), planning.lineup(show.id))
    rows = [planning.RowEdit(None, line.cells()) for line in lines]
    planning.edit_script(show.id, rows, [], operator)
    _tick_and_sign(show.id, operator, host, now)
    planning.freeze_plan(show.id, operator, now)
    return planning.show_card(show.id)


def _staff(shop: Shop, *roles: str) -> Staff:
    """Somebody with the first of these roles that anybody holds; the one with fewest others."""
    members = apps.get_model("team", "Membership").objects.filter(shop=shop)
    for role in roles:
        holders = members.filter(role=role).annotate(jobs=Count("staff__memberships"))
        found = holders.select_related("staff").order_by("jobs", "id").first()
        if found is not None:
            staff: Staff = found.staff
            return staff
    raise InvalidInput(f"{shop} has nobody with a role of {roles}; seed the staff first")


def _products(shop: Shop) -> list[Product]:
    """Twelve products, those of tonight before others, dearest first."""
    listed = [product for product in products_of(shop.pk) if product.is_listed]
    # A link has one price for all its SKUs: sizes that differ too much do not fit on one.
    sellable = [p for p in listed if _skus(p) and _lowest_price(p) <= _daily_price(p)]
    sellable.sort(key=lambda product: _WANTED.get(product.code, len(_WANTED)))
    if not sellable:
        raise InvalidInput(f"{shop} has no product with a SKU; seed the catalog first")
    return sorted(sellable[:LINKS], key=_daily_price, reverse=True)


def _skus(product: Product) -> list[tuple[int, int, int, int]]:
    """(id, daily price, floor price, cost) of the active SKUs."""
    return [
        (sku.pk, sku.daily_price, sku.floor_price, sku.cost)
        for sku in product.skus.all()
        if sku.is_active
    ]


def _daily_price(product: Product) -> int:
    return min(daily for _id, daily, _floor, _cost in _skus(product))


def _lowest_price(product: Product) -> int:
    """Not below the floor of any SKU, and a margin over the cost of each."""
    return max(max(floor, cost * 115 // 100) for _id, _daily, floor, cost in _skus(product))


def _stock(products: Sequence[Product], actor: Staff) -> None:
    """Bring every SKU up to what the show plans with; a bundle has the stock of its components."""
    ids = {sku[0] for product in products for sku in _skus(product)}
    ids -= bundle_parts(ids).keys()
    for sku_id, units in on_hand(ids).items():
        if units < STOCK_PER_SKU:
            receive(sku_id, STOCK_PER_SKU - units, actor)


def _links(products: Sequence[Product]) -> list[planning.RowEdit]:
    """Rows in the order they go on air: draw people in, treat them, then sell."""
    roles = sorted(_ROLES[: len(products)], key=_DEAREST_FIRST.index)
    paired = sorted(
        zip(roles, products, strict=True), key=lambda pair: _ON_AIR_ORDER.index(pair[0])
    )
    return [planning.RowEdit(None, _cells(role, product)) for role, product in paired]


def _cells(role: str, product: Product) -> dict[str, str | int | float | bool | list[str] | None]:
    daily = _daily_price(product)
    lowest = _lowest_price(product)
    live = max(_pretty(daily * 82 // 100), lowest)
    flash = max(_pretty(daily * 65 // 100), lowest) if role in ("traffic", "welfare") else None
    return {
        "product": product.code,
        "role": role,
        "live_price": live,
        "flash_price": flash if flash and flash < live else None,
        "mechanism": _MECHANISM[role],
        "commission_percent": "8",
        "live_stock": LIVE_PER_SKU,
        "spare_stock": LIVE_PER_SKU // 10,
        "per_user_limit": 1 if role == "traffic" else 2 if role == "welfare" else 5,
        "proof": "质检报告、成分标识已归档",
        "rival_price": _pretty(daily * 92 // 100),
        "talk_minutes": 5 if role == "main" else 3,
        "sample_ready": True,
        "note": "样品 2 件在台上" if role == "main" else "",
    }


def _pretty(minor: int) -> int:
    """A price that ends in 9 yuan, or in .90 below ten yuan."""
    return max(minor // 1000 * 1000 + 900, 990) if minor >= 1000 else 990


def _goal(metric: str, target: int | str, note: str) -> planning.GoalTarget:
    return planning.GoalTarget(metric, Decimal(target), note=note)


def _tick_and_sign(show_id: int, operator: Staff, host: Staff, now: datetime) -> None:
    for task in planning.phase_bar(show_id, now)[0].tasks:
        planning.tick_task(show_id, task.id, True, operator, now)
    for check in planning.checklist(show_id):
        signer = host if check.category in ("light", "sound", "people") else operator
        planning.sign_check(show_id, check.id, signer, now, "演示数据")
