-- What viewers did besides buying, for each segment that ran and for the whole show. A question
-- belongs to the segment in which it was asked first; a buyer is who asked there and then placed
-- an order in this show and paid it. Dropped questions are no debt.

-- lines --
with stretch as (
    select id as run_id, title, started_at as since, coalesce(ended_at, 'infinity') as until
    from liveroom_segmentrun where show_id = %(show)s and not was_skipped
    union all
    select null, '', '-infinity', 'infinity'
)
select stretch.run_id, stretch.title, nullif(stretch.since, '-infinity') as started_at,
       said.questions, said.answered, said.dropped, said.median,
       asked.askers, asked.buyers, asked.amount,
       sent.gifts, sent.points, sent.givers, reserved.reserves
from stretch
cross join lateral (
    select count(*) as questions,
           count(*) filter (where state = 'answered') as answered,
           count(*) filter (where state = 'dropped') as dropped,
           percentile_cont(0.5) within group (order by
               greatest(0, extract(epoch from answered_at - first_at)))
               filter (where state = 'answered') as median
    from interaction_question
    where show_id = %(show)s and first_at >= stretch.since and first_at < stretch.until
) said
cross join lateral (
    select count(distinct people.viewer_id) as askers, count(distinct sale.buyer_id) as buyers,
           coalesce(sum(sale.pay_amount), 0)::bigint as amount
    from (
        select asker.viewer_id, min(asker.first_at) as since
        from interaction_questionasker asker
        join interaction_question question on question.id = asker.question_id
        where question.show_id = %(show)s
          and asker.first_at >= stretch.since and asker.first_at < stretch.until
        group by asker.viewer_id
    ) people
    left join selling_order sale
        on sale.show_id = %(show)s and sale.buyer_id = people.viewer_id
        and sale.placed_at >= people.since and sale.paid_at is not null
) asked
cross join lateral (
    select coalesce(sum(quantity), 0)::bigint as gifts, coalesce(sum(points), 0)::bigint as points,
           count(distinct viewer_id) as givers
    from interaction_giftsent
    where show_id = %(show)s and at >= stretch.since and at < stretch.until
) sent
cross join lateral (
    select count(*) as reserves from growth_reservation
    where during_id = %(show)s and cancelled_at is null
      and made_at >= stretch.since and made_at < stretch.until
) reserved
order by stretch.run_id is not null, stretch.since, stretch.run_id
