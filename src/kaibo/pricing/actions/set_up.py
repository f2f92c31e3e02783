"""How a shop prices, and what buyers think of a SKU."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from kaibo.foundation import audit
from kaibo.pricing import queries
from kaibo.pricing.actions.decide_price import DECIDERS
from kaibo.pricing.actions.rivals import WATCHERS
from kaibo.pricing.contracts import Settings, ValueFacts
from kaibo.pricing.models import PerceivedValue, PricingRule
from kaibo.team.facade import Staff, require


@transaction.atomic
def set_settings(actor: Staff, shop_id: int, wanted: Settings) -> Settings:
    """Market, alert, margin, fees and ceiling of a shop."""
    require(actor, shop_id, *DECIDERS)
    before = queries.settings_of(shop_id)
    PricingRule.objects.update_or_create(shop_id=shop_id, defaults=asdict(wanted))
    audit.record(
        shop=shop_id,
        actor=actor,
        action="pricing.set_settings",
        subject=f"shop:{shop_id}",
        detail={"before": asdict(before), "after": asdict(wanted)},
    )
    return wanted


@transaction.atomic
def set_value(actor: Staff, shop_id: int, sku_id: int, wanted: ValueFacts) -> None:
    """Scores against a reference product, or the points of a survey. Raises `NotFound`."""
    require(actor, shop_id, *WATCHERS)
    sku = queries.sku_of(shop_id, sku_id)
    values = asdict(wanted)
    PerceivedValue.objects.update_or_create(sku=sku, defaults=values | {"shop_id": shop_id})
    audit.record(
        shop=shop_id,
        actor=actor,
        action="pricing.set_value",
        subject=f"sku:{sku_id}",
        detail=values,
    )
