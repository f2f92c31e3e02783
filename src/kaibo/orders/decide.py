"""Who gets what: a batch of wishes decided one after the other in the order of arrival. Pure.

The rules of one wish come first (`Decider`), then what it shares with the others of the batch
(`_Shares`): units, purses and per-buyer counts, which each order that stands takes from those
behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import msgspec

from kaibo.orders.facts import Campaign, Count, Facts, Made, Offer, Quoted, Room
from kaibo.orders.recipe import Recipe, recipe
from kaibo.selling.contracts import LINK, BuyRequest, OrderPlan, PlanLine

MOST = 999  # units of one line
_KEPT = 10_000  # recipes
_SHORT = {
    "stock": "sold_out", "coupon": "coupon_gone", "budget": "budget_spent",
    "points": "balance_short", "credit": "balance_short", "redpacket": "balance_short",
}  # fmt: skip
CouponPlan = Callable[[Campaign, Offer, int, int], OrderPlan | None]


class Draft(msgspec.Struct):
    """A wish that can be granted; `order_id` is given when it is written."""

    request: BuyRequest
    recipe: Recipe
    claims: tuple[int, ...]  # coupons it spends
    address_id: int | None
    price: int
    is_rehearsal: bool
    order_id: int = 0


class Refusal(msgspec.Struct, frozen=True):
    request: BuyRequest
    code: str
    price: int | None = None
    amount: int | None = None


class Repeat(msgspec.Struct, frozen=True):
    request: BuyRequest
    made: Made


Verdict = Draft | Refusal | Repeat


class _Kind(msgspec.Struct, frozen=True):
    """The verdict on all wishes that ask for the same."""

    recipe: Recipe | None
    price: int | None
    is_rehearsal: bool = False
    code: str = ""
    amount: int | None = None


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
        kinds: dict[tuple[object, ...], _Kind] = {}
        verdicts = [self._one(request, facts, now, kinds) for request in requests]
        shares = _Shares(facts, dict(taken))
        if shares.suffice(verdicts):
            return verdicts
        return [shares.take(one) if isinstance(one, Draft) else one for one in verdicts]

    def _one(
        self, request: BuyRequest, facts: Facts, now: int, kinds: dict[tuple[object, ...], _Kind]
    ) -> Verdict:
        buyer = request.buyer_id
        made = facts.made.get((buyer, request.key))
        if made is not None:
            return Repeat(request, made)
        if buyer not in facts.buyers:
            return Refusal(request, "not_found")
        if request.quote_id is not None:
            return self._quoted(request, facts, now)
        campaign = 0
        claims: tuple[int, ...] = ()
        if request.coupon_claim_id is not None:
            coupon = facts.coupons.get(request.coupon_claim_id)
            if coupon is None or coupon.buyer_id != buyer or not coupon.is_unspent:
                return Refusal(request, "coupon_gone", request.price)
            campaign, claims = coupon.campaign_id, (coupon.id,)
        name = (
            request.offer_id, request.room_id, request.quantity, request.price, campaign,
            request.pay, request.is_rehearsal,
        )  # fmt: skip
        kind = kinds.get(name)
        if kind is None:
            kind = kinds[name] = self._direct(request, campaign, facts, now)
        home = facts.homes.get((buyer, request.address_id or 0))
        return _granted(request, kind, claims, home)

    def _direct(self, request: BuyRequest, campaign: int, facts: Facts, now: int) -> _Kind:
        offer = facts.offers.get(request.offer_id)
        if offer is None:
            return _Kind(None, None, code="not_found")
        price, room = offer.price(now), facts.rooms.get(request.room_id)
        code = _unsellable(request, offer, room) or _unquoted(offer, room, facts)
        code = "gift_only" if offer.is_gift else code
        if not code and not 1 <= request.quantity <= MOST:
            code = "bad_quantity"
        if not code and request.price != price:
            code = "price_changed"
        if code or room is None:
            return _Kind(None, price, code=code)
        if campaign:
            return self._with_coupon(
                request, facts.campaigns.get(campaign), offer, facts, room, now
            )
        name = (offer.id, offer.mark, request.quantity, price)
        made = self._recipes.get(name)
        if made is None:
            made = self._keep(name, recipe(_plain(offer.id, request.quantity, price), facts.offers))
        return _Kind(made, price, room.is_rehearsal)

    def _with_coupon(
        self, request: BuyRequest, campaign: Campaign | None, offer: Offer, facts: Facts,
        room: Room, now: int,
    ) -> _Kind:  # fmt: skip
        price = request.price
        if campaign is None or not campaign.is_running(now):
            return _Kind(None, price, code="promotion_over")
        name = (offer.id, offer.mark, request.quantity, price, campaign.id, campaign.version)
        made = self._recipes.get(name)
        if made is None:
            plan = self._coupon_plan(campaign, offer, request.quantity, price)
            if plan is None:
                return _Kind(None, price, code="coupon_unfit")
            made = self._keep(name, recipe(plan, facts.offers))
        if request.pay != made.plan.pay_amount:
            return _Kind(None, price, code="price_changed", amount=made.plan.pay_amount)
        return _Kind(made, price, room.is_rehearsal)

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
        kind = _Kind(recipe(quote.plan, facts.offers), None, room.is_rehearsal)
        home = facts.homes.get((request.buyer_id, request.address_id or 0))
        home = home if quote.address_id is None else quote.home_id
        return _granted(request, kind, tuple(quote.plan.coupon_claims), home)

    def _keep(self, name: tuple[int, ...], made: Recipe) -> Recipe:
        if len(self._recipes) >= _KEPT:
            self._recipes.clear()
        self._recipes[name] = made
        return made


class _Shares:
    """What is there for all, and what the orders decided so far have taken of it."""

    def __init__(self, facts: Facts, taken: dict[int, int]) -> None:
        self._facts = facts
        self._taken = taken
        self._counted: dict[Count, int] = {}

    def suffice(self, verdicts: Iterable[Verdict]) -> bool:
        """Whether everything suffices for all together, so that nobody has to be asked."""
        if self._facts.counts:
            return False
        drafts = [one for one in verdicts if isinstance(one, Draft)]
        times: dict[int, int] = {}
        recipes = {}
        for draft in drafts:
            name = id(draft.recipe)
            times[name] = times.get(name, 0) + 1
            recipes[name] = draft.recipe
        needs: dict[int, int] = {}
        for name, made in recipes.items():
            if any(use.quantity > use.limit for use in made.uses):
                return False
            for account, units in made.needs:
                needs[account] = needs.get(account, 0) + units * times[name]
        if any(made.uses for made in recipes.values()):
            buyers = {draft.request.buyer_id for draft in drafts}
            if len(buyers) < len(drafts):
                return False
        return all(self._short(account, units) is None for account, units in needs.items())

    def take(self, draft: Draft) -> Draft | Refusal:
        """Take units and counts, unless one of them does not suffice."""
        buyer, made = draft.request.buyer_id, draft.recipe
        for use in made.uses:
            name = (use.kind, use.subject_id, buyer)
            held = self._facts.counts.get(name, 0) + self._counted.get(name, 0)
            if held + use.quantity > use.limit:
                code = "limit_reached" if use.kind == LINK else "campaign_limit"
                return Refusal(draft.request, code, draft.price)
        for account, units in made.needs:
            book = self._short(account, units)
            if book is not None:
                return Refusal(draft.request, _short_of(book, account, made.plan), draft.price)
        for account, units in made.needs:
            self._taken[account] = self._taken.get(account, 0) + units
        for use in made.uses:
            name = (use.kind, use.subject_id, buyer)
            self._counted[name] = self._counted.get(name, 0) + use.quantity
        return draft

    def _short(self, account: int, units: int) -> str | None:
        """The book of an account that is known not to hold so much."""
        held = self._facts.balances.get(account)
        if held is None or held.may_go_negative:
            return None
        return held.book if held.units - self._taken.get(account, 0) < units else None


def _short_of(book: str, account: int, plan: OrderPlan) -> str:
    """Claimed coupons and uses of an offer nobody claims share a book; the move says which."""
    if book == "coupon" and all(
        move.reason != "coupon" for move in plan.moves if move.debit_id == account
    ):
        return "offer_gone"
    return _SHORT.get(book, "sold_out")


def _plain(offer_id: int, quantity: int, price: int) -> OrderPlan:
    line = PlanLine(offer_id=offer_id, quantity=quantity, unit_price=price)
    return OrderPlan(lines=[line], goods_amount=price * quantity, pay_amount=price * quantity)


def _unsellable(request: BuyRequest, offer: Offer, room: Room | None) -> str:
    if room is None or not room.is_on_air or room.show_id != offer.show_id:
        return "not_on_air"
    if request.is_rehearsal and not room.is_rehearsal:
        return "not_on_air"  # a synthetic buyer never takes real stock
    return "" if offer.is_listed else "not_listed"


def _unquoted(offer: Offer, room: Room | None, facts: Facts) -> str:
    """Why goods are bought by a quote only: it keeps what the buyer ticked (no 7-day return), and
    charges shipping where the shop has a tariff. In a rehearsal nobody buys."""
    if room is None or room.is_rehearsal:
        return ""
    if offer.needs_consent:
        return "needs_consent"
    tariffs = {(offer.shop_id, 0), (offer.shop_id, offer.show_id)}
    return "needs_quote" if tariffs & facts.tariffs else ""


def _stale(request: BuyRequest, quote: Quoted, room: Room | None, facts: Facts, now: int) -> str:
    """Why a quote no longer holds, or an empty string."""
    for line in quote.plan.lines:
        offer = facts.offers.get(line.offer_id)
        if offer is None:
            return "not_found"
        if code := _unsellable(request, offer, room):
            return code
        if offer.is_gift and not line.is_gift:
            return "gift_only"
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


def _granted(
    request: BuyRequest, kind: _Kind, claims: tuple[int, ...], home: int | None
) -> Draft | Refusal:
    """With an address, which only a rehearsal does without."""
    if kind.recipe is None:
        return Refusal(request, kind.code, kind.price, kind.amount)
    if home is None and not kind.is_rehearsal:
        return Refusal(request, "bad_address", kind.price)
    return Draft(request, kind.recipe, claims, home, kind.price or 0, kind.is_rehearsal)
