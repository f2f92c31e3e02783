"""Life cycle, policy, tasks, picking and settlement over HTTP, from orders and reviews."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.db.catalog.conftest import Make, enter, hire
from tests.db.catalog.trade import link_of, paid, refunded, reviewed, show_of

from kaibo.catalog import facade
from kaibo.catalog.contracts import CobrandDraft
from kaibo.catalog.models import Product
from kaibo.foundation.errors import InvalidInput
from kaibo.foundation.models import Shop
from kaibo.planning.models import LineupLink
from kaibo.supply import facade as supply
from kaibo.team.models import Staff

pytestmark = pytest.mark.django_db

OLD = date(2020, 1, 1)


def ask(client: Client, shop: Shop, **query: Any) -> dict[str, Any]:
    answer = client.get("/api/v1/products/figures", {"shop_id": shop.pk, **query})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def send(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/products/{path}", body, content_type="application/json")


@pytest.mark.capability("PROD-05")
def test_stages_come_from_paid_orders_and_stock(
    client: Client, shop: Shop, staff: Staff, make: Make
) -> None:
    now = timezone.now()
    hot, slow, off = (
        make(code, launched_on=OLD, is_listed=code != "OFF").skus.get()
        for code in ("HOT", "SLOW", "OFF")
    )
    make("NEW")
    supply.receive(hot.pk, 30)
    supply.receive(slow.pk, 90)
    for days in (1, 8, 15, 22):
        paid(shop, [(hot, 50, 9900, 0)], now - timedelta(days=days))
    paid(shop, [(hot, 500, 9900, 0)], now - timedelta(days=2), is_rehearsal=True)
    paid(shop, [(hot, 500, 9900, 0)], now - timedelta(days=2), state="refunded")
    paid(shop, [(slow, 40, 9900, 0)], now - timedelta(days=50))
    enter(client, staff)
    page = ask(client, shop, sort="code")
    found = {item["code"]: item for item in page["items"]}
    assert found["HOT"]["weekly_units"] == [0, 0, 0, 0, 50, 50, 50, 50]
    assert [found[code]["stage"] for code in ("HOT", "NEW", "OFF", "SLOW")] == [
        "growth", "intro", "delisted", "decline",
    ]  # fmt: skip
    assert (found["HOT"]["advice"], found["SLOW"]["advice"]) == ("stock_up", "clear")
    assert (found["HOT"]["net_28d"], found["HOT"]["cover_weeks"]) == (4 * 50 * 9900, 0.6)
    assert page["counts"] == {
        "growth": 1, "intro": 1, "delisted": 1, "decline": 1, "slow": 1, "new": 1,
    }  # fmt: skip
    assert [item["code"] for item in ask(client, shop, stage="decline")["items"]] == ["SLOW"]
    host = hire(shop, "host")
    enter(client, host)
    assert ask(client, shop, text="hot")["items"][0]["margin_bp"] is None
    assert off.product.is_listed is False


@pytest.mark.capability("PROD-07")
def test_thresholds_make_lists_and_lists_make_tasks(
    client: Client, shop: Shop, staff: Staff, make: Make
) -> None:
    sku = make("T", "毛巾", launched_on=OLD).skus.get()
    supply.receive(sku.pk, 10)
    paid(shop, [(sku, 12, 9900, 0)], timezone.now() - timedelta(days=1))
    enter(client, staff)
    assert ask(client, shop)["items"][0]["kinds"] == ["slow"]
    numbers = {"new_days": 20, "hot_weekly_units": 10, "hot_growth_percent": 50,
               "slow_weekly_units": 1, "slow_cover_weeks": 40, "task_days": 5}  # fmt: skip
    answer = client.put(
        "/api/v1/products/policy", {"shop_id": shop.pk, **numbers}, content_type="application/json"
    )
    assert answer.json() == numbers
    assert ask(client, shop, kind="hot")["total"] == 1
    owner = hire(shop, "operator")
    owners = client.get(f"/api/v1/products/figures/owners?shop_id={shop.pk}").json()
    assert owner.pk in {each["id"] for each in owners}
    body = {"shop_id": shop.pk, "product_ids": [sku.product_id], "kind": "hot",
            "owner_id": owner.pk}  # fmt: skip
    assert send(client, "figures/tasks", body).json() == {"made": 1, "skipped": []}
    assert send(client, "figures/tasks", body).json() == {"made": 0, "skipped": ["毛巾"]}
    tasks = client.get(f"/api/v1/products/tasks?shop_id={shop.pk}").json()
    assert [(t["kind"], t["owner_id"], t["facts"]["stock"]) for t in tasks] == [
        ("hot", owner.pk, 10)
    ]
    assert tasks[0]["due_on"] == str(timezone.now().date() + timedelta(days=5))
    enter(client, owner)
    close = f"tasks/{tasks[0]['id']}/close"
    bare = send(client, close, {"shop_id": shop.pk, "state": "dropped"})
    assert bare.status_code == 422
    done = send(client, close, {"shop_id": shop.pk, "state": "done", "note": "已补 500 件"})
    assert done.json()["state"] == "done"
    assert send(client, close, {"shop_id": shop.pk, "state": "done"}).status_code == 409
    stranger = hire(Shop.objects.create(slug="other", name="别家"), "admin")
    enter(client, staff)
    wrong = send(client, "figures/tasks", {**body, "owner_id": stranger.pk})
    assert wrong.status_code == 422
    assert send(client, "figures/tasks", {**body, "kind": "moon"}).status_code == 422


@pytest.mark.capability("PROD-10")
def test_picks_are_sorted_by_conversion_and_go_into_the_next_show(
    client: Client, shop: Shop, staff: Staff, make: Make
) -> None:
    now = timezone.now()
    good, lucky, none = (make(code).skus.get() for code in ("GOOD", "LUCKY", "NONE"))
    last = show_of(shop, now - timedelta(days=3))
    first, second = link_of(last, good, 1), link_of(last, lucky, 2)
    for number in range(30):
        at = now - timedelta(days=2, minutes=number)
        paid(shop, [(good, 1, 8900, 0)], at, link=first.pk)
    paid(shop, [(lucky, 1, 8900, 0)], now - timedelta(days=2), link=second.pk)
    reviewed(last, {first.pk: 100, second.pk: 1}, now - timedelta(days=2))
    enter(client, staff)
    items = ask(client, shop, sort="conversion")["items"]
    assert [item["code"] for item in items] == ["GOOD", "LUCKY", "NONE"]
    assert [item["conversion"] for item in items] == [0.3, 1.0, None]
    assert items[0]["live_price"] == 8900
    upcoming = show_of(shop, now + timedelta(days=1))
    link_of(upcoming, lucky, 1)
    body = {
        "shop_id": shop.pk,
        "show_id": upcoming.pk,
        "product_ids": [good.product_id, lucky.product_id, none.product_id],
    }
    answer = send(client, "figures/picks", body).json()
    assert answer == {"added": [2, 3], "skipped": ["LUCKY"], "refused": []}
    rows = LineupLink.objects.filter(show=upcoming).order_by("number")
    assert [row.product.code for row in rows] == ["LUCKY", "GOOD", "NONE"]
    other = show_of(Shop.objects.create(slug="other", name="别家"), now)
    assert send(client, "figures/picks", {**body, "show_id": other.pk}).status_code == 404
    enter(client, hire(shop, "host"))
    assert send(client, "figures/picks", body).status_code == 403


@pytest.mark.capability("PROD-14")
def test_a_partner_is_settled_for_a_period(
    client: Client, shop: Shop, staff: Staff, make: Make
) -> None:
    mug, other = make("MUG", "故宫联名杯").skus.get(), make("X").skus.get()
    term = CobrandDraft("故宫文创", 1250, date(2026, 11, 1), date(2026, 11, 30))
    facade.save_cobrands(staff, shop.pk, mug.pk, [term])
    # 16:30 UTC on the last of October is the first of November in the shop.
    at = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)
    order = paid(shop, [(mug, 2, 10_000, 1), (other, 1, 10_001, 0)], at)
    paid(shop, [(mug, 1, 10_000, 0)], at - timedelta(hours=1))
    paid(shop, [(mug, 1, 10_000, 0)], at, is_rehearsal=True)
    refunded(order, 1, datetime(2026, 12, 3, tzinfo=UTC))
    refunded(order, 1, datetime(2026, 12, 4, tzinfo=UTC), kind="duplicate")
    refunded(order, 1, datetime(2026, 12, 4, tzinfo=UTC), place=1)
    enter(client, staff)
    address = "/api/v1/products/cobrand-settlement"
    november = {"shop_id": shop.pk, "first": "2026-11-01", "last": "2026-11-30"}
    found = client.get(address, november).json()
    assert found["partner_amount"] == 2500  # 12.5 % of 199.99, half up
    row = found["rows"][0]
    assert (row["partner"], row["units"], row["net_paid"]) == ("故宫文创", 2, 19_999)
    december = {"shop_id": shop.pk, "first": "2026-12-01", "last": "2026-12-31"}
    later = client.get(address, december).json()["rows"]
    assert [(r["net_paid"], r["refunded"]) for r in later] == [(0, 9_999)]
    assert later[0]["partner_amount"] == 1250 - 2500
    text = client.get(f"{address}.csv", november).content.decode("utf-8-sig")
    assert "故宫文创,MUG-1,故宫联名杯,12.50,1,2,199.99,0.00,199.99,25.00" in text
    assert client.get(address, {**november, "first": "2026-12-05"}).status_code == 422
    enter(client, hire(shop, "host"))
    assert client.get(address, november).status_code == 403


@pytest.mark.parametrize(
    ("drafts", "words"),
    [
        ([CobrandDraft("甲", 6000, OLD), CobrandDraft("乙", 4001, OLD)], "100"),
        ([CobrandDraft("甲", 100, OLD), CobrandDraft("甲", 100, date(2021, 1, 1))], "重叠"),
        ([CobrandDraft(" ", 100, OLD)], "联名方不能为空"),
        ([CobrandDraft("甲", 100, OLD, date(2019, 1, 1))], "早于"),
    ],
)
def test_terms_that_cannot_hold(
    shop: Shop, staff: Staff, make: Make, drafts: list[CobrandDraft], words: str
) -> None:
    sku = make("MUG").skus.get()
    with pytest.raises(InvalidInput, match=words):
        facade.save_cobrands(staff, shop.pk, sku.pk, drafts)


def test_a_bundle_has_as_many_units_as_its_scarcest_component(
    client: Client, shop: Shop, staff: Staff, make: Make
) -> None:
    one, two = make("A").skus.get(), make("B").skus.get()
    make("SET", sku={"components": {"A-1": 2, "B-1": 1}})
    supply.receive(one.pk, 9)
    supply.receive(two.pk, 30)
    enter(client, staff)
    found = {item["code"]: item["stock"] for item in ask(client, shop)["items"]}
    assert found == {"A": 9, "B": 30, "SET": 4}
    assert Product.objects.count() == 3
