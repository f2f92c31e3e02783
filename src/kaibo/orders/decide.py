"""Who gets what: a batch of wishes decided one after the other in the order of arrival. Pure.

The rules of one wish come first (`_draft`), then what it shares with the others of the batch:
units, purses and per-buyer counts, which each order that stands takes from those behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kaibo.orders.facts import Campaign, Facts, Made, Offer, Quoted, Room
from kaibo.orders.recipe import Recipe, recipe
from kaibo.selling.contracts import BuyRequest, OrderPlan, PlanLine

MOST = 999  # units of one line
_SHORT = {
    "stock": "sold_out", "coupon": "coupon_gone", "budget": "budget_spent",
    "points": "balance_short", "credit": "balance_short", "redpacket": "balance_short",
}  # fmt: skip
CouponPlan = Callable[[Campaign, Offer, int, int], OrderPlan | None]


@dataclass(slots=True)
class Draft:
    """A wish that can be granted; `order_id` is given when it is written."""

    request: BuyRequest
    recipe: Recipe
    claims: tuple[int, ...]  # coupons it spends
    address_id: int | None
    price: int
    is_rehearsal: bool
    order_id: int = 0


@dataclass(frozen=True, slots=True)
class Refusal:
    request: BuyRequest
    code: str
    price: int | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    request: BuyRequest
    made: Made


Verdict = Draft | Refusal | Repeat


class Decider:
    """Decides batches; keeps the recipes it made."""

    def __init__(self, coupon_plan: CouponPlan) -> None:
        """``coupon_plan`` plans a direct buy with a coupon, from campaign, offer, units, price."""
        self._coupon_plan = coupon_plan
        self._recipes: dict[tuple[int, ...], Recipe] = {}

    def decide(
        self,
        requests: Iterable[BuyRequest],
        facts: Facts,
        now: int,
        taken: Mapping[int, int] = MappingProxyType({}),
    ) -> list[Verdict]:
        """A verdict per request, in the same order; ``now`` is Unix ms.

        ``taken``: units by account that orders on their way take from the balances known.
        """
        taken = dict(taken)
        counted: dict[tuple[int, int, int], int] = {}
        verdicts = []
        for request in requests:
            verdict = self._draft(request, facts, now)
            if isinstance(verdict, Draft):
                verdict = _share(verdict, facts, taken, counted)
            verdicts.append(verdict)
        return verdicts

    def _draft(self, request: BuyRequest, facts: Facts, now: int) -> Verdict:
        made = facts.made.get((request.buyer_id, request.key))
        if made is not None:
            return Repeat(request, made)
        if request.buyer_id not in facts.buyers:
            return Refusal(request, "not_found")
        if request.quote_id is not None:
            return self._quoted(request, facts, now)
        offer = facts.offers.get(request.offer_id)
        if offer is None:
            return Refusal(request, "not_found")
        return self._direct(request, offer, facts, now)

    def _direct(self, request: BuyRequest, offer: Offer, facts: Facts, now: int) -> Verdict:
        price = offer.price(now)
        room = facts.rooms.get(request.room_id)
        code = _unsellable(request, offer, room)
        if not code and not 1 <= request.quantity <= MOST:
            code = "bad_quantity"
        if not code and request.price != price:
            code = "price_changed"
        if code or room is None:
            return Refusal(request, code, price)
        if request.coupon_claim_id is not None:
            return self._with_coupon(request, offer, room, facts, now)
        name = (offer.id, offer.mark, request.quantity, price)
        made = self._recipes.get(name)
        if made is None:
            made = self._keep(name, recipe(_plain(offer.id, request.quantity, price), facts.offers))
        return _housed(request, made, (), room, facts, price)

    def _with_coupon(
        self, request: BuyRequest, offer: Offer, room: Room, facts: Facts, now: int
    ) -> Verdict:
        price, coupon = request.price, facts.coupons.get(request.coupon_claim_id or 0)
        if coupon is None or coupon.buyer_id != request.buyer_id or not coupon.is_unspent:
            return Refusal(request, "coupon_gone", price)
        campaign = facts.campaigns.get(coupon.campaign_id)
        if campaign is None or not campaign.is_running(now):
            return Refusal(request, "promotion_over", price)
        name = (offer.id, offer.mark, request.quantity, price, campaign.id, campaign.version)
        made = self._recipes.get(name)
        if made is None:
            plan = self._coupon_plan(campaign, offer, request.quantity, price)
            if plan is None:
                return Refusal(request, "coupon_unfit", price)
            made = self._keep(name, recipe(plan, facts.offers))
        if request.pay != made.plan.pay_amount:
            return Refusal(request, "price_changed", price, made.plan.pay_amount)
        return _housed(request, made, (coupon.id,), room, facts, price)

    def _quoted(self, request: BuyRequest, facts: Facts, now: int) -> Verdict:
        quote, room = facts.quotes.get(request.quote_id or 0), facts.rooms.get(request.room_id)
        if quote is None or quote.buyer_id != request.buyer_id:
            return Refusal(request, "not_found")
        if not quote.is_open:
            return Refusal(request, "quote_expired")
        if request.pay != quote.pay_amount:
            return Refusal(request, "price_changed", None, quote.pay_amount)
        code = _stale(request, quote, room, facts, now)
        if code or room is None:
            return Refusal(request, code)
        claims = tuple(quote.plan.coupon_claims)
        return _housed(request, recipe(quote.plan, facts.offers), claims, room, facts, 0)

    def _keep(self, name: tuple[int, ...], made: Recipe) -> Recipe:
        if len(self._recipes) > 10_000:
            self._recipes.clear()
        self._recipes[name] = made
        return made


def _plain(offer_id: int, quantity: int, price: int) -> OrderPlan:
    line = PlanLine(offer_id=offer_id, quantity=quantity, unit_price=price)
    return OrderPlan(lines=[line], goods_amount=price * quantity, pay_amount=price * quantity)


def _unsellable(request: BuyRequest, offer: Offer, room: Room | None) -> str:
    if room is None or not room.is_on_air or room.show_id != offer.show_id:
        return "not_on_air"
    if request.is_rehearsal and not room.is_rehearsal:
        return "not_on_air"  # a synthetic buyer never takes real stock
    return "" if offer.is_listed else "not_listed"


def _stale(request: BuyRequest, quote: Quoted, room: Room | None, facts: Facts, now: int) -> str:
    """Why a quote no longer holds, or an empty string."""
    for line in quote.plan.lines:
        offer = facts.offers.get(line.offer_id)
        if offer is None:
            return "not_found"
        if code := _unsellable(request, offer, room):
            return code
        if not line.is_gift and line.unit_price != offer.price(now):
            return "price_changed"
    for campaign_id, version in quote.plan.campaigns.items():
        campaign = facts.campaigns.get(campaign_id)
        if campaign is None or campaign.version != version or not campaign.is_running(now):
            return "promotion_over"
    for claim_id in quote.plan.coupon_claims:
        claim = facts.coupons.get(claim_id)
        if claim is None or claim.buyer_id != request.buyer_id or not claim.is_unspent:
            return "coupon_gone"
    return ""


def _housed(
    request: BuyRequest, made: Recipe, claims: tuple[int, ...], room: Room, facts: Facts, price: int
) -> Draft | Refusal:
    """With an address, which only a rehearsal does without."""
    home = facts.homes.get((request.buyer_id, request.address_id or 0))
    if home is None and not room.is_rehearsal:
        return Refusal(request, "bad_address", price)
    return Draft(request, made, claims, home, price, room.is_rehearsal)


def _share(
    draft: Draft,
    facts: Facts,
    taken: dict[int, int],
    counted: dict[tuple[int, int, int], int],
) -> Draft | Refusal:
    """Take units and counts, unless one of them does not suffice."""
    for use in draft.recipe.uses:
        name = (use.kind, use.subject_id, draft.request.buyer_id)
        if facts.counts.get(name, 0) + counted.get(name, 0) + use.quantity > use.limit:
            code = "limit_reached" if use.kind == 1 else "campaign_limit"
            return Refusal(draft.request, code, draft.price)
    for account, units in draft.recipe.needs:
        held = facts.balances.get(account)
        if held is None or held.may_go_negative:
            continue
        if held.units - taken.get(account, 0) < units:
            return Refusal(draft.request, _SHORT.get(held.book, "sold_out"), draft.price)
    for account, units in draft.recipe.needs:
        taken[account] = taken.get(account, 0) + units
    for use in draft.recipe.uses:
        name = (use.kind, use.subject_id, draft.request.buyer_id)
        counted[name] = counted.get(name, 0) + use.quantity
    return draft
