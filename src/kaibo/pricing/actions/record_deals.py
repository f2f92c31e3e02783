"""Count the deals of paid orders, each order once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from kaibo.pricing.contracts import Deal

# Orders that are new in `pricing_dealtorder` are added to the day of their shop's clock.
_RECORD = """
with deal as (
    select * from unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
        as deal(order_id, shop_id, sku_id, unit_price, quantity)
), fresh as (
    insert into pricing_dealtorder (order_id, at)
    select distinct order_id, %s::timestamptz from deal
    on conflict do nothing returning order_id
)
insert into pricing_dealprice (shop_id, sku_id, day, lowest, units, orders, amount)
select deal.shop_id, deal.sku_id, (%s::timestamptz at time zone shop.time_zone)::date,
    min(deal.unit_price), sum(deal.quantity), count(distinct deal.order_id),
    sum(deal.unit_price * deal.quantity)
from deal join fresh using (order_id) join foundation_shop shop on shop.id = deal.shop_id
group by 1, 2, 3 order by 2
on conflict (sku_id, day) do update set
    lowest = least(pricing_dealprice.lowest, excluded.lowest),
    units = pricing_dealprice.units + excluded.units,
    orders = pricing_dealprice.orders + excluded.orders,
    amount = pricing_dealprice.amount + excluded.amount
"""


def record_deals(deals: Sequence[Deal], at: datetime) -> None:
    """Add paid units to the day of ``at`` in each shop's zone; one statement, repeatable.

    All lines of an order must come together; lines that come later are taken for a repetition.
    """
    if not deals:
        return
    names = ("order_id", "shop_id", "sku_id", "unit_price", "quantity")
    columns = [[getattr(deal, name) for deal in deals] for name in names]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [*columns, at, at])
