"""The demo shop's campaigns run, and seeding twice makes no second set."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kaibo.console.demo import seed
from kaibo.console.demo.campaigns import run_campaigns
from kaibo.foundation import ledger
from kaibo.promotions import facade as promotions
from kaibo.team.models import Staff

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


def test_they_run_once() -> None:
    shop = seed(NOW)
    running = promotions.live_promotions(shop.pk, None, NOW)
    assert len(running) == 6
    assert {one.kind for one in running} >= {"amount_coupon", "spend_save", "points"}
    assert run_campaigns(shop, Staff.objects.get(username="brand"), NOW) == 0
    assert ledger.verify("coupon") == []
