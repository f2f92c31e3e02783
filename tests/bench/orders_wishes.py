"""An endless row of wishes for the hot offer, the same for every side of the order bench."""

from __future__ import annotations

import os
from collections.abc import Iterator

from tests.bench.orders_stage import Hot

from kaibo.selling.contracts import BuyRequest

_STRIDE = 7919  # prime to the number of claims and of buyers, so each comes up once in a round


class Wishes:
    """Buyers take turns; a full wish also spends a coupon of its buyer's, each of them once.

    The claims were handed out in turns: the n-th claim belongs to the n-th buyer, round and round.
    """

    def __init__(self, hot: Hot, is_full: bool = True, start: int = 0) -> None:
        """``start`` is the first turn."""
        self.hot, self.is_full = hot, is_full
        self._turn = start
        self._ref = 0

    def take(self, count: int) -> list[BuyRequest]:
        """Raises when the coupons have run out: the bench made too few."""
        hot = self.hot
        keys = os.urandom(16 * count)
        wishes = []
        for n in range(count):
            buyer, claim = self._next()
            self._ref += 1
            wishes.append(
                BuyRequest(
                    self._ref,
                    keys[16 * n : 16 * n + 16],
                    hot.room,
                    hot.show,
                    buyer,
                    hot.offer,
                    1,
                    hot.price,
                    None,
                    5,
                    hot.link,
                    1000,
                    "direct",
                    False,
                    claim if self.is_full else None,
                    hot.pay if self.is_full else None,
                )
            )
        return wishes

    def each(self) -> Iterator[BuyRequest]:
        while True:
            yield self.take(1)[0]

    def _next(self) -> tuple[int, int]:
        turn, self._turn = self._turn, self._turn + 1
        if self.is_full and turn >= self.hot.claims:
            raise RuntimeError("the bench ran out of coupons")
        # Far apart in the table, as coupons of a crowd are that were claimed long before.
        claim = turn * _STRIDE % self.hot.claims
        return self.hot.first_buyer + claim % self.hot.buyers, self.hot.first_claim + claim
