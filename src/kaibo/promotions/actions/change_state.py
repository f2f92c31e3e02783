"""Start, pause, end. Each makes a new version: what was priced before is priced again."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.promotions.actions.fund import fund, withdraw
from kaibo.promotions.actions.save_campaign import draft_of, locked, refuse
from kaibo.promotions.errors import BadCampaign, CampaignState
from kaibo.promotions.floors import cautions
from kaibo.promotions.models import Campaign
from kaibo.promotions.rules.campaign import problems_of
from kaibo.team.facade import Staff

STARTS_FROM = ("draft", "paused")


@transaction.atomic
def start_campaign(
    actor: Staff, campaign_id: int, now: dt.datetime, *, accepts_cautions: bool = False
) -> Campaign:
    """Let it run from ``starts_at`` on; coupons and budget are put up.

    A campaign that can push a price below its floor starts only when its maker said yes to that;
    the yes stands in the audit. Raises `CampaignState`, `BadCampaign`.
    """
    campaign = locked(actor, campaign_id)
    _require_state(campaign, STARTS_FROM, _("开始"))
    if campaign.ends_at <= now:
        raise CampaignState(_("结束时间已过，请先改晚结束时间"))
    refuse(problems_of(draft_of(campaign)))
    warned = [each.message for each in cautions(campaign.shop_id, draft_of(campaign))]
    if warned and not accepts_cautions:
        errors = [{"field": "cautions", "message": text} for text in warned]
        raise BadCampaign("；".join(warned[:3]), errors=errors, needs_acceptance=True)
    campaign.started_at = campaign.started_at or now
    fund(campaign, actor.pk)
    return _switch(campaign, "running", actor, now, {"accepted_cautions": warned})


@transaction.atomic
def pause_campaign(actor: Staff, campaign_id: int, now: dt.datetime) -> Campaign:
    """Stop claiming and using until it is started again."""
    campaign = locked(actor, campaign_id)
    _require_state(campaign, ("running",), _("暂停"))
    return _switch(campaign, "paused", actor, now, {})


@transaction.atomic
def end_campaign(actor: Staff, campaign_id: int, now: dt.datetime) -> Campaign:
    """End it for good; coupons that were claimed keep their promise until they expire."""
    campaign = locked(actor, campaign_id)
    _require_state(campaign, ("draft", "running", "paused"), _("结束"))
    withdraw(campaign, actor.pk)
    campaign.ended_at = now
    return _switch(campaign, "ended", actor, now, {})


def _require_state(campaign: Campaign, allowed: tuple[str, ...], verb: str) -> None:
    if campaign.state not in allowed:
        raise CampaignState(
            _("「%(name)s」现在是「%(state)s」，不能%(verb)s")
            % {"name": campaign.name, "state": _(campaign.get_state_display()), "verb": verb}
        )


def _switch(
    campaign: Campaign, state: str, actor: Staff, now: dt.datetime, detail: dict[str, object]
) -> Campaign:
    before, campaign.state = campaign.state, state
    campaign.version += 1
    campaign.save()
    audit.record(
        shop=campaign.shop_id,
        actor=actor,
        action=f"promotions.{_VERBS[state]}_campaign",
        subject=f"campaign:{campaign.pk}",
        detail={"name": campaign.name, "version": campaign.version, "before": before, **detail},
        at=now,
    )
    return campaign


_VERBS = {"running": "start", "paused": "pause", "ended": "end"}
