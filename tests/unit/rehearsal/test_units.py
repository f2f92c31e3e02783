"""How many units a synthetic viewer buys: never more than the room allows."""

from __future__ import annotations

import random

import pytest

from kaibo.liveroom.contracts import OfferCard
from kaibo.rehearsal.rules.behavior import units


def offer(left: int, limit: int) -> OfferCard:
    return OfferCard(1, 1, 1, "米白", 12_900, 12_900, left=left, per_user_limit=limit)


@pytest.mark.parametrize(("left", "limit"), [(1, 0), (9, 1), (1, 5)])
def test_one_where_two_are_not_allowed(left: int, limit: int) -> None:
    assert units(random.Random(1), 1.0, offer(left, limit)) == 1


def test_two_as_often_as_the_rate_says() -> None:
    dice = random.Random(1)
    bought = [units(dice, 0.2, offer(9, 0)) for _ in range(1000)]
    assert set(bought) == {1, 2}
    assert 150 < bought.count(2) < 250  # the seed is fixed
