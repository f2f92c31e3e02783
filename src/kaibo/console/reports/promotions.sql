-- Figures of campaigns from orders that were paid and kept. Each block has a name and is one
-- statement. Amounts in minor units. Rehearsals never count.

-- paid_orders --
-- Fragment: paid orders of a shop with their margin: what is left of goods after all promotions,
-- less the cost of every unit, gifts included.
select o.id, o.buyer_id, o.show_id, o.paid_at, o.goods_amount, o.discount_amount,
       o.goods_amount - o.discount_amount as revenue,
       o.goods_amount - o.discount_amount - coalesce((
           select sum(sku.cost * line.quantity) from selling_orderline line
           join catalog_sku sku on sku.id = line.sku_id where line.order_id = o.id), 0) as margin
from selling_order o
where o.shop_id = %(shop)s and o.paid_at >= %(start)s and o.paid_at < %(stop)s
  and not o.is_rehearsal and o.state in ('paid', 'shipped', 'completed')
  and (%(show)s::bigint is null or o.show_id = %(show)s)

-- uses --
-- Fragment: which order used the campaign, and what it took off. A quote says it per line; a
-- direct buy has at most its one coupon, so all of its discount is the coupon's.
select q.order_id, coalesce((
           select sum((cut ->> 1)::bigint)
           from jsonb_each(q.explanation -> 'lines') line,
                jsonb_array_elements(line.value) cut
           where cut ->> 0 = %(name)s), 0) as off
from selling_quote q
where q.shop_id = %(shop)s and q.order_id is not null
  and q.plan -> 'campaigns' ? %(campaign)s::text
union all
select claim.order_id, placed.discount_amount
from promotions_couponclaim claim
join selling_order placed on placed.id = claim.order_id
where claim.campaign_id = %(campaign)s
  and not exists (select 1 from selling_quote q where q.order_id = claim.order_id)

-- campaign --
-- One row: orders and buyers that used the campaign, what it took off, what they paid, and the
-- same of the other buyers of its group in the same time.
with paid as materialized ({paid_orders}), used as materialized (
    select order_id, sum(off)::bigint as off from ({uses}) each_use group by order_id
), marked as (
    select paid.*, used.off, used.order_id is not null as is_used from paid
    left join used on used.order_id = paid.id
), buyers as (
    select buyer_id, bool_or(is_used) as is_user, sum(revenue) as revenue, sum(margin) as margin
    from marked group by buyer_id
), grouped as (
    select * from buyers where is_user or ({group})
)
select
    (select count(*) from marked where is_used) as orders,
    (select coalesce(sum(off), 0) from marked where is_used) as discount,
    (select coalesce(sum(revenue), 0) from marked where is_used) as revenue,
    (select coalesce(sum(margin), 0) from marked where is_used) as margin,
    count(*) filter (where is_user) as users,
    coalesce(sum(margin) filter (where is_user), 0) as users_margin,
    coalesce(sum(revenue) filter (where is_user), 0) as users_revenue,
    count(*) filter (where not is_user) as others,
    coalesce(sum(margin) filter (where not is_user), 0) as others_margin,
    coalesce(sum(revenue) filter (where not is_user), 0) as others_revenue
from grouped

-- order_values --
-- One row: paid orders and their revenue in [start, stop), and of those that used the campaign.
with paid as materialized ({paid_orders}), used as materialized (
    select distinct order_id from ({uses}) each_use
)
select count(*) as orders, coalesce(sum(revenue), 0) as revenue,
       count(used.order_id) as used_orders,
       coalesce(sum(revenue) filter (where used.order_id is not null), 0) as used_revenue
from paid left join used on used.order_id = paid.id

-- attach --
-- One row per bundle: orders that hold it, orders that hold it or one of its components, units
-- sold of it, and units of components that left the stock for it.
with paid as materialized ({paid_orders}), line as materialized (
    select l.order_id, l.sku_id, l.quantity from selling_orderline l
    join paid on paid.id = l.order_id where not l.is_gift
)
select bundle.id as sku_id, product.name || ' ' || bundle.name as name,
    (select count(distinct order_id) from line where line.sku_id = bundle.id) as bundle_orders,
    (select count(distinct order_id) from line where line.sku_id = bundle.id
        or line.sku_id in (select c.component_id from catalog_bundlecomponent c
                           where c.bundle_id = bundle.id)) as reach_orders,
    (select coalesce(sum(quantity), 0) from line where line.sku_id = bundle.id) as bundle_units,
    (select coalesce(sum(line.quantity * c.quantity), 0) from line
        join catalog_bundlecomponent c on c.bundle_id = bundle.id
        where line.sku_id = bundle.id) as component_units
from catalog_sku bundle join catalog_product product on product.id = bundle.product_id
where bundle.shop_id = %(shop)s
  and exists (select 1 from catalog_bundlecomponent c where c.bundle_id = bundle.id)
order by bundle.id
