"""What the order writer remembers between batches, so that most batches need few look-ups.

Nothing here is trusted: an order is written only if the database still says the same, and a wish
is refused only after a fresh look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaibo.orders.decide import Draft
from kaibo.orders.facts import Balance, Facts, Made, Offer
from kaibo.orders.reads import Reader
from kaibo.selling.contracts import BuyRequest

_GENERATION = 100_000
_MANY = 200_000


class Memory:
    """Offers, rooms and balances as last read, and the orders made lately by their keys."""

    def __init__(self) -> None:
        self.known = Facts()
        self._offers_of: dict[int, set[int]] = {}  # stock account to the offers that draw on it
        self._young: dict[tuple[int, bytes], Made] = {}
        self._old: dict[tuple[int, bytes], Made] = {}

    async def facts(self, requests: Sequence[BuyRequest], reader: Reader) -> Facts:
        """Facts for one batch: what is remembered, and what only this batch is about."""
        offers = {r.offer_id for r in requests if r.quote_id is None}
        await self._learn(offers - self.known.offers.keys(), reader)
        await reader.rooms({r.room_id for r in requests} - self.known.rooms.keys(), self.known)
        facts = Facts(
            offers=self.known.offers, rooms=self.known.rooms, balances=self.known.balances,
            campaigns=self.known.campaigns,
        )  # fmt: skip
        await reader.special(requests, facts)
        await reader.homes(requests, facts)
        facts.made = self._made(requests)
        return facts

    async def look_again(
        self, requests: Sequence[BuyRequest], facts: Facts, reader: Reader
    ) -> None:
        """Read all that these requests depend on into ``facts``."""
        await reader.everything(requests, facts)
        self._index(facts.offers.values())

    def wrote(self, drafts: Iterable[Draft], expires_at: int, balances: dict[int, int]) -> None:
        """A batch was committed and left these balances."""
        for account, units in balances.items():
            known = self.known.balances.get(account)
            if known is not None:
                known.units = units
        for draft in drafts:
            self._young[draft.request.buyer_id, draft.request.key] = Made(
                draft.order_id, draft.recipe.plan.pay_amount, expires_at
            )
        if len(self._young) > _GENERATION:
            self._old, self._young = self._young, {}
        if len(self.known.balances) > _MANY or len(self.known.offers) > _MANY:
            self.forget()

    def forget(self) -> None:
        """Know nothing of the shop any more; keys stay known, for what they made stands."""
        self.known = Facts()
        self._offers_of.clear()

    def left(self, accounts: Iterable[int], offers: Iterable[int]) -> dict[int, dict[int, int]]:
        """Units left by room and offer: of the offers named and of all on these ``accounts``."""
        names = set(offers).union(*(self._offers_of.get(account, ()) for account in accounts))
        rooms = {room.show_id: room.id for room in self.known.rooms.values()}
        made: dict[int, dict[int, int]] = {}
        for name in names:
            offer = self.known.offers.get(name)
            room = rooms.get(offer.show_id) if offer else None
            if offer is not None and room is not None:
                units = self._units(offer)
                if units is not None:
                    made.setdefault(room, {})[name] = units
        return made

    def _units(self, offer: Offer) -> int | None:
        held = [self.known.balances.get(part.stock_id) for part in offer.parts]
        known = [one for one in held if isinstance(one, Balance)]
        if len(known) < len(held):
            return None
        return min(one.units // part.units for one, part in zip(known, offer.parts, strict=True))

    def _made(self, requests: Iterable[BuyRequest]) -> dict[tuple[int, bytes], Made]:
        if not self._young and not self._old:
            return {}
        found = {}
        for request in requests:
            name = (request.buyer_id, request.key)
            made = self._young.get(name) or self._old.get(name)
            if made is not None:
                found[name] = made
        return found

    async def _learn(self, offers: set[int], reader: Reader) -> None:
        """Read offers never seen, those that share their stock, and the balances."""
        if not offers:
            return
        await reader.offers(offers, self.known)
        accounts = self._accounts(offers)
        siblings = await reader.drawing_on(accounts) - self.known.offers.keys()
        if siblings:
            await reader.offers(siblings, self.known)
        await reader.balances(accounts | self._accounts(siblings), self.known)
        self._index(self.known.offers[name] for name in offers | siblings
                    if name in self.known.offers)  # fmt: skip

    def _accounts(self, offers: Iterable[int]) -> set[int]:
        known = [self.known.offers[name] for name in offers if name in self.known.offers]
        return {part.stock_id for offer in known for part in offer.parts}

    def _index(self, offers: Iterable[Offer]) -> None:
        for offer in offers:
            for part in offer.parts:
                self._offers_of.setdefault(part.stock_id, set()).add(offer.id)
