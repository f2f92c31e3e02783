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
-- direct buy has at most its one coupon, so all of its discount is the coupon's. Quotes of before the
-- campaigns' own sums were kept tell it by name.
select q.order_id, case when q.explanation ? 'taken'
       then coalesce((q.explanation -> 'taken' ->> %(campaign)s::text)::bigint, 0)
       else coalesce((
           select sum((cut ->> 1)::bigint)
           from jsonb_each(q.explanation -> 'lines') line,
                jsonb_array_elements(line.value) cut
           where cut ->> 0 = %(name)s), 0) end as off
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

-- days --
-- One row per day in Shanghai with a claim or an order that used the campaign.
with paid as materialized ({paid_orders}), used as materialized (
    select order_id, sum(off)::bigint as off from ({uses}) each_use group by order_id
), ordered as (
    select (paid.paid_at at time zone 'Asia/Shanghai')::date as day, count(*) as orders,
           sum(used.off)::bigint as discount, sum(paid.revenue)::bigint as revenue
    from paid join used on used.order_id = paid.id group by 1
), claimed as (
    select (claimed_at at time zone 'Asia/Shanghai')::date as day, count(*) as claimed
    from promotions_couponclaim where campaign_id = %(campaign)s group by 1
)
select day, coalesce(claimed, 0) as claimed, coalesce(orders, 0) as orders,
       coalesce(discount, 0) as discount, coalesce(revenue, 0) as revenue
from ordered full join claimed using (day) order by day

-- gifts --
-- One row: what the gifts of the campaign cost the shop, by today's cost of their SKUs.
with paid as materialized ({paid_orders})
select coalesce(sum(sku.cost * (gift ->> 2)::bigint), 0)::bigint as cost
from selling_quote q join paid on paid.id = q.order_id,
     jsonb_array_elements(coalesce(q.explanation -> 'gifts', '[]')) gift
join catalog_sku sku on sku.id = (gift ->> 1)::bigint
where (gift ->> 0)::bigint = %(campaign)s

-- sold --
-- One row: what was sold of some SKUs in paid orders, gifts aside, after all promotions.
with paid as materialized ({paid_orders})
select count(distinct line.order_id) as orders, coalesce(sum(line.quantity), 0)::bigint as units,
       coalesce(sum(line.amount - line.discount), 0)::bigint as revenue,
       coalesce(sum(line.amount - line.discount - sku.cost * line.quantity), 0)::bigint as margin
from selling_orderline line join paid on paid.id = line.order_id
join catalog_sku sku on sku.id = line.sku_id
where line.sku_id = any(%(skus)s) and not line.is_gift

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
