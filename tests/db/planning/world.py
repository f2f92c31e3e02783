"""A shop with staff, products and stock, and a show that is ready to go live."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.test import Client

from kaibo.catalog.models import Product, Sku
from kaibo.foundation.models import Shop
from kaibo.liveroom.models import Room
from kaibo.planning import facade
from kaibo.supply.facade import receive
from kaibo.team.models import Membership, Staff

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
START = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


@dataclass
class World:
    shop: Shop
    staff: dict[str, Staff] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)

    def client(self, role: str = "operator") -> Client:
        client = Client(headers={"accept": "application/json"})
        client.force_login(self.staff[role])
        return client

    def show(self, minutes: int = 20) -> int:
        frame = facade.ShowFrame(
            "周五家纺专场", START, START + timedelta(minutes=minutes), "换季上新", "阿月"
        )
        return facade.create_show(self.shop.pk, frame, self.staff["operator"]).id


def make_world(slug: str = "yunhe") -> World:
    shop = Shop.objects.create(slug=slug, name="云禾家居", requires_totp=False)
    Room.objects.create(
        shop=shop, slug=slug, title="主直播间", stream_key=f"key-{slug}", stream_state="up"
    )
    world = World(shop)
    for role in ("operator", "host", "analyst", "brand_manager"):
        staff = Staff.objects.create_user(f"{slug}-{role}", display_name=f"{role} 小林")
        Membership.objects.create(shop=shop, staff=staff, role=role)
        world.staff[role] = staff
    for n, (name, price, cost) in enumerate(
        [("纯棉四件套", 19900, 8000), ("羽绒被", 59900, 30000), ("记忆枕", 9900, 4000)], start=1
    ):
        product = Product.objects.create(
            shop=shop, code=f"P{n}", name=name, selling_points=["亲肤", "耐洗"]
        )
        sku = Sku.objects.create(
            product=product, shop=shop, code=f"P{n}-1", name="标准", daily_price=price,
            cost=cost, floor_price=cost,
        )  # fmt: skip
        receive(sku.pk, 100, world.staff["operator"])
        world.products.append(product)
    return world


def plan(world: World, show_id: int) -> None:
    """Fill a show so that only the signatures are missing."""
    operator = world.staff["operator"]
    facade.set_goals(show_id, [facade.GoalTarget("gmv", Decimal(1_000_000))], operator)
    for code in ("P1", "P2"):
        row = facade.RowEdit(
            None,
            {"product": code, "role": "主推", "live_stock": "50", "sample_ready": "是",
             "proof": "质检报告"},
        )  # fmt: skip
        facade.edit_lineup(show_id, [row], [], operator)
    facade.insert_template(show_id, "whole", None, operator)
    facade.freeze_plan(show_id, operator, NOW)
    for phase in facade.phase_bar(show_id, NOW):
        for task in phase.tasks:
            if task.phase == "prepare":
                facade.tick_task(show_id, task.id, True, operator, NOW)


def sign_all(world: World, show_id: int) -> None:
    for check in facade.checklist(show_id):
        facade.sign_check(show_id, check.id, world.staff["host"], NOW)


def send(client: Client, method: str, path: str, body: Any = None) -> Any:
    """Call the API; returns (status, JSON)."""
    call = getattr(client, method)
    given = {} if body is None else {"data": body, "content_type": "application/json"}
    answer = call(f"/api/v1/shows{path}", **given)
    return answer.status_code, (answer.json() if answer.content else None)
