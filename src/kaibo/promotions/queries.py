"""What others read of promotions; nothing here changes anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount, LedgerTransfer
from kaibo.promotions import accounts
from kaibo.promotions.accounts import CampaignMeter
from kaibo.promotions.contracts import LAYER_OF, BuyerFacts, HeldCoupon, Promotion
from kaibo.promotions.models import (
    BuyerStanding,
    Campaign,
    CampaignState,
    CouponClaim,
    PointsRule,
)
from kaibo.promotions.rules.campaign import is_coupon, shape_of

COUPON_KINDS = tuple(kind for kind, layer in LAYER_OF.items() if layer == "coupon")


@dataclass(frozen=True, slots=True)
class Balances:
    """What a viewer holds in a shop: points, and minor units of credit and red-packet cash."""

    points: int = 0
    credit: int = 0
    redpacket: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a statement; ``amount`` is positive when it came in."""

    id: int
    at: dt.datetime
    amount: int
    reason: str
    ref_id: int | None
    actor_id: int | None


def live_promotions(shop_id: int, show_id: int | None, now: dt.datetime) -> list[Promotion]:
    """What holds in a shop (and this show) at a moment, by id; two queries.

    A coupon that was claimed holds until it expires, also after its campaign was ended: ending
    stops the claiming. Pausing stops all.
    """
    rows = Campaign.objects.filter(shop_id=shop_id, starts_at__lte=now)
    rows = rows.filter(Q(show_id=None) | Q(show_id=show_id))
    coupons = Q(kind__in=COUPON_KINDS, state__in=(CampaignState.RUNNING, CampaignState.ENDED))
    live = coupons | Q(state=CampaignState.RUNNING, ends_at__gt=now)
    found = [row for row in rows.filter(live).order_by("id") if usable_until(row) > now]
    meters = accounts.meters(row.pk for row in found)
    return [compiled(row, meters[row.pk]) for row in found if _is_live(row, meters[row.pk])]


def usable_until(campaign: Campaign) -> dt.datetime:
    """When its last claim expires; the end of the campaign for what is not claimed."""
    if not is_coupon(campaign.kind) or campaign.valid_hours is None:
        return campaign.ends_at
    return campaign.ends_at + dt.timedelta(hours=campaign.valid_hours)


def compiled(campaign: Campaign, meter: CampaignMeter) -> Promotion:
    """The campaign as the engine sees it."""
    shape = shape_of(campaign.kind, campaign.terms, campaign.scope, campaign.audience)
    coupon = is_coupon(campaign.kind)
    return Promotion(
        id=campaign.pk,
        version=campaign.version,
        kind=campaign.kind,  # type: ignore[arg-type]  # checked when it was stored
        name=campaign.name,
        terms=shape.terms,
        scope=shape.scope,
        audience=shape.audience,
        starts_at=campaign.starts_at,
        ends_at=usable_until(campaign),
        show_id=campaign.show_id,
        priority=campaign.priority,
        stack_group=campaign.stack_group,
        is_exclusive=campaign.is_exclusive,
        needs_coupon=coupon,
        per_user_limit=campaign.per_user_limit,
        uses_left=None if coupon or campaign.quantity is None else meter.unissued,
        budget_left=None if campaign.budget is None else meter.budget_left,
    )


def _is_live(campaign: Campaign, meter: CampaignMeter) -> bool:
    """An ended coupon campaign whose coupons are all gone has nothing left to give."""
    return campaign.state == CampaignState.RUNNING or meter.held > 0


def buyer_facts(
    buyer_id: int,
    shop_id: int,
    now: dt.datetime,
    *,
    is_newcomer: bool,
    uses: Mapping[int, int] | None = None,
) -> BuyerFacts:
    """What the engine may look at; three queries.

    ``is_newcomer`` (no paid order in this shop yet) and ``uses`` (campaign id → units or orders
    used before) are selling's to say.
    """
    standing = BuyerStanding.objects.filter(viewer_id=buyer_id, shop_id=shop_id).first()
    held = balances(shop_id, buyer_id)
    return BuyerFacts(
        buyer_id=buyer_id,
        is_newcomer=is_newcomer,
        member_level=standing.level if standing else 0,
        tags=frozenset(standing.tags if standing else ()),
        coupons=tuple(
            HeldCoupon(claim.pk, claim.campaign_id, claim.expires_at)
            for claim in claims_of(buyer_id, shop_id)
            if claim.order_id is None and claim.lapsed_at is None and claim.expires_at > now
        ),
        points=held.points,
        credit=held.credit,
        redpacket=held.redpacket,
        uses=dict(uses or {}),
    )


def standing(viewer_id: int, shop_id: int) -> BuyerStanding:
    """Level and groups of a buyer; without a row level 0 and no group."""
    found = BuyerStanding.objects.filter(viewer_id=viewer_id, shop_id=shop_id).first()
    return found or BuyerStanding(viewer_id=viewer_id, shop_id=shop_id, level=0, tags=[])


def claims_of(buyer_id: int, shop_id: int) -> QuerySet[CouponClaim]:
    """All coupons a buyer ever claimed in a shop, newest first, with their campaigns."""
    rows = CouponClaim.objects.filter(buyer_id=buyer_id, campaign__shop_id=shop_id)
    return rows.select_related("campaign").order_by("-id")


def balances(shop_id: int, viewer_id: int) -> Balances:
    """What stands in the ledger; without an account it is zero."""
    rows = LedgerAccount.objects.filter(
        book__in=accounts.WALLETS, subject_id=shop_id, place="viewer", place_id=viewer_id
    )
    return Balances(**dict(rows.values_list("book", "balance")))


def statement(
    book: str, shop_id: int, viewer_id: int, *, before: int | None = None, limit: int = 50
) -> list[Entry]:
    """Movements of a viewer's balance, newest first; ``before`` is the last id of a page."""
    name = {"book": book, "subject_id": shop_id, "place": "viewer", "place_id": viewer_id}
    found = LedgerAccount.objects.filter(**name).first()
    if found is None:
        return []
    # The moves of goods stand in no index by account (`LedgerTransfer`); these are none of them.
    rows = LedgerTransfer.objects.exclude(reason__in=("order", "coupon"))
    rows = rows.filter(Q(debit_id=found.pk) | Q(credit_id=found.pk))
    rows = rows if before is None else rows.filter(id__lt=before)
    return [_entry(row, found.pk) for row in rows.order_by("-id")[:limit]]


def _entry(row: LedgerTransfer, account_id: int) -> Entry:
    amount = row.amount if row.credit_id == account_id else -row.amount
    return Entry(row.pk, row.at, amount, row.reason, row.ref_id, row.actor_id)


def order_accounts(
    shop_id: int, buyer_id: int, campaign_ids: Iterable[int]
) -> dict[tuple[str, int, str], int]:
    """Ids of the accounts an order may move, by (book, subject, place).

    Per campaign: coupon ``unissued`` → ``used`` (uses without a coupon), ``held`` → ``used``
    (coupons), budget ``left`` → ``spent``. Per shop: points, credit and redpacket ``viewer`` →
    ``spent``. One that is missing holds nothing.
    """
    for book in accounts.WALLETS:
        accounts.spent(book, shop_id)
    of_campaign = Q(book__in=("coupon", "budget"), subject_id__in=list(campaign_ids))
    wallets = Q(book__in=accounts.WALLETS, subject_id=shop_id)
    own = wallets & (Q(place="viewer", place_id=buyer_id) | Q(place=accounts.SPENT))
    rows = LedgerAccount.objects.filter(of_campaign | own)
    return {(row.book, row.subject_id, row.place): row.pk for row in rows}


def order_moves(
    shop_id: int,
    buyer_id: int,
    taken: Iterable[Taken],
    *,
    points: int = 0,
    credit: int = 0,
    redpacket: int = 0,
) -> list[ledger.Move]:
    """The ledger moves of an order beyond its goods: coupons, uses, budgets, balances.

    Only limits that exist are moved. Reasons: coupon (a claimed one), budget (money, and uses of a
    campaign that nobody claims), points, credit, redpacket.
    """
    uses = list(taken)
    rows = Campaign.objects.in_bulk([each.campaign_id for each in uses])
    ids = order_accounts(shop_id, buyer_id, rows)
    moves = []
    for each in uses:
        moves += _campaign_moves(rows[each.campaign_id], each, ids)
    for book, amount in (("points", points), ("credit", credit), ("redpacket", redpacket)):
        if amount:
            debit = accounts.wallet(book, shop_id, buyer_id).pk
            moves.append(ledger.Move(debit, ids[book, shop_id, accounts.SPENT], amount, book))
    return moves


@dataclass(frozen=True, slots=True)
class Taken:
    """What an order takes of a campaign: units or 1, money, and coupons."""

    campaign_id: int
    quantity: int
    amount: int
    coupons: int = 0


def _campaign_moves(
    campaign: Campaign, taken: Taken, ids: Mapping[tuple[str, int, str], int]
) -> list[ledger.Move]:
    key, moves = campaign.pk, []
    if taken.coupons:
        held, used = ids["coupon", key, "held"], ids["coupon", key, "used"]
        moves.append(ledger.Move(held, used, taken.coupons, "coupon"))
    elif campaign.quantity is not None and not is_coupon(campaign.kind) and taken.quantity:
        unissued, used = ids["coupon", key, "unissued"], ids["coupon", key, "used"]
        moves.append(ledger.Move(unissued, used, taken.quantity, "budget"))
    if campaign.budget is not None and taken.amount:
        left, spent = ids["budget", key, "left"], ids["budget", key, "spent"]
        moves.append(ledger.Move(left, spent, taken.amount, "budget"))
    return moves


def points_rule(shop_id: int) -> PointsRule | None:
    return PointsRule.objects.filter(shop_id=shop_id, is_active=True).first()


def campaigns(
    shop_id: int, *, state: str = "", kind: str = "", text: str = ""
) -> QuerySet[Campaign]:
    """Campaigns of a shop, newest first."""
    rows = Campaign.objects.filter(shop_id=shop_id)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(name__icontains=text) if text else rows
    return rows.order_by("-id")


def campaign(campaign_id: int) -> Campaign | None:
    return Campaign.objects.filter(pk=campaign_id).first()
