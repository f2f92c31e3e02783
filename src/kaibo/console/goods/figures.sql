-- Facts of a shop's products from orders, ledger, line-ups and reviews. Reads only.

-- weeks --
-- Paid units, net sales and cost by product and week; week 7 is the last seven days. Gifts and
-- rehearsals do not count, nor does what was refunded as a whole.
select sku.product_id,
       7 - floor(extract(epoch from (%(now)s - o.paid_at)) / 604800)::int as week,
       sum(l.quantity)::bigint as units,
       sum(l.amount - l.discount)::bigint as net,
       sum(l.quantity * sku.cost)::bigint as cost
from selling_order o
join selling_orderline l on l.order_id = o.id
join catalog_sku sku on sku.id = l.sku_id
where o.shop_id = %(shop)s and o.paid_at > %(now)s - interval '56 days' and o.paid_at <= %(now)s
  and not o.is_rehearsal and not l.is_gift and o.state <> 'refunded'
group by 1, 2;

-- stock --
-- Units of plain SKUs, free in the warehouses or released to links and not yet ordered.
select account.subject_id as sku_id, sum(account.balance)::bigint as units
from foundation_ledgeraccount account
join catalog_sku sku on sku.id = account.subject_id
where account.book = 'stock' and account.place in ('warehouse', 'link') and sku.shop_id = %(shop)s
group by 1;

-- clicks --
-- Clicks on a product in the reviews of the last 90 days, and the paid orders of the same links.
with counted as (
    select link.id, link.product_id,
           coalesce((product -> 'values' ->> 'product_clicks')::numeric, 0)::bigint as clicks,
           coalesce((product -> 'values' ->> 'product_views')::numeric, 0)::bigint as views
    from insight_review review
    join planning_show show on show.id = review.show_id
    cross join lateral jsonb_array_elements(review.body -> 'products') product
    join planning_lineuplink link on link.id = (product ->> 'link')::bigint
    where show.shop_id = %(shop)s and not show.is_rehearsal
      and show.ended_at > %(now)s - interval '90 days'
)
select counted.product_id, sum(counted.clicks)::bigint as clicks,
       sum(counted.views)::bigint as views, count(*)::int as shows,
       coalesce(sum(paid.orders), 0)::bigint as orders
from counted
left join (
    select l.link_id, count(distinct o.id) as orders
    from selling_orderline l join selling_order o on o.id = l.order_id
    where o.shop_id = %(shop)s and o.paid_at > %(now)s - interval '120 days'
      and not o.is_rehearsal and not l.is_gift
    group by 1
) paid on paid.link_id = counted.id
group by 1;

-- offers --
-- The latest line-up row of each product: what it was or will be sold for.
select distinct on (link.product_id)
       link.product_id, link.live_price, link.mechanism, link.role, show.title as show_title,
       show.planned_start_at
from planning_lineuplink link
join planning_show show on show.id = link.show_id
where show.shop_id = %(shop)s and not show.is_rehearsal
order by link.product_id, show.planned_start_at desc, link.id desc;

-- cobrand_lines --
-- Lines of co-branded SKUs in orders paid before the end: those paid in the period, and those with
-- a refund in it. Money that was never a sale (late or double payments) is no refund of goods.
select l.id as line_id, l.order_id, o.paid_at, l.sku_id, l.quantity::int as quantity,
       (l.amount - l.discount)::bigint as net
from selling_order o
join selling_orderline l on l.order_id = o.id
where o.shop_id = %(shop)s and not o.is_rehearsal and not l.is_gift and o.paid_at < %(end)s
  and l.sku_id = any(%(skus)s)
  and (o.paid_at >= %(start)s or exists (
      select 1 from selling_refundline back join selling_refund r on r.id = back.refund_id
      where back.line_id = l.id and r.kind = 'order'
        and r.succeeded_at >= %(start)s and r.succeeded_at < %(end)s))
order by l.id;

-- cobrand_returns --
-- Units of these lines that were refunded before the end, in time order.
select back.line_id, back.quantity::int as quantity, r.succeeded_at
from selling_refundline back join selling_refund r on r.id = back.refund_id
where back.line_id = any(%(lines)s) and r.kind = 'order' and r.succeeded_at < %(end)s
order by r.succeeded_at, r.id;
