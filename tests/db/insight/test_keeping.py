"""How long events are kept: settings, holds, deleting, and who may."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.factories.show_log import ShowLog, goods

from kaibo.foundation.config import Config, from_environment
from kaibo.foundation.eventlog import Writer
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.insight.actions.keep_events import delete_all_old, delete_old, place_hold, set_keeping
from kaibo.insight.engine import rows
from kaibo.insight.lake.__main__ import update
from kaibo.insight.lake.cluster import EVERYTHING, copy_of
from kaibo.insight.lake.forget import days
from kaibo.insight.lake.seal import Lake
from kaibo.insight.models import Keeping, LegalHold
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
DAY_MS = 86_400_000
START = 1_763_809_200_000  # 2025-11-22 19:00 in Shanghai
SHOWS = {7: date(2025, 11, 22), 8: date(2025, 11, 23), 9: date(2025, 12, 22)}


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="keeps", name="留存", requires_totp=False)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shop: Shop) -> Config:
    """Three shows on three days, sealed, and the copy by viewer of them."""
    config = from_environment({"KAIBO_DATA": str(tmp_path)})
    monkeypatch.setattr("kaibo.insight.actions.keep_events.config", lambda: config)
    lake = Lake(config.lake)
    for show, day in SHOWS.items():
        at = START + (day - date(2025, 11, 22)).days * DAY_MS
        log = ShowLog(show=show, goods=goods(2), viewers=20, minutes=5, shop=shop.pk, start_ms=at,
                      seed=show)  # fmt: skip
        with Writer(config.events, "gateway", clock=lambda at=at: at / 1000) as writer:
            for batch in log.batches():
                writer.append(batch)
    with Writer(config.events, "gateway", clock=lambda: START / 1000 + 40 * 86_400) as writer:
        writer.append(next(ShowLog(show=10, goods=goods(1), viewers=1, minutes=1).batches()))
    lake.seal(config.events)
    update(lake, f"shop={shop.pk}")
    return config


@pytest.fixture
def member(shop: Shop) -> Callable[[str], Staff]:
    def made(role: str) -> Staff:
        staff = Staff.objects.create_user(username=f"{role}-keeps", password=None)
        Membership.objects.create(staff=staff, shop=shop, role=role)
        return staff

    return made


def kept(config: Config, show: int) -> int:
    return rows.rows(config.events, Lake(config.lake), rows.Filter(show=show)).num_rows


def test_days_that_are_over_are_deleted_everywhere(
    home: Config, shop: Shop, member: Callable[[str], Staff]
) -> None:
    set_keeping(shop.pk, 30, member("admin"))
    before = {show: kept(home, show) for show in SHOWS}
    assert all(before.values())
    assert delete_old(shop.pk, date(2025, 12, 23)) == [SHOWS[7]]
    assert kept(home, 7) == 0
    assert (kept(home, 8), kept(home, 9)) == (before[8], before[9])
    assert days(Lake(home.lake), shop.pk) == [SHOWS[8], SHOWS[9]]
    assert not (home.events / "gateway" / "00000001.kev").exists()
    assert (home.events / "gateway" / "00000002.kev").exists()
    update(Lake(home.lake), f"shop={shop.pk}")
    copy = copy_of(home.lake, shop.pk)
    kinds = (columns for bucket in copy.open().buckets(EVERYTHING) for columns in bucket.values())
    assert {int(show) for columns in kinds for show in columns["show"]} == {8, 9}
    entry = AuditEntry.objects.get(action="insight.delete_events")
    assert entry.detail["days"] == ["2025-11-22"]
    assert delete_old(shop.pk, date(2025, 12, 23)) == []


def test_a_held_day_is_never_deleted_until_the_hold_is_lifted(
    home: Config, shop: Shop, member: Callable[[str], Staff]
) -> None:
    boss = member("brand_manager")
    set_keeping(shop.pk, 30, boss)
    now = datetime(2026, 3, 1, tzinfo=UTC)
    hold = place_hold(shop.pk, SHOWS[7], SHOWS[7], "案件 2026-114", boss, now)
    delete_all_old(now)
    assert days(Lake(home.lake), shop.pk) == [SHOWS[7]]
    assert kept(home, 7) > 0
    web = browser(boss)
    assert web.post(f"/api/v1/insight/holds/{hold.pk}/lift", {"reason": "已结案归档"},
                    content_type="application/json").status_code == 204  # fmt: skip
    delete_all_old(now)
    assert days(Lake(home.lake), shop.pk) == []
    assert [entry.action for entry in AuditEntry.objects.filter(shop=shop).order_by("id")] == [
        "insight.set_keeping", "insight.place_hold", "insight.delete_events", "insight.lift_hold",
        "insight.delete_events",
    ]  # fmt: skip


def browser(staff: Staff) -> Client:
    made = Client()
    made.force_login(staff)
    return made


def send(web: Client, method: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    answer = getattr(web, method)(f"/api/v1/insight{path}", json.dumps(body),
                                  content_type="application/json")  # fmt: skip
    return answer.status_code, json.loads(answer.content or b"null")


def test_settings_and_holds_over_the_api(shop: Shop, member: Callable[[str], Staff]) -> None:
    web, reader = browser(member("admin")), browser(member("analyst"))
    where = f"/keeping?shop_id={shop.pk}"
    assert web.get(f"/api/v1/insight{where}").json() == {
        "days": None,
        "kept_from": None,
        "holds": [],
    }
    assert send(web, "put", "/keeping", {"shop_id": shop.pk, "days": 29})[0] == 422
    assert send(reader, "put", "/keeping", {"shop_id": shop.pk, "days": 90})[0] == 403
    assert send(web, "put", "/keeping", {"shop_id": shop.pk, "days": 90})[0] == 204
    body = {
        "shop_id": shop.pk,
        "first_date": "2026-01-02",
        "last_date": "2026-01-05",
        "reason": "市监局来函 12 号",
    }
    assert send(reader, "post", "/holds", body)[0] == 403
    assert send(web, "post", "/holds", {**body, "last_date": "2026-01-01"})[0] == 422
    assert send(web, "post", "/holds", {**body, "reason": "   \t  "})[0] == 422
    status, hold = send(web, "post", "/holds", body)
    assert (status, hold["reason"], hold["lifted_at"]) == (201, body["reason"], None)
    found = reader.get(f"/api/v1/insight{where}").json()
    assert (found["days"], [one["id"] for one in found["holds"]]) == (90, [hold["id"]])
    assert send(reader, "post", f"/holds/{hold['id']}/lift", {"reason": "不需要了"})[0] == 403
    assert send(web, "post", f"/holds/{hold['id']}/lift", {"reason": "不需要了"})[0] == 204
    assert send(web, "post", f"/holds/{hold['id']}/lift", {"reason": "不需要了"})[0] == 422
    assert send(web, "post", "/holds/9999999/lift", {"reason": "不需要了"})[0] == 404
    Keeping.objects.filter(shop=shop).update(kept_from=date(2026, 1, 3))
    assert send(web, "post", "/holds", body)[0] == 422  # some of these days are gone
    assert LegalHold.objects.count() == 1
