"""The room's card says the same as the rule, and a price without proof is not struck through."""

from __future__ import annotations

import datetime as dt
import json
from random import Random

import pytest
from django.db import connection
from django.utils import timezone
from tests.db.pricing.test_pricing import deals, world
from tests.factories import selling as factory

from kaibo.pricing import facade
from kaibo.pricing.models import PricingRule
from kaibo.selling import offer_facade

pytestmark = pytest.mark.django_db


def in_sql(sku_id: int, at: dt.datetime) -> dict[str, object] | None:
    with connection.cursor() as cursor:
        cursor.execute("select pricing_before(%s, %s)::text", [sku_id, at])
        found = cursor.fetchone()[0]
    return json.loads(found) if found else None


@pytest.mark.parametrize("seed", range(12))
def test_sql_and_rule_agree(seed: int) -> None:
    """Drawn histories, both markets, a shop east and one west of Greenwich."""
    rng = Random(seed)
    here = world(zone=rng.choice(["Asia/Shanghai", "America/New_York"]))
    market = rng.choice(["CN", "EU"])
    PricingRule.objects.create(shop=here.shop, market=market)
    now = dt.datetime(2026, 11, 11, rng.randint(0, 23), 30, tzinfo=dt.UTC)
    for n in range(rng.randint(0, 8)):
        at = now - dt.timedelta(days=rng.choice([0, 1, 6, 7, 8, 29, 30, 31, 50, 364, 365, 366]))
        facade.record_deals(deals(here, (n, rng.randint(8_000, 14_000), 1)), at)
    expected = facade.before_of(here.sku, facade.today_of(here.shop.pk, now))
    found = in_sql(here.sku.pk, now)
    if expected.price is None:
        assert found is None
    else:
        assert found is not None
        day = expected.day.isoformat() if expected.day else None
        assert (found["price"], found["day"]) == (expected.price, day)
        assert (found["orders"], found["market"]) == (expected.orders, market)


def test_the_card_carries_the_proof_as_of_going_live() -> None:
    """Deals of the evening itself neither lower nor raise what is struck through."""
    scene = factory.stage()
    assert offer_facade.offer_cards([scene.offer.pk])[0].before is None
    live = timezone.now()
    scene.show.went_live_at = live
    scene.show.save()
    for order, price, ago in [(1, 15_900, 3), (2, 17_900, 2), (3, 9_900, 0)]:
        deal = facade.Deal(scene.sku.pk * 100 + order, scene.shop.pk, scene.sku.pk, price, 1)
        facade.record_deals([deal], live - dt.timedelta(days=ago))
    before = offer_facade.offer_cards([scene.offer.pk])[0].before
    assert before is not None
    assert (before.price, before.orders, before.market) == (15_900, 1, "CN")
