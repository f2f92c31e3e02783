"""The order path: one function call is one batch of orders, decided and written together."""

from __future__ import annotations

from django.db import migrations

# Locks, in this order: an advisory lock per link (makes per-buyer limits exact among several
# writers), the stock and reserved accounts in ascending id, then nothing that another writer of
# stock holds first. Everything else is decided from a snapshot taken after these locks.
#
# `nestloop` and `seqscan` are off because the plan is cached while the tables are still empty:
# look-ups stand in LATERAL subqueries, which can only be index scans under a nested loop, and
# what is left to join are sets of one batch, which must be hashed.
FORWARD = """
create function selling_buy_batch(
    p_key uuid[], p_room bigint[], p_show bigint[], p_buyer bigint[], p_offer bigint[],
    p_quantity bigint[], p_price bigint[], p_address bigint[], p_segment_run bigint[],
    p_pinned_link bigint[], p_video_ms bigint[], p_source text[], p_rehearsal boolean[],
    p_pay_seconds integer
) returns table (
    ord bigint, code text, order_id bigint, amount bigint, expires_ms bigint, price bigint,
    units_left bigint, is_repeat boolean
) language plpgsql
set enable_nestloop = off set enable_seqscan = off
as $$
#variable_conflict use_column
declare
    v_now timestamptz;
    v_expires timestamptz;
begin
    perform pg_advisory_xact_lock(1266761, link_id::int) from (
        select distinct link_id from selling_offer where id = any(p_offer) order by link_id
    ) links;
    perform 1 from foundation_ledgeraccount where id in (
        select stock_account_id from selling_offer where id = any(p_offer)
        union select reserved_account_id from selling_offer where id = any(p_offer)
    ) order by id for update;
    v_now := clock_timestamp();
    v_expires := v_now + make_interval(secs => p_pay_seconds);
    return query
    with request as materialized (
        select * from unnest(
            p_key, p_room, p_show, p_buyer, p_offer, p_quantity, p_price, p_address,
            p_segment_run, p_pinned_link, p_video_ms, p_source, p_rehearsal
        ) with ordinality as r(
            key, room_id, show_id, buyer_id, offer_id, quantity, price_seen, address_id,
            segment_run_id, pinned_link_id, video_ms, source, is_rehearsal, ord)
    ), fact as materialized (
        select request.*, known.id as known_id, known.buyer_id as known_buyer,
               known.pay_amount as known_amount, known.expires_at as known_expires,
               offer.shop_id, offer.show_id as offer_show, offer.link_id, offer.sku_id,
               offer.stock_account_id, offer.reserved_account_id, offer.snapshot_id,
               offer.is_listed, offer.per_user_limit, offer.balance,
               case when offer.flash_price is not null and offer.flash_starts_at <= v_now
                         and v_now < offer.flash_ends_at
                    then offer.flash_price else offer.normal_price end as price_now,
               room.is_on_air, room.show_id as room_show,
               coalesce(room.is_rehearsal, false) as show_rehearsal,
               viewer.id as viewer_id, coalesce(held.quantity, 0) as held,
               home.id as home_id, home.cipher as home_cipher
        from request
        left join lateral (
            select o.id, o.buyer_id, o.pay_amount, o.expires_at
            from selling_order o where o.idempotency_key = request.key limit 1
        ) known on true
        left join lateral (
            select o.*, stock.balance from selling_offer o
            join lateral (
                select a.balance from foundation_ledgeraccount a
                where a.id = o.stock_account_id limit 1
            ) stock on true
            where o.id = request.offer_id limit 1
        ) offer on true
        left join lateral (
            select m.is_on_air, m.show_id, s.is_rehearsal from liveroom_room m
            join lateral (
                select p.is_rehearsal from planning_show p where p.id = m.show_id limit 1
            ) s on true
            where m.id = request.room_id limit 1
        ) room on true
        left join lateral (
            select v.id from members_viewer v where v.id = request.buyer_id limit 1
        ) viewer on true
        left join lateral (
            select c.quantity from selling_purchasecount c
            where c.link_id = offer.link_id and c.buyer_id = request.buyer_id limit 1
        ) held on true
        left join lateral (
            select a.id, convert_to(json_build_object(
                'name', encode(a.name_cipher, 'base64'), 'phone', encode(a.phone_cipher, 'base64'),
                'street', encode(a.street_cipher, 'base64'), 'province', a.province,
                'city', a.city, 'district', a.district)::text, 'UTF8') as cipher
            from members_address a
            where a.viewer_id = request.buyer_id and a.deleted_at is null
              and (a.id = request.address_id or (request.address_id is null and a.is_default))
            limit 1
        ) home on true
    ), verdict as materialized (
        select fact.*, case
            when known_id is not null and known_buyer = fact.buyer_id then 'repeat'
            when known_id is not null then 'not_found'
            when fact.stock_account_id is null or viewer_id is null then 'not_found'
            when is_on_air is not true or room_show <> offer_show then 'not_on_air'
            when fact.is_rehearsal and not show_rehearsal then 'not_on_air'
            when not is_listed then 'not_listed'
            when quantity < 1 or quantity > 999 then 'bad_quantity'
            when price_seen <> price_now then 'price_changed'
            when per_user_limit > 0 and held + quantity > per_user_limit then 'limit_reached'
            when home_id is null and not show_rehearsal then 'bad_address'
            when balance < quantity then 'sold_out'
            else '' end as code
        from fact
    ), wanted as materialized (
        select *, sum(quantity) over (partition by stock_account_id order by ord) as until_here
        from verdict where code = ''
    ), granted as materialized (
        select *, nextval(pg_get_serial_sequence('selling_order', 'id')) as order_id,
               quantity * price_now as amount
        from (select * from wanted where until_here <= balance order by ord) w
    ), written as (
        insert into selling_order (
            id, shop_id, show_id, room_id, buyer_id, idempotency_key, state, is_rehearsal,
            goods_amount, discount_amount, shipping_amount, pay_amount, address_id,
            address_cipher, source, segment_run_id, pinned_link_id, video_ms, placed_at, expires_at)
        select order_id, shop_id, offer_show, room_id, buyer_id, key, 'placed', show_rehearsal,
               amount, 0, 0, amount, home_id, home_cipher, left(source, 40), segment_run_id,
               pinned_link_id, video_ms, v_now, v_expires
        from granted order by ord
        on conflict (idempotency_key) do nothing
        returning id
    ), made as materialized (
        select granted.* from granted join written on written.id = granted.order_id
    ), lines as (
        insert into selling_orderline (
            order_id, offer_id, sku_id, link_id, snapshot_id, quantity, unit_price, amount)
        select order_id, offer_id, sku_id, link_id, snapshot_id, quantity, price_now, amount
        from made order by ord
    ), counts as (
        insert into selling_purchasecount as c (link_id, buyer_id, quantity)
        select link_id, buyer_id, quantity from made order by link_id, buyer_id
        on conflict (link_id, buyer_id) do update set quantity = c.quantity + excluded.quantity
    ), moves as (
        insert into foundation_ledgertransfer (
            debit_id, credit_id, amount, reason, ref_id, actor_id, at)
        select stock_account_id, reserved_account_id, quantity, 'order', order_id, null, v_now
        from made order by ord
    ), balances as (
        update foundation_ledgeraccount a set balance = a.balance + change.units
        from (
            select account_id, sum(units)::bigint as units from (
                select stock_account_id as account_id, -quantity as units from made
                union all select reserved_account_id, quantity from made
            ) both_sides group by account_id
        ) change where a.id = change.account_id
    ), facts as (
        insert into foundation_outboxmessage (event_id, kind, body, at)
        select gen_random_uuid(), 'order', jsonb_build_object(
            'at_ms', floor(extract(epoch from v_now) * 1000)::bigint, 'shop', shop_id,
            'show', offer_show, 'room', room_id, 'viewer', buyer_id,
            'segment_run', segment_run_id, 'pinned_link', pinned_link_id, 'order', order_id,
            'video_ms', video_ms, 'rehearsal', show_rehearsal, 'source', left(source, 40),
            'lines', jsonb_build_array(jsonb_build_object(
                'link', link_id, 'sku', sku_id, 'offer', offer_id, 'quantity', quantity,
                'amount', amount))), v_now
        from made order by ord
    ), told as materialized (
        select liveroom_tell(buyer_id, room_id, 'order_placed', jsonb_build_object(
            'order', order_id, 'amount', amount, 'link', link_id, 'quantity', quantity,
            'expires_at', floor(extract(epoch from v_expires) * 1000)::bigint)) as event_id
        from made
    ), taken as materialized (
        select stock_account_id, sum(quantity)::bigint as units from made group by 1
    )
    select verdict.ord,
           case
               when made.ord is not null or verdict.code = 'repeat' then ''
               when verdict.code <> '' then verdict.code
               -- Not reached by the sum of those before it, or its key was taken this moment:
               -- what still fits the rest is decided by the next batch, in the same order.
               when verdict.quantity <= verdict.balance - coalesce(taken.units, 0) then 'again'
               else 'sold_out' end,
           coalesce(made.order_id, case when verdict.code = 'repeat' then verdict.known_id end),
           coalesce(made.amount, case when verdict.code = 'repeat' then verdict.known_amount end),
           floor(extract(epoch from case
               when made.ord is not null then v_expires
               when verdict.code = 'repeat' then verdict.known_expires end) * 1000)::bigint,
           verdict.price_now,
           verdict.balance - coalesce(taken.units, 0),
           verdict.code = 'repeat'
    from verdict
    left join made on made.ord = verdict.ord
    left join taken on taken.stock_account_id = verdict.stock_account_id
    where (select count(event_id) from told) >= 0
    order by verdict.ord;
end $$;
"""
BACKWARD = """
drop function selling_buy_batch(
    uuid[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[], bigint[],
    bigint[], bigint[], text[], boolean[], integer);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("selling", "0002_offer_released"),
        ("foundation", "0002_initial"),
        ("members", "0001_initial"),
        ("planning", "0002_initial"),
        ("liveroom", "0003_append_event"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
