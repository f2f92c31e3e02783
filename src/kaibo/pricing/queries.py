"""Reads of pricing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kaibo.catalog import facade as catalog
from kaibo.foundation.errors import NotFound
from kaibo.foundation.models import Shop
from kaibo.pricing.contracts import (
    Attribute,
    BeforePrice,
    DealDay,
    Gap,
    Proposal,
    RivalSeen,
    Settings,
    Suggestion,
    SurveyPoint,
    ValueFacts,
)
from kaibo.pricing.models import (
    DealPrice,
    PerceivedValue,
    PriceDecision,
    PricingRule,
    RivalPrice,
)
from kaibo.pricing.rules.before_price import before_price
from kaibo.pricing.rules.elasticity import suggest
from kaibo.pricing.rules.gap import FRESH, fresh, gap_of
from kaibo.pricing.rules.methods import propose

HISTORY = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A SKU on the price board."""

    sku: catalog.Sku
    gap: Gap | None
    decision: PriceDecision | None
    before: BeforePrice


def settings_of(shop_id: int) -> Settings:
    """The shop's numbers, the usual ones where it set none."""
    row = PricingRule.objects.filter(shop_id=shop_id).first()
    usual = Settings()
    return Settings(**{n: getattr(row, n) for n in asdict(usual)}) if row else usual


def today_of(shop_id: int, now: datetime) -> date:
    """The day of the shop's clock."""
    zone = Shop.objects.values_list("time_zone", flat=True).get(pk=shop_id)
    return now.astimezone(ZoneInfo(zone)).date()


def sku_of(shop_id: int, sku_id: int) -> catalog.Sku:
    """A SKU of this shop; raises `NotFound`."""
    rows = catalog.Sku.objects.select_related("product")
    sku = rows.filter(pk=sku_id, shop_id=shop_id).first()
    if sku is None:
        raise NotFound(_("本店没有编号为 %(id)s 的 SKU，请刷新后再试") % {"id": sku_id})
    return sku


def sku_ids_by_code(shop_id: int) -> dict[str, int]:
    """SKU code → id."""
    return dict(catalog.Sku.objects.filter(shop_id=shop_id).values_list("code", "id"))


def board_skus(shop_id: int, text: str) -> QuerySet[catalog.Sku]:
    """SKUs on sale whose product or code has the text, by product."""
    rows = catalog.Sku.objects.filter(shop_id=shop_id, is_active=True, is_gift=False)
    if text:
        rows = rows.filter(
            Q(product__name__icontains=text) | Q(code__icontains=text) | Q(name__icontains=text)
        )
    return rows.select_related("product").order_by("product_id", "id")


def board(shop_id: int, skus: Iterable[catalog.Sku], now: datetime) -> list[BoardRow]:
    """The rows of these SKUs; a fixed number of queries."""
    chosen, today, usual = list(skus), today_of(shop_id, now), settings_of(shop_id)
    ids = [sku.pk for sku in chosen]
    rivals, deals = rivals_of(ids, today), deals_of(ids, today)
    latest = PriceDecision.objects.filter(sku_id__in=ids).order_by("sku_id", "-id")
    decisions = {row.sku_id: row for row in latest.distinct("sku_id").select_related("decided_by")}
    return [
        BoardRow(
            sku,
            gap_of(sku.daily_price, fresh(rivals[sku.pk], today), usual.gap_alert_bp),
            decisions.get(sku.pk),
            before_price(usual.market, deals[sku.pk], today, sku.daily_price),
        )
        for sku in chosen
    ]


def alerts(shop_id: int, now: datetime) -> list[BoardRow]:
    """SKUs that are dearer than their rivals' median by more than the shop allows."""
    recent = RivalPrice.objects.filter(shop_id=shop_id, seen_on__gte=today_of(shop_id, now) - FRESH)
    skus = board_skus(shop_id, "").filter(pk__in=recent.values("sku_id"))
    return [row for row in board(shop_id, skus, now) if row.gap and row.gap.is_alert]


def rivals_of(sku_ids: list[int], today: date) -> dict[int, list[RivalSeen]]:
    """Rival prices of the last 30 days by SKU."""
    found: dict[int, list[RivalSeen]] = defaultdict(list)
    rows = RivalPrice.objects.filter(sku_id__in=sku_ids, seen_on__gte=today - FRESH)
    for row in rows.order_by("seen_on", "id"):
        found[row.sku_id].append(RivalSeen(row.rival, row.price, row.seen_on))
    return found


def deals_of(sku_ids: list[int], today: date) -> dict[int, list[DealDay]]:
    """Deal days of a year by SKU, oldest first."""
    found: dict[int, list[DealDay]] = defaultdict(list)
    rows = DealPrice.objects.filter(sku_id__in=sku_ids, day__gte=today - HISTORY)
    for row in rows.order_by("day"):
        day = DealDay(row.day, row.lowest, row.units, row.orders, row.amount)
        found[row.sku_id].append(day)
    return found


def proposals_of(sku: catalog.Sku, now: datetime) -> list[Proposal]:
    """The three methods side by side."""
    usual, today = settings_of(sku.shop_id), today_of(sku.shop_id, now)
    rivals = fresh(rivals_of([sku.pk], today)[sku.pk], today)
    value = value_of(sku.pk)
    return propose(sku.cost, usual.fee_bp, usual.target_margin_bp, rivals, value)


def value_of(sku_id: int) -> ValueFacts:
    """What is known of the perceived value; blank when nothing is."""
    row = PerceivedValue.objects.filter(sku_id=sku_id).first()
    if row is None:
        return ValueFacts()
    return ValueFacts(
        row.reference_name,
        row.reference_price,
        [Attribute(**one) for one in row.attributes],
        [SurveyPoint(**one) for one in row.survey],
    )


def before_of(sku: catalog.Sku, starts_on: date) -> BeforePrice:
    """The lawful before-price of a reduction that begins on that day of the shop."""
    days = deals_of([sku.pk], starts_on)[sku.pk]
    return before_price(settings_of(sku.shop_id).market, days, starts_on, sku.daily_price)


def suggestion_of(sku: catalog.Sku, now: datetime) -> Suggestion:
    """The price of the greatest expected profit inside floor and ceiling."""
    usual, today = settings_of(sku.shop_id), today_of(sku.shop_id, now)
    ceiling = sku.daily_price * usual.ceiling_bp // 10_000
    days = deals_of([sku.pk], today)[sku.pk]
    floor = max(sku.floor_price, 1)
    return suggest(days, sku.daily_price, sku.cost, usual.fee_bp, floor, ceiling)


def rival_rows(sku_id: int) -> list[RivalPrice]:
    """The newest 100 rival prices of a SKU."""
    rows = RivalPrice.objects.filter(sku_id=sku_id).select_related("created_by")
    return list(rows.order_by("-seen_on", "-id")[:100])


def decisions_of(sku_id: int) -> list[PriceDecision]:
    """The newest 50 decisions about a SKU."""
    rows = PriceDecision.objects.filter(sku_id=sku_id).select_related("decided_by")
    return list(rows.order_by("-id")[:50])
