"""The one way a gift is sent: points leave the viewer in the transaction that records it."""

from __future__ import annotations

from django.db import migrations

# Every array has one element per gift, in order of arrival. Locks the viewers' points accounts and
# the shops' gift accounts in ascending id, then the room, so that what is decided after them (the
# limit of the day, the combo, the order of the gifts of a room) holds at the commit. A key that was
# sent before returns what it made. `left` is what a refusal names: points that may still be given.
# A rehearsal moves no points.
FORWARD = """
create function interaction_gift(
    p_key uuid[], p_room bigint[], p_show bigint[], p_viewer bigint[], p_gift bigint[],
    p_quantity int[], p_at timestamptz[], p_combo_ms int
) returns table (ord int, code text, id bigint, combo int, points int, units_left bigint,
                 is_new boolean)
language plpgsql as $$
#variable_conflict use_column
declare
    v_i int;
    v_gift interaction_gift;
    v_rule interaction_giftrule;
    v_room record;
    v_known interaction_giftsent;
    v_last interaction_giftsent;
    v_adult boolean;
    v_today bigint;
    v_cost bigint;
    v_wallet foundation_ledgeraccount;
    v_sink bigint;
begin
    insert into foundation_ledgeraccount (
        shop_id, book, subject_id, place, place_id, balance, may_go_negative)
    select distinct gift.shop_id, 'points', gift.shop_id, 'gifts', 0, 0, false
    from interaction_gift gift where gift.id = any(p_gift)
    order by gift.shop_id
    on conflict (book, subject_id, place, place_id) do nothing;
    perform 1 from foundation_ledgeraccount held
    where held.id in (
        select own.id from unnest(p_gift, p_viewer) as wish (gift, viewer)
        join interaction_gift gift on gift.id = wish.gift
        join foundation_ledgeraccount own
            on own.book = 'points' and own.subject_id = gift.shop_id
           and (own.place = 'viewer' and own.place_id = wish.viewer
                or own.place = 'gifts' and own.place_id = 0))
    order by held.id for no key update;
    perform 1 from liveroom_room room where room.id = any(p_room) order by room.id
    for no key update;
    for v_i in 1 .. cardinality(p_key) loop
        ord := v_i;
        id := null; combo := null; points := null; units_left := null; is_new := false;
        select * into v_known from interaction_giftsent sent
        where sent.viewer_id = p_viewer[v_i] and sent.key = p_key[v_i];
        if v_known.id is not null then
            code := ''; id := v_known.id; combo := v_known.combo; points := v_known.points;
            return next;
            continue;
        end if;
        select room.id, room.shop_id, room.show_id, room.is_on_air,
               coalesce(show.is_rehearsal, false) as is_rehearsal,
               coalesce(shop.time_zone, 'UTC') as zone
        into v_room from liveroom_room room
        join foundation_shop shop on shop.id = room.shop_id
        left join planning_show show on show.id = room.show_id
        where room.id = p_room[v_i];
        select * into v_gift from interaction_gift gift
        where gift.id = p_gift[v_i] and gift.shop_id = v_room.shop_id and gift.is_active;
        select * into v_rule from interaction_giftrule rule where rule.shop_id = v_room.shop_id;
        select is_adult into v_adult from interaction_agedeclaration age
        where age.viewer_id = p_viewer[v_i];
        v_cost := v_gift.points::bigint * p_quantity[v_i];
        select coalesce(sum(sent.points), 0) into v_today from interaction_giftsent sent
        where sent.viewer_id = p_viewer[v_i] and sent.shop_id = v_room.shop_id
          and not sent.is_rehearsal
          and sent.at >= date_trunc('day', p_at[v_i] at time zone v_room.zone)
                         at time zone v_room.zone;
        select * into v_wallet from foundation_ledgeraccount own
        where own.book = 'points' and own.subject_id = v_room.shop_id
          and own.place = 'viewer' and own.place_id = p_viewer[v_i];
        code := case
            when v_room.id is null or not v_room.is_on_air
                 or v_room.show_id is distinct from p_show[v_i] then 'not_on_air'
            when v_rule.shop_id is null or not v_rule.is_open then 'closed'
            when v_gift.id is null then 'not_found'
            when v_adult is null then 'age_unknown'
            when not v_adult then 'minor'
            when not v_room.is_rehearsal and v_today + v_cost > v_rule.daily_points
                then 'daily_limit'
            when not v_room.is_rehearsal and coalesce(v_wallet.balance, 0) < v_cost
                then 'points_low'
            else '' end;
        if code <> '' then
            units_left := case code
                when 'daily_limit' then greatest(0, v_rule.daily_points - v_today)
                when 'points_low' then coalesce(v_wallet.balance, 0) end;
            return next;
            continue;
        end if;
        select * into v_last from interaction_giftsent sent
        where sent.viewer_id = p_viewer[v_i] and sent.gift_id = v_gift.id
        order by sent.at desc, sent.id desc limit 1;
        combo := p_quantity[v_i];
        if v_last.show_id = v_room.show_id
           and p_at[v_i] - v_last.at < make_interval(secs => p_combo_ms / 1000.0) then
            combo := combo + v_last.combo;
        end if;
        points := v_cost;
        insert into interaction_giftsent (
            key, shop_id, room_id, show_id, viewer_id, gift_id, quantity, points, combo, at,
            is_rehearsal)
        values (p_key[v_i], v_room.shop_id, v_room.id, v_room.show_id, p_viewer[v_i], v_gift.id,
            p_quantity[v_i], v_cost, combo, p_at[v_i], v_room.is_rehearsal)
        returning interaction_giftsent.id into id;
        if not v_room.is_rehearsal then
            select own.id into strict v_sink from foundation_ledgeraccount own
            where own.book = 'points' and own.subject_id = v_room.shop_id
              and own.place = 'gifts' and own.place_id = 0;
            update foundation_ledgeraccount own set balance = own.balance - v_cost
            where own.id = v_wallet.id;
            update foundation_ledgeraccount own set balance = own.balance + v_cost
            where own.id = v_sink;
            insert into foundation_ledgertransfer (
                debit_id, credit_id, amount, reason, ref_id, actor_id, at)
            values (v_wallet.id, v_sink, v_cost, 'gift', id, null, p_at[v_i]);
        end if;
        units_left := coalesce(v_wallet.balance, 0)
                      - case when v_room.is_rehearsal then 0 else v_cost end;
        is_new := true;
        return next;
    end loop;
end $$;
"""
BACKWARD = """
drop function interaction_gift(
    uuid[], bigint[], bigint[], bigint[], bigint[], int[], timestamptz[], int);
"""


class Migration(migrations.Migration):
    dependencies = [("interaction", "0008_enter_draw_and_packet")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
