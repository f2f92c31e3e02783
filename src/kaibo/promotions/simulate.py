"""Price an example cart under what runs and a draft: what the maker sees before starting it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from msgspec.structs import replace

from kaibo.catalog import facade as catalog
from kaibo.foundation.errors import InvalidInput
from kaibo.promotions import accounts
from kaibo.promotions.contracts import (
    BuyerFacts,
    Cart,
    CartLine,
    HeldCoupon,
    Priced,
    Promotion,
)
from kaibo.promotions.floors import sku_facts
from kaibo.promotions.models import Campaign
from kaibo.promotions.queries import compiled, live_promotions
from kaibo.promotions.rules.campaign import CampaignDraft
from kaibo.promotions.rules.engine import price_cart
from kaibo.promotions.rules.floor_check import SkuFacts

NOBODY = 0
DRAFT = 0


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """Units of a SKU at a tag price; None: its daily price."""

    sku_id: int
    quantity: int
    unit_price: int | None = None
    link_id: int | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A cart and a buyer to try a campaign on. ``holds_coupons``: one of each that runs."""

    lines: Sequence[ExampleLine]
    show_id: int | None = None
    province: str | None = None
    is_newcomer: bool = False
    member_level: int = 0
    tags: frozenset[str] = frozenset()
    holds_coupons: bool = True
    points: int = 0
    credit: int = 0
    redpacket: int = 0


@dataclass(frozen=True, slots=True)
class Simulation:
    """The same cart without and with the draft, and what runs."""

    before: Priced
    after: Priced
    names: dict[int, str]  # campaign id → name; 0 is the draft
    sku_names: dict[int, str]


def price_example(
    shop_id: int,
    example: Example,
    now: dt.datetime,
    draft: CampaignDraft | None = None,
    campaign_id: int | None = None,
) -> Simulation:
    """Prices ``example`` twice; the draft counts as running, in place of its stored self."""
    running = live_promotions(shop_id, example.show_id, now)
    others = [each for each in running if each.id != campaign_id]
    facts = {sku.sku_id: sku for sku in sku_facts(shop_id)}
    weights = dict(
        catalog.Sku.objects.filter(shop_id=shop_id, id__in=facts).values_list("id", "weight_g")
    )
    cart = _cart(shop_id, example, facts, weights)
    with_draft = [*others, _as_running(shop_id, draft, campaign_id)] if draft else running
    return Simulation(
        before=price_cart(cart, others, _buyer(example, others), now),
        after=price_cart(cart, with_draft, _buyer(example, with_draft), now),
        names={each.id: each.name for each in (*running, *with_draft)},
        sku_names={line.sku_id: facts[line.sku_id].name for line in example.lines},
    )


def _as_running(shop_id: int, draft: CampaignDraft, campaign_id: int | None) -> Promotion:
    """As if it held now, with its whole quantity and budget."""
    row = Campaign(shop_id=shop_id, pk=campaign_id or DRAFT, **_fields(draft))
    meter = accounts.CampaignMeter(unissued=draft.quantity, budget_left=draft.budget)
    return replace(compiled(row, meter), starts_at=None, ends_at=None)


def _fields(draft: CampaignDraft) -> dict[str, object]:
    names = CampaignDraft.__slots__
    return {name: getattr(draft, name) for name in names}


def _cart(
    shop_id: int, example: Example, facts: dict[int, SkuFacts], weights: dict[int, int]
) -> Cart:
    lines = []
    for line in example.lines:
        sku = facts.get(line.sku_id)
        if sku is None:
            raise InvalidInput(
                _("本店没有编号为 %(id)s 的在售 SKU，请重新选择") % {"id": line.sku_id},
                field="lines",
            )
        lines.append(
            CartLine(
                offer_id=line.sku_id,
                sku_id=line.sku_id,
                product_id=sku.product_id,
                quantity=line.quantity,
                unit_price=sku.price if line.unit_price is None else line.unit_price,
                category_ids=sku.category_ids,
                link_id=line.link_id,
                weight_g=weights[line.sku_id],
            )
        )
    if len({line.sku_id for line in lines}) < len(lines):
        raise InvalidInput(_("同一个 SKU 写了两行，请合并数量"), field="lines")
    return Cart(
        shop_id=shop_id,
        lines=tuple(lines),
        show_id=example.show_id,
        province=example.province,
        points_wanted=None,
        credit_wanted=None,
    )


def _buyer(example: Example, promotions: Sequence[Promotion]) -> BuyerFacts:
    coupons = [each.id for each in promotions if each.needs_coupon and example.holds_coupons]
    return BuyerFacts(
        buyer_id=NOBODY,
        is_newcomer=example.is_newcomer,
        member_level=example.member_level,
        tags=example.tags,
        coupons=tuple(HeldCoupon(at, key) for at, key in enumerate(coupons, 1)),
        points=example.points,
        credit=example.credit,
        redpacket=example.redpacket,
    )
