"""Prices of a shop on real PostgreSQL: board, decisions, rivals, deals and before-prices."""

from __future__ import annotations

import datetime as dt
import io
import secrets
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import Workbook
from tests.factories import selling as factory

from kaibo.catalog.models import Product, Sku
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.pricing import facade
from kaibo.pricing.errors import UnlawfulBeforePrice
from kaibo.pricing.models import DealPrice, PriceDecision, RivalPrice
from kaibo.selling.actions.follow_ups import follow_payment
from kaibo.selling.models import Order
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
URL = "/api/v1/pricing"


@dataclass(frozen=True)
class World:
    shop: Shop
    staff: Staff
    sku: Sku  # 129.00, floor 79.00, cost 52.00
    client: Client

    def get(self, path: str = "", **query: Any) -> Any:
        return self.client.get(URL + path, {"shop_id": self.shop.pk, **query})

    def send(self, verb: str, path: str, /, **body: Any) -> Any:
        call = getattr(self.client, verb)
        values = {"shop_id": self.shop.pk, **body}
        return call(URL + path, values, content_type="application/json")


def world(role: str = "operator", zone: str = "Asia/Shanghai") -> World:
    tag = secrets.token_hex(4)
    shop = Shop.objects.create(slug=f"p-{tag}", name="云禾", requires_totp=False, time_zone=zone)
    product = Product.objects.create(shop=shop, code=f"P-{tag}", name="纯棉四件套")
    sku = Sku.objects.create(
        shop=shop, product=product, code=f"S-{tag}", daily_price=12_900, floor_price=7_900,
        cost=5_200,
    )  # fmt: skip
    staff = Staff(username=f"{role}-{tag}")
    staff.set_unusable_password()
    staff.save()
    Membership.objects.create(shop=shop, staff=staff, role=role)
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return World(shop, staff, sku, client)


@pytest.fixture
def here() -> World:
    return world()


def deals(here: World, *sold: tuple[int, int, int]) -> list[facade.Deal]:
    """(order, unit price, units) of the SKU."""
    base = here.sku.pk * 1_000
    return [
        facade.Deal(base + order, here.shop.pk, here.sku.pk, price, units)
        for order, price, units in sold
    ]


def on(days: int) -> dt.datetime:
    """Noon in Shanghai so many days ago."""
    today = facade.today_of(Shop.objects.latest("id").pk, timezone.now())
    return dt.datetime.combine(today - dt.timedelta(days=days), dt.time(4), dt.UTC)


def test_deals_are_counted_once_by_the_day_of_the_shop(here: World) -> None:
    """23:30 UTC is the next day in Shanghai; telling twice counts once."""
    at = dt.datetime(2026, 11, 10, 23, 30, tzinfo=dt.UTC)
    facade.record_deals(deals(here, (1, 9_900, 2), (1, 8_900, 1), (2, 9_500, 1)), at)
    facade.record_deals(deals(here, (1, 9_900, 2), (1, 8_900, 1)), at)
    facade.record_deals(deals(here, (3, 9_800, 4)), at)
    row = DealPrice.objects.get(sku=here.sku)
    assert row.day == dt.date(2026, 11, 11)
    assert (row.lowest, row.units, row.orders) == (8_900, 8, 3)
    assert row.amount == 2 * 9_900 + 8_900 + 9_500 + 4 * 9_800
    facade.record_deals([], at)


def test_a_paid_order_leaves_its_deal_price() -> None:
    """Paid once, told twice; the price after the line's discount."""
    scene = factory.stage(stock=5)
    buyer = factory.buyers(1)[0]
    order = factory.place(scene, scene.request(buyer, quantity=2))[0]
    Order.objects.filter(pk=order.pk).update(state="paid", paid_at=timezone.now())
    order.lines.update(discount=1_001)
    follow_payment(order.pk, timezone.now())
    follow_payment(order.pk, timezone.now())
    row = DealPrice.objects.get(sku=scene.sku)
    assert (row.lowest, row.units, row.orders) == ((2 * factory.PRICE - 1_001) // 2, 2, 1)


@pytest.mark.capability("PROM-01")
def test_an_operator_sees_three_prices_and_stores_one_with_its_reason(here: World) -> None:
    for name, price in [("甲", 9_900), ("乙", 8_900), ("丙", 10_900)]:
        answer = here.send(
            "post", f"/skus/{here.sku.pk}/rivals", rival=name, price=price,
            seen_on=str(facade.today_of(here.shop.pk, timezone.now())),
        )  # fmt: skip
        assert answer.status_code == 201, answer.content
    value = here.send(
        "put", f"/skus/{here.sku.pk}/value", reference_name="参照款", reference_price=10_000,
        attributes=[{"name": "亲肤", "weight": 5, "ours": 9, "theirs": 6}],
    )  # fmt: skip
    assert value.status_code == 200, value.content
    shown = here.get(f"/skus/{here.sku.pk}").json()
    assert [one["price"] for one in shown["proposals"]] == [8_000, 9_900, 15_000]
    assert all(one["margin_bp"] and one["basis"] for one in shown["proposals"])
    chosen = here.send(
        "post", f"/skus/{here.sku.pk}/decisions", method="competition", price=9_900,
        reason="与主要竞品持平，靠赠品拉开差距",
    )  # fmt: skip
    assert chosen.status_code == 201, chosen.content
    kept = PriceDecision.objects.get(sku=here.sku)
    assert (kept.price, kept.method, kept.margin_bp) == (9_900, "competition", 4_247)
    assert [one["price"] for one in kept.proposals] == [8_000, 9_900, 15_000]
    assert AuditEntry.objects.filter(shop=here.shop, action="pricing.decide_price").exists()
    assert here.get().json()["items"][0]["decision"]["reason"].startswith("与主要")


def test_a_price_of_a_method_must_be_what_it_gives(here: World) -> None:
    answer = here.send(
        "post", f"/skus/{here.sku.pk}/decisions", method="cost", price=8_001, reason="差不多"
    )
    assert answer.status_code == 422
    below = {"method": "custom", "price": 7_000, "reason": "清仓"}
    assert here.send("post", f"/skus/{here.sku.pk}/decisions", **below).status_code == 422
    manager = Staff.objects.create(username=secrets.token_hex(4))
    Membership.objects.create(shop=here.shop, staff=manager, role="brand_manager")
    facade.decide_price(manager, here.shop.pk, here.sku.pk, "custom", 7_000, "清仓", timezone.now())
    no_reason = {"method": "custom", "price": 9_000, "reason": "  "}
    assert here.send("post", f"/skus/{here.sku.pk}/decisions", **no_reason).status_code == 422


@pytest.mark.capability("PROM-02")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_rival_prices_are_imported_and_a_gap_is_told(here: World, kind: str) -> None:
    rows = [
        ["SKU编码", "竞品", "价格", "日期", "备注"],
        [here.sku.code, "甲旗舰店", "99.00", "", "直播间价"],
        [here.sku.code, "乙家居", "109", "", ""],
        ["不存在", "乙家居", "109", "", ""],
    ]
    if kind == "xlsx":
        book = Workbook()
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]
        buffer = io.BytesIO()
        book.save(buffer)
        content = buffer.getvalue()
    else:
        content = "\r\n".join(",".join(row) for row in rows).encode("gb18030")

    def upload(store: bool) -> Any:
        file = SimpleUploadedFile(f"rivals.{kind}", content)
        query = f"?shop_id={here.shop.pk}&store={str(store).lower()}"
        return here.client.post(f"{URL}/rivals/import{query}", {"file": file}).json()

    checked = upload(False)
    assert (checked["good"], checked["stored"]) == (2, 0)
    assert [(bad["line"], bad["column"]) for bad in checked["bad"]] == [(4, "SKU编码")]
    assert not RivalPrice.objects.filter(shop=here.shop).exists()
    assert upload(True)["stored"] == 2
    assert upload(True)["stored"] == 2
    assert RivalPrice.objects.filter(shop=here.shop).count() == 2
    board = here.get(only_alerts=True).json()
    gap = board["items"][0]["gap"]
    assert (board["alerts"], gap["median"], gap["gap_bp"], gap["position"]) == (1, 10_400, 2_403, 3)
    here.send("put", "/settings", **SETTINGS | {"gap_alert_bp": 3_000})
    assert here.get().json()["alerts"] == 0


SETTINGS: dict[str, Any] = {
    "market": "CN", "gap_alert_bp": 500, "target_margin_bp": 3_000, "fee_bp": 500,
    "ceiling_bp": 12_000,
}  # fmt: skip


def test_the_before_price_is_proven_by_deals_or_refused(here: World) -> None:
    """No deal: none; then the lowest of seven days; another market, another window."""
    facade.record_deals(deals(here, (1, 9_000, 1)), on(20))
    claim = here.get(f"/skus/{here.sku.pk}/claim", claim=9_900).json()
    assert (claim["is_lawful"], claim["proof"]["basis"]) == (False, "last_deal")
    facade.record_deals(deals(here, (2, 9_900, 3), (3, 9_950, 1)), on(2))
    facade.record_deals(deals(here, (4, 5_000, 1)), on(0))
    claim = here.get(f"/skus/{here.sku.pk}/claim", claim=9_900).json()
    assert claim["is_lawful"]
    assert (claim["proof"]["price"], claim["proof"]["orders"]) == (9_900, 2)
    dear = here.get(f"/skus/{here.sku.pk}/claim", claim=12_900).json()
    assert not dear["is_lawful"]
    assert "99.00" in dear["reason"]
    here.send("put", "/settings", **SETTINGS | {"market": "EU"})
    assert here.get(f"/skus/{here.sku.pk}/claim", claim=9_900).json()["proof"]["price"] == 9_000
    with pytest.raises(UnlawfulBeforePrice, match=r"90\.00"):
        facade.check_before_price(here.shop.pk, here.sku.pk, 9_900, timezone.now())


def test_a_product_never_sold_has_no_before_price(here: World) -> None:
    with pytest.raises(UnlawfulBeforePrice, match="没有成交记录"):
        facade.check_before_price(here.shop.pk, here.sku.pk, 100, timezone.now())


@pytest.mark.capability("PROM-03")
def test_a_suggestion_comes_from_the_shops_own_deals(here: World) -> None:
    assert "数据不足" in here.get(f"/skus/{here.sku.pk}").json()["suggestion"]["problem"]
    prices = [9_900, 10_900, 11_900, 12_900, 8_900]
    for n in range(40):
        price = prices[n * 7 % 5]
        units = round(100 * (price / 10_000) ** -2.5) + n % 3
        facade.record_deals(deals(here, (100 + n, price, units)), on(40 - n))
    found = here.get(f"/skus/{here.sku.pk}").json()["suggestion"]
    assert found["elasticity"]["value"] == pytest.approx(-2.5, rel=0.15)
    assert found["floor"] <= found["price"] <= found["ceiling"]
    assert found["expected_profit"] >= found["profit_now"]


def test_shops_and_roles_are_kept_apart(here: World) -> None:
    other = world()
    assert other.client.get(URL, {"shop_id": here.shop.pk}).status_code == 403
    assert other.get(f"/skus/{here.sku.pk}").status_code == 404
    rival = facade.add_rival(
        here.staff, here.shop.pk, here.sku.pk, "甲", 9_900, dt.date(2026, 1, 1), timezone.now()
    )
    gone = other.client.delete(f"{URL}/rivals/{rival.pk}?shop_id={other.shop.pk}")
    assert gone.status_code == 404
    assert here.client.delete(f"{URL}/rivals/{rival.pk}?shop_id={here.shop.pk}").status_code == 204
    assert world("host").get().status_code == 403
    analyst = world("analyst")
    assert analyst.get().status_code == 200
    decision = {"method": "custom", "price": 9_000, "reason": "试试"}
    path = f"/skus/{analyst.sku.pk}/decisions"
    assert analyst.send("post", path, **decision).status_code == 403


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("", {"page": 0}),
        ("", {"text": "\x00"}),
        ("/skus/0", {}),
        (f"/skus/{2**63}", {}),
        ("/skus/1/claim", {"claim": 0}),
        ("/skus/1/claim", {"claim": 100, "starts_on": "0001-01-01"}),
    ],
)
def test_bad_input_is_refused_with_a_reason(here: World, path: str, query: dict[str, Any]) -> None:
    answer = here.get(path, **query)
    assert answer.status_code in (404, 422), answer.content
    assert answer.json()["detail"]


def test_the_board_takes_a_fixed_number_of_queries(
    here: World, django_assert_max_num_queries: Any
) -> None:
    for n in range(20):
        product = Product.objects.create(
            shop=here.shop, code=f"{here.sku.code}-{n}", name=f"毛巾{n}"
        )
        Sku.objects.create(
            shop=here.shop, product=product, code=f"{here.sku.code}-{n}", daily_price=99
        )
    with django_assert_max_num_queries(24):
        assert here.get().json()["total"] == 21
    assert here.get(text="毛巾1").json()["total"] == 11
    template = here.get("/rivals/template")
    assert template.content.decode().startswith("\ufeffSKU编码,竞品,价格")
