"""The HTTP side of the board: who may ask and change, what is refused, how many queries."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.factories.live_show import LiveShow

from kaibo.foundation.config import from_environment
from kaibo.foundation.models import AuditEntry
from kaibo.insight.board_sql import blocks
from kaibo.insight.models import Alarm, Benchmark, Review

pytestmark = pytest.mark.django_db
BASE = "/api/v1/insight"
NEVER: dict[str, Any] = {
    "shows": [1], "shops": [1], "show": 1, "shop": 1, "most": 20, "id": 0, "ids": [0],
    "code": "x", "subject": 0, "metric": "", "level": "warning", "facts": "{}",
    "now": dt.datetime.now(dt.UTC),
}  # fmt: skip


@pytest.fixture
def show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LiveShow:
    config = from_environment({"KAIBO_DATA": str(tmp_path)})
    monkeypatch.setattr("kaibo.insight.client.config", lambda: config)
    return LiveShow(config.events, viewers=5)


def client(show: LiveShow, role: str) -> Client:
    made = Client()
    made.force_login(show.staff(role))
    return made


def alarm(show: LiveShow, **more: Any) -> Alarm:
    now = dt.datetime.now(dt.UTC)
    facts = {
        "text": {"zh": "在线下降", "en": "Online fell"}, "value": 1.0, "baseline": 2.0,
        "evidence": {"kinds": ["leave"]}, "suggestion": {"do": "activity", "link": None},
    }  # fmt: skip
    given = {"code": "online_fell", "level": "problem", "facts": facts, "raised_at": now,
             "last_seen_at": now}  # fmt: skip
    return Alarm.objects.create(shop=show.shop, show=show.show, **{**given, **more})


@pytest.mark.parametrize("name", sorted(blocks()))
def test_every_statement_is_planned_by_the_migrated_schema(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"explain {blocks()[name]}", NEVER)
        assert cursor.fetchall()


def test_only_reviewers_ask_and_only_of_their_shop(show: LiveShow, tmp_path: Path) -> None:
    other = LiveShow(tmp_path / "other", viewers=5)
    one = alarm(show)
    paths = [f"/shows/{show.show.pk}/{part}" for part in ("board", "actions", "alarms", "compared")]
    paths.append(f"/benchmarks?shop_id={show.shop.pk}")
    strangers = (client(show, "host"), client(other, "admin"))
    for path in paths:
        assert Client().get(BASE + path).status_code == 401
        assert [who.get(BASE + path).status_code for who in strangers] == [403, 403], path
    for verb, body in (("acknowledge", {}), ("snooze", {}), ("act", {"action_id": 1})):
        where = f"{BASE}/alarms/{one.pk}/{verb}"
        assert [who.post(where, body, "application/json").status_code for who in strangers] == [
            403, 403,
        ]  # fmt: skip


def test_while_the_process_is_away_the_board_says_so(show: LiveShow) -> None:
    web = client(show, "operator")
    show.act("pin", dt.datetime.now(dt.UTC), show.staff("operator"))
    for part in ("board", "actions"):
        answer = web.get(f"{BASE}/shows/{show.show.pk}/{part}")
        assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert web.get(f"{BASE}/shows/{show.show.pk}/alarms").json() == []


@pytest.mark.capability("EVAL-14")
def test_a_benchmark_is_set_audited_and_reset(show: LiveShow) -> None:
    judge = client(show, "brand_manager")
    where = f"{BASE}/benchmarks/conversion_rate"

    def row() -> dict[str, Any]:
        found = judge.get(f"{BASE}/benchmarks?shop_id={show.shop.pk}").json()
        return next(one for one in found if one["metric"] == "conversion_rate")

    assert (row()["target"], row()["basis"], row()["default"]) == (3.2, "default", 3.2)
    body = {"shop_id": show.shop.pk, "value": 4.5}
    assert judge.put(where, body, "application/json").status_code == 204
    assert (row()["target"], row()["basis"]) == (4.5, "set")
    assert row()["changed_by"]
    assert judge.put(where, {**body, "value": None}, "application/json").status_code == 204
    assert row()["basis"] == "default"
    audited = AuditEntry.objects.filter(action="insight.set_benchmark").order_by("id")
    assert [(one.detail["from"], one.detail["to"]) for one in audited] == [
        (None, "4.5"), ("4.5", None),
    ]  # fmt: skip
    assert client(show, "operator").put(where, body, "application/json").status_code == 403
    assert not Benchmark.objects.exists()


@pytest.mark.parametrize(
    ("metric", "value"),
    [("conversion_rate", 0), ("conversion_rate", 101), ("gmv", 5), ("nonsense", 5),
     ("conversion_rate", -1), ("conversion_rate", 1e300), ("NO", 5)],
)  # fmt: skip
def test_a_benchmark_that_makes_no_sense_is_refused(
    show: LiveShow, metric: str, value: float
) -> None:
    body = {"shop_id": show.shop.pk, "value": value}
    answer = client(show, "admin").put(f"{BASE}/benchmarks/{metric}", body, "application/json")
    assert answer.status_code == 422


def test_own_history_is_the_median_and_the_best_quarter(show: LiveShow) -> None:
    def history() -> dict[str, Any]:
        found = client(show, "analyst").get(f"{BASE}/benchmarks?shop_id={show.shop.pk}").json()
        return {one["metric"]: one for one in found}

    totals = [{"gpm": 1000 * n, "refund_rate": float(n), "uv_value": None} for n in (1, 2, 3, 4, 9)]
    shows = [show.past, *(show._show(f"第 {n} 场", days_ago=20 + n) for n in range(4))]
    for each, body in zip(shows, totals, strict=True):
        Review.objects.create(show=each, body={"totals": body}, made_at=dt.datetime.now(dt.UTC))
    found = history()
    assert (found["gpm"]["median"], found["gpm"]["best_quarter"]) == (3000, 4000)
    assert found["refund_rate"]["best_quarter"] == 2.0  # less is better
    assert (found["gpm"]["basis"], found["gpm"]["target"], found["gpm"]["shows"]) == (
        "own", 3000, 5,
    )  # fmt: skip
    assert (found["uv_value"]["basis"], found["uv_value"]["shows"]) == (None, 0)


def test_an_alarm_is_answered_by_name(show: LiveShow) -> None:
    web, one = client(show, "operator"), alarm(show)
    where = f"{BASE}/alarms/{one.pk}"
    post = "application/json"
    assert web.post(f"{where}/acknowledge", {"analysis": "主播离场"}, post).status_code == 204
    assert web.post(f"{where}/acknowledge", {"analysis": ""}, post).status_code == 204
    assert web.post(f"{where}/acknowledge", {"analysis": "长" * 301}, post).status_code == 422
    assert web.post(f"{where}/snooze", {"minutes": 0}, post).status_code == 422
    one.refresh_from_db()
    assert one.analysis == "主播离场"
    assert one.acknowledged_by is not None
    one.cleared_at = dt.datetime.now(dt.UTC)
    one.save()
    assert web.post(f"{where}/snooze", {"minutes": 5}, post).status_code == 409
    assert web.post(f"{BASE}/alarms/999999/snooze", {"minutes": 5}, post).status_code == 404
    assert web.post(f"{BASE}/alarms/0/snooze", {"minutes": 5}, post).status_code == 422
    record = json.loads(web.get(f"{BASE}/shows/{show.show.pk}/alarms").content)[0]
    assert (record["id"], record["analysis"], record["action"]) == (one.pk, "主播离场", None)


def test_many_alarms_are_read_by_few_queries(show: LiveShow) -> None:
    web = client(show, "operator")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert web.get(f"{BASE}/shows/{show.show.pk}/alarms").status_code == 200
        return len(seen)

    alarm(show)
    few = queries()
    for number in range(20):
        alarm(show, subject=number + 1)
    assert queries() == few
