"""What campaigns brought, from real orders: per group of buyers, per order, per bundle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec
import pytest
from django.test import Client
from django.utils import timezone
from tests.db.promotions.world import World, draft, enter, member
from tests.factories import selling
from tests.factories.selling import PRICE, Stage

from kaibo.catalog.models import BundleComponent, Product, Sku
from kaibo.foundation import ledger
from kaibo.members.models import Viewer
from kaibo.planning.models import LineupLink
from kaibo.promotions import facade
from kaibo.promotions.contracts import Cart, CartLine
from kaibo.promotions.hot import price_cart
from kaibo.promotions.models import Campaign, CouponClaim
from kaibo.selling.checkout.answer import explanation
from kaibo.selling.contracts import BuyRequest, OrderPlan, PlanLine, PlanMove
from kaibo.selling.models import Offer, Order, Quote
from kaibo.selling.models.offer import OfferPart

pytestmark = pytest.mark.django_db

API = "/api/v1/promotions"
COST = 7_000
MINUTES = dt.timedelta(minutes=10)


@pytest.fixture
def scene() -> Stage:
    made = selling.stage(stock=400)
    Sku.objects.filter(pk=made.sku.pk).update(cost=COST)
    made.shop.requires_totp = False
    made.shop.save()
    return made


@pytest.fixture
def page(client: Client, scene: Stage) -> Client:
    return enter(client, member(scene.shop, "analyst"))


def start(scene: Stage, kind: str = "amount_coupon", **change: object) -> Campaign:
    staff = member(scene.shop, "admin")
    made = facade.create_campaign(staff, scene.shop.pk, draft(kind, **change))
    return facade.start_campaign(staff, made.pk, timezone.now(), accepts_cautions=True)


def paid(orders: Iterable[Order], at: dt.datetime | None = None) -> None:
    ids = [order.pk for order in orders]
    Order.objects.filter(pk__in=ids).update(state="paid", paid_at=at or timezone.now())


def group(scene: Stage, tag: str, count: int) -> list[Viewer]:
    people = selling.buyers(count)
    staff = member(scene.shop, "admin")
    Viewer.objects.filter(pk__in=[each.pk for each in people]).update(verified_at=timezone.now())
    for each in people:
        facade.set_standing(staff, scene.shop.pk, each.pk, 1, [tag])
    return people


def with_coupon(scene: Stage, campaign: Campaign, buyer: Viewer) -> Order:
    """Claim it, then buy two pieces with it, by the order path."""
    now = timezone.now()
    facts = facade.buyer_facts(buyer.pk, scene.shop.pk, now, is_newcomer=False)
    facade.claim_coupon(campaign.pk, facts, now)
    return from_quote(scene, buyer, 2)


@pytest.mark.capability("PROM-04")
def test_tiered_coupons_by_group_show_claims_uses_and_incremental_margin(
    page: Client, scene: Stage
) -> None:
    old = start(
        scene, name="老客 30", series="双十一", quantity=50, audience={"tags": ["老客"]},
        terms={"off_amount": 3000, "threshold": 20000},
    )  # fmt: skip
    small = start(
        scene, name="宝妈 20", series="双十一", quantity=50, audience={"tags": ["宝妈"]},
        terms={"off_amount": 2000, "threshold": 20000},
    )  # fmt: skip
    regulars, mothers = group(scene, "老客", 24), group(scene, "宝妈", 8)
    for buyer in regulars[:12]:
        paid([with_coupon(scene, old, buyer)])
    for buyer in mothers[:3]:
        paid([with_coupon(scene, small, buyer)])
    paid(selling.place(scene, *[scene.request(each) for each in regulars[12:]]))
    paid(selling.place(scene, *[scene.request(each) for each in selling.buyers(5)]))
    unpaid = with_coupon(scene, small, mothers[3])
    assert unpaid.state == "placed"
    seen = page.get(f"{API}/{old.pk}/report").json()
    rows = {each["name"]: each for each in seen["groups"]}
    first, second = rows["老客 30"], rows["宝妈 20"]
    assert (first["issued"], first["claimed"], first["used"]) == (50, 12, 12)
    assert (first["orders"], first["discount"]) == (12, 36_000)
    assert first["revenue"] == 12 * (2 * PRICE - 3000)
    with_it, without = 2 * PRICE - 3000 - 2 * COST, PRICE - COST
    assert first["margin"] == 12 * with_it
    assert (first["users"], first["others"]) == (12, 12)
    assert (first["user_margin"], first["other_margin"]) == (with_it, without)
    assert first["incremental_margin"] == 12 * (with_it - without)
    assert (second["claimed"], second["orders"], second["users"]) == (4, 3, 3)
    assert second["user_margin"] is None  # below the minimum: not enough data
    assert second["incremental_margin"] is None
    assert CouponClaim.objects.filter(order_id__isnull=False).count() == 16
    assert ledger.verify("coupon") == []


def quote(scene: Stage, buyer: Viewer, quantity: int) -> Quote:
    """The cart as the engine prices it, stored as the checkout stores it."""
    now = timezone.now()
    live = facade.live_promotions(scene.shop.pk, scene.show.pk, now)
    facts = facade.buyer_facts(buyer.pk, scene.shop.pk, now, is_newcomer=True)
    line = CartLine(scene.offer.pk, scene.sku.pk, scene.sku.product_id, quantity, PRICE)
    priced = price_cart(Cart(shop_id=scene.shop.pk, lines=(line,)), live, facts, now)
    spent = {each.promotion_id for each in facts.coupons}
    taken = [
        facade.Taken(
            use.promotion_id, use.quantity, use.amount, coupons=int(use.promotion_id in spent)
        )
        for use in priced.uses
    ]
    moves = facade.order_moves(scene.shop.pk, buyer.pk, taken)
    plan = OrderPlan(
        lines=[PlanLine(one.offer_id, one.quantity, one.unit_price, one.discount)
               for one in priced.lines],
        goods_amount=priced.goods_amount, pay_amount=priced.pay_amount,
        discount_amount=priced.discount_amount,
        moves=[PlanMove(one.debit_id, one.credit_id, one.amount, one.reason) for one in moves],
        coupon_claims=list(priced.coupon_claim_ids),
        campaigns={use.promotion_id: use.version for use in priced.uses},
    )  # fmt: skip
    return Quote.objects.create(
        shop=scene.shop, show=scene.show, room_id=scene.room.pk, buyer=buyer,
        plan=msgspec.to_builtins(plan, str_keys=True), explanation=explanation(priced, live),
        pay_amount=priced.pay_amount, made_at=now, expires_at=now + MINUTES,
    )  # fmt: skip


def from_quote(scene: Stage, buyer: Viewer, quantity: int) -> Order:
    return selling.place(scene, wish_of(scene, quote(scene, buyer, quantity)))[0]


def wish_of(scene: Stage, made: Quote) -> BuyRequest:
    """The buy that names the quote and the amount its buyer saw."""
    return scene.request(
        made.buyer_id, offer_id=0, quantity=0, price=0, quote_id=made.pk, pay=made.pay_amount
    )


@pytest.mark.capability("PROM-06")
def test_spend_and_save_prices_carts_right_and_shows_the_change_of_order_value(
    page: Client, scene: Stage
) -> None:
    before = selling.place(scene, *[scene.request(each) for each in selling.buyers(12)])
    tiers = [{"threshold": 20000, "off_amount": 3000}, {"threshold": 30000, "off_amount": 6000}]
    campaign = start(
        scene, "spend_save", name="满减", terms={"tiers": tiers}, budget=100_000
    )  # fmt: skip
    paid(before, campaign.started_at - dt.timedelta(milliseconds=1))  # type: ignore[operator]
    one, two, three = (from_quote(scene, each, n) for n, each in zip(
        (1, 2, 3), selling.buyers(3), strict=True
    ))  # fmt: skip
    assert [each.pay_amount for each in (one, two, three)] == [
        PRICE, 2 * PRICE - 3000, 3 * PRICE - 6000,
    ]  # fmt: skip
    more = [from_quote(scene, each, 2) for each in selling.buyers(9)]
    paid([one, two, three, *more])
    budget = facade.meters([campaign.pk])[campaign.pk]
    assert budget.budget_spent == 3000 + 6000 + 9 * 3000
    seen = page.get(f"{API}/{campaign.pk}/report").json()
    values, (row,) = seen["order_values"], seen["groups"]
    assert (values["before_orders"], values["before_value"]) == (12, PRICE)
    revenue = PRICE + 3 * PRICE - 6000 + 10 * (2 * PRICE - 3000)
    assert (values["during_orders"], values["during_value"]) == (12, revenue // 12)
    assert (values["used_orders"], values["used_value"]) == (11, (revenue - PRICE) // 11)
    assert (row["orders"], row["discount"]) == (11, 36_000)
    assert values["change_bp"] == (revenue // 12 - PRICE) * 10_000 // PRICE
    # a budget that is spent stops the next one
    with pytest.raises(ledger.BalanceTooLow):
        ledger.post(
            facade.order_moves(
                scene.shop.pk, 1, [facade.Taken(campaign.pk, quantity=1, amount=64_001)]
            )
        )


@pytest.mark.capability("PROM-07")
def test_a_bundle_takes_its_components_and_shows_its_attach_rate(
    page: Client, scene: Stage
) -> None:
    offer = bundle_of(scene, units=2, price=22_900)
    left = scene.left
    wishes = [scene.request(each, offer_id=offer.pk, price=22_900) for each in selling.buyers(3)]
    paid(selling.place(scene, *wishes))
    assert scene.left == left - 3 * 2
    paid(selling.place(scene, *[scene.request(each) for each in selling.buyers(9)]))
    (row,) = page.get(f"{API}/attach-rates?shop_id={scene.shop.pk}").json()
    assert (row["bundle_orders"], row["reach_orders"], row["rate_bp"]) == (3, 12, 2500)
    assert (row["bundle_units"], row["component_units"]) == (3, 6)
    few = page.get(f"{API}/attach-rates?shop_id={scene.shop.pk}&show_id=999999").json()
    assert few[0]["rate_bp"] is None


def test_margins_are_for_those_who_may_see_costs(client: Client, scene: Stage) -> None:
    campaign = start(scene, quantity=1)
    host = enter(client, member(scene.shop, "host"))
    row = host.get(f"{API}/{campaign.pk}/report").json()["groups"][0]
    assert row["margin"] is None
    assert row["orders"] == 0
    stranger = World(scene.shop, member(selling.stage().shop, "admin"), scene.sku, scene.sku)
    assert enter(client, stranger.staff).get(f"{API}/{campaign.pk}/report").status_code in {
        401,
        403,
    }


def bundle_of(scene: Stage, units: int, price: int) -> Offer:
    """A bundle of ``units`` of the stage's SKU, on a link of its own, from the same stock."""
    product = Product.objects.create(shop=scene.shop, code="B-1", name="四件套两套装")
    sku = Sku.objects.create(
        product=product, shop=scene.shop, code="B-1-1", daily_price=39_800, cost=units * COST
    )
    BundleComponent.objects.create(bundle=sku, component=scene.sku, quantity=units)
    link = LineupLink.objects.create(show=scene.show, number=2, product=product, live_price=price)
    offer = Offer.objects.create(
        shop=scene.shop, show=scene.show, link=link, sku=sku, is_listed=True,
        stock_account_id=scene.offer.stock_account_id,
        reserved_account_id=scene.offer.reserved_account_id,
        normal_price=price, snapshot_id=scene.offer.snapshot_id,
    )  # fmt: skip
    OfferPart.objects.create(
        offer=offer, sku=scene.sku, units=units,
        stock_account_id=scene.offer.stock_account_id,
        reserved_account_id=scene.offer.reserved_account_id,
    )  # fmt: skip
    return offer


@pytest.mark.capability("PROM-05")
def test_a_planned_flash_sale_sells_its_units_and_ends_on_time(scene: Stage) -> None:
    prices = {str(scene.sku.pk): 9900}
    campaign = start(
        scene, "flash_price", name="限时抢购", quantity=5, budget=None,
        terms={"prices": prices}, scope={"sku_ids": [scene.sku.pk]},
    )  # fmt: skip
    *first, late = (quote(scene, each, 1) for each in selling.buyers(6))
    assert {each.pay_amount for each in (*first, late)} == {9900}
    for each in first:
        selling.place(scene, wish_of(scene, each))
    with pytest.raises(AssertionError, match="offer_gone"):
        selling.place(scene, wish_of(scene, late))
    meter = facade.meters([campaign.pk])[campaign.pk]
    assert (meter.unissued, meter.used) == (0, 5)
    assert quote(scene, selling.buyers(1)[0], 1).pay_amount == PRICE  # all gone: the normal price
    over = campaign.ends_at
    assert facade.live_promotions(scene.shop.pk, None, over) == []
    (live,) = facade.live_promotions(scene.shop.pk, None, over - MINUTES)
    assert (live.ends_at, live.uses_left) == (over, 0)
