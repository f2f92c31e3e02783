"""A shop's own metrics and saved questions: what is refused and why, what is audited."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kaibo.foundation.models import AuditEntry, Shop
from kaibo.insight import registry
from kaibo.insight.models import OwnMetric, SavedQuestion
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
BASE = "/api/v1/insight"
GOOD = {
    "key": "net_per_viewer", "zh": "观众人均净成交", "en": "Net GMV per viewer",
    "formula": "(gmv - refund_amount) / uv", "unit": "money", "owner": "分析",
    "higher_is_better": True,
}  # fmt: skip


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="own", name="云禾家居", requires_totp=False)


@pytest.fixture
def web(shop: Shop) -> Callable[[str], Client]:
    def made(role: str) -> Client:
        staff = Staff.objects.create_user(username=role, password=None)
        Membership.objects.create(staff=staff, shop=shop, role=role)
        client = Client()
        client.force_login(staff)
        return client

    return made


def post(client: Client, path: str, body: dict[str, Any], method: str = "post") -> tuple[int, Any]:
    answer = getattr(client, method)(f"{BASE}/{path}", json.dumps(body), "application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else None


@pytest.mark.capability("EVAL-10")
def test_an_operator_defines_a_metric_by_its_formula(
    shop: Shop, web: Callable[[str], Client]
) -> None:
    client = web("operator")
    assert post(client, "own-metrics", {"shop_id": shop.pk, **GOOD})[0] == 204
    (kept,) = client.get(f"{BASE}/own-metrics?shop_id={shop.pk}").json()
    assert kept == {**GOOD, "grains": ["show", "minute", "segment", "channel", "host"]}
    again = {"shop_id": shop.pk, **GOOD, "formula": "net_gmv / uv"}
    assert post(client, "own-metrics", again)[0] == 204
    assert OwnMetric.objects.get().formula == "net_gmv / uv"
    entries = AuditEntry.objects.filter(action="insight.save_own_metric")
    assert [one.detail["formula"] for one in entries] == [GOOD["formula"], "net_gmv / uv"]
    assert client.delete(f"{BASE}/own-metrics/net_per_viewer?shop_id={shop.pk}").status_code == 204
    assert not OwnMetric.objects.exists()
    assert client.delete(f"{BASE}/own-metrics/net_per_viewer?shop_id={shop.pk}").status_code == 404


@pytest.mark.capability("EVAL-10")
@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"formula": ""}, "没有公式"), ({"formula": "   "}, "没有公式"),
        ({"owner": ""}, "没有负责人"),
        ({"unit": ""}, "没有单位"), ({"zh": ""}, "没有中文名"), ({"en": ""}, "没有英文名"),
        ({"unit": "apples"}, "单位 apples 不认识"), ({"key": "gmv"}, "已是内置指标"),
        ({"key": "我的"}, "标识 我的 不行"),
        ({"formula": "gmw / uv"}, "没有指标 gmw，是不是：gpm, gmv"),
        ({"formula": "gmv / "}, "读不懂"), ({"formula": "1 / 2"}, "没有任何指标"),
        ({"formula": "ad_roi * 2"}, "尚未测量"), ({"formula": "gmv ** uv"}, "不能用"),
        ({"formula": "__import__('os').system('id')"}, "不能用"),
        ({"formula": "gmv.real"}, "不能用"),
        ({"formula": "[gmv for gmv in uv]"}, "不能用"), ({"formula": "gmv if uv else 0"}, "不能用"),
        ({"formula": "gmv + 'x'"}, "不能用"), ({"formula": "gmv + True"}, "不能用"),
        ({"formula": "(lambda: gmv)()"}, "不能用"), ({"formula": "gmv * 1e300"}, "数字太大"),
        ({"formula": "online + product_gpm"}, "没有共同的粒度"),
        ({"formula": "-" * 60 + "gmv"}, "括号超过"),
    ],
)  # fmt: skip
def test_what_is_no_metric_is_refused_with_the_reason(
    shop: Shop, web: Callable[[str], Client], change: dict[str, str], told: str
) -> None:
    status, body = post(web("operator"), "own-metrics", {"shop_id": shop.pk, **GOOD, **change})
    assert (status, body["code"]) == (422, "invalid_input")
    assert told in body["detail"]
    assert not OwnMetric.objects.exists()


def test_only_reviewers_of_the_shop_define_and_read(
    shop: Shop, web: Callable[[str], Client]
) -> None:
    other = Shop.objects.create(slug="other", name="别家")
    client = web("operator")
    assert post(client, "own-metrics", {"shop_id": other.pk, **GOOD})[0] == 403
    assert client.get(f"{BASE}/own-metrics?shop_id={other.pk}").status_code == 403
    assert post(web("host"), "own-metrics", {"shop_id": shop.pk, **GOOD})[0] == 403


def test_questions_are_saved_by_analysts(shop: Shop, web: Callable[[str], Client]) -> None:
    client = web("analyst")
    body = {"shop_id": shop.pk, "name": "各渠道观看", "sql": "select source from events"}
    assert post(client, "questions", body, "put")[0] == 204
    assert post(client, "questions", {**body, "sql": "select 1"}, "put")[0] == 204
    (kept,) = client.get(f"{BASE}/questions?shop_id={shop.pk}").json()
    assert (kept["name"], kept["sql"]) == ("各渠道观看", "select 1")
    assert post(web("operator"), "questions", body, "put")[0] == 403
    assert client.delete(f"{BASE}/questions/{kept['id']}?shop_id={shop.pk}").status_code == 204
    assert not SavedQuestion.objects.exists()
    assert AuditEntry.objects.filter(action__startswith="insight.").count() == 3


def test_the_tables_are_told_with_every_column(shop: Shop, web: Callable[[str], Client]) -> None:
    found = web("analyst").get(f"{BASE}/tables?shop_id={shop.pk}").json()
    assert [one["name"] for one in found][:2] == ["events", "orders"]
    assert all(column["zh"] and column["en"] for one in found for column in one["columns"])
    assert web("operator").get(f"{BASE}/tables?shop_id={shop.pk}").status_code == 403


def test_every_table_of_the_books_is_planned_by_the_migrated_schema() -> None:
    from django.db import connection

    from kaibo.insight.batch.tables import BOOKS

    for one in BOOKS:
        with connection.cursor() as cursor:
            cursor.execute(f"select * from ({one.source}) t limit 0", {"shop": 1})
            assert len(cursor.description) == len(one.columns), one.name


@pytest.mark.capability("DATA-10")
def test_the_registry_has_every_row_of_the_design_with_its_words() -> None:
    """Formula, unit, grains, owner, source and both names of each; what is missing is said."""
    assert {one.number for one in registry.METRICS.values()} == set(range(1, 86))
    assert len(registry.live_ids()) >= 36
    for one in registry.METRICS.values():
        assert one.live or one.missing or one.term is not None, one.id
        assert one.missing or one.source, one.id
