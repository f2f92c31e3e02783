-- Numbers that formulas read beside the counters of a grain. Each block is one value of a show, or
-- (g, value) per product. `e`: the show's events; `t`: its time (started, until); `visits`: every
-- enter of the shop (viewer, ts, show_id, rehearsal); `:show`, `:now`.
-- Written in what DuckDB and ClickHouse both understand, without correlated subqueries.

-- paid_pv --
-- Visits by paid channels.
select coalesce(sum(n), 0) as value from e where kind = 'enter' and (:is_paid)

-- new_viewers --
-- Viewers whose first enter ever in the shop is in this show.
select count(*) as value
from (select viewer, min(ts) as here from e where kind = 'enter' and viewer <> 0 group by viewer) h
join (select viewer, min(ts) as earliest from visits
      where not rehearsal or show_id = :show group by viewer) f on f.viewer = h.viewer
where f.earliest = h.here

-- reservations --
select count(distinct viewer) as value from reservations where show_id = :show and cancelled_ms is null

-- reserved_viewers --
-- Of those who reserved, who entered.
select count(distinct r.viewer) as value
from reservations r join (select distinct viewer from e where kind = 'enter') v on v.viewer = r.viewer
where r.show_id = :show and r.cancelled_ms is null

-- fans --
-- Viewers who followed the shop before the show began.
select count(distinct v.viewer) as value
from (select distinct viewer from e where kind = 'enter' and viewer <> 0) v
join follows f on f.viewer = v.viewer
cross join t
where f.followed_ms < t.started and (f.ended_ms is null or f.ended_ms >= t.started)

-- non_fans --
select (select count(distinct viewer) from e where kind = 'enter' and viewer <> 0) - (
    select count(distinct v.viewer)
    from (select distinct viewer from e where kind = 'enter' and viewer <> 0) v
    join follows f on f.viewer = v.viewer
    cross join t
    where f.followed_ms < t.started and (f.ended_ms is null or f.ended_ms >= t.started)
) as value

-- fan_club_joins --
-- Who came to this show and joined the club while it was on.
select count(distinct f.viewer) as value
from fan_members f
join (select distinct viewer from e where kind = 'enter') v on v.viewer = f.viewer
cross join t
where f.joined_ms >= t.started and f.joined_ms <= t.until

-- reporters --
select count(distinct viewer) as value from reports where show_id = :show

-- draw_entrants --
select count(distinct viewer) as value from e where kind = 'act' and text = 'draw' and viewer <> 0

-- draw_present --
-- Viewers who were present while some draw was open.
select count(distinct h.viewer) as value
from (select viewer, ts, ms from e where kind in ('enter', 'heartbeat', 'leave') and viewer <> 0) h
cross join (select opens_ms, closes_ms from activities where show_id = :show and kind = 'draw') d
where h.ts >= d.opens_ms and h.ts - h.ms < coalesce(d.closes_ms, :now)

-- questions --
select count(*) as value from questions where show_id = :show

-- questions_answered --
select count(*) as value from questions where show_id = :show and state = 'answered'

-- skus_sold --
select count(distinct l.sku) as value
from order_lines l join orders o on o.id = l.order_id
where o.show_id = :show and o.paid_ms is not null

-- skus_listed --
select count(distinct sku) as value from offers where show_id = :show

-- refunded_1h --
-- Money back within an hour of the payment, minor units.
select coalesce(sum(r.amount), 0) as value
from refunds r join orders o on o.id = r.order_id
where o.show_id = :show and o.paid_ms is not null and r.state = 'succeeded'
  and r.succeeded_ms - o.paid_ms <= 3600000

-- refund_orders_1h --
select count(distinct o.id) as value
from refunds r join orders o on o.id = r.order_id
where o.show_id = :show and o.paid_ms is not null and r.state = 'succeeded'
  and r.succeeded_ms - o.paid_ms <= 3600000

-- discounts --
select coalesce(sum(discount_amount), 0) as value
from orders where show_id = :show and paid_ms is not null

-- new_buyer_gmv --
-- Paid in this show by those whose first paid order ever is in it.
select coalesce(sum(o.pay_amount), 0) as value
from orders o
join (select viewer, min(paid_ms) as earliest from orders
      where paid_ms is not null and (not rehearsal or show_id = :show) group by viewer) f
  on f.viewer = o.viewer
join (select viewer, min(paid_ms) as here from orders
      where paid_ms is not null and show_id = :show group by viewer) h on h.viewer = o.viewer
where o.show_id = :show and o.paid_ms is not null and f.earliest = h.here

-- fan_gmv --
select coalesce(sum(o.pay_amount), 0) as value
from orders o join follows f on f.viewer = o.viewer cross join t
where o.show_id = :show and o.paid_ms is not null
  and f.followed_ms < t.started and (f.ended_ms is null or f.ended_ms >= t.started)

-- visitors_due_7d --
-- Viewers of the show whose 7 days since their first enter in it are over.
select count(*) as value
from (select viewer, min(ts) as here from e where kind = 'enter' and viewer <> 0 group by viewer) h
where h.here + 604800000 <= :now

-- visitors_back_7d --
-- Of those, who entered another show of the shop within the 7 days.
select count(distinct h.viewer) as value
from (select viewer, min(ts) as here from e where kind = 'enter' and viewer <> 0 group by viewer) h
join visits v on v.viewer = h.viewer
where h.here + 604800000 <= :now and v.show_id <> :show and not v.rehearsal
  and v.ts > h.here and v.ts <= h.here + 604800000

-- due_7d --
-- Buyers whose 7 days since their first payment in the show are over.
select count(*) as value
from (select viewer, min(paid_ms) as here from orders
      where paid_ms is not null and show_id = :show group by viewer) h
where h.here + 604800000 <= :now

-- repeat_7d --
select count(distinct h.viewer) as value
from (select viewer, min(paid_ms) as here from orders
      where paid_ms is not null and show_id = :show group by viewer) h
join orders o on o.viewer = h.viewer
where h.here + 604800000 <= :now and o.paid_ms > h.here and o.paid_ms <= h.here + 604800000
  and (not o.rehearsal or o.show_id = :show)

-- due_30d --
select count(*) as value
from (select viewer, min(paid_ms) as here from orders
      where paid_ms is not null and show_id = :show group by viewer) h
where h.here + 2592000000 <= :now

-- repeat_30d --
select count(distinct h.viewer) as value
from (select viewer, min(paid_ms) as here from orders
      where paid_ms is not null and show_id = :show group by viewer) h
join orders o on o.viewer = h.viewer
where h.here + 2592000000 <= :now and o.paid_ms > h.here and o.paid_ms <= h.here + 2592000000
  and (not o.rehearsal or o.show_id = :show)

-- booked_paid_orders --
select count(*) as value from orders where show_id = :show and paid_ms is not null

-- refunded_before_ship --
select count(distinct o.id) as value
from orders o join refunds r on r.order_id = o.id
where o.show_id = :show and o.paid_ms is not null and r.state = 'succeeded'
  and (o.shipped_ms is null or r.succeeded_ms < o.shipped_ms)

-- due_48h --
-- Paid orders whose 48 hours are over, without those refunded before they were shipped.
select count(*) as value from orders
where show_id = :show and paid_ms is not null and paid_ms + 172800000 <= :now
  and (shipped_ms is not null or state not in ('refunded', 'refunding'))

-- shipped_48h --
select count(*) as value from orders
where show_id = :show and paid_ms is not null and paid_ms + 172800000 <= :now
  and shipped_ms is not null and shipped_ms - paid_ms <= 172800000

-- gmv_after_7d --
-- Paid outside any show within 7 days after this one, by those whose last show before was this.
select coalesce(sum(a.pay_amount), 0) as value
from (
    select o.id as id, o.pay_amount as pay_amount, v.show_id as show_id,
           row_number() over (partition by o.id order by v.ts desc, v.show_id desc) as place
    from orders o
    join (select viewer, show_id, ts from visits where not rehearsal) v on v.viewer = o.viewer
    cross join t
    where o.show_id is null and o.paid_ms is not null and not o.rehearsal and v.ts <= o.placed_ms
      and o.placed_ms > t.until and o.placed_ms <= t.until + 604800000
) a
where a.place = 1 and a.show_id = :show

-- stayed_to_the_end --
-- Viewers who were present in the last minute.
select count(distinct e.viewer) as value
from e cross join t
where e.kind in ('heartbeat', 'leave') and e.viewer <> 0
  and e.ts > t.until - 60000 and e.ts - e.ms < t.until

-- first_frame_p50_ms --
select min(ms) as value
from (select ms, row_number() over (order by ms) as r, count(*) over () as c
      from e where kind = 'qoe' and text like '%first_frame') q
where r * 100 >= c * 50

-- first_frame_p95_ms --
select min(ms) as value
from (select ms, row_number() over (order by ms) as r, count(*) over () as c
      from e where kind = 'qoe' and text like '%first_frame') q
where r * 100 >= c * 95

-- stalled_ms --
-- Players report how long they stalled since they started: the sum of what each report adds.
select cast(coalesce(sum(case when ms >= before then ms - before else ms end), 0) as bigint) as value
from (select case when text like '%first_frame' then 0 else ms end as ms,
             coalesce(lag(case when text like '%first_frame' then 0 else ms end)
                      over (partition by viewer order by ts, event_id), 0) as before
      from e where kind = 'qoe') q

-- first_response_ms --
select min(waited) as value
from (select waited, row_number() over (order by waited) as r, count(*) over () as c
      from (select first_reply_ms - asked_ms as waited from threads
            where show_id = :show and first_reply_ms is not null) w) q
where r * 2 >= c

-- decision_ms --
-- Half of the buyers needed at most so long from first seeing a product to their first payment.
select min(took) as value
from (select took, row_number() over (order by took) as r, count(*) over () as c
      from (select p.paid - s.seen as took
            from (select viewer, min(ts) as paid from e where kind = 'pay' group by viewer) p
            join (select viewer, min(ts) as seen from e where kind = 'product_view' group by viewer) s
              on s.viewer = p.viewer
            where p.paid >= s.seen) w) q
where r * 2 >= c

-- show_pv by channel --
select coalesce(sum(n), 0) as value from e where kind = 'enter'

-- decision_ms by product --
select g, min(took) as value
from (select g, took, row_number() over (partition by g order by took) as r,
             count(*) over (partition by g) as c
      from (select p.link as g, p.paid - s.seen as took
            from (select viewer, link, min(ts) as paid from e
                  where kind = 'pay' and link is not null group by viewer, link) p
            join (select viewer, link, min(ts) as seen from e
                  where kind = 'product_view' and link is not null group by viewer, link) s
              on s.viewer = p.viewer and s.link = p.link
            where p.paid >= s.seen) w) q
where r * 2 >= c
group by g

-- stock_on_hand by product --
select o.link as g, coalesce(sum(s.on_hand), 0) as value
from (select distinct link, sku from offers where show_id = :show) o
join stock s on s.sku = o.sku
group by o.link

-- units_28_days by product --
select o.link as g, coalesce(sum(l.quantity), 0) as value
from (select distinct link, sku from offers where show_id = :show) o
join order_lines l on l.sku = o.sku
join orders p on p.id = l.order_id
where p.paid_ms is not null and not p.rehearsal and p.paid_ms > :now - 2419200000
  and p.paid_ms <= :now
group by o.link
