"""The HTTP side of insight: who may ask, what is answered while the process is away."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.factories.staged_show import StagedShow

from kaibo.foundation.config import from_environment
from kaibo.foundation.models import AuditEntry
from kaibo.insight import registry
from kaibo.insight.models import Review
from kaibo.insight.sales import statement
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
BASE = "/api/v1/insight"


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StagedShow:
    config = from_environment({"KAIBO_DATA": str(tmp_path)})
    monkeypatch.setattr("kaibo.insight.client.config", lambda: config)
    made = StagedShow(config.events, viewers=20, minutes=4)
    made.shop.requires_totp = False
    made.shop.save()
    return made


def client(show: StagedShow, role: str) -> Client:
    staff = Staff.objects.create_user(username=f"{role}-{show.tag}", password=None)
    Membership.objects.create(staff=staff, shop=show.shop, role=role)
    made = Client()
    made.force_login(staff)
    return made


def ask(web: Client, path: str) -> tuple[int, Any]:
    answer = web.get(BASE + path)
    return answer.status_code, json.loads(answer.content)


def test_the_registry_is_served_with_every_formula(show: StagedShow) -> None:
    status, found = ask(client(show, "analyst"), "/metrics")
    assert status == 200
    assert {one["id"] for one in found} == set(registry.METRICS)
    assert all(one["formula"] and one["zh"] and one["en"] and one["source"] for one in found)


@pytest.mark.parametrize("path", ["review", "metrics", "seconds", "rows", "rows.csv"])
def test_only_reviewers_of_the_shop_may_ask(show: StagedShow, path: str) -> None:
    where = f"/shows/{show.show.pk}/{path}"
    assert Client().get(BASE + where).status_code == 401
    assert ask(client(show, "host"), where)[0] == 403
    assert ask(client(show, "warehouse"), where)[0] == 403


def test_while_the_process_is_away_the_answer_says_so(show: StagedShow) -> None:
    web = client(show, "analyst")
    for path in ("metrics", "seconds", "rows", "rows.parquet"):
        status, body = ask(web, f"/shows/{show.show.pk}/{path}")
        assert (status, body["code"]) == (503, "unavailable")
    status, body = ask(web, f"/shows/{show.show.pk}/review")
    assert status == 404
    assert "复盘" in body["detail"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/shows/999999/review", 404), ("/shows/0/review", 422), ("/shows/1/rows.exe", 422),
     ("/shows/1/rows?limit=9999", 422), ("/shows/1/rows?minute=-4", 422)],
)  # fmt: skip
def test_bad_input_is_refused_clearly(show: StagedShow, path: str, status: int) -> None:
    assert ask(client(show, "admin"), path)[0] == status


def test_the_list_has_the_shows_of_my_shops_only(show: StagedShow, tmp_path: Path) -> None:
    other = StagedShow(tmp_path / "other", viewers=20, minutes=4)
    status, found = ask(client(show, "brand_manager"), "/reviews")
    assert status == 200
    assert [one["show"]["id"] for one in found] == [show.show.pk]
    assert other.show.pk != show.show.pk


def test_a_note_is_kept_and_audited(show: StagedShow) -> None:
    web = client(show, "operator")
    where = f"{BASE}/shows/{show.show.pk}/note"
    body = {"note": "主推款提前到 19:10"}
    assert web.put(where, body, "application/json").status_code == 404
    Review.objects.create(show=show.show, body={}, made_at=datetime.now(UTC))
    assert web.put(where, body, "application/json").status_code == 204
    assert Review.objects.get().note == body["note"]
    assert AuditEntry.objects.filter(action="review.note").count() == 1
    assert client(show, "host").put(where, body, "application/json").status_code == 403
    too_long = {"note": "长" * 5001}
    assert web.put(where, too_long, "application/json").status_code == 422


@pytest.mark.parametrize("name", ["totals", "links", "waiting", "breaks"])
def test_every_statement_is_planned_by_the_migrated_schema(name: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"explain {statement(name)}", {"show": 1})
        assert cursor.fetchall()
