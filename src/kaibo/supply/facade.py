"""The one door of supply: receive goods, release them to a link, take them back.

Locks: ledger accounts in ascending id, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.apps import apps
from django.utils.translation import gettext as _

from kaibo.foundation import ledger
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.foundation.models import LedgerAccount

BOOK = "stock"


class Actor(Protocol):
    """Who moved the goods: a staff member."""

    @property
    def pk(self) -> int: ...


@dataclass(frozen=True, slots=True)
class LinkAccounts:
    """Ids of the accounts an offer stands on: units for sale and units ordered, not yet shipped."""

    stock_id: int
    reserved_id: int


def receive(sku_id: int, quantity: int, actor: Actor | None = None) -> int:
    """Goods came in from the supplier; returns the units now in the warehouse."""
    _positive(quantity)
    shop_id = _shop_of(sku_id)
    supplier = ledger.account(BOOK, sku_id, "supplier", shop_id=shop_id, may_go_negative=True)
    warehouse = _warehouse(sku_id, shop_id)
    ledger.transfer(supplier, warehouse, quantity, "receive", actor_id=_id(actor))
    return warehouse.balance


def on_hand(sku_ids: Iterable[int]) -> dict[int, int]:
    """Units in the warehouse, free to be released, by SKU."""
    wanted = list(sku_ids)
    rows = LedgerAccount.objects.filter(
        book=BOOK, place="warehouse", place_id=0, subject_id__in=wanted
    ).values_list("subject_id", "balance")
    return dict.fromkeys(wanted, 0) | dict(rows)


def link_accounts(link_id: int, sku_id: int) -> LinkAccounts:
    """The accounts of a SKU on a link, opened on first use."""
    shop_id = _shop_of(sku_id)
    stock = ledger.account(BOOK, sku_id, "link", link_id, shop_id=shop_id)
    reserved = ledger.account(BOOK, sku_id, "reserved", link_id, shop_id=shop_id)
    return LinkAccounts(stock.id, reserved.id)


def shipped_account(sku_id: int, shop_id: int) -> int:
    """Id of the account of units that left the house."""
    return ledger.account(BOOK, sku_id, "shipped", shop_id=shop_id).id


def release_to_link(
    link_id: int, sku_id: int, quantity: int, rehearsal: bool = False, actor: Actor | None = None
) -> int:
    """放库存: move units from the warehouse to a link; returns the units now for sale there.

    Raises `ledger.BalanceTooLow` when the warehouse holds less; a rehearsal has no such bound.
    """
    _positive(quantity)
    source, link = _source(sku_id, rehearsal), _link(link_id, sku_id)
    ledger.transfer(source, link, quantity, "release", ref_id=link_id, actor_id=_id(actor))
    return link.balance


def return_from_link(
    link_id: int, sku_id: int, quantity: int, rehearsal: bool = False, actor: Actor | None = None
) -> int:
    """Take unsold units back from a link; returns the units still for sale there."""
    _positive(quantity)
    source, link = _source(sku_id, rehearsal), _link(link_id, sku_id)
    ledger.transfer(link, source, quantity, "take_back", ref_id=link_id, actor_id=_id(actor))
    return link.balance


@dataclass(frozen=True, slots=True)
class Release:
    """Units of one SKU to put on one link."""

    link_id: int
    sku_id: int
    quantity: int


def release_all(
    releases: Iterable[Release], rehearsal: bool = False, actor: Actor | None = None
) -> None:
    """`release_to_link` for many: all accounts locked in ascending id, all or none."""
    moves = [
        ledger.Move(
            _source(one.sku_id, rehearsal).id,
            _link(one.link_id, one.sku_id).id,
            one.quantity,
            "release",
            one.link_id,
        )
        for one in releases
        if one.quantity
    ]
    ledger.post(moves, actor_id=_id(actor))


def take_back_all(
    releases: Iterable[Release], rehearsal: bool = False, actor: Actor | None = None
) -> None:
    """`return_from_link` for many: all accounts locked in ascending id, all or none."""
    moves = [
        ledger.Move(
            _link(one.link_id, one.sku_id).id,
            _source(one.sku_id, rehearsal).id,
            one.quantity,
            "take_back",
            one.link_id,
        )
        for one in releases
        if one.quantity
    ]
    ledger.post(moves, actor_id=_id(actor))


def return_unsold(
    places: Iterable[tuple[int, int]], rehearsal: bool = False, actor: Actor | None = None
) -> dict[tuple[int, int], int]:
    """Empty the links named by (link id, SKU id); returns the units each gave back.

    Runs in the caller's transaction: balances are read after their accounts are locked.
    """
    links = {place: _link(*place) for place in places}
    sources = {place: _source(place[1], rehearsal).id for place in links}
    locked = ledger.lock([row.id for row in links.values()] + list(sources.values()))
    unsold = {place: locked[row.id].balance for place, row in links.items()}
    moves = [
        ledger.Move(links[place].id, sources[place], left, "take_back", place[0])
        for place, left in unsold.items()
        if left
    ]
    ledger.post(moves, actor_id=_id(actor))
    return unsold


def _source(sku_id: int, rehearsal: bool) -> LedgerAccount:
    shop_id = _shop_of(sku_id)
    if rehearsal:
        return ledger.account(BOOK, sku_id, "rehearsal", shop_id=shop_id, may_go_negative=True)
    return _warehouse(sku_id, shop_id)


def _warehouse(sku_id: int, shop_id: int) -> LedgerAccount:
    return ledger.account(BOOK, sku_id, "warehouse", shop_id=shop_id)


def _link(link_id: int, sku_id: int) -> LedgerAccount:
    return ledger.account(BOOK, sku_id, "link", link_id, shop_id=_shop_of(sku_id))


def _shop_of(sku_id: int) -> int:
    sku = apps.get_model("catalog", "Sku")
    shop_id = sku._default_manager.filter(pk=sku_id).values_list("shop_id", flat=True).first()
    if shop_id is None:
        raise NotFound(_("There is no SKU %(id)s.") % {"id": sku_id})
    return int(shop_id)


def _positive(quantity: int) -> None:
    if quantity <= 0:
        raise InvalidInput(
            _("The quantity is %(n)s; give a positive whole number.") % {"n": quantity}
        )


def _id(actor: Actor | None) -> int | None:
    return None if actor is None else actor.pk
