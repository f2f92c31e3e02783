"""Campaigns over HTTP: rights, terms that name field, value and remedy, versions, simulation."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.db.promotions.world import (
    World,
    bearer,
    body,
    buyers,
    enter,
    member,
    running,
    world,
)

from kaibo.foundation import audit, ledger
from kaibo.foundation.models import AuditEntry
from kaibo.liveroom.models import Room
from kaibo.promotions import facade
from kaibo.promotions.models import Campaign

pytestmark = pytest.mark.django_db

API = "/api/v1/promotions"


@pytest.fixture
def scene() -> World:
    return world()


@pytest.fixture
def page(client: Client, scene: World) -> Client:
    return enter(client, scene.staff)


def post(page: Client, path: str, fields: dict[str, Any]) -> Any:
    return page.post(f"{API}{path}", fields, content_type="application/json")


def test_a_campaign_is_drafted_changed_started_paused_and_ended(page: Client, scene: World) -> None:
    made = post(page, "", body(shop_id=scene.shop.pk, quantity=100, budget=50_000))
    assert made.status_code == 201, made.json()
    key, seen = made.json()["id"], made.json()
    assert (seen["state"], seen["version"], seen["is_coupon"]) == ("draft", 1, True)
    terms = {"off_amount": 2500, "threshold": 9900}
    changed = page.put(
        f"{API}/{key}",
        body(terms=terms, quantity=100, budget=50_000, version=1),
        content_type="application/json",
    ).json()
    assert (changed["version"], changed["terms"]) == (2, terms)
    started = post(page, f"/{key}/start", {}).json()
    assert started["state"] == "running"
    assert started["meter"]["unissued"] == 100
    assert started["meter"]["budget_left"] == 50_000
    assert post(page, f"/{key}/pause", {}).json()["state"] == "paused"
    assert post(page, f"/{key}/pause", {}).status_code == 409
    assert post(page, f"/{key}/start", {}).json()["state"] == "running"
    ended = post(page, f"/{key}/end", {}).json()
    assert (ended["state"], ended["version"]) == ("ended", 6)
    assert (ended["meter"]["unissued"], ended["meter"]["budget_left"]) == (0, 0)
    again = post(page, f"/{key}/start", {})
    assert again.status_code == 409
    assert "已结束" in again.json()["detail"]
    verbs = AuditEntry.objects.filter(shop=scene.shop).order_by("id")
    assert [entry.action.partition(".")[2] for entry in verbs] == [
        "create_campaign", "change_campaign", "start_campaign", "pause_campaign",
        "start_campaign", "end_campaign",
    ]  # fmt: skip
    assert audit.verify_chain(scene.shop.pk) == []


def test_an_old_page_cannot_overwrite_a_newer_version(page: Client, scene: World) -> None:
    campaign = running(scene, quantity=10)
    stale = page.put(
        f"{API}/{campaign.pk}", body(name="满 99 减 30", version=1), content_type="application/json"
    )
    assert stale.status_code == 409
    assert "刷新" in stale.json()["detail"]


WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"kind": "spin_wheel"}, "kind", "请从列表中选择"),
    ({"name": " "}, "name", "1 到 60"),
    ({"ends_at": "2020-01-01T00:00:00+00:00"}, "ends_at", "晚于"),
    ({"terms": {"off_amount": 9900, "threshold": 9900}}, "terms.off_amount", "不能达到门槛"),
    ({"terms": {"off_amount": "much"}}, "terms.off_amount", "格式"),
    ({"terms": {"off_amount": 100, "colour": 1}}, "terms", "格式"),
    ({"terms": {"off_amount": "2000"}}, "terms.off_amount", "格式"),
    ({"terms": {"off_amount": True}}, "terms.off_amount", "格式"),
    ({"terms": {"off_amount": 2**70}}, "terms.off_amount", "太大"),
    ({"kind": "room_price", "terms": {"prices": {"x": 1}}}, "terms", "格式"),
    ({"kind": "percent_off", "terms": {"off_bp": 12_000}}, "terms.off_bp", "120.0%"),
    ({"kind": "percent_coupon", "terms": {"off_amount": 100}}, "terms.off_bp", "打几折"),
    ({"scope": {}}, "scope", "没有选择商品"),
    ({"audience": {"min_level": 12}}, "audience.min_level", "0 到 9"),
    ({"kind": "spend_save", "terms": {"tiers": []}}, "terms.tiers", "1 到 10"),
    (
        {
            "kind": "spend_save",
            "terms": {
                "tiers": [
                    {"threshold": 20000, "off_amount": 3000},
                    {"threshold": 10000, "off_amount": 4000},
                ]
            },
        },
        "terms.tiers[1].threshold",
        "一档比一档高",
    ),
    ({"kind": "bundle_price", "terms": {"price": 9900}}, "terms.n", "任选"),
    ({"kind": "buy_get", "terms": {"buy": 0, "get": 1}}, "terms.buy", "1 到 100"),
    ({"kind": "newcomer_price", "terms": {"off_bp": 1000}}, "audience.newcomers_only", "新人"),
    ({"kind": "member_price", "terms": {"off_bp": 1000}}, "audience.min_level", "至少 1 级"),
    ({"kind": "room_price", "terms": {}}, "terms", "没有优惠"),
    ({"kind": "shipping_fee", "terms": {"zones": []}}, "terms.zones", "运费区域"),
    ({"kind": "gift", "terms": {"items": [], "threshold": 100}}, "terms.items", "赠品"),
    ({"kind": "points", "terms": {"points_per_minor": 0}}, "terms.points_per_minor", "1 到"),
    ({"kind": "flash_price", "terms": {"off_bp": 100}, "valid_hours": 3}, "valid_hours", "优惠券"),
]


@pytest.mark.parametrize(("change", "field", "remedy"), WRONG)
def test_wrong_terms_name_the_field_and_the_remedy(
    page: Client, scene: World, change: dict[str, Any], field: str, remedy: str
) -> None:
    answer = post(page, "", body(shop_id=scene.shop.pk) | change)
    assert answer.status_code == 422, answer.json()
    errors = {each["field"]: each["message"] for each in answer.json()["errors"]}
    assert field in errors, errors
    assert remedy in errors[field]
    assert not Campaign.objects.exists()


def test_a_price_below_the_floor_needs_a_yes_that_the_audit_keeps(
    page: Client, scene: World
) -> None:
    fields = body("percent_off", name="清仓四折", terms={"off_bp": 6000}, shop_id=scene.shop.pk)
    made = post(page, "", fields).json()
    assert {(each["sku_id"], each["lowest"]) for each in made["cautions"]} == {
        (scene.quilt.pk, 7960),
        (scene.towel.pk, 1596),
    }
    refused = post(page, f"/{made['id']}/start", {})
    assert refused.status_code == 422
    assert "低于底价 99.00 元" in refused.json()["detail"]
    started = post(page, f"/{made['id']}/start", {"accepts_cautions": True})
    assert started.json()["state"] == "running"
    entry = AuditEntry.objects.get(action="promotions.start_campaign")
    assert len(entry.detail["accepted_cautions"]) == 2


def test_only_those_with_a_role_of_this_shop_change_it(client: Client, scene: World) -> None:
    fields = body(shop_id=scene.shop.pk)
    campaign = running(scene, quantity=1)
    stranger = enter(client, world().staff)
    assert post(stranger, "", fields).status_code == 403
    assert stranger.get(f"{API}/{campaign.pk}").status_code == 403
    assert stranger.get(f"{API}?shop_id={scene.shop.pk}").status_code == 403
    host = enter(client, member(scene.shop, "host"))
    assert host.get(f"{API}/{campaign.pk}").status_code == 200
    assert post(host, f"/{campaign.pk}/end", {}).status_code == 403


def test_the_simulation_explains_the_cart_with_and_without_the_draft(
    page: Client, scene: World
) -> None:
    running(scene, name="全店券", terms={"off_amount": 2000, "threshold": 9900}, quantity=10)
    tiers = [{"threshold": 20000, "off_amount": 3000}, {"threshold": 40000, "off_amount": 8000}]
    draft = body("spend_save", name="满 200 减 30", terms={"tiers": tiers})
    lines = [
        {"sku_id": scene.quilt.pk, "quantity": 1, "unit_price": 12900},
        {"sku_id": scene.towel.pk, "quantity": 2},
    ]
    answer = post(page, "/simulate", {"shop_id": scene.shop.pk, "draft": draft, "lines": lines})
    assert answer.status_code == 200, answer.json()
    seen = answer.json()
    assert seen["before"]["goods_amount"] == 12900 + 2 * 3990
    assert seen["before"]["pay_amount"] == 20880 - 2000
    assert seen["after"]["pay_amount"] == 20880 - 2000 - 3000
    assert any("满 200 减 30" in step for step in seen["after"]["steps"])
    assert any("差" in hint for hint in seen["after"]["hints"])
    wrong = draft | {"terms": {"tiers": []}}
    refused = post(page, "/simulate", {"shop_id": scene.shop.pk, "draft": wrong, "lines": lines})
    assert refused.json()["problems"][0]["field"] == "terms.tiers"
    assert refused.json()["after"] == refused.json()["before"]


def test_what_holds_now_is_compiled_from_rows_and_the_ledger(scene: World) -> None:
    now = timezone.now()
    flash = running(
        scene, "flash_price", name="限时抢", quantity=30, budget=90_000,
        terms={"prices": {str(scene.quilt.pk): 12900}}, scope={"sku_ids": [scene.quilt.pk]},
    )  # fmt: skip
    running(scene, name="另一场的券", show_id=99, quantity=3)
    taken = [facade.Taken(flash.pk, quantity=4, amount=28_000)]
    ledger.post(facade.order_moves(scene.shop.pk, buyers(1)[0].pk, taken), at=now)
    (live,) = facade.live_promotions(scene.shop.pk, 7, now)
    assert (live.id, live.uses_left, live.budget_left) == (flash.pk, 26, 62_000)
    assert live.terms.prices == {scene.quilt.pk: 12900}  # type: ignore[union-attr]
    assert len(facade.live_promotions(scene.shop.pk, 99, now)) == 2
    assert facade.live_promotions(scene.shop.pk, 7, now + dt.timedelta(days=1)) == []


def test_a_room_shows_claimable_coupons_and_the_purse(client: Client, scene: World) -> None:
    Room.objects.create(shop=scene.shop, slug="promo-room", title="直播间", stream_key="k")
    open_to_all = running(scene, name="满 99 减 20", quantity=2)
    newcomers = running(scene, name="新人 30", audience={"newcomers_only": True}, quantity=9)
    running(scene, name="老客", audience={"tags": ["老客"]}, quantity=9)
    (buyer,) = buyers(1)
    guest = client.get(f"{API}/room/promo-room", **bearer(buyer, "guest")).json()
    assert {each["state"] for each in guest["coupons"]} == {"login"}
    path = f"{API}/room/promo-room/coupons/{open_to_all.pk}/claim"
    assert client.post(path, **bearer(buyer, "guest")).status_code == 401
    got = client.post(path, **bearer(buyer))
    assert got.status_code == 200, got.json()
    again = client.post(path, **bearer(buyer))
    assert (again.status_code, again.json()["code"]) == (409, "coupon_held")
    seen = client.get(f"{API}/room/promo-room", **bearer(buyer)).json()
    states = {each["campaign_id"]: each["state"] for each in seen["coupons"]}
    assert states == {newcomers.pk: "claimable", open_to_all.pk: "claimed"}
    assert [each["state"] for each in seen["mine"]] == ["usable"]
    other = running(world(), quantity=1)
    wrong_shop = client.post(f"{API}/room/promo-room/coupons/{other.pk}/claim", **bearer(buyer))
    assert wrong_shop.status_code == 404


ODD: list[dict[str, Any]] = [
    {"name": "\0"},
    {"name": "\ud800"},
    {"terms": {"off_amount": 100, "\0": 1}},
    {"audience": {"tags": ["\ud800"]}},
    {"audience": {"tags": "老客"}},
    {"scope": {"sku_ids": [2**80]}},
    {"scope": {"all": 1}},
    {"starts_at": "2026-11-11T20:00:00"},
    {"ends_at": "9999-12-31T23:59:59Z"},
    {"budget": 2**63},
    {"show_id": 2**63},
    {"terms": []},
    {"terms": {"off_amount": float("nan")}},
]


@pytest.mark.parametrize("change", ODD)
def test_odd_values_are_refused_before_they_reach_the_database(
    page: Client, scene: World, change: dict[str, Any]
) -> None:
    answer = post(page, "", body(shop_id=scene.shop.pk) | change)
    assert answer.status_code in {400, 422}, answer.content
    example = {
        "shop_id": scene.shop.pk,
        "draft": body() | change,
        "lines": [{"sku_id": scene.quilt.pk, "quantity": 1}],
    }
    assert post(page, "/simulate", example).status_code in {200, 400, 422}
