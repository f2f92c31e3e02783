-- What the war board and its alarms ask the database; read by web and by the insight process.

-- benchmarks --
-- What shops set themselves.
select shop_id, metric, value from insight_benchmark where shop_id = any(%(shops)s);

-- history --
-- Of each figure of a shop's last shows (rehearsals left out): median, quartiles, shows counted.
with past as (
    select review.body -> 'totals' as totals, show.shop_id,
           row_number() over (partition by show.shop_id order by show.went_live_at desc, show.id)
               as place
    from insight_review review join planning_show show on show.id = review.show_id
    where show.shop_id = any(%(shops)s) and not show.is_rehearsal
)
select past.shop_id, figure.key as metric, count(*) as shows,
       percentile_cont(0.5) within group (order by figure.value::float) as median,
       percentile_cont(0.25) within group (order by figure.value::float) as low_quarter,
       percentile_cont(0.75) within group (order by figure.value::float) as high_quarter
from past cross join lateral jsonb_each_text(past.totals) figure
where past.place <= %(most)s and figure.value is not null
group by 1, 2 order by 1, 2;

-- shelves --
-- Stock of the links on sale in live shows, what the last ten minutes sold, and whether a link is
-- presented or comes next in the script.
with air as (
    select room.show_id, room.pinned_link_id, (
        select later.link_id from planning_scriptsegment later
        where later.show_id = room.show_id and later.link_id is not null
          and later.position > coalesce((
              select here.position from liveroom_segmentrun run
              join planning_scriptsegment here on here.id = run.segment_id
              where run.id = room.segment_run_id), -1)
        order by later.position limit 1) as next_link_id
    from liveroom_room room where room.is_on_air and room.show_id = any(%(shows)s)
)
select air.show_id, link.id as link, link.number, product.name,
       sum(stock.balance)::bigint as left, sum(offer.released)::bigint as released,
       coalesce((
           select sum(line.quantity) from selling_orderline line
           join selling_order placed on placed.id = line.order_id
           where placed.show_id = air.show_id and line.link_id = link.id
             and placed.placed_at >= %(now)s - interval '10 minutes'
             and placed.state not in ('expired', 'cancelled')), 0)::bigint as sold,
       link.id = air.pinned_link_id as is_pinned, link.id = air.next_link_id as is_next,
       coalesce(max(segment.seconds), 300) / 60.0 as minutes
from air
join planning_lineuplink link on link.show_id = air.show_id
join catalog_product product on product.id = link.product_id
join selling_offer offer on offer.link_id = link.id and offer.is_listed
join foundation_ledgeraccount stock on stock.id = offer.stock_account_id
left join planning_scriptsegment segment on segment.link_id = link.id
where link.id in (air.pinned_link_id, air.next_link_id)
group by air.show_id, link.id, product.name, air.pinned_link_id, air.next_link_id
order by air.show_id, link.number;

-- talk --
-- Complaints of the last five minutes and of the fifteen before them.
select show_id, count(*) filter (where at >= %(now)s - interval '5 minutes') as recent,
       count(*) filter (where at < %(now)s - interval '5 minutes') as before
from interaction_roomcomment
where show_id = any(%(shows)s) and tag = 'complaint' and at >= %(now)s - interval '20 minutes'
group by show_id;

-- picture --
-- Since when there has been no picture after there was one, and how often it went in 10 minutes.
select room.show_id, room.stream_state,
       (extract(epoch from room.stream_at) * 1000)::bigint as since,
       (select count(*) from liveroom_roomevent event
        where event.show_id = room.show_id and event.kind = 'stream_changed'
          and event.body ->> 'state' = 'down'
          and event.at >= %(now)s - interval '10 minutes') as stutters
from liveroom_room room where room.is_on_air and room.show_id = any(%(shows)s);

-- similar --
-- The past shows of the shop that share most with each show: products of the line-up, segments and
-- interactions of the script; share = common / all. Newest first among equals.
with chosen as (
    select show.id, show.shop_id, show.planned_start_at from planning_show show
    where show.id = any(%(shows)s)
), past as (
    select old.* from chosen cross join lateral (
        select show.id, show.title, show.went_live_at, chosen.id as of from planning_show show
        where show.shop_id = chosen.shop_id and show.id <> chosen.id and not show.is_rehearsal
          and show.ended_at is not null and show.planned_start_at < chosen.planned_start_at
        order by show.planned_start_at desc limit 50) old
), parts as (
    select link.show_id, 'product ' || link.product_id as part from planning_lineuplink link
    where link.show_id in (select id from chosen union select id from past)
    union
    select segment.show_id, 'segment ' || segment.title from planning_scriptsegment segment
    where segment.show_id in (select id from chosen union select id from past)
    union
    select segment.show_id, 'block ' || block.kind || ' ' || block.title
    from planning_segmentblock block
    join planning_scriptsegment segment on segment.id = block.segment_id
    where segment.show_id in (select id from chosen union select id from past)
), sizes as (
    select show_id, count(*) as n from parts group by show_id
), common as (
    select past.of, past.id, past.title, past.went_live_at, count(*) as n
    from past join parts theirs on theirs.show_id = past.id
    join parts mine on mine.show_id = past.of and mine.part = theirs.part
    group by past.of, past.id, past.title, past.went_live_at
)
select distinct on (common.of) common.of as show_id, common.id as show, common.title,
       common.n::float / (mine.n + theirs.n - common.n) as share
from common join sizes mine on mine.show_id = common.of
join sizes theirs on theirs.show_id = common.id
order by common.of, share desc, common.went_live_at desc, common.id desc;

-- standing --
-- Alarms that are not over.
select id, show_id, code, subject, metric, facts, level,
       (extract(epoch from raised_at) * 1000)::bigint as raised_at,
       (extract(epoch from last_seen_at) * 1000)::bigint as last_seen_at,
       (extract(epoch from snoozed_until) * 1000)::bigint as snoozed_until,
       acknowledged_by_id is not null as is_acknowledged, action_id
from insight_alarm
where show_id = any(%(shows)s) and cleared_at is null
order by level, id;

-- raise --
-- A new alarm; one that somebody else raised at the same moment stays as it is.
insert into insight_alarm
    (shop_id, show_id, code, subject, metric, level, facts, raised_at, last_seen_at, analysis)
values (%(shop)s, %(show)s, %(code)s, %(subject)s, %(metric)s, %(level)s, %(facts)s, %(now)s,
        %(now)s, '')
on conflict do nothing;

-- again --
-- An alarm that still holds, with what it says now.
update insight_alarm set last_seen_at = %(now)s, level = %(level)s, facts = %(facts)s
where id = %(id)s and cleared_at is null;

-- over --
-- Alarms that have been quiet.
update insight_alarm set cleared_at = %(now)s where id = any(%(ids)s) and cleared_at is null;

-- end --
-- Alarms of shows that are over: nothing can be done about them any more.
update insight_alarm alarm set cleared_at = %(now)s
from planning_show show
where show.id = alarm.show_id and show.ended_at is not null and alarm.cleared_at is null;

-- moments --
-- Orders of a show by the second: placed and paid, with the money in minor units.
select extract(epoch from date_trunc('second', placed_at))::bigint as second, 'placed' as what,
       count(*) as orders, coalesce(sum(pay_amount), 0)::bigint as amount
from selling_order where show_id = %(show)s group by 1
union all
select extract(epoch from date_trunc('second', paid_at))::bigint, 'paid', count(*),
       coalesce(sum(pay_amount), 0)::bigint
from selling_order where show_id = %(show)s and paid_at is not null group by 1;
