"""Dashboards: kept whole, saved over the version that was read, refused with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kaibo.foundation.models import AuditEntry, Shop
from kaibo.insight.models import Dashboard
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
BASE = "/api/v1/insight/dashboards"
CHART = {
    "title": "每日成交", "look": "line", "metrics": [{"id": "gmv", "per": "total"}], "x": "day",
    "split": "none", "days": 30, "first_day": None, "last_day": None, "shows": [], "hosts": [],
    "only": [], "top": 10, "width": 2,
}  # fmt: skip


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="boards", name="云禾家居", requires_totp=False)


@pytest.fixture
def web(shop: Shop) -> Callable[[str], Client]:
    def made(name: str, role: str = "operator", where: Shop | None = None) -> Client:
        staff = Staff.objects.create_user(username=name, password=None)
        Membership.objects.create(staff=staff, shop=where or shop, role=role)
        client = Client()
        client.force_login(staff)
        return client

    return made


def send(client: Client, method: str, path: str, **body: Any) -> tuple[int, Any]:
    answer = getattr(client, method)(f"{BASE}{path}", json.dumps(body), "application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else None


def kept(client: Client, shop: Shop, name: str = "经营总览") -> dict[str, Any]:
    status, found = send(client, "post", "", shop_id=shop.pk, name=name, charts=[CHART])
    assert status == 201, found
    return dict(found)


@pytest.mark.capability("DATA-05")
def test_a_dashboard_is_kept_and_read_again(shop: Shop, web: Callable[..., Client]) -> None:
    client = web("yun")
    made = kept(client, shop)
    assert made["charts"] == [CHART]
    assert client.get(f"{BASE}/{made['id']}").json() == made
    (card,) = client.get(f"{BASE}?shop_id={shop.pk}").json()
    assert (card["name"], card["charts"], card["saved_by"]) == ("经营总览", 1, "yun")
    days = {**CHART, "days": None, "first_day": "2026-11-01", "last_day": "2026-11-30"}
    status, saved = send(client, "put", f"/{made['id']}", name="十一月", charts=[days, CHART],
                         version=1)  # fmt: skip
    assert (status, saved["version"], saved["charts"]) == (200, 2, [days, CHART])
    assert client.delete(f"{BASE}/{made['id']}").status_code == 204
    assert client.get(f"{BASE}/{made['id']}").status_code == 404
    actions = AuditEntry.objects.filter(subject=f"dashboard:{made['id']}").order_by("id")
    assert [one.action.split(".")[1] for one in actions] == [
        "add_dashboard", "save_dashboard", "drop_dashboard",
    ]  # fmt: skip


def test_nobody_saves_over_what_he_has_not_read(shop: Shop, web: Callable[..., Client]) -> None:
    first, second = web("yun"), web("he", "analyst")
    made = kept(first, shop)
    assert send(second, "put", f"/{made['id']}", name="新名", charts=[], version=1)[0] == 200
    status, refusal = send(first, "put", f"/{made['id']}", name="旧", charts=[CHART], version=1)
    assert (status, refusal["version"]) == (409, 2)
    assert "he" in refusal["detail"]
    assert Dashboard.objects.get().name == "新名"


def test_a_name_is_taken_once_per_shop(shop: Shop, web: Callable[..., Client]) -> None:
    client = web("yun")
    kept(client, shop)
    status, refusal = send(client, "post", "", shop_id=shop.pk, name=" 经营总览 ", charts=[])
    assert (status, refusal["fault"]) == (409, "taken")
    other = kept(client, shop, "另一个")
    assert send(client, "put", f"/{other['id']}", name="经营总览", charts=[], version=1)[0] == 409
    assert Dashboard.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"x": "product", "metrics": [{"id": "uv"}]}, "第 2 张图"),
        ({"x": "host", "look": "line"}, "折线"),
        ({"metrics": [{"id": "nothing"}]}, "nothing"),
        ({"metrics": []}, ""), ({"top": 0}, ""), ({"title": "a\x00"}, ""), ({"days": 0}, ""),
        ({"first_day": "2026-12-01", "last_day": "2026-11-01"}, "2026-12-01"),
    ],
)  # fmt: skip
def test_charts_that_make_no_sense_are_not_kept(
    shop: Shop, web: Callable[..., Client], change: dict[str, Any], says: str
) -> None:
    status, refusal = send(
        web("yun"), "post", "", shop_id=shop.pk, name="x", charts=[CHART, {**CHART, **change}]
    )
    assert status == 422
    assert says in refusal["detail"]
    assert not Dashboard.objects.exists()


def test_other_shops_and_other_roles_see_nothing(shop: Shop, web: Callable[..., Client]) -> None:
    made = kept(web("yun"), shop)
    other = Shop.objects.create(slug="other", name="别家", requires_totp=False)
    for client in (web("stranger", where=other), web("anchor", "host")):
        assert client.get(f"{BASE}/{made['id']}").status_code == 403
        assert client.get(f"{BASE}?shop_id={shop.pk}").status_code == 403
        assert send(client, "put", f"/{made['id']}", name="x", charts=[], version=1)[0] == 403
        assert client.delete(f"{BASE}/{made['id']}").status_code == 403
        assert send(client, "post", "", shop_id=shop.pk, name="x", charts=[])[0] == 403
    assert Dashboard.objects.get().version == 1


def test_a_shop_has_so_many_and_no_more(
    shop: Shop, web: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = web("yun")
    monkeypatch.setattr("kaibo.insight.actions.dashboard.MOST", 1)
    kept(client, shop)
    assert send(client, "post", "", shop_id=shop.pk, name="x", charts=[])[0] == 429
