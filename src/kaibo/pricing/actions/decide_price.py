"""Choose a price among the three methods, or another one, and say why."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput
from kaibo.pricing import queries
from kaibo.pricing.contracts import Method
from kaibo.pricing.models import PriceDecision
from kaibo.pricing.rules.methods import margin_bp
from kaibo.team.facade import Role, Staff, has_role, require

DECIDERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ADMIN)


@transaction.atomic
def decide_price(
    actor: Staff, shop_id: int, sku_id: int, method: Method, price: int, reason: str, now: datetime
) -> PriceDecision:
    """Store the choice with the proposals as they stand.

    A price below the floor needs a brand manager. Raises `NotFound`, `InvalidInput`.
    """
    require(actor, shop_id, *DECIDERS)
    sku = queries.sku_of(shop_id, sku_id)
    usual = queries.settings_of(shop_id)
    proposals = queries.proposals_of(sku, now)
    _check(actor, shop_id, sku.floor_price, price, reason)
    _check_method(method, price, {one.method: one.price for one in proposals})
    made = PriceDecision.objects.create(
        shop_id=shop_id, sku=sku, method=method, price=price, reason=reason.strip(),
        margin_bp=margin_bp(price, sku.cost, usual.fee_bp),
        proposals=[asdict(one) for one in proposals], decided_by=actor, decided_at=now,
    )  # fmt: skip
    audit.record(
        shop=shop_id,
        actor=actor,
        action="pricing.decide_price",
        subject=f"sku:{sku_id}",
        detail={"method": method, "price": price, "reason": made.reason, "decision": made.pk},
        at=now,
    )
    return made


def _check(actor: Staff, shop_id: int, floor: int, price: int, reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(_("请写明选择这个价格的原因"), field="reason")
    is_manager = has_role(actor, shop_id, Role.BRAND_MANAGER, Role.ADMIN)
    if price < floor and not is_manager:
        message = _("%(price)s 低于底价 %(floor)s，需要品牌经理来定，或改高价格")
        words = {"price": price / 100, "floor": floor / 100}
        raise InvalidInput(message % words, field="price")


def _check_method(method: Method, price: int, proposed: dict[Method, int | None]) -> None:
    if method != "custom" and proposed.get(method) != price:
        message = _("这种方法现在算出的价格不是 %(price)s，请刷新，或选“自定”")
        raise InvalidInput(message % {"price": price / 100}, field="price")
