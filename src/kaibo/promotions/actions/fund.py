"""Bring coupons and budget of a campaign to what it promises: stock → unissued, funds → left.

Locks the campaign's ledger accounts, in ascending id. Callers lock the campaign row after that,
so they lock here first.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from kaibo.foundation import ledger
from kaibo.foundation.errors import Conflict
from kaibo.foundation.models import LedgerAccount
from kaibo.promotions import accounts
from kaibo.promotions.models import Campaign
from kaibo.promotions.rules.campaign import is_coupon


def lock(campaign: Campaign) -> None:
    """Keep claims and orders of the campaign waiting until the transaction ends."""
    rows = LedgerAccount.objects.filter(
        book__in=(accounts.COUPON, accounts.BUDGET), subject_id=campaign.pk
    )
    ledger.lock(rows.values_list("id", flat=True))


def fund(campaign: Campaign, actor_id: int | None) -> None:
    """Coupons (or uses) and budget as the campaign now says; raises `Conflict` when more is out."""
    if campaign.quantity is not None or is_coupon(campaign.kind):
        _fund_coupons(campaign, actor_id)
    if campaign.budget is not None:
        _fund_budget(campaign, campaign.budget, actor_id)


def withdraw(campaign: Campaign, actor_id: int | None) -> None:
    """Take back what nobody claimed; the budget stays while claimed coupons may need it."""
    meter = accounts.meters([campaign.pk])[campaign.pk]
    if meter.unissued:
        places = accounts.open_coupon_accounts(campaign)
        _move(places["unissued"], places["stock"], meter.unissued, actor_id)
    if meter.budget_left and not meter.held:
        places = accounts.open_budget_accounts(campaign)
        _move(places["left"], places["funds"], meter.budget_left, actor_id)


def _fund_coupons(campaign: Campaign, actor_id: int | None) -> None:
    places = accounts.open_coupon_accounts(campaign)
    ledger.lock(place.pk for place in places.values())
    unissued = LedgerAccount.objects.get(pk=places["unissued"].pk)
    if campaign.quantity is None:
        unissued.may_go_negative = True
        unissued.save(update_fields=["may_go_negative"])
        return
    issued = sum(_balance(places[name]) for name in ("held", "used", "expired"))
    wanted = campaign.quantity - issued
    if wanted < 0:
        raise Conflict(
            _("已经发出 %(issued)s 张，总量不能改成 %(asked)s，请填不小于已发出的数量")
            % {"issued": issued, "asked": campaign.quantity}
        )
    _settle(places["stock"], unissued, wanted - unissued.balance, actor_id)
    LedgerAccount.objects.filter(pk=unissued.pk).update(may_go_negative=False)


def _fund_budget(campaign: Campaign, budget: int, actor_id: int | None) -> None:
    places = accounts.open_budget_accounts(campaign)
    ledger.lock(place.pk for place in places.values())
    spent = _balance(places["spent"])
    if budget < spent:
        raise Conflict(
            _("预算已经用了 %(spent)s 分，不能改成 %(asked)s 分，请填不小于已用的金额")
            % {"spent": spent, "asked": budget}
        )
    left = _balance(places["left"])
    _settle(places["funds"], places["left"], budget - spent - left, actor_id)


def _settle(
    outside: LedgerAccount, inside: LedgerAccount, change: int, actor_id: int | None
) -> None:
    if change > 0:
        _move(outside, inside, change, actor_id)
    elif change < 0:
        _move(inside, outside, -change, actor_id)


def _move(debit: LedgerAccount, credit: LedgerAccount, amount: int, actor_id: int | None) -> None:
    ledger.post([ledger.Move(debit.pk, credit.pk, amount, "fund", None)], actor_id=actor_id)


def _balance(account: LedgerAccount) -> int:
    return LedgerAccount.objects.values_list("balance", flat=True).get(pk=account.pk)
