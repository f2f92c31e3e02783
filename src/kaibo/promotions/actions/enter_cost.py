"""Money that a campaign cost beside what its orders tell: entered by a person, or struck out."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.promotions.models import Campaign, CampaignCost, CostKind
from kaibo.team.facade import Role, Staff, require

ENTERERS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ANALYST, Role.ADMIN)
MOST = 10**11  # minor units of one line
MOST_LINES = 100


@transaction.atomic
def enter_cost(actor: Staff, campaign_id: int, kind: str, name: str, amount: int) -> CampaignCost:
    """Add a line of ``amount`` minor units. Raises NotFound, InvalidInput."""
    campaign = _campaign(actor, campaign_id)
    named = name.strip()
    if kind not in CostKind.values:
        raise InvalidInput(_("没有「%(kind)s」这种费用") % {"kind": kind}, field="kind")
    if not 0 < len(named) <= 40 or "\0" in named:
        raise InvalidInput(_("费用名称要 1 到 40 个字"), field="name")
    if not 0 < amount <= MOST:
        raise InvalidInput(_("费用 %(n)s 分不对，要大于 0") % {"n": amount}, field="amount")
    if campaign.costs.filter(struck_at=None).count() >= MOST_LINES:
        raise InvalidInput(_("一个活动最多记 %(n)s 笔费用") % {"n": MOST_LINES}, field="name")
    made = CampaignCost.objects.create(
        campaign=campaign, kind=kind, name=named, amount=amount, entered_by=actor
    )
    _record(actor, made, "promotions.enter_cost")
    return made


@transaction.atomic
def strike_cost(actor: Staff, campaign_id: int, cost_id: int, now: dt.datetime) -> CampaignCost:
    """Take a line out of the sum; it stays readable. Again changes nothing. Raises NotFound."""
    campaign = _campaign(actor, campaign_id)
    line = campaign.costs.filter(pk=cost_id).first()
    if line is None:
        raise NotFound(_("这个活动没有编号为 %(id)s 的费用") % {"id": cost_id})
    if line.struck_at is None:
        line.struck_at = now
        line.save(update_fields=["struck_at"])
        _record(actor, line, "promotions.strike_cost")
    return line


def _campaign(actor: Staff, campaign_id: int) -> Campaign:
    found = Campaign.objects.select_for_update(no_key=True).filter(pk=campaign_id).first()
    if found is None:
        raise NotFound(_("没有编号为 %(id)s 的活动") % {"id": campaign_id})
    require(actor, found.shop_id, *ENTERERS)
    return found


def _record(actor: Staff, line: CampaignCost, action: str) -> None:
    audit.record(
        shop=line.campaign.shop_id, actor=actor, action=action,
        subject=f"campaign:{line.campaign_id}",
        detail={"kind": line.kind, "name": line.name, "amount": line.amount},
    )  # fmt: skip
