-- How viewers of one show behaved. `e`: the show's events; `t`: its time (started, until).
-- Every block is a table of its own; ties go by the later columns, so that answers are repeatable.

-- decision --
-- Per SKU: how long its buyers needed from first seeing its link to their first payment for it.
with took as (
    select p.sku as sku, p.link as link, p.paid - s.seen as ms
    from (select viewer, link, sku, min(ts) as paid from e
          where kind = 'pay' and sku is not null and viewer <> 0 group by viewer, link, sku) p
    join (select viewer, link, min(ts) as seen from e
          where kind = 'product_view' and link is not null group by viewer, link) s
      on s.viewer = p.viewer and s.link = p.link
    where p.paid >= s.seen
), placed as (
    select sku, link, ms, row_number() over (partition by sku, link order by ms) as r,
           count(*) over (partition by sku, link) as c
    from took
)
select sku, d.link as link, coalesce(any_value(l.name), '') as name, count(*) as buyers,
       min(case when r * 4 >= c then ms end) as quarter_ms,
       min(case when r * 2 >= c then ms end) as half_ms,
       min(case when r * 4 >= c * 3 then ms end) as three_quarters_ms,
       sum(case when ms < 60000 then 1 else 0 end)::bigint as within_1m,
       sum(case when ms >= 60000 and ms < 300000 then 1 else 0 end)::bigint as within_5m,
       sum(case when ms >= 300000 and ms < 900000 then 1 else 0 end)::bigint as within_15m,
       sum(case when ms >= 900000 then 1 else 0 end)::bigint as later
from placed d left join links l on l.link = d.link
group by sku, d.link order by buyers desc, sku, link

-- completion --
-- By the minute of the first enter: who was still there in the show's last minute.
with came as (
    select viewer, min(ts) as at from e where kind = 'enter' and viewer <> 0 group by viewer
), stayed as (
    select distinct e.viewer as viewer from e cross join t
    where e.kind in ('heartbeat', 'leave') and e.ts > t.until - 60000 and e.ts - e.ms < t.until
)
select c.at // 60000 * 60000 as minute, count(*) as entered, count(s.viewer) as stayed
from came c left join stayed s on s.viewer = c.viewer
group by minute order by minute

-- steps --
-- Paths: from one key node to the next; repeated nodes count once, `exit` is the end of the path.
with nodes as (
    select viewer, ts, event_id, kind,
           lag(kind) over (partition by viewer order by ts, event_id) as before
    from e
    where viewer <> 0 and kind in ('enter', 'comment', 'share', 'follow', 'product_view',
                                   'product_click', 'favorite', 'act', 'gift', 'order', 'pay')
), path as (
    select viewer, kind, coalesce(lead(kind) over (partition by viewer order by ts, event_id),
                                  'exit') as following
    from nodes where before is null or before <> kind
)
select kind as node, following as next, count(*) as times, count(distinct viewer) as viewers
from path group by kind, following order by node, times desc, next

-- nodes --
-- Key nodes: who got there, and for whom it was the end of the path (the drop).
with nodes as (
    select viewer, kind, row_number() over (partition by viewer order by ts desc, event_id desc) as r
    from e
    where viewer <> 0 and kind in ('enter', 'comment', 'share', 'follow', 'product_view',
                                   'product_click', 'favorite', 'act', 'gift', 'order', 'pay')
)
select kind as node, count(distinct viewer) as viewers,
       sum(case when r = 1 then 1 else 0 end)::bigint as dropped
from nodes group by kind order by viewers desc, node

-- stages --
-- Life cycle: the farthest stage of each viewer, how many went no farther, and what ran when they
-- were last seen.
with farthest as (
    select viewer, max(case kind when 'pay' then 5 when 'order' then 4 when 'product_click' then 3
                       when 'product_view' then 2 else 1 end) as stage, max(ts) as gone
    from e where viewer <> 0 and kind in ('enter', 'heartbeat', 'leave', 'product_view',
                                          'product_click', 'order', 'pay')
    group by viewer
), at_exit as (
    select f.viewer as viewer, f.stage as stage, max(e.segment_run) as run
    from farthest f join e on e.viewer = f.viewer and e.ts = f.gone
    group by f.viewer, f.stage
)
select a.stage as stage, coalesce(any_value(r.title), '') as segment, count(*) as exits
from at_exit a left join segments r on r.run = a.run
group by a.stage, a.run order by stage, exits desc, segment

-- returning --
-- New viewers (first enter ever in the shop) against returning ones.
with came as (
    select h.viewer as viewer, case when f.earliest = h.here then 1 else 0 end as is_new
    from (select viewer, min(ts) as here from e where kind = 'enter' and viewer <> 0 group by viewer) h
    join (select viewer, min(ts) as earliest from visits
          where not rehearsal or show_id = :show group by viewer) f on f.viewer = h.viewer
)
select c.is_new = 1 as is_new, count(distinct c.viewer) as uv,
       coalesce(sum(case when e.kind in ('heartbeat', 'leave') then e.ms end), 0)::bigint as watch_ms,
       count(distinct case when e.kind in ('like', 'comment', 'share', 'follow', 'gift')
                           then c.viewer end) as active,
       count(distinct case when e.kind = 'pay' then c.viewer end) as buyers,
       coalesce(sum(case when e.kind = 'pay' then e.amount end), 0)::bigint as gmv
from came c join e on e.viewer = c.viewer
group by c.is_new order by c.is_new desc

-- peaks --
-- Interactions of every minute with what ran, the busiest first.
select e.ts // 60000 * 60000 as minute, sum(e.n)::bigint as interactions,
       count(distinct e.viewer) as viewers, coalesce(max(r.title), '') as segment
from e left join segments r on r.run = e.segment_run
where e.kind in ('like', 'comment', 'share', 'follow', 'gift')
group by minute order by interactions desc, minute limit 20

-- reasons --
-- What each viewer met last in the two minutes before leaving; of those who met it, how many left
-- within two minutes. `base`: of all minutes watched, those after which somebody left as soon.
-- `end`: there in the last minute; `unknown`: the log tells nothing.
with there as (
    select viewer, min(ts) as came, max(ts) as gone from e
    where viewer <> 0 and kind in ('enter', 'heartbeat', 'leave', 'comment', 'like', 'share',
                                   'product_view', 'product_click', 'order', 'pay')
    group by viewer
), of_offer as (
    select offer, any_value(link) as link from (select id as offer, link from offers) o group by offer
), empty as (
    select coalesce(s.link, o.link) as link, s.ts as ts,
           coalesce((select min(n.ts) from e n where n.kind = 'stock' and n.quantity > 0
                     and n.offer = s.offer and n.ts > s.ts), 9223372036854775807) as filled
    from e s left join of_offer o on o.offer = s.offer where s.kind = 'sold_out'
), bought as (
    select viewer, link, min(ts) as ts from e
    where kind in ('order', 'pay') and link is not null group by viewer, link
), known as (
    select viewer, link, min(ts) as ts from e
    where kind in ('product_view', 'product_click') and viewer <> 0 and link is not null
    group by viewer, link
), met as (
    select viewer, ts, 'muted' as reason, 1 as place from e where kind = 'mute' and viewer <> 0
    union all
    select c.viewer, greatest(c.ts, s.ts), 'sold_out', 2
    from e c join empty s on s.link = c.link and c.ts >= s.ts - 300000 and c.ts < s.filled
    left join bought b on b.viewer = c.viewer and b.link = c.link
    where c.kind = 'product_click' and c.viewer <> 0 and (b.ts is null or b.ts > greatest(c.ts, s.ts))
    union all
    select viewer, ts, 'stall', 3 from e
    where kind = 'qoe' and viewer <> 0 and ms > 0 and text not like '%first_frame'
    union all
    select c.viewer, c.ts, 'question', 4
    from e c join there h on h.viewer = c.viewer
    where c.kind = 'comment' and regexp_matches(c.text, '[?？]|吗|怎么|多少|几点|哪')
      and not exists (select 1 from e a where a.kind = 'question_answer'
                      and a.ts >= c.ts and a.ts <= h.gone)
    union all
    select k.viewer, p.ts, 'price', 5
    from e p left join of_offer o on o.offer = p.offer
    join known k on k.link = coalesce(p.link, o.link) and k.ts <= p.ts
    where p.kind = 'price'
    union all
    select h.viewer, s.ts, 'segment', 6
    from e s join there h on h.came <= s.ts where s.kind = 'segment'
), near as (
    select m.viewer as viewer, m.reason as reason, h.gone - m.ts as before, m.place as place,
           h.gone > t.until - 60000 as at_end
    from met m join there h on h.viewer = m.viewer cross join t
    where m.ts >= h.came and m.ts <= h.gone
), last_met as (
    select viewer, reason,
           row_number() over (partition by viewer order by before, place) as r
    from near where before <= 120000 and not at_end
), why as (
    select case when h.gone > t.until - 60000 then 'end' else coalesce(l.reason, 'unknown') end
           as reason, count(*) as exits
    from there h cross join t left join last_met l on l.viewer = h.viewer and l.r = 1
    group by 1
), through as (
    select reason, count(distinct viewer) as met,
           count(distinct case when before <= 120000 and not at_end then viewer end) as gone
    from near group by reason
), base as (
    select cast(sum((gone - came) // 60000 + 1) as bigint) as met,
           cast(sum(case when h.gone > t.until - 60000 then 0
                         else least((gone - came) // 60000, 2) + 1 end) as bigint) as gone
    from there h cross join t
)
select coalesce(w.reason, g.reason) as reason, coalesce(w.exits, 0) as exits,
       coalesce(g.met, 0) as met, coalesce(g.gone, 0) as gone
from why w full join through g on g.reason = w.reason
union all
select 'base', 0, met, gone from base where met is not null
order by exits desc, reason
