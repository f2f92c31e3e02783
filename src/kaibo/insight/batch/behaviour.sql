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
    join (select viewer, min(ts) as earliest from events
          where kind = 'enter' and viewer <> 0 and (not rehearsal or show_id = :show)
          group by viewer) f on f.viewer = h.viewer
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
