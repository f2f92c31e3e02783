"""How entries of a draw get their leaves and receipts, and those of a red packet their share."""

from __future__ import annotations

from django.db import migrations

# Why a viewer may not enter a draw, '' when they may; who has entered may always ask again.
# Orders are looked up by name when it runs: selling stands above this package.
REFUSAL = """
create function interaction_draw_refusal(p_activity bigint, p_viewer bigint) returns text
language plpgsql stable as $$
declare
    v_act interaction_activity;
    v_ever boolean;
    v_here boolean;
begin
    select * into v_act from interaction_activity where id = p_activity;
    if v_act.id is null or exists (
        select 1 from interaction_entry where activity_id = p_activity and viewer_id = p_viewer
    ) then
        return '';
    end if;
    if v_act.rules->>'audience' = 'all' and not (v_act.rules->>'need_order')::boolean then
        return '';
    end if;
    select count(*) > 0, coalesce(bool_or(sale.show_id = v_act.show_id), false)
    into v_ever, v_here from selling_order sale
    where sale.buyer_id = p_viewer and sale.shop_id = v_act.shop_id
      and sale.state in ('paid', 'shipped', 'completed')
      and sale.is_rehearsal = v_act.is_rehearsal;
    return case
        when v_act.rules->>'audience' = 'new' and v_ever then 'not_new'
        when v_act.rules->>'audience' = 'old' and not v_ever then 'not_old'
        when (v_act.rules->>'need_order')::boolean and not v_here then 'no_order'
        else '' end;
end $$;
"""

# The leaf of each fresh entry, and the head over it and all before it: docs of `draw_proof.py`.
# Numbers come in the order of the array, so the loop sees the entries of an activity in order.
# Locks what `interaction_enter` locks, before it: the head is read under that lock.
DRAW = """
create function interaction_enter_draw(
    p_activity bigint[], p_viewer bigint[], p_slot int[], p_grade int[], p_body jsonb[],
    p_change boolean[], p_at timestamptz[]
) returns table (ord int, code text, number int, body jsonb, is_new boolean)
language plpgsql as $$
#variable_conflict use_column
declare
    v_code text[];
    v_in int[];
    v_row record;
    v_entry record;
    v_tag text;
    v_leaf bytea;
    v_head text;
begin
    perform 1 from interaction_activity where id = any(p_activity) order by id for no key update;
    select array_agg(coalesce(interaction_draw_refusal(wish.activity, wish.viewer), '')
                     order by wish.ord)
    into v_code from unnest(p_activity, p_viewer) with ordinality as wish (activity, viewer, ord);
    select coalesce(array_agg(i order by i), '{}') into v_in
    from generate_subscripts(v_code, 1) i where v_code[i] = '';
    return query select i, v_code[i], null::int, null::jsonb, false
                 from generate_subscripts(v_code, 1) i where v_code[i] <> '';
    for v_row in
        select made.* from interaction_enter(
            array(select p_activity[i] from unnest(v_in) i),
            array(select p_viewer[i] from unnest(v_in) i),
            array(select p_slot[i] from unnest(v_in) i),
            array(select p_grade[i] from unnest(v_in) i),
            array(select p_body[i] from unnest(v_in) i),
            array(select false from unnest(v_in) i),
            array(select p_at[i] from unnest(v_in) i)) made
        order by made.ord
    loop
        ord := v_in[v_row.ord];
        code := v_row.code;
        number := v_row.number;
        body := v_row.body;
        is_new := v_row.is_new;
        if is_new then
            select entry.id, entry.activity_id, entry.grade, entry.body->>'nonce' as nonce,
                   floor(extract(epoch from entry.at) * 1000)::bigint as at,
                   act.secret->>'salt' as salt, act.public->>'commitment' as commitment
            into v_entry
            from interaction_entry entry join interaction_activity act on act.id = activity_id
            where entry.activity_id = p_activity[ord] and entry.viewer_id = p_viewer[ord];
            v_tag := left(encode(sha256(convert_to(
                v_entry.salt || E'\\n' || p_viewer[ord], 'UTF8')), 'hex'), 16);
            v_leaf := sha256('\\x00'::bytea || convert_to(concat_ws(E'\\n', v_entry.activity_id,
                number, v_tag, v_entry.nonce, v_entry.at,
                case when v_entry.grade < 2 then 1 else 0 end), 'UTF8'));
            select coalesce(max(entry.body->>'head'), v_entry.commitment) into v_head
            from interaction_entry entry
            where entry.activity_id = v_entry.activity_id and entry.number = v_row.number - 1;
            body := body || jsonb_build_object(
                'tag', v_tag, 'at', v_entry.at, 'leaf', encode(v_leaf, 'hex'),
                'counted', case when v_entry.grade < 2 then 1 else 0 end,
                'head', encode(sha256('\\x02'::bytea || decode(v_head, 'hex') || v_leaf), 'hex'));
            update interaction_entry entry set body = interaction_enter_draw.body
            where entry.id = v_entry.id;
        elsif number is not null then
            select entry.body into body from interaction_entry entry
            where entry.activity_id = p_activity[ord] and entry.viewer_id = p_viewer[ord];
        end if;
        return next;
    end loop;
end $$;
"""

# The n-th who may have a share gets the n-th share. Wallets are opened and locked before the
# activity (ledger first); only as many as shares were left, so that a rush of thousands opens no
# empty wallets. An entry held by risk keeps its share as a prize that waits for a review; one that
# was refused, and whoever comes after the last share, gets 0. A rehearsal moves no money.
PACKET = """
create function interaction_enter_packet(
    p_activity bigint[], p_viewer bigint[], p_slot int[], p_grade int[], p_body jsonb[],
    p_change boolean[], p_at timestamptz[]
) returns table (ord int, code text, number int, body jsonb, is_new boolean)
language plpgsql as $$
#variable_conflict use_column
declare
    v_row record;
    v_act record;
    v_entry record;
    v_given int;
    v_amount bigint;
    v_packet bigint;
    v_source bigint;
    v_wallet bigint;
begin
    insert into foundation_ledgeraccount (
        shop_id, book, subject_id, place, place_id, balance, may_go_negative)
    select distinct lucky.shop_id, 'redpacket', lucky.shop_id, 'viewer', lucky.viewer, 0, false
    from (
        select act.shop_id, wish.viewer, (act.rules->>'count')::int as shares,
               (select count(*) from interaction_entry known where known.activity_id = act.id
                  and (known.body->>'amount')::bigint > 0)
               + row_number() over (partition by act.id order by wish.ord) as place
        from unnest(p_activity, p_viewer) with ordinality as wish (activity, viewer, ord)
        join interaction_activity act on act.id = wish.activity and act.state = 'open'
        where not act.is_rehearsal and not exists (
            select 1 from interaction_entry known
            where known.activity_id = act.id and known.viewer_id = wish.viewer)
    ) lucky where lucky.place <= lucky.shares
    order by lucky.shop_id, lucky.viewer
    on conflict (book, subject_id, place, place_id) do nothing;
    perform 1 from foundation_ledgeraccount held
    where held.id in (
        select own.id from unnest(p_activity, p_viewer) as wish (activity, viewer)
        join interaction_activity act on act.id = wish.activity
        join foundation_ledgeraccount own
            on own.book = 'redpacket' and own.subject_id = act.shop_id
           and (own.place = 'viewer' and own.place_id = wish.viewer
                or own.place = 'packet' and own.place_id = act.id))
    order by held.id for no key update;
    perform 1 from interaction_activity where id = any(p_activity) order by id for no key update;
    for v_row in
        select made.* from interaction_enter(
            p_activity, p_viewer, p_slot, p_grade, p_body,
            array(select false from unnest(p_viewer)), p_at) made
        order by made.ord
    loop
        ord := v_row.ord;
        code := v_row.code;
        number := v_row.number;
        is_new := v_row.is_new;
        body := v_row.body;
        if is_new then
            select act.id, act.shop_id, act.room_id, act.title, act.is_rehearsal,
                   act.secret->'shares' as shares, (act.rules->>'count')::int as many,
                   (act.rules->>'valid_days')::int as valid_days
            into v_act from interaction_activity act where act.id = p_activity[ord];
            select entry.id, entry.grade, entry.at into v_entry from interaction_entry entry
            where entry.activity_id = v_act.id and entry.viewer_id = p_viewer[ord];
            select count(*) into v_given from interaction_entry entry
            where entry.activity_id = v_act.id and (entry.body->>'amount')::bigint > 0;
            v_amount := 0;
            if v_entry.grade < 2 and v_given < v_act.many then
                v_amount := (v_act.shares->>v_given)::bigint;
            end if;
            body := jsonb_build_object('amount', v_amount);
            if v_amount > 0 and v_entry.grade = 1 then
                body := body || '{"held": true}';
                insert into interaction_activityprize (activity_id, entry_id, viewer_id, place,
                    kind, amount, campaign_id, is_held, paid_at, refused)
                values (v_act.id, v_entry.id, p_viewer[ord], number, 'redpacket', v_amount, null,
                    true, null, '');
            elsif v_amount > 0 and not v_act.is_rehearsal then
                insert into promotions_redpacket (
                    shop_id, viewer_id, campaign_id, amount, reason, given_at, expires_at)
                values (v_act.shop_id, p_viewer[ord], null, v_amount, v_act.title, v_entry.at,
                    v_entry.at + make_interval(days => v_act.valid_days))
                returning id into v_packet;
                select id into strict v_source from foundation_ledgeraccount
                where book = 'redpacket' and subject_id = v_act.shop_id and place = 'packet'
                  and place_id = v_act.id;
                select id into strict v_wallet from foundation_ledgeraccount
                where book = 'redpacket' and subject_id = v_act.shop_id and place = 'viewer'
                  and place_id = p_viewer[ord];
                update foundation_ledgeraccount set balance = balance - v_amount
                where id = v_source;
                update foundation_ledgeraccount set balance = balance + v_amount
                where id = v_wallet;
                insert into foundation_ledgertransfer (
                    debit_id, credit_id, amount, reason, ref_id, actor_id, at)
                values (v_source, v_wallet, v_amount, 'packet', v_packet, null, v_entry.at);
            end if;
            if v_amount > 0 then
                perform liveroom_tell(p_viewer[ord], v_act.room_id, 'packet_got',
                    body || jsonb_build_object('activity', v_act.id, 'title', v_act.title));
            end if;
            update interaction_entry entry set body = interaction_enter_packet.body
            where entry.id = v_entry.id;
        elsif number is not null then
            select entry.body into body from interaction_entry entry
            where entry.activity_id = p_activity[ord] and entry.viewer_id = p_viewer[ord];
        end if;
        return next;
    end loop;
end $$;
"""
BACKWARD = """
drop function interaction_enter_packet(
    bigint[], bigint[], int[], int[], jsonb[], boolean[], timestamptz[]);
drop function interaction_enter_draw(
    bigint[], bigint[], int[], int[], jsonb[], boolean[], timestamptz[]);
drop function interaction_draw_refusal(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("interaction", "0007_gifts_and_prizes"),
        ("promotions", "0003_buyer_standing"),
        ("foundation", "0004_service_contact"),
        ("liveroom", "0005_comment_orders"),
    ]
    operations = [migrations.RunSQL(REFUSAL + DRAW + PACKET, BACKWARD)]
