-- What desk, report and hand-over card read; each block is one query.

-- responses --
-- First response of the threads of a show by agent, and of the whole show (agent null): seconds
-- from the viewer's first message to the first answer.
select thread.first_reply_by_id as agent,
       count(*) as threads,
       percentile_cont(0.5) within group (order by seconds) as median,
       percentile_cont(0.9) within group (order by seconds) as p90,
       max(seconds) as longest
from service_thread thread
cross join lateral (
    select greatest(0, extract(epoch from thread.first_reply_at - thread.asked_at)) as seconds
) waited
where thread.show_id = %(show)s and thread.room_id = %(room)s
  and thread.first_reply_at is not null
group by grouping sets ((thread.first_reply_by_id), ())
having count(*) > 0
order by grouping(thread.first_reply_by_id) desc, threads desc, agent

-- conversion --
-- Who asked in a show, who spoke without asking, who wrote to the service desk; and the orders
-- each placed in this show after that first word, and paid.
with spoke as (
    select viewer_id, min(at) as since from interaction_roomcomment
    where show_id = %(show)s and viewer_id is not null group by viewer_id
), asked as (
    select asker.viewer_id, min(asker.first_at) as since
    from interaction_questionasker asker
    join interaction_question question on question.id = asker.question_id
    where question.show_id = %(show)s group by asker.viewer_id
), people as (
    select 'asked' as who, viewer_id, since from asked
    union all
    select 'spoke', viewer_id, since from spoke
    where viewer_id not in (select viewer_id from asked)
    union all
    select 'wrote', viewer_id, min(asked_at) from service_thread
    where show_id = %(show)s group by viewer_id
)
select people.who,
       count(distinct people.viewer_id) as viewers,
       count(distinct sale.buyer_id) as buyers,
       count(sale.id) as orders,
       coalesce(sum(sale.pay_amount), 0)::bigint as amount
from people
left join selling_order sale
    on sale.show_id = %(show)s and sale.buyer_id = people.viewer_id
    and sale.placed_at >= people.since and sale.paid_at is not null
group by people.who

-- stage --
-- The facts of a host change as one JSON document: what was said and promised, stock, the hottest
-- questions, open complaints of the last half hour, viewers who wait for an answer.
select jsonb_build_object(
    'announcement', room.announcement,
    'segment', (select run.title from liveroom_segmentrun run where run.id = room.segment_run_id),
    'pinned_link', (
        select jsonb_build_object('number', link.number, 'name', product.name)
        from planning_lineuplink link join catalog_product product on product.id = link.product_id
        where link.id = room.pinned_link_id),
    'promised', coalesce((
        select jsonb_agg(jsonb_build_object(
            'verb', deed.verb, 'detail', deed.detail,
            'at', floor(extract(epoch from deed.at) * 1000)::bigint) order by deed.at desc)
        from (
            select * from liveroom_consoleaction one
            where one.room_id = room.id and one.show_id = room.show_id and one.undone_at is null
              and one.verb in ('announce', 'price', 'flash_start', 'limit')
            order by one.id desc limit 10) deed), '[]'),
    'stock', coalesce((
        select jsonb_agg(jsonb_build_object(
            'number', link.number, 'name', product.name, 'left', stock.units,
            'released', stock.released) order by link.number)
        from planning_lineuplink link
        join catalog_product product on product.id = link.product_id
        cross join lateral (
            select coalesce(sum(coalesce((
                       select min(part_stock.balance / part.units)
                       from selling_offerpart part
                       join foundation_ledgeraccount part_stock
                           on part_stock.id = part.stock_account_id
                       where part.offer_id = offer.id), account.balance)), 0)::bigint as units,
                   coalesce(sum(offer.released), 0)::bigint as released
            from selling_offer offer
            join foundation_ledgeraccount account on account.id = offer.stock_account_id
            where offer.link_id = link.id) stock
        where link.show_id = room.show_id), '[]'),
    'questions', coalesce((
        select jsonb_agg(jsonb_build_object(
            'id', hot.id, 'text', hot.text, 'askers', hot.askers, 'state', hot.state)
            order by hot.askers desc, hot.id)
        from (
            select * from interaction_question one
            where one.show_id = room.show_id and one.state in ('open', 'promoted')
            order by one.askers desc, one.id limit 5) hot), '[]'),
    'complaints', coalesce((
        select jsonb_agg(jsonb_build_object(
            'topic', found.topic, 'n', found.n, 'text', found.text) order by found.n desc)
        from (
            select said.topic, count(*) as n, (array_agg(said.text order by said.at desc))[1] as text
            from interaction_roomcomment said
            where said.show_id = room.show_id and said.tag = 'complaint'
              and said.at > %(now)s - interval '30 minutes'
            group by said.topic) found), '[]'),
    'waiting', (
        select count(*) from service_thread thread
        where thread.room_id = room.id and thread.waiting_since is not null),
    'handed', (
        select count(*) from service_thread thread
        where thread.room_id = room.id and thread.state = 'handed'
          and thread.show_id = room.show_id)
)::text
from liveroom_room room where room.id = %(room)s
