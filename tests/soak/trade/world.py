"""The rows that the machine plays with: two SKUs, a bundle of both, a coupon with a budget."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from kaibo.catalog.models import BundleComponent, Product, Sku
from kaibo.members.models import Viewer
from kaibo.planning.models import LineupLink
from kaibo.promotions import facade as promotions
from kaibo.selling.models import Offer, OfferPart, OfferSnapshot
from kaibo.supply import facade as supply
from kaibo.team.models import Membership, Role, Staff
from tests.factories.selling import Stage, buyers, stage

STOCK = 12
COUPONS = 8
COUPON_OFF, COUPON_FROM, BUDGET = 1500, 10_000, 9_000


@dataclass(frozen=True)
class World:
    scene: Stage
    buyers: list[Viewer]
    offers: list[Offer]  # one SKU, another SKU, the bundle
    units: dict[int, dict[int, int]]  # offer id: SKU id: units of it in one
    staff: Staff
    campaign_id: int


def build(now: dt.datetime) -> World:
    """One show on air; the bundle shares the accounts of the links of its components."""
    scene = stage(stock=STOCK, limit=6)
    staff = Staff.objects.create_user(f"m{secrets.token_hex(4)}", display_name="阿明")
    for role in Role:
        Membership.objects.create(shop=scene.shop, staff=staff, role=role)
    other = _plain(scene, 2, 4900)
    bundle = _bundle(scene, other, 3)
    units = {
        scene.offer.pk: {scene.sku.pk: 1},
        other.pk: {other.sku_id: 1},
        bundle.pk: {scene.sku.pk: 2, other.sku_id: 1},
    }
    offers = [scene.offer, other, bundle]
    return World(scene, buyers(3), offers, units, staff, _coupon(scene, staff, now))


def _plain(scene: Stage, number: int, price: int) -> Offer:
    sku = _sku(scene, number, price)
    link = _link(scene, sku.product, number, price)
    accounts = supply.link_accounts(link.pk, sku.pk)
    supply.receive(sku.pk, STOCK)
    supply.release_to_link(link.pk, sku.pk, STOCK)
    return _offer(scene, link, sku, price, (accounts.stock_id, accounts.reserved_id))


def _bundle(scene: Stage, other: Offer, number: int) -> Offer:
    price = 25_000
    sku = _sku(scene, number, price)
    BundleComponent.objects.create(bundle=sku, component=scene.sku, quantity=2)
    BundleComponent.objects.create(bundle=sku, component=other.sku, quantity=1)
    link = _link(scene, sku.product, number, price)
    shared = (scene.offer.stock_account_id, scene.offer.reserved_account_id)
    made = _offer(scene, link, sku, price, shared)
    for component, units in ((scene.offer, 2), (other, 1)):
        OfferPart.objects.create(
            offer=made, sku=component.sku, units=units, stock_account=component.stock_account,
            reserved_account=component.reserved_account,
        )  # fmt: skip
    return made


def _sku(scene: Stage, number: int, price: int) -> Sku:
    tag = f"{scene.sku.code}-{number}"
    product = Product.objects.create(shop=scene.shop, code=f"P{tag}", name=f"商品{number}")
    return Sku.objects.create(product=product, shop=scene.shop, code=tag, daily_price=price)


def _link(scene: Stage, product: Product, number: int, price: int) -> LineupLink:
    return LineupLink.objects.create(
        show=scene.show, number=number, product=product, live_price=price
    )


def _offer(
    scene: Stage, link: LineupLink, sku: Sku, price: int, accounts: tuple[int, int]
) -> Offer:
    body = {"name": sku.product.name, "price": price}
    snapshot = OfferSnapshot.objects.create(body=body, made_at=dt.datetime.now(dt.UTC))
    return Offer.objects.create(
        shop=scene.shop, show=scene.show, link=link, sku=sku, stock_account_id=accounts[0],
        reserved_account_id=accounts[1], is_listed=True, normal_price=price, snapshot=snapshot,
        released=STOCK,
    )  # fmt: skip


def _coupon(scene: Stage, staff: Staff, now: dt.datetime) -> int:
    draft = promotions.CampaignDraft(
        kind="amount_coupon", name="家人券", starts_at=now - dt.timedelta(hours=1),
        ends_at=now + dt.timedelta(days=400),
        terms={"off_amount": COUPON_OFF, "threshold": COUPON_FROM}, scope={"all": True},
        audience={}, quantity=COUPONS, budget=BUDGET, claim_limit=3, per_user_limit=3,
    )  # fmt: skip
    made = promotions.create_campaign(staff, scene.shop.pk, draft)
    promotions.start_campaign(staff, made.pk, now, accepts_cautions=True)
    return made.pk
