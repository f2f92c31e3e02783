-- What the order tables say of a show: the money that a review prints. Reads only.

-- totals --
-- Sums over the orders of a show; every refund of a paid order counts once its money is back, as
-- the event log counts it: a part is a refund too.
select count(*) as orders,
       coalesce(sum(o.pay_amount), 0)::bigint as gmv_created,
       count(distinct o.buyer_id) as order_buyers,
       count(*) filter (where o.paid_at is not null) as paid_orders,
       coalesce(sum(o.pay_amount) filter (where o.paid_at is not null), 0)::bigint as gmv,
       count(distinct o.buyer_id) filter (where o.paid_at is not null) as buyers,
       coalesce(sum(u.units) filter (where o.paid_at is not null), 0)::bigint as units,
       coalesce(sum(r.refunds), 0)::bigint as refunded_orders,
       coalesce(sum(r.amount), 0)::bigint as refund_amount
from selling_order o
left join lateral (
    select sum(l.quantity) as units from selling_orderline l where l.order_id = o.id
) u on true
left join lateral (
    select count(*) as refunds, sum(b.amount) as amount from selling_refund b
    where b.order_id = o.id and b.kind = 'order' and b.state = 'succeeded'
      and o.paid_at is not null
) r on true
where o.show_id = %(show)s;

-- links --
-- The same per link: the lines of an order share what it pays, as its facts in the event log do
-- (engine/relay.py), so that the links add up to the show.
with weighed as (
    select l.id, l.order_id, l.link_id, l.quantity, o.pay_amount, o.paid_at,
           sum(l.amount - l.discount) over (partition by l.order_id order by l.id) as seen,
           sum(l.amount - l.discount) over (partition by l.order_id) as whole
    from selling_orderline l join selling_order o on o.id = l.order_id
    where o.show_id = %(show)s
), reached as (
    select *, case when whole = 0 then pay_amount
                   else div(pay_amount::numeric * seen, whole)::bigint end as until
    from weighed
), shared as (
    select *, until - coalesce(lag(until) over (partition by order_id order by id), 0) as money
    from reached
)
select link_id as link,
       count(distinct order_id) filter (where paid_at is not null) as paid_orders,
       coalesce(sum(quantity) filter (where paid_at is not null), 0)::bigint as units,
       coalesce(sum(money) filter (where paid_at is not null), 0)::bigint as gmv
from shared
group by link_id order by link_id;

-- waiting --
-- Facts of the show that are committed and not yet in the event log.
select count(*) as waiting
from foundation_outboxmessage
where relayed_at is null and body ->> 'show' = %(show)s::text;

-- breaks --
-- When the stream of the show went down and up (Unix ms).
select (extract(epoch from at) * 1000)::bigint as at, body ->> 'state' as state
from liveroom_roomevent
where show_id = %(show)s and kind = 'stream_changed'
order by id;

-- lineups --
-- Products on the line-up of each of these shows.
select show_id, array_agg(distinct product_id) as products
from planning_lineuplink where show_id = any(%(shows)s)
group by show_id;

-- heard --
-- What viewers said of a show, and how its prices stand against rivals'.
select (select count(*) from interaction_question where show_id = %(show)s) as questions,
       (select count(*) from interaction_question
         where show_id = %(show)s and answered_at is not null) as answered,
       (select count(*) from compliance_report where show_id = %(show)s) as reports,
       (select count(*) from compliance_report
         where show_id = %(show)s and outcome = 'upheld') as upheld,
       (select count(*) from planning_lineuplink
         where show_id = %(show)s and rival_price > 0) as rival_prices,
       (select count(*) from planning_lineuplink
         where show_id = %(show)s and rival_price > 0
           and coalesce(flash_price, live_price) > rival_price) as dearer;

-- recorded --
-- What was recorded of a show (Unix ms); a stretch that is still growing has no end.
select r.slug as room, (extract(epoch from c.started_at) * 1000)::bigint as started_at,
       (extract(epoch from c.ended_at) * 1000)::bigint as ended_at
from liveroom_recording c join liveroom_room r on r.id = c.room_id
where c.show_id = %(show)s order by c.started_at;

-- sold --
-- Paid lines of a show: when ordered (Unix ms), money after discounts, cost of the goods.
select l.link_id as link, (extract(epoch from o.placed_at) * 1000)::bigint as at,
       l.quantity as units, (l.amount - l.discount)::bigint as sales,
       (l.quantity * coalesce(s.cost, 0))::bigint as cost
from selling_orderline l
join selling_order o on o.id = l.order_id
left join catalog_sku s on s.id = l.sku_id
where o.show_id = %(show)s and o.paid_at is not null and l.amount > 0
order by o.placed_at, l.id;
