"""A shop with warehouses, SKUs and the people who keep its stock."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from kaibo.catalog.models import Product, Sku
from kaibo.foundation.models import LedgerAccount, Shop
from kaibo.planning.models import LineupLink, Show
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.team.models import Membership, Staff

NOW = dt.datetime(2026, 11, 27, 9, 0, tzinfo=dt.UTC)


@dataclass
class Depot:
    shop: Shop
    skus: list[Sku] = field(default_factory=list)
    staff: dict[str, Staff] = field(default_factory=dict)

    @property
    def sku(self) -> int:
        return self.skus[0].pk

    @property
    def main(self) -> int:
        return supply.main_house(self.shop.pk).pk

    @property
    def keeper(self) -> Staff:
        return self.staff["warehouse"]

    def house(self, code: str, province: str = "", priority: int = 100) -> int:
        draft = papers.WarehouseDraft(code, f"{code}仓", province, priority)
        return papers.save_warehouse(self.staff["admin"], self.shop.pk, draft).pk

    def receive(self, units: int, house: int | None = None, sku: int | None = None) -> None:
        supply.receive(sku or self.sku, units, None, house)

    def link(self, show: Show | None = None) -> LineupLink:
        product = self.skus[0].product
        place = show or self.show()
        number = LineupLink.objects.filter(show=place).count() + 1
        return LineupLink.objects.create(
            show=place, number=number, product=product, live_price=12900
        )

    def show(self) -> Show:
        return Show.objects.create(
            shop=self.shop, title="周五夜场", host_name="阿月", phase="prepare",
            planned_start_at=NOW, planned_end_at=NOW + dt.timedelta(hours=2),
        )  # fmt: skip

    def free(self, house: int | None = None, sku: int | None = None) -> int:
        rows = LedgerAccount.objects.filter(
            book="stock", place="warehouse", subject_id=sku or self.sku
        )
        if house is not None:
            rows = rows.filter(place_id=house)
        return sum(rows.values_list("balance", flat=True))

    def at(self, place: str, sku: int | None = None) -> int:
        rows = LedgerAccount.objects.filter(book="stock", place=place, subject_id=sku or self.sku)
        return sum(rows.values_list("balance", flat=True))

    def client(self, role: str = "warehouse") -> Client:
        client = Client(headers={"accept": "application/json"})
        client.force_login(self.staff[role])
        return client

    def call(self, method: str, path: str, body: Any = None, role: str = "warehouse") -> Any:
        """(status, JSON) of `/api/v1/stock` + path."""
        given = {} if body is None else {"data": body, "content_type": "application/json"}
        answer = getattr(self.client(role), method)(f"/api/v1/stock{path}", **given)
        is_json = "json" in answer.headers.get("content-type", "")
        return answer.status_code, (answer.json() if is_json else answer.content.decode())


def make_depot(skus: int = 1) -> Depot:
    tag = secrets.token_hex(4)
    depot = Depot(Shop.objects.create(slug=f"d-{tag}", name="云禾家居", requires_totp=False))
    for role in ("warehouse", "operator", "brand_manager", "admin", "analyst"):
        person = Staff.objects.create_user(f"{role}-{tag}", display_name=f"{role} 小林")
        Membership.objects.create(shop=depot.shop, staff=person, role=role)
        depot.staff[role] = person
    for n in range(skus):
        product = Product.objects.create(shop=depot.shop, code=f"P{n}-{tag}", name=f"纯棉四件套{n}")
        depot.skus.append(
            Sku.objects.create(
                product=product, shop=depot.shop, code=f"S{n}-{tag}", daily_price=19900
            )
        )
    return depot
