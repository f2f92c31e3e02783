"""A plan with its accounts found: what one order of that plan writes. Pure.

Thousands of orders of one second share a plan, so a recipe is made once and kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kaibo.orders.facts import Offer
from kaibo.selling.contracts import LINK, OrderPlan, PlanLine, PlanUse


@dataclass(frozen=True, slots=True)
class StockMove:
    """Units of the line at ``position`` from an account to another."""

    position: int
    debit_id: int
    credit_id: int
    units: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """``needs`` is what must be there: account to units taken, net of what comes in."""

    plan: OrderPlan
    shop_id: int
    show_id: int
    lines: tuple[tuple[Offer, PlanLine], ...]
    stock: tuple[StockMove, ...]
    deltas: tuple[tuple[int, int], ...]
    needs: tuple[tuple[int, int], ...]
    uses: tuple[PlanUse, ...]

    @property
    def line_kinds(self) -> list[tuple[int | bool, ...]]:
        """The columns of each line apart from its id."""
        return [
            (
                offer.id, offer.sku_id, offer.link_id, offer.snapshot_id, line.quantity,
                line.unit_price, line.discount, line.is_gift,
            )
            for offer, line in self.lines
        ]  # fmt: skip


def recipe(plan: OrderPlan, offers: Mapping[int, Offer]) -> Recipe:
    """The plan with the accounts of its offers, all of which must be in ``offers``."""
    lines = tuple((offers[line.offer_id], line) for line in plan.lines)
    stock = tuple(
        StockMove(position, part.stock_id, part.reserved_id, part.units * line.quantity)
        for position, (offer, line) in enumerate(lines)
        for part in offer.parts
    )
    deltas: Counter[int] = Counter()
    for move in stock:
        deltas[move.debit_id] -= move.units
        deltas[move.credit_id] += move.units
    for purse in plan.moves:
        deltas[purse.debit_id] -= purse.amount
        deltas[purse.credit_id] += purse.amount
    changed = tuple(sorted((account, units) for account, units in deltas.items() if units))
    first = lines[0][0]
    return Recipe(
        plan, first.shop_id, first.show_id, lines, stock, changed,
        tuple((account, -units) for account, units in changed if units < 0),
        tuple(_uses(plan, lines)),
    )  # fmt: skip


def _uses(plan: OrderPlan, lines: tuple[tuple[Offer, PlanLine], ...]) -> list[PlanUse]:
    """The plan's own uses and the limits of the links; gifts count against no limit."""
    units: Counter[int] = Counter()
    limits: dict[int, int] = {}
    for offer, line in lines:
        if offer.per_user_limit and not line.is_gift:
            units[offer.link_id] += line.quantity
            known = limits.get(offer.link_id, offer.per_user_limit)
            limits[offer.link_id] = min(known, offer.per_user_limit)
    of_links = [PlanUse(kind=LINK, subject_id=k, quantity=units[k], limit=limits[k]) for k in units]
    return [*of_links, *(use for use in plan.uses if use.kind != LINK)]
