"""A shop with two products, its people, buyers, and campaigns on them."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.utils import timezone

from kaibo.catalog.models import Product, Sku
from kaibo.foundation import tokens
from kaibo.foundation.models import Shop
from kaibo.members.models import Viewer
from kaibo.promotions import facade
from kaibo.promotions.models import Campaign
from kaibo.team.models import Membership, Staff

HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class World:
    shop: Shop
    staff: Staff
    quilt: Sku  # 199.00, floor 99.00, cost 70.00
    towel: Sku  # 39.90, floor 18.90, cost 11.00


def world(role: str = "operator") -> World:
    tag = secrets.token_hex(4)
    shop = Shop.objects.create(slug=f"promo-{tag}", name="云禾家居", requires_totp=False)
    quilt = _sku(shop, "纯棉四件套", 19900, 9900, 7000)
    towel = _sku(shop, "长绒棉毛巾", 3990, 1890, 1100)
    return World(shop, member(shop, role), quilt, towel)


def member(shop: Shop, role: str) -> Staff:
    staff = Staff(username=f"{role}-{secrets.token_hex(4)}")
    staff.set_unusable_password()
    staff.save()
    Membership.objects.create(shop=shop, staff=staff, role=role)
    return staff


def enter(client: Client, staff: Staff) -> Client:
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def buyers(count: int) -> list[Viewer]:
    now = timezone.now()
    return Viewer.objects.bulk_create(
        Viewer(nickname=f"买家{n}", verified_at=now) for n in range(count)
    )


def bearer(viewer: Viewer, kind: str = "buyer") -> dict[str, str]:
    claims = tokens.Claims(viewer.pk, kind, viewer.nickname, expires_at=2**40)  # type: ignore[arg-type]
    token = tokens.issue(claims)
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def body(kind: str = "amount_coupon", **change: Any) -> dict[str, Any]:
    """Fields of a campaign as the page sends them."""
    now = timezone.now()
    values: dict[str, Any] = {
        "kind": kind,
        "name": "满 99 减 20",
        "starts_at": (now - HOUR).isoformat(),
        "ends_at": (now + 8 * HOUR).isoformat(),
        "terms": {"off_amount": 2000, "threshold": 9900},
        "scope": {"all": True},
        "audience": {},
    }
    return values | change


def draft(kind: str = "amount_coupon", **change: Any) -> facade.CampaignDraft:
    values = body(kind, **change)
    for name in ("starts_at", "ends_at"):
        if isinstance(values[name], str):
            values[name] = dt.datetime.fromisoformat(values[name])
    return facade.CampaignDraft(**values)


def running(scene: World, kind: str = "amount_coupon", **change: Any) -> Campaign:
    made = facade.create_campaign(scene.staff, scene.shop.pk, draft(kind, **change))
    return facade.start_campaign(scene.staff, made.pk, timezone.now(), accepts_cautions=True)


def _sku(shop: Shop, name: str, price: int, floor: int, cost: int) -> Sku:
    code = secrets.token_hex(4)
    product = Product.objects.create(shop=shop, code=f"P-{code}", name=name)
    return Sku.objects.create(
        product=product,
        shop=shop,
        code=f"S-{code}",
        daily_price=price,
        floor_price=floor,
        cost=cost,
    )
