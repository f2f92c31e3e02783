"""An order with everything: two SKUs, a bundle of both, a gift, a coupon, points, credit, a fee."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

import msgspec
from tests.factories.selling import PRICE, Stage, buyers, place, stage

from kaibo.catalog.models import Product, Sku
from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.members.models import Viewer
from kaibo.planning.models import LineupLink
from kaibo.promotions import accounts
from kaibo.promotions.models import Campaign, CouponClaim, PointsRule
from kaibo.selling.contracts import CAMPAIGN, OrderPlan, PlanLine, PlanMove, PlanUse
from kaibo.selling.models import Offer, OfferPart, Order, Quote
from kaibo.supply import facade as supply

SECOND, BUNDLE = 9900, 20000
POINTS, CREDIT, SHIPPING = 1500, 2001, 800
DISCOUNTS = (1234, 777, 2000, 0)


@dataclass
class Rich:
    """A stage with a second SKU, a bundle, a coupon campaign and a buyer who holds all purses."""

    scene: Stage
    second: Offer
    bundle: Offer
    buyer: Viewer
    campaign: Campaign
    claim: CouponClaim

    def balance(self, book: str, place: str) -> int:
        """What stands in a place of the campaign or the buyer's purse."""
        rows = LedgerAccount.objects.filter(book=book, place=place, shop=self.scene.shop)
        return sum(rows.values_list("balance", flat=True))

    def stock(self, place: str) -> dict[int, int]:
        """Units by SKU."""
        found: dict[int, int] = {}
        rows = LedgerAccount.objects.filter(book="stock", place=place, shop=self.scene.shop)
        for sku, units in rows.values_list("subject_id", "balance"):
            found[sku] = found.get(sku, 0) + units
        return found

    def place(self, pay_seconds: int = 900) -> Order:
        """2 of the first (with a coupon), 1 of the second, 1 bundle, 1 of the second as a gift."""
        quote = self._quote()
        request = self.scene.request(self.buyer)
        asked = msgspec.structs.replace(
            request, offer_id=0, price=0, quote_id=quote.pk, pay=quote.pay_amount
        )
        return place(self.scene, asked, pay_seconds=pay_seconds)[0]

    def _quote(self) -> Quote:
        now, plan = dt.datetime.now(dt.UTC), self._plan()
        return Quote.objects.create(
            shop=self.scene.shop, show=self.scene.show, room_id=self.scene.room.pk,
            buyer=self.buyer, plan=json.loads(msgspec.json.encode(plan)),
            pay_amount=plan.pay_amount, made_at=now, expires_at=now + dt.timedelta(minutes=10),
        )  # fmt: skip

    def _plan(self) -> OrderPlan:
        first, campaign = self.scene.offer, self.campaign
        coupon = accounts.open_coupon_accounts(campaign)
        budget = accounts.open_budget_accounts(campaign)
        shop, buyer = self.scene.shop.pk, self.buyer.pk
        purse = {book: accounts.wallet(book, shop, buyer).pk for book in ("points", "credit")}
        spent = {book: accounts.spent(book, shop).pk for book in ("points", "credit")}
        goods, off = 2 * PRICE + SECOND + BUNDLE + SECOND, sum(DISCOUNTS) + SECOND
        moves = [
            (coupon["held"].pk, coupon["used"].pk, 1, "coupon"),
            (budget["left"].pk, budget["spent"].pk, off, "budget"),
            (purse["points"], spent["points"], POINTS * 10, "points"),
            (purse["credit"], spent["credit"], CREDIT, "credit"),
        ]
        return OrderPlan(
            lines=[
                PlanLine(first.pk, 2, PRICE, DISCOUNTS[0]),
                PlanLine(self.second.pk, 1, SECOND, DISCOUNTS[1]),
                PlanLine(self.bundle.pk, 1, BUNDLE, DISCOUNTS[2]),
                PlanLine(self.second.pk, 1, SECOND, SECOND, is_gift=True),
            ],
            goods_amount=goods, discount_amount=off, shipping_amount=SHIPPING,
            points_amount=POINTS, credit_amount=CREDIT,
            pay_amount=goods - off + SHIPPING - POINTS - CREDIT,
            moves=[PlanMove(*move) for move in moves],
            uses=[PlanUse(CAMPAIGN, campaign.pk, 1, 2)],
            coupon_claims=[self.claim.pk], campaigns={campaign.pk: campaign.version},
        )  # fmt: skip


def rich(stock: int = 10) -> Rich:
    """Everything of ``stock`` units on its link."""
    scene, (buyer,) = stage(stock=stock, limit=5), buyers(1)
    second = _offer(scene, 2, "枕套", SECOND, stock)
    bundle = _offer(scene, 3, "全家福组合", BUNDLE, 0)
    for offer, units in ((scene.offer, 1), (second, 2)):
        OfferPart.objects.create(
            offer=bundle, sku=offer.sku, units=units, stock_account_id=offer.stock_account_id,
            reserved_account_id=offer.reserved_account_id,
        )  # fmt: skip
    campaign = _campaign(scene)
    claim = CouponClaim.objects.create(
        campaign=campaign, buyer=buyer, claimed_at=campaign.starts_at, expires_at=campaign.ends_at
    )
    _fill_purses(scene, buyer)
    PointsRule.objects.create(shop=scene.shop, earn_per=100)
    return Rich(scene, second, bundle, buyer, campaign, claim)


def _offer(scene: Stage, number: int, name: str, price: int, stock: int) -> Offer:
    product = Product.objects.create(shop=scene.shop, code=f"P-{number}", name=name)
    sku = Sku.objects.create(
        product=product, shop=scene.shop, code=f"S-{number}-{scene.shop.pk}", daily_price=price
    )
    link = LineupLink.objects.create(
        show=scene.show, number=number, product=product, live_price=price
    )
    found = supply.link_accounts(link.pk, sku.pk)
    if stock:
        supply.receive(sku.pk, stock)
        supply.release_to_link(link.pk, sku.pk, stock)
    return Offer.objects.create(
        shop=scene.shop, show=scene.show, link=link, sku=sku, stock_account_id=found.stock_id,
        reserved_account_id=found.reserved_id, snapshot=scene.offer.snapshot, is_listed=True,
        normal_price=price,
    )  # fmt: skip


def _campaign(scene: Stage) -> Campaign:
    now = dt.datetime.now(dt.UTC)
    made = Campaign.objects.create(
        shop=scene.shop, kind="coupon_amount", name="满减券", state="running", quantity=10,
        budget=1_000_000, starts_at=now - dt.timedelta(hours=1), per_user_limit=2,
        ends_at=now + dt.timedelta(hours=5),
    )  # fmt: skip
    coupon, budget = accounts.open_coupon_accounts(made), accounts.open_budget_accounts(made)
    ledger.transfer(coupon["stock"], coupon["unissued"], 10, "fund")
    ledger.transfer(coupon["unissued"], coupon["held"], 1, "claim")
    ledger.transfer(budget["funds"], budget["left"], 1_000_000, "fund")
    return made


def _fill_purses(scene: Stage, buyer: Viewer) -> None:
    for book, amount in (("points", POINTS * 10), ("credit", CREDIT)):
        source = accounts.issued(book, scene.shop.pk)
        ledger.transfer(source, accounts.wallet(book, scene.shop.pk, buyer.pk), amount, "gift")
