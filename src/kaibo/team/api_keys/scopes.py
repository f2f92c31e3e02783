"""Which scope an operation of the API needs: one table, by router tag and method.

An operation whose tag is not here can be called by no key; a test asks that every operation is
either in `AREAS` or in `CLOSED`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaibo.foundation.words import gettext_noop

READ_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Area:
    """Operations that are given together. ``reader`` and ``writer`` are the roles they need."""

    name: str
    title: str
    reader: tuple[str, ...]
    writer: tuple[str, ...]


AREAS_LIST = (
    Area("products", gettext_noop("商品"), ("service",), ("operator",)),
    Area("stock", gettext_noop("库存"), ("warehouse",), ("warehouse", "operator")),
    Area("prices", gettext_noop("价格"), ("analyst",), ("operator", "brand_manager")),
    Area("promotions", gettext_noop("促销"), ("service",), ("operator", "brand_manager")),
    Area("growth", gettext_noop("增长"), ("analyst",), ("operator", "brand_manager")),
    Area("shows", gettext_noop("场次与排品"), ("service",), ("operator",)),
    Area("rooms", gettext_noop("直播间"), ("service",), ("operator",)),
    Area("orders", gettext_noop("订单与退款"), ("service",), ("service", "operator")),
    Area("parcels", gettext_noop("发货"), ("warehouse",), ("warehouse",)),
    Area("payments", gettext_noop("支付与对账"), ("analyst",), ("operator",)),
    Area("insight", gettext_noop("数据与复盘"), ("analyst",), ("analyst", "operator")),
    Area("compliance", gettext_noop("合规检查"), ("compliance",), ("compliance", "operator")),
    Area("tables", gettext_noop("数据表"), ("analyst",), ("operator", "warehouse")),
    Area("webhooks", gettext_noop("网络回调"), (), ()),
)
AREAS = {area.name: area for area in AREAS_LIST}

# Router tag to area.
TAGS: dict[str, str] = {
    "products": "products", "catalog": "products", "categories": "products",
    "stock": "stock", "supply": "stock", "warehouses": "stock",
    "prices": "prices", "pricing": "prices",
    "promotions": "promotions", "campaigns": "promotions", "coupons": "promotions",
    "growth": "growth",
    "shows": "shows", "planning": "shows", "channels": "shows",
    "live desk": "rooms", "rooms": "rooms", "service desk": "rooms", "activities": "rooms",
    "draws": "rooms", "gifts": "rooms", "ratings": "rooms",
    "orders": "orders", "order desk": "orders", "refunds": "orders",
    "parcels": "parcels",
    "payments": "payments", "pay": "payments", "reconciliation": "payments",
    "insight": "insight",
    "flow check": "compliance", "compliance": "compliance",
    "tables": "tables",
}  # fmt: skip

# Tags that no key may call, and why.
CLOSED: dict[str, str] = {
    "staff": "people, roles and log-in are changed by people",
    "api keys": "a key must not make or widen keys",
    "webhooks": "a key must not turn the shop's facts to another address",
    "setup": "the first-run wizard is for a person",
    "viewers": "a viewer's own token opens these",
    "my service": "a viewer's own token opens these",
    "social": "a viewer's own token opens these",
    "cart": "a viewer's own token opens these",
    "checkout": "a viewer's own token opens these",
}

# Operations that only read though their method is POST.
READING: frozenset[str] = frozenset({"insight_post_charts", "insight_post_chart_open"})


def scope_of(tags: Iterable[str] | None, method: str, operation_id: str = "") -> str | None:
    """``orders:read``; None when no key may call the operation."""
    for tag in tags or ():
        if tag in CLOSED:
            return None
        if area := TAGS.get(tag):
            reads = method in READ_METHODS or operation_id in READING
            return f"{area}:{'read' if reads else 'write'}"
    return None


def all_scopes() -> list[str]:
    """Every scope that can be given, area by area."""
    given = set(TAGS.values())
    return [
        f"{area.name}:{verb}"
        for area in AREAS_LIST
        if area.name in given
        for verb in ("read", "write")
    ]


def roles_for(scopes: Iterable[str]) -> list[str]:
    """The roles that the key's account needs in its shop; never administrator."""
    roles: set[str] = set()
    for scope in scopes:
        name, _colon, verb = scope.partition(":")
        area = AREAS[name]
        roles.update(area.writer if verb == "write" else area.reader)
    return sorted(roles)


def allows(held: Iterable[str], wanted: str) -> bool:
    """Whether the scopes of a key cover the wanted one; writing does not include reading."""
    return wanted in held
