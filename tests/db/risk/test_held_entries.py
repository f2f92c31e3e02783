"""Held entries over HTTP: listed with the guard's reasons, reviewed once, prizes waiting."""

from __future__ import annotations

from typing import Any

import pytest
from tests.db.live_desk.stage import Stage, make_stage
from tests.db.risk.test_decisions import decided, held_entry, now, person, raw

from kaibo.foundation.models import AuditEntry
from kaibo.interaction import activity_facade as activities
from kaibo.interaction.entering import Wish, enter
from kaibo.interaction.models import Activity, ActivityPrize, Entry
from kaibo.interaction.prizes import pay_prizes
from kaibo.liveroom.models import ConsoleAction
from kaibo.promotions import facade as promotions

JSON = "application/json"
PRICE = {"mode": "price", "answer": 9900, "winners": 2, "prize": {"kind": "points", "amount": 100}}


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def listed(stage: Stage, state: str = "held", role: str = "operator") -> Any:
    query = f"shop_id={stage.room.shop_id}&state={state}"
    answer = stage.world.client(role).get(f"/api/v1/guard/entries?{query}")
    return answer.json() if answer.status_code == 200 else answer.status_code


def review(stage: Stage, entry: int, release: bool, why: str = "") -> tuple[int, Any]:
    body = {"release": release, "why": why}
    path = f"/api/v1/guard/entries/{entry}/review"
    answer = stage.world.client("operator").post(path, body, content_type=JSON)
    return answer.status_code, answer.json()


def guess(stage: Stage, viewers: list[int]) -> Activity:
    """An open price guess in which each of them was right, nobody held."""
    draft = activities.ActivityDraft("guess", "猜价", 60, PRICE)
    manager = stage.world.staff["brand_manager"]
    row = activities.arm_activity(stage.room.pk, draft, manager, now())
    row = activities.open_activity(stage.room.pk, row.pk, stage.operator, now())
    moment = int(now().timestamp() * 1000)
    wishes = [Wish(row.pk, one, 0, 0, {"price": 9900}, False, moment) for one in viewers]
    assert {one.code for one in enter(raw(), "interaction_enter", wishes)} == {""}
    return row


def settle(stage: Stage, row: Activity) -> None:
    activities.close_activity(row.pk, stage.operator, now())
    activities.settle_activity(row.pk, None, now())


def test_a_held_entry_is_listed_with_its_reasons_and_reviewed_once(on_air: Stage) -> None:
    viewer = person()
    poll, doubt = held_entry(on_air, viewer), decided(on_air, viewer)
    [card] = listed(on_air)
    assert (card["viewer"], card["activity"], card["state"]) == ("阿木", "选颜色", "held")
    assert card["decision"]["id"] == doubt.pk
    assert card["decision"]["reasons"][0]["code"] == "shared_device"
    shown = on_air.world.client("operator").get(f"/api/v1/rooms/{on_air.slug}/activities")
    assert shown.json()[0]["held_entries"] == 1
    for _again in range(2):
        status, made = review(on_air, card["id"], True, "一家人\u3000三口")
        assert (status, made["state"], made["why"]) == (200, "released", "一家人 三口")
    assert list(Activity.objects.get(pk=poll.pk).tally) == [0, 1], "counted once"
    assert review(on_air, card["id"], False)[0] == 409
    assert listed(on_air) == []
    assert [one["id"] for one in listed(on_air, "reviewed")] == [card["id"]]
    notes = AuditEntry.objects.filter(action="interaction.review_entry")
    assert [one.detail["why"] for one in notes] == ["一家人 三口"]


def test_other_shops_and_roles_without_judgment_see_nothing(on_air: Stage) -> None:
    viewer = person()
    held_entry(on_air, viewer)
    entry = Entry.objects.get().pk
    elsewhere = make_stage("other")
    assert listed(elsewhere) == []
    assert review(elsewhere, entry, True)[0] == 403
    assert listed(on_air, role="host") == 403
    assert review(on_air, 2**62, True)[0] == 404
    assert Entry.objects.get().grade == 1


def test_a_decision_that_came_after_the_closing_holds_the_prize(on_air: Stage) -> None:
    cheat, honest = person("小贼"), person("小北")
    row = guess(on_air, [cheat, honest])
    decided(on_air, cheat)
    settle(on_air, row)
    assert pay_prizes(row.pk, now()) == 1
    balance = {one: promotions.balances(row.shop_id, one).points for one in (cheat, honest)}
    assert balance == {cheat: 0, honest: 100}
    told = ConsoleAction.objects.get(verb="activity_settle").detail
    assert (told["n"], told["held"]) == (2, 1), "the desk is told how many wait"
    [card] = listed(on_air)
    assert (card["viewer"], card["prize"]["amount"]) == ("小贼", 100)
    assert review(on_air, card["id"], False, "同一设备八个账号")[0] == 200
    pay_prizes(row.pk, now())
    assert promotions.balances(row.shop_id, cheat).points == 0
    assert ActivityPrize.objects.get(viewer_id=cheat).refused


def test_lifting_the_decision_pays_what_the_settlement_held(on_air: Stage) -> None:
    viewer = person()
    row = guess(on_air, [viewer])
    doubt = decided(on_air, viewer)
    settle(on_air, row)
    assert pay_prizes(row.pk, now()) == 0
    path, body = f"/api/v1/guard/{doubt.pk}/decide", {"shop_id": row.shop_id, "lift": True}
    answer = on_air.world.client("operator").post(path, body, content_type=JSON)
    assert answer.json() == {"entries": 1}
    assert (pay_prizes(row.pk, now()), pay_prizes(row.pk, now())) == (1, 0)
    assert promotions.balances(row.shop_id, viewer).points == 100
