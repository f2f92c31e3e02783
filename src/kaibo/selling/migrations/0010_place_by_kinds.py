"""The order path again: what orders of one kind share is sent once per batch."""

from __future__ import annotations

from django.db import migrations

# Every step is one statement over the whole batch with a count that must come out; the first that
# does not raises, so that the batch is written whole or not at all. Nobody is told anything of a
# batch before its commit, and a refused batch is decided again from fresh facts.
#
#   23514 ledger_balance_covered  an account does not hold that much
#   23505 order_once              a key of that buyer has made its order already
#   KB001 … KB007                 what was decided upon has changed; the message says what
#
# In a rush thousands of orders differ in their buyer, key and address only. So each row names its
# kind, and the columns of the kinds come as short arrays, one element per kind (k_ of orders, l_
# of lines, m_ of moves, u_ of counts). Fewer values are sent, unnested and copied than
# with one array per column.
#
# Locks: ledger accounts in ascending id; then orders, purchase counts, coupon claims and quotes,
# each in ascending key, which is the order of the arrays.
#
# The plans are made while tables may be empty and are kept for the life of the connection, so the
# ways that are only good for empty tables are off.
FORWARD = """
do $$ declare f regprocedure; begin
    select oid::regprocedure into f from pg_proc where proname = 'selling_place';
    execute 'drop function ' || f;
end $$;

create function selling_place(
    p_now timestamptz, p_expires timestamptz,
    -- what the decision stands on
    a_id bigint[], a_delta bigint[],
    f_offer bigint[], f_mark bigint[],
    f_room bigint[], f_show bigint[],
    f_campaign bigint[], f_version bigint[],
    -- kinds of orders, then orders
    k_shop bigint[], k_show bigint[], k_room bigint[], k_rehearsal boolean[],
    k_goods bigint[], k_discount bigint[], k_shipping bigint[], k_points bigint[],
    k_credit bigint[], k_pay bigint[], k_source text[], k_run bigint[], k_pinned bigint[],
    o_id bigint[], o_kind integer[], o_buyer bigint[], o_key uuid[], o_address bigint[],
    o_video bigint[],
    -- kinds of lines, then lines
    l_offer bigint[], l_sku bigint[], l_link bigint[], l_snapshot bigint[],
    l_quantity integer[], l_price bigint[], l_discount bigint[], l_gift boolean[],
    l_id bigint[], l_kind integer[],
    -- kinds of ledger moves, then moves
    m_debit bigint[], m_credit bigint[], m_amount bigint[], m_reason text[],
    m_ref bigint[], m_kind integer[],
    -- kinds of uses, then units counted per buyer
    u_type smallint[], u_subject bigint[], u_quantity integer[], u_allowed integer[],
    u_buyer bigint[], u_kind integer[],
    v_order bigint[], v_kind integer[],  -- uses kept with the order: those of campaigns
    -- coupons, quotes, facts for the event log
    c_claim bigint[], c_order bigint[], c_buyer bigint[],
    q_quote bigint[], q_order bigint[], q_buyer bigint[],
    x_body text[]
) returns bigint[] language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
set plan_cache_mode = force_generic_plan
as $$
declare
    v_balances bigint[];
    v_n bigint;
begin
    perform 1 from foundation_ledgeraccount where id = any(a_id) order by id for update;
    get diagnostics v_n = row_count;
    if v_n <> cardinality(a_id) then
        raise exception 'accounts' using errcode = 'KB001';
    end if;
    with moved as (
        update foundation_ledgeraccount a set balance = a.balance + u.delta
        from unnest(a_id, a_delta) as u(id, delta) where a.id = u.id returning a.id, a.balance
    )
    select array_agg(balance order by id) into v_balances from moved;

    if (select count(*) from unnest(f_offer, f_mark) as u(id, mark)
        join selling_offer o on o.id = u.id and o.xmin::text::bigint = u.mark and o.is_listed
       ) <> cardinality(f_offer) then
        raise exception 'offers' using errcode = 'KB002';
    end if;
    if (select count(*) from unnest(f_room, f_show) as u(id, show)
        join liveroom_room r on r.id = u.id and r.show_id = u.show and r.is_on_air
       ) <> cardinality(f_room) then
        raise exception 'rooms' using errcode = 'KB003';
    end if;
    if cardinality(f_campaign) > 0 then
        if (select count(*) from unnest(f_campaign, f_version) as u(id, version)
            join promotions_campaign c on c.id = u.id and c.version = u.version
                and c.state = 'running' and c.starts_at <= p_now and p_now < c.ends_at
           ) <> cardinality(f_campaign) then
            raise exception 'campaigns' using errcode = 'KB004';
        end if;
    end if;

    insert into selling_order (
        id, shop_id, show_id, room_id, buyer_id, idempotency_key, state, is_rehearsal,
        goods_amount, discount_amount, shipping_amount, points_amount, credit_amount, pay_amount,
        address_id, source, segment_run_id, pinned_link_id, video_ms, placed_at, expires_at)
    select u.id, k_shop[u.k], k_show[u.k], k_room[u.k], u.buyer, u.key, 'placed',
           k_rehearsal[u.k], k_goods[u.k], k_discount[u.k], k_shipping[u.k], k_points[u.k],
           k_credit[u.k], k_pay[u.k], u.address, k_source[u.k], k_run[u.k], k_pinned[u.k],
           u.video, p_now, p_expires
    from unnest(o_id, o_kind, o_buyer, o_key, o_address, o_video)
        as u(id, k, buyer, key, address, video);

    if cardinality(u_buyer) > 0 then
        insert into selling_purchasecount as c (kind, subject_id, buyer_id, quantity, allowed)
        select u_type[u.k], u_subject[u.k], u.buyer, u_quantity[u.k], u_allowed[u.k]
        from unnest(u_buyer, u_kind) as u(buyer, k) where u_quantity[u.k] <= u_allowed[u.k]
        on conflict (kind, subject_id, buyer_id) do update
        set quantity = c.quantity + excluded.quantity, allowed = excluded.allowed
        where c.quantity + excluded.quantity <= excluded.allowed;
        get diagnostics v_n = row_count;
        if v_n <> cardinality(u_buyer) then
            raise exception 'limits' using errcode = 'KB005';
        end if;
    end if;
    if cardinality(v_order) > 0 then
        insert into selling_orderuse (order_id, kind, subject_id, quantity)
        select v.id, u_type[v.k], u_subject[v.k], u_quantity[v.k]
        from unnest(v_order, v_kind) as v(id, k);
    end if;
    if cardinality(c_claim) > 0 then
        update promotions_couponclaim c set order_id = u.id, used_at = p_now
        from unnest(c_claim, c_order, c_buyer) as u(claim, id, buyer)
        where c.id = u.claim and c.order_id is null and c.buyer_id = u.buyer
          and c.expires_at > p_now and c.lapsed_at is null;
        get diagnostics v_n = row_count;
        if v_n <> cardinality(c_claim) then
            raise exception 'coupons' using errcode = 'KB006';
        end if;
    end if;
    if cardinality(q_quote) > 0 then
        update selling_quote q set order_id = u.id
        from unnest(q_quote, q_order, q_buyer) as u(quote, id, buyer)
        where q.id = u.quote and q.order_id is null and q.buyer_id = u.buyer
          and q.expires_at > p_now;
        get diagnostics v_n = row_count;
        if v_n <> cardinality(q_quote) then
            raise exception 'quotes' using errcode = 'KB007';
        end if;
    end if;

    insert into selling_orderline (
        id, order_id, offer_id, sku_id, link_id, snapshot_id, quantity, unit_price, amount,
        discount, is_gift)
    select u.id, u.id >> 6, l_offer[u.k], l_sku[u.k], l_link[u.k], l_snapshot[u.k],
           l_quantity[u.k], l_price[u.k], l_price[u.k] * l_quantity[u.k], l_discount[u.k],
           l_gift[u.k]
    from unnest(l_id, l_kind) as u(id, k);

    insert into foundation_ledgertransfer (debit_id, credit_id, amount, reason, ref_id, at)
    select m_debit[u.k], m_credit[u.k], m_amount[u.k], m_reason[u.k], u.ref, p_now
    from unnest(m_ref, m_kind) as u(ref, k);

    insert into foundation_outboxmessage (event_id, kind, body, at)
    select gen_random_uuid(), 'orders', u.body::jsonb, p_now from unnest(x_body) as u(body);
    return v_balances;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("selling", "0009_cart_and_consent")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
