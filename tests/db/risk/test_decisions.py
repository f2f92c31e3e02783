"""Decisions over HTTP: evidence, lifting with entries, appeals, shops apart, and what is stored."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.db.live_desk.stage import Stage, make_stage

from kaibo.foundation import tokens
from kaibo.foundation.errors import Conflict, NotAllowed, NotFound
from kaibo.foundation.models import AuditEntry
from kaibo.interaction import activity_facade as activities
from kaibo.interaction.entering import Wish, enter
from kaibo.interaction.models import Activity, Entry
from kaibo.liveroom.models import PersonalEvent
from kaibo.members.models import Viewer
from kaibo.risk import facade as risk
from kaibo.risk import hot
from kaibo.risk.contracts import Grade, Reason, Verdict
from kaibo.risk.models import GuardDecision


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def raw() -> Any:
    connection.ensure_connection()
    return connection.connection


def verdict(stage: Stage, viewer: int, grade: int = 3, score: float = 6.5) -> Verdict:
    reasons = [Reason("shared_device", 6.5, {"accounts": 8})]
    deeds = {"likes": 0, "comments": 0, "acts": 2}
    return Verdict(
        stage.room.pk, viewer, 1, Grade(grade), score, reasons, [viewer, viewer + 1], deeds
    )


def decided(stage: Stage, viewer: int, grade: int = 3) -> GuardDecision:
    show = stage.room.show_id or 0
    hot.store(raw(), stage.room.shop_id, show, [verdict(stage, viewer, grade)])
    return GuardDecision.objects.get(viewer_id=viewer)


def person(name: str = "阿木") -> int:
    return int(Viewer.objects.create(nickname=name, verified_at=now()).pk)


def held_entry(stage: Stage, viewer: int) -> Activity:
    draft = activities.ActivityDraft("poll", "选颜色", 60, {"options": ["红", "白"]})
    row = activities.arm_activity(stage.room.pk, draft, stage.operator, now())
    row = activities.open_activity(stage.room.pk, row.pk, stage.operator, now())
    moment = int(now().timestamp() * 1000)
    wish = Wish(row.pk, viewer, 1, 1, {"option": 1}, False, moment)
    assert enter(raw(), "interaction_enter", [wish])[0].code == ""
    return row


def as_viewer(viewer: int) -> dict[str, str]:
    token = tokens.issue(
        tokens.Claims(viewer, "buyer", "阿木", expires_at=int(now().timestamp()) + 600)
    )
    return {"Authorization": f"Bearer {token}"}


def test_a_graver_verdict_replaces_a_milder_one_and_never_the_other_way(on_air: Stage) -> None:
    viewer, show = person(), on_air.room.show_id or 0
    for grade, score in ((1, 2.0), (3, 6.0), (1, 2.5), (0, 0.0)):
        hot.store(raw(), on_air.room.shop_id, show, [verdict(on_air, viewer, grade, score)])
    row = GuardDecision.objects.get()
    assert (row.grade, row.score, row.ring) == (3, 6.0, [viewer, viewer + 1])
    assert row.reasons == [{"code": "shared_device", "nats": 6.5, "figures": {"accounts": 8}}]
    assert hot.rulings(raw(), {on_air.room.pk: show})[on_air.room.pk][0].grade == Grade.HOLD
    hot.store(raw(), on_air.room.shop_id, show, [verdict(on_air, 999_999_999)])  # nobody
    assert GuardDecision.objects.count() == 1
    assert risk.open_holds(on_air.room.pk, show, [viewer, 5]) == [viewer]


def test_lifting_counts_the_entries_and_the_engine_touches_it_no_more(on_air: Stage) -> None:
    viewer = person()
    poll, row = held_entry(on_air, viewer), decided(on_air, viewer)
    client = on_air.world.client("operator")
    shop = on_air.room.shop_id
    listed = client.get(f"/api/v1/guard?shop_id={shop}&state=waiting").json()
    assert listed["decisions"][0]["held_entries"] == 1
    assert listed["record"]["precision"] is None
    detail = client.get(f"/api/v1/guard/{row.pk}?shop_id={shop}").json()
    assert [one["viewer"] for one in detail["members"]] == ["阿木"]
    body = {"shop_id": shop, "lift": True, "note": "一家人"}
    made = client.post(f"/api/v1/guard/{row.pk}/decide", body, content_type="application/json")
    assert (made.status_code, made.json()) == (200, {"entries": 1})
    assert Entry.objects.get().grade == 0
    assert list(Activity.objects.get(pk=poll.pk).tally) == [0, 1]
    assert decided(on_air, viewer).outcome == "lifted"  # a later verdict changes nothing
    assert PersonalEvent.objects.filter(viewer_id=viewer, kind="guard_decided").count() == 1
    assert AuditEntry.objects.filter(action="risk.lift", subject=f"guard:{row.pk}").exists()
    again = client.post(f"/api/v1/guard/{row.pk}/decide", body, content_type="application/json")
    assert again.status_code == 409


def test_an_appeal_is_heard_once_and_counts_in_the_record(on_air: Stage, client: Client) -> None:
    viewer, other = person(), person("小北")
    row, show = decided(on_air, viewer), on_air.room.show_id or 0
    address = f"/api/v1/guard/mine/{row.pk}/appeal"
    said = {"text": "我们全家用一台平板"}
    kind = "application/json"
    assert (
        client.post(address, said, content_type=kind, headers=as_viewer(other)).status_code == 404
    )
    assert (
        client.post(address, said, content_type=kind, headers=as_viewer(viewer)).status_code == 204
    )
    assert (
        client.post(address, said, content_type=kind, headers=as_viewer(viewer)).status_code == 409
    )
    mine = client.get("/api/v1/guard/mine/decisions", headers=as_viewer(viewer)).json()
    assert (mine[0]["appeal"], mine[0]["codes"]) == ("waiting", ["shared_device"])
    shop = on_air.room.shop_id
    assert [one.id for one in risk.decisions(shop, state="appealed")] == [row.pk]
    risk.decide(shop, row.pk, False, "同一设备八个账号", on_air.operator, now())
    found = risk.record(shop)
    assert (found.confirmed, found.appeals, found.appeals_won, found.precision) == (1, 1, 0, 1.0)
    assert risk.open_holds(on_air.room.pk, show, [viewer]) == []


def test_friction_is_no_matter_of_appeals_and_shops_stand_apart(on_air: Stage) -> None:
    viewer = person()
    row = decided(on_air, viewer, grade=1)
    assert risk.own_cards(viewer) == []
    with pytest.raises(NotFound):
        risk.appeal(viewer, row.pk, "为什么", now())
    elsewhere = make_stage("other")
    with pytest.raises(NotAllowed):
        risk.decide(on_air.room.shop_id, row.pk, True, "", elsewhere.operator, now())
    with pytest.raises(NotFound):
        risk.decide(elsewhere.room.shop_id, row.pk, True, "", elsewhere.operator, now())
    risk.decide(on_air.room.shop_id, row.pk, True, "", on_air.operator, now())
    with pytest.raises(Conflict):
        risk.decide(on_air.room.shop_id, row.pk, False, "", on_air.operator, now())


def test_ages_are_told_of_known_accounts_alone(on_air: Stage) -> None:
    viewer = person()
    born = Viewer.objects.get(pk=viewer).created_at
    assert hot.births(raw(), [viewer, 999_999_999]) == {viewer: int(born.timestamp() * 1000)}
