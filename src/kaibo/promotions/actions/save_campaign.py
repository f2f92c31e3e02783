"""Create a campaign as a draft, or change one; a change of what runs is a new version."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import NotFound
from kaibo.promotions.actions.fund import fund, lock
from kaibo.promotions.errors import BadCampaign, CampaignState
from kaibo.promotions.models import Campaign
from kaibo.promotions.rules.campaign import CampaignDraft, changes_of, problems_of
from kaibo.promotions.rules.terms_check import Problem
from kaibo.team.facade import Role, Staff, require

EDITORS = (Role.OPERATOR, Role.BRAND_MANAGER, Role.ADMIN)
# The kind decides the shape of everything else; these two tell who can buy at all.
FIXED_WHEN_STARTED = ("kind", "show_id")


@transaction.atomic
def create_campaign(actor: Staff, shop_id: int, draft: CampaignDraft) -> Campaign:
    """Store a draft; raises `BadCampaign` with every wrong field in ``errors``."""
    require(actor, shop_id, *EDITORS)
    refuse(problems_of(draft))
    made = Campaign.objects.create(shop_id=shop_id, created_by=actor, **asdict(draft))
    _record(actor, made, "promotions.create_campaign", {"after": plain(draft)})
    return made


@transaction.atomic
def change_campaign(
    actor: Staff, campaign_id: int, draft: CampaignDraft, version: int | None = None
) -> Campaign:
    """Change a campaign that has not ended; locks its accounts, then its row.

    ``version`` is what the editor saw. Orders priced under the old version are refused and
    priced again. Raises `CampaignState`, `BadCampaign`, and `Conflict` for limits below what is
    out already.
    """
    campaign = locked(actor, campaign_id)
    if version is not None and version != campaign.version:
        raise CampaignState(_("同事刚刚改过这个活动，请刷新后再改"))
    refuse(problems_of(draft))
    before = draft_of(campaign)
    changed = list(changes_of(before, draft))
    _check_change(campaign, changed)
    if not changed:
        return campaign
    for name in changed:
        setattr(campaign, name, getattr(draft, name))
    campaign.version += 1
    campaign.save()
    if campaign.state != "draft":
        fund(campaign, actor.pk)
    old, new = plain(before), plain(draft)
    detail = {name: [old[name], new[name]] for name in changed}
    _record(actor, campaign, "promotions.change_campaign", {"changes": detail})
    return campaign


def locked(actor: Staff, campaign_id: int) -> Campaign:
    """The campaign with its accounts and row locked; raises `NotFound`, `NotAllowed`."""
    seen = Campaign.objects.filter(pk=campaign_id).first()
    if seen is None:
        raise NotFound(_("没有编号为 %(id)s 的活动") % {"id": campaign_id})
    require(actor, seen.shop_id, *EDITORS)
    lock(seen)
    return Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)


def refuse(found: list[Problem]) -> None:
    """Raise all problems as one error."""
    if not found:
        return
    message = "；".join(
        f"{each.message}（{each.value}）" if each.value else each.message for each in found[:3]
    )
    errors = [{"field": each.field, "message": each.message} for each in found]
    raise BadCampaign(message, errors=errors)


def draft_of(campaign: Campaign) -> CampaignDraft:
    """The campaign as its editor filled it in."""
    names = CampaignDraft.__slots__
    return CampaignDraft(**{name: getattr(campaign, name) for name in names})


def plain(draft: CampaignDraft) -> dict[str, Any]:
    """For the audit: JSON only."""
    values = asdict(draft)
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in values.items()
    }


def _check_change(campaign: Campaign, changed: list[str]) -> None:
    if campaign.state == "ended":
        raise CampaignState(
            _("「%(name)s」已结束，不能再改；请复制一个新活动") % {"name": campaign.name}
        )
    fixed = [name for name in FIXED_WHEN_STARTED if name in changed]
    if fixed and campaign.started_at is not None:
        raise CampaignState(
            _("「%(name)s」已经开始过，类型和场次不能改；请结束它，再建一个新活动")
            % {"name": campaign.name}
        )


def _record(actor: Staff, campaign: Campaign, action: str, detail: dict[str, object]) -> None:
    audit.record(
        shop=campaign.shop_id,
        actor=actor,
        action=action,
        subject=f"campaign:{campaign.pk}",
        detail={"name": campaign.name, "version": campaign.version, **detail},
    )
