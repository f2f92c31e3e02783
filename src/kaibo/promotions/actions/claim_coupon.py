"""A buyer takes a coupon; exact under a rush (`promotions_claim` in migration 0002)."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import KaiboError, NotFound
from kaibo.promotions.contracts import BuyerFacts
from kaibo.promotions.errors import (
    CampaignChanged,
    CouponClosed,
    CouponGone,
    CouponHeld,
    NotForYou,
)
from kaibo.promotions.models import Campaign, CouponClaim
from kaibo.promotions.rules.campaign import is_coupon, shape_of
from kaibo.promotions.rules.eligible import is_in

_REFUSALS: dict[str, type[KaiboError]] = {
    "not_found": NotFound,
    "not_running": CouponClosed,
    "not_begun": CouponClosed,
    "over": CouponClosed,
    "changed": CampaignChanged,
    "limit": CouponHeld,
    "gone": CouponGone,
}


def claim_coupon(campaign_id: int, buyer: BuyerFacts, now: dt.datetime) -> CouponClaim:
    """One coupon from the unissued ones into the buyer's hands, with its fact in the outbox.

    The audience is judged by the version that was read; the function refuses when the campaign
    has changed since. Raises `CouponGone`, `CouponHeld`, `CouponClosed`, `CampaignChanged`,
    `NotForYou`, `NotFound`.
    """
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None or not is_coupon(campaign.kind):
        raise NotFound(_("没有编号为 %(id)s 的优惠券，请刷新后再试") % {"id": campaign_id})
    shape = shape_of(campaign.kind, campaign.terms, campaign.scope, campaign.audience)
    if not is_in(shape.audience, buyer):
        raise NotForYou(_("「%(name)s」是给其他买家的，看看别的优惠券") % {"name": campaign.name})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select code, claim_id from promotions_claim(%s, %s, %s, %s)",
            [campaign_id, campaign.version, buyer.buyer_id, now],
        )
        code, claim_id = cursor.fetchone()
    if code:
        raise _REFUSALS[code](_said(code) % {"name": campaign.name}, reason=code)
    return CouponClaim.objects.select_related("campaign").get(pk=claim_id)


def _said(code: str) -> str:
    sentences = {
        "not_found": _("「%(name)s」还没有开始发放"),
        "not_running": _("「%(name)s」已停止发放"),
        "not_begun": _("「%(name)s」还没开始，请稍后再来"),
        "over": _("「%(name)s」已经结束"),
        "changed": _("「%(name)s」刚刚有变化，请再点一次"),
        "limit": _("「%(name)s」你已经领过了，在「我的券」里"),
        "gone": _("「%(name)s」已被领完，下次早点来"),
    }
    return sentences[code]
