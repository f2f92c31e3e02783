"""The ledger accounts of campaigns and of viewers' balances: which they are, how they are opened.

``coupon`` and ``budget`` belong to a campaign; ``points``, ``credit`` and ``redpacket`` to a
viewer of a shop. The accounts outside (stock, funds, issued) may go below zero: what they lack is
what is out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.promotions.models import Campaign

COUPON, BUDGET = "coupon", "budget"
POINTS, CREDIT, REDPACKET = "points", "credit", "redpacket"
WALLETS = (POINTS, CREDIT, REDPACKET)
COUPON_PLACES = ("unissued", "held", "used", "expired")
BUDGET_PLACES = ("left", "spent")
# What the statement of a viewer calls the way out; the shop's side of it.
SPENT = "spent"


@dataclass(frozen=True, slots=True)
class CampaignMeter:
    """How far a campaign is used up; None where it has no such limit."""

    unissued: int | None = None
    held: int = 0
    used: int = 0
    expired: int = 0
    budget_left: int | None = None
    budget_spent: int = 0

    @property
    def issued(self) -> int:
        return self.held + self.used + self.expired


def open_coupon_accounts(campaign: Campaign) -> dict[str, LedgerAccount]:
    """All coupon places of a campaign; opened where they are missing."""
    return {
        place: ledger.account(
            COUPON,
            campaign.pk,
            place,
            shop_id=campaign.shop_id,
            may_go_negative=place == "stock" or (place == "unissued" and campaign.quantity is None),
        )
        for place in ("stock", *COUPON_PLACES)
    }


def open_budget_accounts(campaign: Campaign) -> dict[str, LedgerAccount]:
    """All budget places of a campaign; opened where they are missing."""
    return {
        place: ledger.account(
            BUDGET, campaign.pk, place, shop_id=campaign.shop_id, may_go_negative=place == "funds"
        )
        for place in ("funds", *BUDGET_PLACES)
    }


def wallet(book: str, shop_id: int, viewer_id: int) -> LedgerAccount:
    """The account of what a viewer holds in a shop."""
    return ledger.account(book, shop_id, "viewer", viewer_id, shop_id=shop_id)


def issued(book: str, shop_id: int) -> LedgerAccount:
    """Where balances come from; below zero by what viewers hold and have spent."""
    return ledger.account(book, shop_id, "issued", shop_id=shop_id, may_go_negative=True)


def spent(book: str, shop_id: int) -> LedgerAccount:
    """Where spent balances go."""
    return ledger.account(book, shop_id, SPENT, shop_id=shop_id)


def meters(campaign_ids: Iterable[int]) -> dict[int, CampaignMeter]:
    """The meter of each campaign; one query."""
    ids = list(campaign_ids)
    rows = LedgerAccount.objects.filter(book__in=(COUPON, BUDGET), subject_id__in=ids)
    found: dict[int, dict[str, int | None]] = {each: {} for each in ids}
    for row in rows:
        name = row.place if row.book == COUPON else f"budget_{row.place}"
        if name in _METERED:
            unlimited = name == "unissued" and row.may_go_negative
            found[row.subject_id][name] = None if unlimited else row.balance
    return {each: CampaignMeter(**values) for each, values in found.items()}  # type: ignore[arg-type]


_METERED = {*COUPON_PLACES, "budget_left", "budget_spent"}
