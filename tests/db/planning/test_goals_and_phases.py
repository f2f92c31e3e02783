"""PLAN-01 goal card, PLAN-16 gated phases, CONT-08 completion, as people see them over HTTP."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.db.planning.world import NOW, World, make_world, plan, send, sign_all

from kaibo.foundation.errors import GateClosed, NotAllowed
from kaibo.foundation.models import AuditEntry
from kaibo.planning import facade
from kaibo.planning.contracts import RunFact
from kaibo.planning.errors import WrongPhase
from kaibo.planning.models import Show


@pytest.mark.capability("PLAN-01")
def test_operator_sets_goals_and_sees_target_actual_and_gap_after_the_show(world: World) -> None:
    client, show = world.client(), world.show()
    goals = [
        {"metric": "gmv", "target": 5_000_000, "dimension": "efficiency"},
        {"metric": "satisfaction", "target": 4.8},
        {"metric": "repeat_rate_30d", "target": 12},
        {"metric": "refund_rate", "target": 5},
    ]
    status, cards = send(client, "put", f"/{show}/goals", {"goals": goals})
    assert status == 200
    assert [(c["metric"], c["dimension"], c["target"], c["actual"], c["gap"]) for c in cards] == [
        ("gmv", "efficiency", 5_000_000, None, None),
        ("satisfaction", "experience", 4.8, None, None),
        ("repeat_rate_30d", "effect", 12, None, None),
        ("refund_rate", "experience", 5, None, None),
    ]
    plan(world, show)
    status, cards = send(client, "put", f"/{show}/goals", {"goals": goals})
    sign_all(world, show)
    facade.enter_phase(show, "on_air", world.staff["operator"], NOW)
    facade.enter_phase(show, "review", world.staff["operator"], NOW + timedelta(hours=1))
    facade.record_actuals(show, {"gmv": 4_600_000, "refund_rate": 3.2, "pcu": 900}, NOW)

    status, cards = send(client, "get", f"/{show}/goals")
    after = {card["metric"]: card for card in cards}
    assert (after["gmv"]["actual"], after["gmv"]["gap"]) == (4_600_000, -400_000)
    assert (after["gmv"]["gap_percent"], after["gmv"]["is_met"]) == (-8.0, False)
    assert (after["refund_rate"]["gap"], after["refund_rate"]["is_met"]) == (-1.8, True)
    assert after["repeat_rate_30d"]["actual"] is None
    status, _problem = send(client, "put", f"/{show}/goals", {"goals": []})
    assert status == 409  # a goal set after the show would prove nothing


def test_goal_of_an_unknown_metric_is_refused_by_name(world: World) -> None:
    status, problem = send(
        world.client(),
        "put",
        f"/{world.show()}/goals",
        {"goals": [{"metric": "luck", "target": 1}]},
    )
    assert status == 422
    assert "luck" in problem["detail"]


@pytest.mark.parametrize("target", [-1, "NaN", "Infinity", 1e40])
def test_goal_target_out_of_range_is_refused(world: World, target: object) -> None:
    body = {"goals": [{"metric": "gmv", "target": target}]}
    status, _ = send(world.client(), "put", f"/{world.show()}/goals", body)
    assert status == 422


@pytest.mark.capability("PLAN-16")
def test_show_moves_through_gated_phases_with_open_tasks_on_the_bar(world: World) -> None:
    client, show = world.client(), world.show()
    status, bar = send(client, "get", f"/{show}/phases")
    assert [(p["phase"], p["state"]) for p in bar] == [
        ("prepare", "current"), ("on_air", "ahead"), ("review", "ahead"), ("closed", "ahead"),
    ]  # fmt: skip
    assert [p["open_tasks"] for p in bar] == [2, 1, 2, 0]
    assert {reason["code"] for reason in bar[1]["reasons"]} >= {
        "goals_set", "lineup_frozen", "script_missing_part", "check_unsigned", "task_open",
    }  # fmt: skip
    with pytest.raises(GateClosed):
        facade.enter_phase(show, "on_air", world.staff["operator"], NOW)
    assert Show.objects.get(pk=show).phase == "prepare"

    plan(world, show)
    sign_all(world, show)
    assert facade.enter_phase(show, "on_air", world.staff["operator"], NOW).phase == "on_air"
    facade.enter_phase(show, "review", world.staff["operator"], NOW + timedelta(hours=2))
    status, problem = send(client, "post", f"/{show}/phase", {"phase": "closed"})
    assert (status, problem["code"]) == (409, "gate_closed")
    assert [r["code"] for r in problem["reasons"]] == ["task_open"] * 3 + ["goals_measured"]

    for phase in facade.phase_bar(show, NOW):
        for task in phase.tasks:
            send(client, "put", f"/{show}/tasks/{task.id}", {"is_done": True})
    facade.record_actuals(show, {"gmv": 1}, NOW)
    status, card = send(client, "post", f"/{show}/phase", {"phase": "closed"})
    assert (status, card["phase"]) == (200, "closed")
    status, bar = send(client, "get", f"/{show}/phases")
    assert [(p["state"], p["open_tasks"]) for p in bar] == [
        ("done", 0), ("done", 0), ("done", 0), ("current", 0),
    ]  # fmt: skip
    assert all(p["entered_at"] for p in bar)


def test_phases_cannot_be_skipped_or_walked_back(world: World) -> None:
    show = world.show()
    for phase in ("review", "closed", "prepare", "nonsense"):
        with pytest.raises(WrongPhase):
            facade.enter_phase(show, phase, world.staff["operator"], NOW)


def test_going_on_air_without_a_room_is_refused_over_http(world: World) -> None:
    show = world.show()
    status, problem = send(world.client(), "post", f"/{show}/phase", {"phase": "on_air"})
    assert (status, problem["code"]) == (409, "conflict")
    assert "/studio/" in problem["link"]


def test_phase_change_needs_a_planner(world: World) -> None:
    with pytest.raises(NotAllowed):
        facade.enter_phase(world.show(), "on_air", world.staff["host"], NOW)


def test_task_added_to_a_phase_shows_until_it_is_ticked(world: World) -> None:
    client, show = world.client(), world.show()
    body = {
        "phase": "prepare",
        "title": "借补光灯",
        "owner": "小陈",
        "due_at": "2026-11-27T10:00:00Z",
    }
    status, bar = send(client, "post", f"/{show}/tasks", body)
    assert status == 201
    task = next(t for t in bar[0]["tasks"] if t["title"] == "借补光灯")
    assert any("借补光灯" in r["message"] and "小陈" in r["message"] for r in bar[1]["reasons"])
    status, bar = send(client, "put", f"/{show}/tasks/{task['id']}", {"is_done": True})
    assert not any("借补光灯" in r["message"] for r in bar[1]["reasons"])
    status, bar = send(client, "delete", f"/{show}/tasks/{task['id']}")
    assert task["id"] not in [t["id"] for t in bar[0]["tasks"]]


@pytest.mark.capability("CONT-08")
def test_operator_sees_completion_percentage_and_the_skipped_segments(world: World) -> None:
    client, show = world.client(), world.show()
    plan(world, show)
    sign_all(world, show)
    facade.enter_phase(show, "on_air", world.staff["operator"], NOW)
    scripted = facade.frozen_plan(show)
    assert scripted is not None
    assert len(scripted.segments) == 7
    ids = [segment.id for segment in scripted.segments]
    runs = [RunFact(i, False) for i in ids[:5]] + [RunFact(ids[5], True), RunFact(None, False)]
    facade.record_execution(show, [*runs, RunFact(ids[0], False)])

    status, completion = send(client, "get", f"/{show}/completion")
    assert status == 200
    assert (completion["executed"], completion["scripted"]) == (5, 7)
    assert (completion["percent"], completion["target_percent"]) == (71.4, 95)
    assert not completion["is_met"]
    assert [s["position"] for s in completion["skipped"]] == [6, 7]
    assert completion["skipped"][1]["title"] == "收尾沉淀"


def test_show_crud_and_audit(world: World) -> None:
    client = world.client()
    body = {
        "shop_id": world.shop.pk, "title": "双十二预热", "theme": "囤货", "host_name": "阿月",
        "planned_start_at": "2026-12-11T19:00:00+08:00",
        "planned_end_at": "2026-12-11T23:00:00+08:00",
    }  # fmt: skip
    status, card = send(client, "post", "", body)
    assert (status, card["phase"], card["frozen_version"]) == (201, "prepare", 0)
    assert "no_links" in [flag["code"] for flag in card["red_lights"]]
    show = card["id"]
    status, card = send(client, "put", f"/{show}", body | {"title": "双十二返场"})
    assert (status, card["title"]) == (200, "双十二返场")
    status, cards = send(client, "get", "")
    assert [c["id"] for c in cards] == [show]
    status, _ = send(client, "delete", f"/{show}")
    assert status == 204
    assert send(client, "get", f"/{show}")[0] == 404
    actions = AuditEntry.objects.filter(subject=f"show:{show}").values_list("action", flat=True)
    assert list(actions.order_by("id")) == [
        "planning.create_show", "planning.edit_show", "planning.delete_show",
    ]  # fmt: skip


def test_end_before_start_is_refused(world: World) -> None:
    body = {
        "shop_id": world.shop.pk, "title": "倒着播",
        "planned_start_at": "2026-12-11T19:00:00+08:00",
        "planned_end_at": "2026-12-11T18:00:00+08:00",
    }  # fmt: skip
    status, problem = send(world.client(), "post", "", body)
    assert (status, problem["field"]) == (422, "planned_end_at")


def test_people_of_other_shops_and_the_public_are_kept_out(world: World) -> None:
    other = make_world("other")
    show = world.show()
    for path in ("", "/lineup", "/script", "/goals", "/phases", "/checklist", "/versions"):
        assert send(other.client(), "get", f"/{show}{path}")[0] == 403
    from django.test import Client

    assert send(Client(), "get", f"/{show}")[0] == 401
    status, _ = send(world.client("analyst"), "patch", f"/{show}/lineup", {"rows": []})
    assert status == 403
    assert send(world.client("analyst"), "get", f"/{show}/lineup")[0] == 200
