"""放库存: units go from warehouses to links, and come back.

Locks: ledger accounts in ascending id (warehouses, holds and links together), then holds, then
allocations. The safety buffer binds people; a move without an actor is the platform's own, which
gives back or restores what was there before.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.supply import houses
from kaibo.supply.errors import BufferKept, ExpiredStock
from kaibo.supply.houses import BOOK, Actor
from kaibo.supply.models import BufferOverride, Hold, SkuPolicy
from kaibo.supply.names import shows_of_links, sku_names
from kaibo.supply.rules import allocation, buffer
from kaibo.supply.rules.allocated import go_home
from kaibo.supply.rules.lots import expired_units


@dataclass(frozen=True, slots=True)
class Release:
    """Units of one SKU to put on one link."""

    link_id: int
    sku_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A SKU's places while its units are moved; balances are of locked rows."""

    sku_id: int
    shop_id: int
    main: int
    sites: list[allocation.Site]
    accounts: dict[int, int]  # warehouse → ledger account
    strategy: str
    percent: int


@transaction.atomic
def release_all(
    releases: Iterable[Release], rehearsal: bool = False, actor: Actor | None = None
) -> None:
    """Put units on links, all or none.

    Holds for the links' shows are used up first. Raises `ledger.BalanceTooLow`, `BufferKept`,
    `ExpiredStock`; a rehearsal draws on a place of its own without bound.
    """
    wanted = [one for one in releases if one.quantity]
    for one in wanted:
        houses.positive(one.quantity)
    if rehearsal:
        return _rehearse(wanted, 1, actor)
    now = timezone.now()
    links = {one: link_account(one.link_id, one.sku_id) for one in wanted}
    skus = sorted({one.sku_id for one in wanted})
    _lock_places(skus, [row.id for row in links.values()])
    shows = shows_of_links({one.link_id for one in wanted})
    _use_holds(skus, set(shows.values()), actor, now)
    for sku_id in skus:
        mine = [one for one in wanted if one.sku_id == sku_id]
        shelf = _shelf(sku_id)
        if actor is not None:
            _keep_buffer(shelf, mine, {shows.get(one.link_id) for one in mine}, now)
        _draw(shelf, mine, links, actor, now)
    return None


@transaction.atomic
def take_back_all(
    releases: Iterable[Release], rehearsal: bool = False, actor: Actor | None = None
) -> None:
    """Take units back from links to the houses they lie in, all or none."""
    wanted = [one for one in releases if one.quantity]
    for one in wanted:
        houses.positive(one.quantity)
    if rehearsal:
        return _rehearse(wanted, -1, actor)
    links = {one: link_account(one.link_id, one.sku_id) for one in wanted}
    skus = sorted({one.sku_id for one in wanted})
    _lock_places(skus, [row.id for row in links.values()])
    for one in wanted:
        _send_home(_shelf(one.sku_id), one, links[one].id, actor)
    return None


@transaction.atomic
def return_unsold(
    places: Iterable[tuple[int, int]], rehearsal: bool = False, actor: Actor | None = None
) -> dict[tuple[int, int], int]:
    """Empty the links named by (link id, SKU id); returns the units each gave back."""
    links = {place: link_account(*place) for place in places}
    _lock_places(sorted({sku for _link, sku in links}), [row.id for row in links.values()])
    balances = ledger.lock(row.id for row in links.values())
    unsold = {place: balances[row.id].balance for place, row in links.items()}
    take_back_all([Release(*place, units) for place, units in unsold.items()], rehearsal, actor)
    return unsold


def link_account(link_id: int, sku_id: int) -> LedgerAccount:
    """Units for sale on a link."""
    return ledger.account(BOOK, sku_id, "link", link_id, shop_id=houses.shop_of(sku_id))


def _rehearse(wanted: Sequence[Release], sign: int, actor: Actor | None) -> None:
    """A rehearsal's units come out of nothing and go back there."""
    moves = []
    for one in wanted:
        nothing = houses.place(one.sku_id, houses.shop_of(one.sku_id), "rehearsal").id
        link = link_account(one.link_id, one.sku_id).id
        debit, credit = (nothing, link) if sign > 0 else (link, nothing)
        reason = "release" if sign > 0 else "take_back"
        moves.append(ledger.Move(debit, credit, one.quantity, reason, one.link_id))
    ledger.post(moves, actor_id=houses.actor_id(actor))


def _lock_places(sku_ids: Sequence[int], link_ids: Sequence[int]) -> None:
    """Warehouses, holds and links of these SKUs, in one ascending sweep."""
    for sku_id in sku_ids:
        houses.at_house(sku_id, houses.main_house(houses.shop_of(sku_id)))
    rows = LedgerAccount.objects.filter(
        book=BOOK, place__in=("warehouse", "held"), subject_id__in=sku_ids
    )
    ledger.lock([*rows.values_list("id", flat=True), *link_ids])


def _shelf(sku_id: int) -> _Shelf:
    shop_id = houses.shop_of(sku_id)
    choice, policy = houses.settings_of(shop_id), SkuPolicy.objects.filter(sku_id=sku_id).first()
    active = {one.pk: one for one in houses.houses(shop_id)}
    rows = LedgerAccount.objects.filter(book=BOOK, place="warehouse", subject_id=sku_id)
    accounts = {row.place_id: row for row in rows}
    own = policy.buffer_percent if policy else None
    return _Shelf(
        sku_id, shop_id, houses.main_house(shop_id).pk,
        [
            allocation.Site(key, one.priority, one.province, {sku_id: accounts[key].balance})
            for key, one in active.items() if key in accounts
        ],
        {key: row.id for key, row in accounts.items()}, choice.release_strategy,
        choice.buffer_percent if own is None else own,
    )  # fmt: skip


def _draw(
    shelf: _Shelf, wanted: Sequence[Release], links: dict[Release, LedgerAccount],
    actor: Actor | None, now: dt.datetime,
) -> None:  # fmt: skip
    _refuse_expired(shelf, sum(one.quantity for one in wanted), now)
    left = {site.id: site.units[shelf.sku_id] for site in shelf.sites}
    moves: list[ledger.Move] = []
    taken: dict[int, int] = defaultdict(int)
    for one in wanted:
        sites = [
            allocation.Site(site.id, site.priority, site.province, {shelf.sku_id: left[site.id]})
            for site in shelf.sites
        ]
        drawn = allocation.draw(sites, shelf.sku_id, one.quantity, shelf.strategy)
        _refuse_short(sum(units for _site, units in drawn), one.quantity)
        for site, units in drawn:
            left[site] -= units
            taken[site] += units
            link = links[one].id
            moves.append(ledger.Move(shelf.accounts[site], link, units, "release", one.link_id))
    ledger.post(moves, actor_id=houses.actor_id(actor))
    for site, units in sorted(taken.items()):
        houses.note_share(shelf.sku_id, site, shelf.main, units)


def _send_home(shelf: _Shelf, one: Release, link: int, actor: Actor | None) -> None:
    noted = houses.shares(shelf.sku_id, shelf.shop_id)
    back = go_home(noted, shelf.main, one.quantity)
    moves = [
        ledger.Move(link, shelf.accounts[site], units, "take_back", one.link_id)
        for site, units in back
    ]
    ledger.post(moves, actor_id=houses.actor_id(actor))
    for site, units in back:
        noted[site] -= units
    houses.settle_shares(shelf.sku_id, shelf.main, noted)


def _keep_buffer(
    shelf: _Shelf, wanted: Sequence[Release], shows: set[int | None], now: dt.datetime
) -> None:
    asked = sum(one.quantity for one in wanted)
    free = sum(site.units[shelf.sku_id] for site in shelf.sites)
    if asked > free:
        _refuse_short(free, asked)
    known = BufferOverride.objects.filter(
        sku_id=shelf.sku_id, show_id__in=[show for show in shows if show is not None]
    )
    if known.count() == len(shows):
        return
    old = expired_units(houses.lots_at([shelf.sku_id])[shelf.sku_id], houses.today(now))
    on_sale = houses.promised([shelf.sku_id])[shelf.sku_id]
    most = buffer.releasable(free, on_sale, old, shelf.percent)
    if asked > most and asked <= free - old:
        raise BufferKept(
            _(
                "%(name)s：留 %(percent)s%% 安全库存后最多可放 %(most)s 件，你要放 %(asked)s 件。"
                "请减少数量，或请品牌经理/管理员在“库存”页为本场放开并写明原因"
            )
            % {
                "name": sku_names([shelf.sku_id])[shelf.sku_id], "percent": shelf.percent,
                "most": most, "asked": asked,
            },
            sku=shelf.sku_id, left=most, asked=asked, free=free, percent=shelf.percent,
        )  # fmt: skip


def _refuse_expired(shelf: _Shelf, asked: int, now: dt.datetime) -> None:
    free = sum(site.units[shelf.sku_id] for site in shelf.sites)
    old = expired_units(houses.lots_at([shelf.sku_id])[shelf.sku_id], houses.today(now))
    if old and free - old < asked <= free:
        raise ExpiredStock(
            _("%(name)s：%(old)s 件已过保质期，不能上架销售；可放 %(most)s 件。请先报损过期批次")
            % {
                "name": sku_names([shelf.sku_id])[shelf.sku_id], "old": old,
                "most": max(0, free - old),
            },
            sku=shelf.sku_id, expired=old, left=max(0, free - old),
        )  # fmt: skip


def _refuse_short(left: int, asked: int) -> None:
    if left < asked:
        raise ledger.BalanceTooLow(
            _("Only %(left)s left, %(asked)s asked for.") % {"left": left, "asked": asked},
            left=left,
            asked=asked,
        )


def _use_holds(
    sku_ids: Sequence[int], shows: set[int], actor: Actor | None, now: dt.datetime
) -> None:
    """Holds for these shows go back to their houses, from where the release takes them at once."""
    rows = Hold.objects.select_for_update(no_key=True).filter(
        sku_id__in=sku_ids, show_id__in=shows, state=Hold.State.HELD
    )
    holds = list(rows.order_by("id"))
    ledger.post([freed(hold, "hold_used") for hold in holds], actor_id=houses.actor_id(actor))
    ids = [hold.pk for hold in holds]
    Hold.objects.filter(pk__in=ids).update(state=Hold.State.USED, closed_at=now)


def freed(hold: Hold, reason: str) -> ledger.Move:
    """The move that brings a hold's units home."""
    held = houses.place(hold.sku_id, hold.shop_id, "held", hold.warehouse_id)
    home = houses.at_house(hold.sku_id, hold.warehouse)
    return ledger.Move(held.id, home.id, hold.units, reason, hold.pk)
