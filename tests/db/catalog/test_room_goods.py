"""What a buyer's page asks of goods: filters, search, details, and the count of filter use."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone
from tests.db.catalog.conftest import Make, picture
from tests.db.catalog.trade import link_of, room_of, show_of

from kaibo.catalog import facade
from kaibo.catalog.models import FilterUse
from kaibo.foundation.models import Shop
from kaibo.liveroom.models import Room
from kaibo.planning.models import LineupLink
from kaibo.team.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(shop: Shop, make: Make) -> Room:
    goods = (
        ("T", "长绒棉毛巾", "家居/家纺", ["送长辈"]),
        ("B", "收纳箱", "家居/收纳", ["宿舍"]),
        ("Q", "蚕丝被", "家居/家纺", ["送长辈", "新婚"]),
    )
    show = show_of(shop, timezone.now())
    for number, (code, name, category, needs) in enumerate(goods, 1):
        link_of(show, make(code, name, category=category, needs=needs).skus.get(), number)
    make("OUT", "不在这场的毛巾", category="食品")
    return room_of(shop, show)


def links(room: Room) -> dict[str, int]:
    return {link.product.code: link.pk for link in LineupLink.objects.filter(show=room.show_id)}


@pytest.mark.capability("PROD-03")
def test_the_bag_is_filtered_by_category_and_need(client: Client, room: Room) -> None:
    by = links(room)
    found = client.get(f"/api/v1/rooms/{room.slug}/filters").json()
    assert [(chip["name"], chip["links"]) for chip in found["categories"]] == [
        ("家纺", [by["T"], by["Q"]]),
        ("收纳", [by["B"]]),
    ]
    assert {chip["name"]: len(chip["links"]) for chip in found["needs"]} == {
        "送长辈": 2,
        "宿舍": 1,
        "新婚": 1,
    }
    session = client.post(
        "/api/v1/viewers/guest", {"source": "direct"}, content_type="application/json"
    ).json()
    token = {"HTTP_AUTHORIZATION": f"Bearer {session['token']}"}
    use = f"/api/v1/rooms/{room.slug}/filter-use"
    chip = found["categories"][0]
    for body in (
        {"kind": "category", "id": chip["id"]},
        {"kind": "category", "id": chip["id"]},
        {"kind": "need", "id": found["needs"][0]["id"]},
        {"kind": "search", "is_empty": True},
    ):
        answer = client.post(use, body, content_type="application/json", **token)
        assert answer.status_code == 204, answer.content
    rows = FilterUse.objects.values_list("kind", "key", "uses", "empty")
    assert ("category", str(chip["id"]), 2, 0) in rows
    assert ("search", "", 1, 1) in rows
    wrong = client.post(
        use, {"kind": "need", "id": 10**9}, content_type="application/json", **token
    )
    assert wrong.status_code == 422
    nobody = client.post(use, {"kind": "search"}, content_type="application/json")
    assert nobody.status_code == 401


@pytest.mark.capability("PERS-11")
@pytest.mark.parametrize(
    ("text", "codes"),
    [("毛巾", ["T"]), ("cansibei", ["Q"]), ("snx", ["B"]), ("送长辈", ["T", "Q"]), ("没有", [])],
)
def test_the_bag_is_searched(client: Client, room: Room, text: str, codes: list[str]) -> None:
    found = client.get(f"/api/v1/rooms/{room.slug}/search", {"text": text}).json()["links"]
    by = links(room)
    assert set(found) == {by[code] for code in codes}


def test_the_index_follows_the_catalog(
    client: Client, shop: Shop, staff: Staff, room: Room, make: Make
) -> None:
    ask = f"/api/v1/rooms/{room.slug}/search"
    assert client.get(ask, {"text": "云朵"}).json() == {"links": []}
    facade.set_synonyms(staff, shop.pk, [["云朵", "蚕丝"]])
    assert client.get(ask, {"text": "云朵"}).json() == {"links": [links(room)["Q"]]}


@pytest.mark.capability("CONT-17")
def test_a_product_in_full(client: Client, shop: Shop, staff: Staff, room: Room) -> None:
    product = facade.product_by_code(shop.pk, "Q")
    assert product is not None
    tints = ["#aa0000", "#00aa00", "#0000aa", "#00aaaa"]
    facade.add_pictures(staff, shop.pk, product.pk, "spin", [picture(tint) for tint in tints])
    facade.add_pictures(staff, shop.pk, product.pk, "detail", [picture("#eeeeee")])
    facade.Product.objects.filter(pk=product.pk).update(
        return_days=0,
        return_exempt_reason="贴身用品",
        claims=[{"text": "100% 桑蚕丝", "proof": "报告 7"}],
    )
    address = f"/api/v1/rooms/{room.slug}/goods"
    answer = client.get(f"{address}/{product.pk}")
    body = answer.json()
    assert (len(body["spin"]), len(body["details"])) == (4, 1)
    assert body["spin_bytes"] < 40_000
    assert body["claims"] == [{"text": "100% 桑蚕丝", "proof": "报告 7"}]
    assert "贴身用品" in body["return_exempt_consent"]
    assert "cost" not in answer.content.decode()
    assert "max-age" in answer.headers["Cache-Control"]
    outside = facade.product_by_code(shop.pk, "OUT")
    assert outside is not None
    assert client.get(f"{address}/{outside.pk}").status_code == 404
    assert client.get("/api/v1/rooms/nowhere/filters").status_code == 404


def test_a_room_without_a_show_has_nothing(client: Client, shop: Shop) -> None:
    Room.objects.create(shop=shop, slug="quiet", title="空", stream_key="quiet")
    assert client.get("/api/v1/rooms/quiet/filters").json() == {"categories": [], "needs": []}
    assert client.get("/api/v1/rooms/quiet/search", {"text": "毛巾"}).json() == {"links": []}
