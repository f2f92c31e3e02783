"""Reading the facts that a batch is decided on. Takes no lock; `selling_place` verifies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import msgspec
from asyncpg.pgproto.pgproto import UUID

from kaibo.orders.facts import (
    Balance,
    Campaign,
    Coupon,
    Facts,
    Home,
    Made,
    Offer,
    Part,
    Quoted,
    Room,
)
from kaibo.selling.contracts import CAMPAIGN, LINK, BuyRequest, OrderPlan

_OFFERS = """
select o.id, o.xmin::text::bigint as mark, o.shop_id, o.show_id, o.link_id, o.sku_id,
       s.product_id, o.snapshot_id, o.is_listed, o.normal_price, o.flash_price,
       o.flash_starts_at, o.flash_ends_at, o.per_user_limit, o.stock_account_id,
       o.reserved_account_id,
       g.return_days = 0 or g.return_exempt_reason <> '' as needs_consent, s.is_gift, (
           select array_agg(array[p.stock_account_id, p.reserved_account_id, p.units] order by p.id)
           from selling_offerpart p where p.offer_id = o.id) as parts
from selling_offer o join catalog_sku s on s.id = o.sku_id
join catalog_product g on g.id = s.product_id where o.id = any($1)
"""
_DRAWING_ON = """
select id from selling_offer where stock_account_id = any($1)
union select offer_id from selling_offerpart where stock_account_id = any($1)
"""
_ROOMS = """
select r.id, r.show_id, r.is_on_air, coalesce(s.is_rehearsal, false) as is_rehearsal
from liveroom_room r left join planning_show s on s.id = r.show_id where r.id = any($1)
"""
_DEFAULT_HOMES = """
select viewer_id, id from members_address
where viewer_id = any($1) and is_default and deleted_at is null
"""
_HOMES = "select viewer_id, id from members_address where id = any($1) and deleted_at is null"
_BUYERS = "select id from members_viewer where id = any($1)"
_BALANCES = """
select id, book, balance, may_go_negative from foundation_ledgeraccount where id = any($1)
"""
_MADE = """
select o.buyer_id, o.idempotency_key, o.id, o.pay_amount, o.expires_at
from unnest($1::bigint[], $2::uuid[]) as u(buyer, key)
join selling_order o on o.buyer_id = u.buyer and o.idempotency_key = u.key
"""
_COUNTS = """
select c.kind, c.subject_id, c.buyer_id, c.quantity
from unnest($1::smallint[], $2::bigint[], $3::bigint[]) as u(kind, subject, buyer)
join selling_purchasecount c
  on c.kind = u.kind and c.subject_id = u.subject and c.buyer_id = u.buyer
"""
_COUPONS = """
select id, buyer_id, campaign_id, order_id is null and lapsed_at is null and expires_at > now()
from promotions_couponclaim where id = any($1)
"""
_CAMPAIGNS = """
select p.id, p.version,
       p.state = 'running' or (p.state = 'ended' and p.kind like '%_coupon') as is_switched_on,
       p.starts_at, p.ends_at + case when p.kind like '%_coupon'
           then make_interval(hours => coalesce(p.valid_hours, 0)) else interval '0' end as ends_at,
       p.kind, p.terms::text as terms, p.scope::text as scope, p.audience::text as audience,
       p.show_id, p.per_user_limit,
       max(a.id) filter (where a.book = 'coupon' and a.place = 'held') as held_id,
       max(a.id) filter (where a.book = 'coupon' and a.place = 'used') as used_id,
       max(a.id) filter (where a.book = 'budget' and a.place = 'left') as left_id,
       max(a.id) filter (where a.book = 'budget' and a.place = 'spent') as spent_id,
       p.shop_id
from promotions_campaign p
left join foundation_ledgeraccount a
  on a.subject_id = p.id and a.place_id = 0 and a.book in ('coupon', 'budget')
where p.id = any($1) group by p.id
"""
_TARIFFS = """
select distinct shop_id, coalesce(show_id, 0) from promotions_campaign
where kind = 'shipping_fee' and state = 'running' and starts_at <= now() and now() < ends_at
"""
_QUOTES = """
select q.id, q.buyer_id, q.show_id, q.order_id is null and q.expires_at > now() as is_open,
       q.pay_amount, q.plan::text as plan, q.address_id, a.id as home_id
from selling_quote q
left join members_address a
  on a.id = q.address_id and a.viewer_id = q.buyer_id and a.deleted_at is null
where q.id = any($1)
"""


class Reader:
    """Fills `Facts` over one connection."""

    def __init__(self, connection: Any) -> None:
        self._db = connection

    async def offers(self, ids: Collection[int], facts: Facts) -> None:
        """Also drops those that are gone."""
        if not ids:
            return
        for name in ids:
            facts.offers.pop(name, None)
        for row in await self._db.fetch(_OFFERS, list(ids)):
            facts.offers[row["id"]] = _offer(row)

    async def rooms(self, ids: Collection[int], facts: Facts) -> None:
        if not ids:
            return
        for name in ids:
            facts.rooms.pop(name, None)
        for row in await self._db.fetch(_ROOMS, list(ids)):
            facts.rooms[row["id"]] = Room(*row)

    async def homes(self, requests: Sequence[BuyRequest], facts: Facts) -> None:
        """Addresses asked for, and the buyers, who exist when they have an address."""
        default = [r.buyer_id for r in requests if r.address_id is None]
        named = {r.address_id for r in requests if r.address_id is not None}
        if default:
            rows = await self._db.fetch(_DEFAULT_HOMES, default)
            facts.homes.update({(viewer, 0): home for viewer, home in rows})
            facts.buyers.update(viewer for viewer, _ in rows)
        if named:
            found: dict[Home, int] = {}
            for viewer, home in await self._db.fetch(_HOMES, list(named)):
                found[viewer, home] = home
                facts.buyers.add(viewer)
            facts.homes.update(found)
        strangers = {r.buyer_id for r in requests} - facts.buyers
        if strangers:
            facts.buyers.update(row[0] for row in await self._db.fetch(_BUYERS, list(strangers)))

    async def balances(self, ids: Collection[int], facts: Facts) -> None:
        for name, book, units, may_go_negative in await self._db.fetch(_BALANCES, list(ids)):
            facts.balances[name] = Balance(book, units, may_go_negative)

    async def made(self, requests: Sequence[BuyRequest], facts: Facts) -> None:
        """Orders that the keys have made before."""
        keys = [UUID(r.key) for r in requests]
        rows = await self._db.fetch(_MADE, [r.buyer_id for r in requests], keys)
        for buyer, key, order, amount, expires in rows:
            facts.made[buyer, key.bytes] = Made(order, amount, _ms(expires))

    async def counts(self, requests: Sequence[BuyRequest], facts: Facts) -> None:
        """What the buyers hold of everything in this batch that is limited."""
        names = list(_limited(requests, facts))
        if names:
            kinds, subjects, buyers = zip(*names, strict=True)
            for kind, subject, buyer, held in await self._db.fetch(
                _COUNTS, list(kinds), list(subjects), list(buyers)
            ):
                facts.counts[kind, subject, buyer] = held

    async def quotes(self, ids: Collection[int], facts: Facts) -> None:
        """Quotes, and the offers and coupons that their plans name."""
        for name in ids:
            facts.quotes.pop(name, None)
        if not ids:
            return
        rows = await self._db.fetch(_QUOTES, list(ids))
        for name, buyer, show, is_open, pay, plan, address, home in rows:
            decoded = msgspec.json.decode(plan, type=OrderPlan, strict=False)
            facts.quotes[name] = Quoted(name, buyer, show, is_open, pay, decoded, address, home)
        plans = [facts.quotes[row[0]].plan for row in rows]
        await self.offers({line.offer_id for plan in plans for line in plan.lines}, facts)
        await self.coupons({claim for plan in plans for claim in plan.coupon_claims}, facts)

    async def coupons(self, ids: Collection[int], facts: Facts) -> None:
        for name in ids:
            facts.coupons.pop(name, None)
        if ids:
            for row in await self._db.fetch(_COUPONS, list(ids)):
                facts.coupons[row[0]] = Coupon(*row)

    async def campaigns(self, ids: Collection[int], facts: Facts) -> None:
        for name in ids:
            facts.campaigns.pop(name, None)
        if ids:
            for row in await self._db.fetch(_CAMPAIGNS, list(ids)):
                values = list(row)
                values[3], values[4] = _ms(row[3]), _ms(row[4])
                facts.campaigns[row[0]] = Campaign(*values)

    async def drawing_on(self, accounts: Collection[int]) -> set[int]:
        """Ids of the offers that sell from these stock accounts."""
        return {row[0] for row in await self._db.fetch(_DRAWING_ON, list(accounts))}

    async def special(self, requests: Sequence[BuyRequest], facts: Facts) -> None:
        """The quotes and coupons of this batch, and campaigns not known yet."""
        await self.quotes({r.quote_id for r in requests if r.quote_id is not None}, facts)
        await self.coupons(coupon_ids(requests), facts)
        await self.campaigns(campaign_ids(facts) - facts.campaigns.keys(), facts)
        if _direct_offers(requests):
            facts.tariffs = {(shop, show) for shop, show in await self._db.fetch(_TARIFFS)}

    async def everything(self, requests: Sequence[BuyRequest], facts: Facts) -> None:
        """All that these requests depend on, read anew."""
        await self.made(requests, facts)
        await self.special(requests, facts)
        await self.campaigns(campaign_ids(facts), facts)
        await self.offers(_direct_offers(requests), facts)
        await self.rooms({r.room_id for r in requests}, facts)
        await self.homes(requests, facts)
        await self.counts(requests, facts)
        await self.balances(_accounts(requests, facts), facts)


def coupon_ids(requests: Iterable[BuyRequest]) -> set[int]:
    """Claims that direct buys want to spend."""
    return {r.coupon_claim_id for r in requests if r.coupon_claim_id is not None}


def campaign_ids(facts: Facts) -> set[int]:
    """Campaigns of the coupons and quotes at hand."""
    quoted = {name for quote in facts.quotes.values() for name in quote.plan.campaigns}
    return quoted | {coupon.campaign_id for coupon in facts.coupons.values()}


def _direct_offers(requests: Iterable[BuyRequest]) -> set[int]:
    return {r.offer_id for r in requests if r.quote_id is None}


def _limited(requests: Iterable[BuyRequest], facts: Facts) -> Iterable[tuple[int, int, int]]:
    for request in requests:
        quote = facts.quotes.get(request.quote_id or 0)
        lines = [line.offer_id for line in quote.plan.lines] if quote else [request.offer_id]
        links = {facts.offers[name].link_id for name in lines if name in facts.offers}
        yield from ((LINK, link, request.buyer_id) for link in links)
        for use in quote.plan.uses if quote else []:
            yield use.kind, use.subject_id, request.buyer_id
        coupon = facts.coupons.get(request.coupon_claim_id or 0)
        if coupon is not None:
            yield CAMPAIGN, coupon.campaign_id, request.buyer_id


def _accounts(requests: Iterable[BuyRequest], facts: Facts) -> set[int]:
    names: set[int] = set()
    for request in requests:
        quote = facts.quotes.get(request.quote_id or 0)
        lines = [line.offer_id for line in quote.plan.lines] if quote else [request.offer_id]
        offers = [facts.offers[name] for name in lines if name in facts.offers]
        names.update(part.stock_id for offer in offers for part in offer.parts)
        names.update(move.debit_id for move in (quote.plan.moves if quote else []))
        coupon = facts.coupons.get(request.coupon_claim_id or 0)
        campaign = facts.campaigns.get(coupon.campaign_id) if coupon else None
        if campaign is not None:
            names.update(i for i in (campaign.held_id, campaign.left_id) if i is not None)
    return names


def _offer(row: Any) -> Offer:
    parts = row["parts"] or [(row["stock_account_id"], row["reserved_account_id"], 1)]
    starts, ends = row["flash_starts_at"], row["flash_ends_at"]
    return Offer(
        row["id"], row["mark"], row["shop_id"], row["show_id"], row["link_id"], row["sku_id"],
        row["product_id"], row["snapshot_id"], row["is_listed"], row["normal_price"],
        row["flash_price"], _ms(starts) if starts else None, _ms(ends) if ends else None,
        row["per_user_limit"], tuple(Part(*part) for part in parts),
        row["needs_consent"], row["is_gift"],
    )  # fmt: skip


def _ms(at: dt.datetime) -> int:
    return int(at.timestamp() * 1000)
