"""Coupons whose time is over: held → expired."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.promotions import accounts
from kaibo.promotions.models import Campaign, CouponClaim

BATCH = 500


def lapse_claims(now: dt.datetime) -> int:
    """Lapse what is over, campaign after campaign; returns how many coupons.

    Only campaigns with held coupons are looked at. A coupon that an order gives back after its
    time is found by the next run.
    """
    rows = LedgerAccount.objects.filter(book=accounts.COUPON, place="held", balance__gt=0)
    return sum(
        _of_campaign(campaign, now) for campaign in rows.values_list("subject_id", flat=True)
    )


def _of_campaign(campaign_id: int, now: dt.datetime) -> int:
    total = 0
    while done := _batch(campaign_id, now):
        total += done
    return total


@transaction.atomic
def _batch(campaign_id: int, now: dt.datetime) -> int:
    """Locks the held and expired accounts, then the claims: an order spends in the same order."""
    due = CouponClaim.objects.filter(
        campaign_id=campaign_id, expires_at__lte=now, order_id=None, lapsed_at=None
    )
    if not due.exists():
        return 0
    places = accounts.open_coupon_accounts(Campaign.objects.get(pk=campaign_id))
    held, expired = places["held"], places["expired"]
    ledger.lock([held.pk, expired.pk])
    ids = list(
        due.select_for_update(no_key=True).order_by("id").values_list("id", flat=True)[:BATCH]
    )
    if ids:
        CouponClaim.objects.filter(id__in=ids).update(lapsed_at=now)
        ledger.post([ledger.Move(held.pk, expired.pk, len(ids), "lapse", None)], at=now)
    return len(ids)
