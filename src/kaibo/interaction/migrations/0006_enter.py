"""The one way an entry gets its number (decision 29)."""

from __future__ import annotations

from django.db import migrations

# Every array has one element per act, in order of arrival; `p_at` is when the gateway received it.
# Locks the activities in ascending id, so nobody else numbers entries of them. A viewer who has an
# entry gets it again, also when the activity is closed; with `p_change` an open one is replaced.
# Of several acts of one viewer in a batch the first counts; the gateway sends the others later.
FORWARD = """
create function interaction_enter(
    p_activity bigint[], p_viewer bigint[], p_slot int[], p_grade int[], p_body jsonb[],
    p_change boolean[], p_at timestamptz[]
) returns table (ord int, code text, number int, body jsonb, is_new boolean)
language plpgsql as $$
#variable_conflict use_column
begin
    perform 1 from interaction_activity where id = any(p_activity) order by id for no key update;
    return query
    with asked as (
        select wish.ord::int, wish.activity, wish.viewer, wish.slot, wish.grade, wish.body,
               wish.change, least(wish.at, clock_timestamp()) as at, act.state, act.closes_at,
               act.entries, known.id as known_id, known.number as known_number,
               known.slot as known_slot, known.grade as known_grade, known.body as known_body,
               row_number() over (partition by wish.activity, wish.viewer
                                  order by wish.ord) = 1 as is_first
        from unnest(p_activity, p_viewer, p_slot, p_grade, p_body, p_change, p_at)
            with ordinality as wish (activity, viewer, slot, grade, body, change, at, ord)
        left join interaction_activity act on act.id = wish.activity
        left join interaction_entry known
            on known.activity_id = wish.activity and known.viewer_id = wish.viewer
    ), judged as (
        select asked.*,
               case when state is null then 'not_found'
                    when state <> 'open' or at >= closes_at then 'not_open' else '' end as refusal
        from asked
    ), fresh as (
        select judged.*, (entries + row_number() over (partition by activity order by ord))::int
                   as new_number
        from judged where refusal = '' and known_id is null and is_first
    ), written as (
        insert into interaction_entry (activity_id, viewer_id, number, at, slot, body, grade)
        select activity, viewer, new_number, at, slot, body, grade from fresh
        returning activity_id, viewer_id, number
    ), changed as (
        update interaction_entry entry
        set slot = judged.slot, body = judged.body, grade = greatest(entry.grade, judged.grade)
        from judged
        where entry.id = judged.known_id and judged.refusal = '' and judged.change
          and judged.is_first and entry.body <> judged.body
        returning entry.activity_id, entry.viewer_id, entry.slot, entry.body, entry.grade
    ), moves as (
        select activity, slot, 1 as n from fresh where grade = 0
        union all
        select judged.activity, judged.known_slot, -1 from judged
        join changed on changed.activity_id = judged.activity
                    and changed.viewer_id = judged.viewer
        where judged.is_first and judged.known_grade = 0
        union all
        select activity_id, slot, 1 from changed where grade = 0
    ), counted as (
        update interaction_activity act
        set entries = act.entries + (select count(*) from fresh where fresh.activity = act.id),
            tally = (
                select coalesce(array_agg(bar.units + coalesce((
                    select sum(n) from moves
                    where moves.activity = act.id and moves.slot = bar.number - 1), 0)
                    order by bar.number), '{}')
                from unnest(act.tally) with ordinality as bar (units, number))
        where act.id in (select activity from fresh union select activity_id from changed)
    )
    select judged.ord,
           case when judged.known_id is not null or first.new_number is not null then ''
                else judged.refusal end,
           coalesce(judged.known_number, first.new_number),
           coalesce(changed.body, judged.known_body, first.body),
           judged.is_first and first.new_number is not null
    from judged
    left join fresh first on first.activity = judged.activity and first.viewer = judged.viewer
    left join changed on changed.activity_id = judged.activity
                     and changed.viewer_id = judged.viewer
    order by judged.ord;
end $$;
"""
BACKWARD = """
drop function interaction_enter(
    bigint[], bigint[], int[], int[], jsonb[], boolean[], timestamptz[]);
"""


class Migration(migrations.Migration):
    dependencies = [("interaction", "0005_hear")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
