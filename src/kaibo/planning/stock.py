"""What the warehouse has for the links of a plan, and what the plan does not find there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from kaibo.catalog.facade import bundle_parts
from kaibo.foundation.models import LedgerAccount
from kaibo.planning.held import held_for
from kaibo.planning.models import LineupLink

Bundles = Mapping[int, Sequence[tuple[int, int]]]  # SKU → (component SKU, units)
Free = dict[tuple[int, int], int]


def stock_by_link(links: Sequence[LineupLink]) -> dict[tuple[int, int], int]:
    """(link, SKU) → units: free in the warehouse plus already released to that link.

    Of a bundle as many as its scarcest component makes.
    """
    bundles = bundle_parts({sku.pk for link in links for sku in link.product.skus.all()})
    free = _free_stock(links, bundles)

    def units(link: LineupLink, sku_id: int) -> int:
        return free.get((0, sku_id), 0) + free.get((link.pk, sku_id), 0)

    return {
        (link.pk, sku.pk): min(units(link, part) // each for part, each in bundles[sku.pk])
        if sku.pk in bundles
        else units(link, sku.pk)
        for link in links
        for sku in link.product.skus.all()
    }


def stock_gaps(links: Sequence[LineupLink], is_rehearsal: bool) -> list[tuple[int, str, str]]:
    """(number, product, what is missing) of links that cannot go on air as planned.

    Links that share a SKU share its warehouse stock, so the demand is counted together.
    """
    gaps: list[tuple[int, str, str]] = []
    skus = {sku.pk for link in links for sku in link.product.skus.all()}
    bundles = bundle_parts(skus)
    left: Free = {} if is_rehearsal else _free_stock(links, bundles)
    for link in links:
        if link.live_stock == 0:
            gaps.append((link.number, link.product.name, _("没有定直播库存")))
        for sku in [] if is_rehearsal else link.product.skus.all():
            short = sum(_draw(left, link, *part) for part in _wanted(link, sku, skus, bundles))
            if short:
                name = f"{link.product.name} {sku.name}".strip()
                words = _("库存少 %(n)s 件，请补货或减少直播锁定")
                gaps.append((link.number, name, words % {"n": short}))
    return gaps


def _wanted(
    link: LineupLink, sku: Any, on_links: set[int], bundles: Bundles
) -> Iterator[tuple[int, int]]:
    """(SKU, units) that a link takes out of the warehouse for one of its SKUs.

    A bundle takes components; those that a link of the show sells share that link's units.
    """
    if sku.pk not in bundles:
        yield sku.pk, link.live_stock
        return
    for component, units in bundles[sku.pk]:
        if component not in on_links:
            yield component, link.live_stock * units


def _free_stock(links: Sequence[LineupLink], bundles: Bundles) -> Free:
    """(0, SKU) → free in the warehouse; (link, SKU) → released to that link already."""
    skus = {sku.pk for link in links for sku in link.product.skus.all()}
    parts = {component for made_of in bundles.values() for component, _units in made_of}
    rows = LedgerAccount.objects.filter(
        Q(place="warehouse") | Q(place="link", place_id__in=[link.pk for link in links]),
        book="stock",
        subject_id__in=skus | parts,
    ).values_list("place", "place_id", "subject_id", "balance")
    free: Free = defaultdict(int)
    for place, place_id, sku, balance in rows:
        free[place_id if place == "link" else 0, sku] += balance
    for show_id in {link.show_id for link in links}:
        for sku, units in held_for(show_id).items():
            free[0, sku] += units
    return free


def _draw(left: Free, link: LineupLink, sku_id: int, units: int) -> int:
    """Take a link's demand of a SKU out of ``left``; returns the units that are missing."""
    wanted = max(0, units - left.get((link.pk, sku_id), 0))
    taken = min(wanted, left.get((0, sku_id), 0))
    left[0, sku_id] = left.get((0, sku_id), 0) - taken
    return wanted - taken
