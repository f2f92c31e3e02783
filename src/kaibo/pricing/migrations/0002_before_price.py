"""The lawful before-price in SQL, for the cards of the room; the twin of `rules/before_price.py`."""

from __future__ import annotations

from django.db import migrations

CREATE = """
create function pricing_before(p_sku_id bigint, p_starts_at timestamptz) returns jsonb
language sql stable as $$
    with asked as (
        select sku.id, sku.daily_price, coalesce(rule.market, 'CN') as market,
            (p_starts_at at time zone shop.time_zone)::date as starts_on
        from catalog_sku sku
        join foundation_shop shop on shop.id = sku.shop_id
        left join pricing_pricingrule rule on rule.shop_id = sku.shop_id
        where sku.id = p_sku_id
    ), windows as (
        select *, starts_on - case market when 'EU' then 30 else 7 end as first_day from asked
    ), inside as (
        select deal.lowest, deal.day, deal.orders
        from windows join pricing_dealprice deal on deal.sku_id = windows.id
            and deal.day >= windows.first_day and deal.day < windows.starts_on
        order by deal.lowest, deal.day limit 1
    ), earlier as (
        select deal.lowest, deal.day, deal.orders
        from windows join pricing_dealprice deal on deal.sku_id = windows.id
            and deal.day < windows.first_day and deal.day >= windows.starts_on - 365
        where windows.market = 'CN'
        order by deal.day desc limit 1
    )
    select case
        when windows.market = 'EU' and windows.daily_price < inside.lowest then
            jsonb_build_object('price', windows.daily_price, 'day', null, 'orders', 0,
                'market', windows.market)
        when inside.lowest is not null then
            jsonb_build_object('price', inside.lowest, 'day', inside.day, 'orders', inside.orders,
                'market', windows.market)
        when earlier.lowest is not null then
            jsonb_build_object('price', earlier.lowest, 'day', earlier.day,
                'orders', earlier.orders, 'market', windows.market)
        end
    from windows left join inside on true left join earlier on true
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("pricing", "0001_initial"),
        ("catalog", "0003_category_tree"),
        ("foundation", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(CREATE, "drop function pricing_before(bigint, timestamptz)")
    ]
