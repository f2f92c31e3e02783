-- Statements of the live path, run by gateway, orders and web alike. Each block has a name
-- (first line) and is one statement: one statement is one snapshot of the database.

-- room_state --
-- Everything a page needs on entering a room, as one JSON document of `RoomState`; the links and
-- `seq` come from the same snapshot, so that snapshot + later events = a later snapshot.
select jsonb_build_object(
    'room_id', room.id,
    'slug', room.slug,
    'title', room.title,
    'shop_id', room.shop_id,
    'shop_name', shop.name,
    'show_id', room.show_id,
    'show_title', coalesce(show.title, ''),
    'host_name', coalesce(show.host_name, ''),
    'is_on_air', room.is_on_air,
    'is_rehearsal', coalesce(show.is_rehearsal, false),
    'went_live_at', floor(extract(epoch from show.went_live_at) * 1000)::bigint,
    'stream_state', room.stream_state,
    'stream_at', floor(extract(epoch from room.stream_at) * 1000)::bigint,
    'epoch', room.epoch,
    'seq', room.last_seq,
    'announcement', room.announcement,
    'comment_orders', room.comment_orders,
    'segment', (
        select jsonb_build_object(
            'run_id', run.id,
            'segment_id', run.segment_id,
            'title', run.title,
            'link_id', run.link_id,
            'planned_seconds', run.planned_seconds,
            'started_at', floor(extract(epoch from run.started_at) * 1000)::bigint)
        from liveroom_segmentrun run where run.id = room.segment_run_id),
    'pinned_link_id', room.pinned_link_id,
    'links', {link_cards},
    'activities', {activity_cards},
    'questions', coalesce(board.questions, '[]'),
    'pinned_comment', case when room.is_on_air then board.pinned_comment end
)::text
from liveroom_room room
join foundation_shop shop on shop.id = room.shop_id
left join planning_show show on show.id = room.show_id
left join interaction_roomboard board
    on board.room_id = room.id and board.show_id = room.show_id
where room.slug = %(slug)s

-- activity_card_list --
-- Fragment: a JSON list of `ActivityCard` of the show `room.show_id`: all that are not settled and
-- the newest 8 that are (`SETTLED_KEPT` of the room's reducer), in ascending id.
coalesce((
    select jsonb_agg(jsonb_build_object(
        'id', shown.id,
        'kind', shown.kind,
        'title', shown.title,
        'state', shown.state,
        'opens_at', floor(extract(epoch from shown.opens_at) * 1000)::bigint,
        'closes_at', floor(extract(epoch from shown.closes_at) * 1000)::bigint,
        'rules', shown.public,
        'result', shown.result,
        'rules_hash', shown.rules_hash) order by shown.id)
    from (
        (select * from interaction_activity one
         where one.show_id = room.show_id and one.state in ('open', 'closed'))
        union all
        (select * from interaction_activity one
         where one.show_id = room.show_id and one.state = 'settled'
         order by one.id desc limit 8)) shown), '[]')

-- link_cards --
-- The cards of all links of a show in line-up order, with their offers by SKU.
select {link_cards}::text from (select %(show_id)s::bigint as show_id) room

-- link_card_list --
-- Fragment: a JSON list of `LinkCard` of the show `room.show_id`. `price` is the normal price
-- here; the price rule (`rules/price.py`) sets what holds at the moment asked for.
coalesce((
    select jsonb_agg(jsonb_build_object(
        'link_id', link.id,
        'number', link.number,
        'product_id', product.id,
        'name', product.name,
        'image', case when product.image = '' or product.image like '/%%' then product.image
                      else '/uploads/' || product.image end,
        'role', link.role,
        'daily_price', coalesce((
            select min(sku.daily_price) from catalog_sku sku
            where sku.product_id = product.id and sku.is_active), link.live_price),
        'mechanism', link.mechanism,
        'selling_points', link.selling_points,
        'ship_within_hours', product.ship_within_hours,
        'return_days', product.return_days,
        'return_exempt_reason', product.return_exempt_reason,
        'seller', coalesce(nullif(seller.company_name, ''), seller.name),
        'offers', coalesce((
            select jsonb_agg({offer_card} order by offer.id)
            from selling_offer offer
            join catalog_sku sku on sku.id = offer.sku_id
            join foundation_ledgeraccount stock on stock.id = offer.stock_account_id
            where offer.link_id = link.id), '[]')
        ) order by link.number)
    from planning_lineuplink link
    join catalog_product product on product.id = link.product_id
    join foundation_shop seller on seller.id = product.shop_id
    where link.show_id = room.show_id), '[]')

-- offer_card_object --
-- Fragment: the JSON of one `OfferCard` from `offer`, `sku` and `stock`.
jsonb_build_object(
    'offer_id', offer.id,
    'link_id', offer.link_id,
    'sku_id', offer.sku_id,
    'sku_name', sku.name,
    'normal_price', offer.normal_price,
    'price', offer.normal_price,
    'flash_price', offer.flash_price,
    'flash_starts_at', floor(extract(epoch from offer.flash_starts_at) * 1000)::bigint,
    'flash_ends_at', floor(extract(epoch from offer.flash_ends_at) * 1000)::bigint,
    'per_user_limit', offer.per_user_limit,
    'left', coalesce((
        select min(of_part.balance / part.units)
        from selling_offerpart part
        join foundation_ledgeraccount of_part on of_part.id = part.stock_account_id
        where part.offer_id = offer.id), stock.balance),
    'released', offer.released,
    'is_listed', offer.is_listed,
    'version', offer.version,
    'before', pricing_before(offer.sku_id, coalesce((
        select show.went_live_at from planning_show show where show.id = offer.show_id), now())))

-- offer_cards --
-- The cards of the offers named, as a JSON list in ascending id.
select coalesce(jsonb_agg({offer_card} order by offer.id), '[]')::text
from selling_offer offer
join catalog_sku sku on sku.id = offer.sku_id
join foundation_ledgeraccount stock on stock.id = offer.stock_account_id
where offer.id = any(%(offer_ids)s)
