"""A show on air with three links, a buyer with an address, and campaigns that run."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from tests.factories.selling import Stage, buyers, stage

from kaibo.catalog.models import Product, Sku
from kaibo.foundation.models import LedgerAccount
from kaibo.members.models import Viewer
from kaibo.planning.models import LineupLink
from kaibo.promotions import accounts
from kaibo.promotions.models import Campaign, CouponClaim
from kaibo.selling.models import Offer, OfferSnapshot
from kaibo.supply import facade as supply

NOW = dt.datetime.now(dt.UTC)


@dataclass(frozen=True)
class Scene:
    """``quilt`` 129.00, ``towel`` 39.90, ``honey`` 59.00 without return."""

    stage: Stage
    buyer: Viewer
    quilt: Offer
    towel: Offer
    honey: Offer

    @property
    def slug(self) -> str:
        return self.stage.room.slug


def scene() -> Scene:
    made = stage(stock=20)
    (buyer,) = buyers(1)
    towel = another(made, 2, "长绒棉毛巾", 3990)
    honey = another(made, 3, "椴树蜜", 5900, return_days=0, return_exempt_reason="鲜活易腐")
    return Scene(made, buyer, made.offer, towel, honey)


def another(made: Stage, number: int, name: str, price: int, **product: Any) -> Offer:
    """One more link of the show with 10 units."""
    tag = secrets.token_hex(4)
    goods = Product.objects.create(shop=made.shop, code=f"P-{tag}", name=name, **product)
    sku = Sku.objects.create(product=goods, shop=made.shop, code=f"S-{tag}", daily_price=price * 2)
    link = LineupLink.objects.create(show=made.show, number=number, product=goods, live_price=price)
    held = supply.link_accounts(link.id, sku.id)
    supply.receive(sku.id, 10)
    supply.release_to_link(link.id, sku.id, 10)
    return Offer.objects.create(
        shop=made.shop, show=made.show, link=link, sku=sku, stock_account_id=held.stock_id,
        reserved_account_id=held.reserved_id, is_listed=True, normal_price=price, released=10,
        snapshot=OfferSnapshot.objects.create(body={"product": name}, made_at=NOW),
    )  # fmt: skip


def campaign(made: Scene, kind: str, terms: dict[str, Any], **more: Any) -> Campaign:
    """A running campaign on everything; with coupons, one of them is the buyer's."""
    values: dict[str, Any] = {
        "shop": made.stage.shop, "kind": kind, "name": kind, "state": "running",
        "starts_at": NOW - dt.timedelta(hours=1), "ends_at": NOW + dt.timedelta(hours=9),
        "scope": {"all": True}, "terms": terms,
    }  # fmt: skip
    return Campaign.objects.create(**(values | more))


def coupon(made: Scene, off: int, threshold: int, **more: Any) -> CouponClaim:
    """A coupon in the buyer's hands."""
    terms = {"off_amount": off, "threshold": threshold}
    row = campaign(made, "amount_coupon", terms, name=f"满{threshold}减{off}", **more)
    held = accounts.open_coupon_accounts(row)
    LedgerAccount.objects.filter(pk=held["held"].pk).update(balance=1)
    return CouponClaim.objects.create(
        campaign=row, buyer=made.buyer, claimed_at=NOW, expires_at=NOW + dt.timedelta(hours=9)
    )


def points(made: Scene, amount: int) -> None:
    """Points of the buyer, and the campaign that lets pay with them."""
    purse = accounts.wallet("points", made.stage.shop.pk, made.buyer.pk)
    LedgerAccount.objects.filter(pk=purse.pk).update(balance=amount)
    campaign(made, "points", {"points_per_minor": 1})
