-- What came of the activities of a show. Amounts in minor units. An order counts for an activity
-- when a participant placed it within ten minutes of joining and paid it; it may count for several.

-- lines --
with opened as (
    select * from interaction_activity
    where show_id = %(show)s and state not in ('armed', 'cancelled')
), joined as (
    select entry.activity_id, entry.viewer_id, min(entry.at) as at
    from opened join interaction_entry entry on entry.activity_id = opened.id and entry.grade < 2
    group by 1, 2
), bought as (
    select joined.activity_id, count(distinct joined.viewer_id) as buyers,
           count(distinct placed.id) as orders, sum(placed.pay_amount)::bigint as amount
    from joined
    join selling_order placed
      on placed.buyer_id = joined.viewer_id and placed.show_id = %(show)s
     and placed.paid_at is not null and placed.placed_at >= joined.at
     and placed.placed_at < joined.at + interval '10 minutes'
    group by 1
)
select opened.id, opened.kind, opened.title, opened.state, opened.opens_at, opened.closes_at,
       coalesce(run.title, '') as segment, opened.block_id is not null as is_scripted,
       (select count(*) from joined where joined.activity_id = opened.id) as participants,
       coalesce(bought.buyers, 0), coalesce(bought.orders, 0), coalesce(bought.amount, 0)
from opened
left join bought on bought.activity_id = opened.id
left join liveroom_segmentrun run on run.id = opened.segment_run_id
order by opened.opens_at, opened.id
