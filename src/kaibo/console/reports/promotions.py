"""What campaigns brought: claimed, used, taken off, and a comparison with buyers who did without.

A comparison, not a proof: who takes a coupon differs from who does not. Below `MINIMUM` buyers or
orders on a side nothing is compared.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection

from kaibo.promotions import facade as promotions
from kaibo.promotions.facade import Campaign

MINIMUM = 10
_BLOCK = re.compile(r"^-- (\w+) --$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """One campaign: its group of buyers, and what it did. None: too little to compare."""

    campaign: Campaign
    issued: int | None
    claimed: int
    used: int
    lapsed: int
    orders: int
    discount: int
    revenue: int
    margin: int
    users: int
    user_margin: int | None  # per buyer who used it
    others: int
    other_margin: int | None  # per buyer of the group who did without
    incremental_margin: int | None  # (user_margin − other_margin) × users


@dataclass(frozen=True, slots=True)
class OrderValues:
    """Average order value before and during a campaign; None below the minimum of orders."""

    before_orders: int
    before_value: int | None
    during_orders: int
    during_value: int | None
    used_orders: int
    used_value: int | None
    change_bp: int | None  # during against before, in 10,000ths


@dataclass(frozen=True, slots=True)
class Attach:
    """How often a bundle was bought among the orders that hold it or a component of it."""

    sku_id: int
    name: str
    bundle_orders: int
    reach_orders: int
    bundle_units: int
    component_units: int
    rate_bp: int | None


def group_figures(campaign: Campaign, now: dt.datetime) -> GroupFigures:
    """Claims from the ledger, orders from their tables, within the campaign's own time."""
    meter = promotions.meters([campaign.pk])[campaign.pk]
    row = one("campaign", parameters(campaign, *window(campaign, now)), _group(campaign))
    mine, others = _mean(row, "users"), _mean(row, "others")
    both = mine is not None and others is not None
    return GroupFigures(
        campaign=campaign,
        issued=campaign.quantity,
        claimed=meter.issued if promotions.is_coupon(campaign.kind) else 0,
        used=meter.used if promotions.is_coupon(campaign.kind) else row["orders"],
        lapsed=meter.expired,
        orders=row["orders"],
        discount=int(row["discount"]),
        revenue=int(row["revenue"]),
        margin=int(row["margin"]),
        users=row["users"],
        user_margin=mine,
        others=row["others"],
        other_margin=others,
        incremental_margin=_gain(row) if both else None,
    )


def order_values(campaign: Campaign, now: dt.datetime) -> OrderValues:
    """The campaign's time against an equally long time just before it."""
    start, stop = window(campaign, now)
    during = one("order_values", parameters(campaign, start, stop))
    before = one("order_values", parameters(campaign, start - (stop - start), start))
    old, new = _average(before, "revenue", "orders"), _average(during, "revenue", "orders")
    return OrderValues(
        before_orders=before["orders"],
        before_value=old,
        during_orders=during["orders"],
        during_value=new,
        used_orders=during["used_orders"],
        used_value=_average(during, "used_revenue", "used_orders"),
        change_bp=(new - old) * 10_000 // old if old and new is not None else None,
    )


def attach_rates(
    shop_id: int, show_id: int | None, start: dt.datetime, stop: dt.datetime
) -> list[Attach]:
    """Every bundle of the shop with its orders in [start, stop)."""
    values = {"shop": shop_id, "show": show_id, "start": start, "stop": stop}
    return [Attach(**row, rate_bp=_rate(row)) for row in rows("attach", values)]


def window(campaign: Campaign, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """When it really held: not before it was started, not after it was ended."""
    start = max(campaign.starts_at, campaign.started_at or campaign.starts_at)
    stop = min(campaign.ended_at or campaign.ends_at, campaign.ends_at, now)
    # Claimed coupons are used after the end, too.
    hours = campaign.valid_hours or 0
    later = min(now, campaign.ends_at + dt.timedelta(hours=hours))
    return start, max(stop, later if promotions.is_coupon(campaign.kind) else stop, start)


def parameters(campaign: Campaign, start: dt.datetime, stop: dt.datetime) -> dict[str, Any]:
    return {
        "shop": campaign.shop_id,
        "show": campaign.show_id,
        "start": start,
        "stop": stop,
        "campaign": campaign.pk,
        "name": campaign.name,
        "tags": list(campaign.audience.get("tags", [])),
        "level": campaign.audience.get("min_level", 0),
        "people": list(campaign.audience.get("buyer_ids", [])),
    }


def _group(campaign: Campaign) -> str:
    """SQL that tells whether ``buyers.buyer_id`` belongs to the campaign's group."""
    audience, parts = campaign.audience, ["true"]
    if audience.get("newcomers_only"):
        parts.append(_IS_NEW)
    if audience.get("min_level") or audience.get("tags"):
        parts.append(_IS_KNOWN)
    if audience.get("buyer_ids"):
        parts.append("buyer_id = any(%(people)s)")
    return " and ".join(parts)


_IS_NEW = """not exists (
    select 1 from selling_order old where old.buyer_id = buyers.buyer_id
    and old.shop_id = %(shop)s and old.paid_at < %(start)s and not old.is_rehearsal)"""
_IS_KNOWN = """exists (
    select 1 from promotions_buyerstanding known where known.viewer_id = buyers.buyer_id
    and known.shop_id = %(shop)s and known.level >= %(level)s
    and (%(tags)s::text[] = '{}' or known.tags ?| %(tags)s::text[]))"""


def _gain(row: Mapping[str, Any]) -> int:
    users, others = int(row["users"]), int(row["others"])
    return (int(row["users_margin"]) * others - int(row["others_margin"]) * users) // others


def _mean(row: Mapping[str, Any], side: str) -> int | None:
    count = int(row[side])
    return int(row[f"{side}_margin"]) // count if count >= MINIMUM else None


def _average(row: Mapping[str, Any], amount: str, count: str) -> int | None:
    orders = int(row[count])
    return int(row[amount]) // orders if orders >= MINIMUM else None


def _rate(row: Mapping[str, Any]) -> int | None:
    if row["reach_orders"] < MINIMUM:
        return None
    return int(row["bundle_orders"]) * 10_000 // int(row["reach_orders"])


def one(name: str, values: Mapping[str, Any], group: str = "true") -> dict[str, Any]:
    return rows(name, values, group)[0]


def rows(name: str, values: Mapping[str, Any], group: str = "true") -> list[dict[str, Any]]:
    blocks = _blocks()
    text = blocks[name]
    for part in ("paid_orders", "uses"):
        text = text.replace(f"{{{part}}}", blocks[part])
    with connection.cursor() as cursor:
        cursor.execute(text.replace("{group}", group), values)
        names = [column.name for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@cache
def _blocks() -> dict[str, str]:
    text = Path(__file__).with_name("promotions.sql").read_text(encoding="utf-8")
    parts = _BLOCK.split(text)[1:]
    return dict(zip(parts[::2], (_code(part) for part in parts[1::2]), strict=True))


def _code(part: str) -> str:
    return "\n".join(line for line in part.splitlines() if not line.startswith("--")).strip()
