"""Blocks climb the ladder: once a decision, with evidence; lifting takes the penalty back."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from tests.db.live_desk.stage import Stage, make_stage
from tests.db.risk.test_decisions import as_viewer, decided, now, person, raw, verdict

from kaibo.compliance import facade as compliance
from kaibo.compliance import hot as compliance_hot
from kaibo.compliance.models import Penalty
from kaibo.risk import facade as risk
from kaibo.risk import hot
from kaibo.risk.actions.charge import FRESH, charge_blocks
from kaibo.risk.models import GuardCharge, GuardDecision
from kaibo.risk.tasks import charge


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def blocked_in(stage: Stage, viewer: int, show: int) -> GuardDecision:
    """A block of another show of the same room."""
    hot.store(raw(), stage.room.shop_id, show, [verdict(stage, viewer, 4)])
    return GuardDecision.objects.get(viewer_id=viewer, show_id=show)


@pytest.mark.capability("COMP-12")
def test_repeated_blocks_climb_and_each_is_charged_once(on_air: Stage) -> None:
    viewer, shop = person(), on_air.room.shop_id
    for show in (1001, 1002, 1003):
        blocked_in(on_air, viewer, show)
        assert (charge_blocks(now()), charge_blocks(now())) == (1, 0)
    charge(0)
    steps = list(Penalty.objects.order_by("id").values_list("step", "measure"))
    assert steps == [("limit", "mute"), ("pause", "ban"), ("pause", "ban")], "never for good"
    card = compliance.of_viewer(shop, viewer)[0]
    assert (card.cause, card.grade, card.by) == ("cheat", 4, "")
    assert card.evidence["decision"] == GuardDecision.objects.get(show_id=1003).pk
    assert "shared_device" in str(card.evidence["reasons"])
    held = compliance_hot.penalties(raw(), shop)
    assert {one.measure for one in held} == {"mute", "ban"}, "gateways follow it"


def test_milder_grades_lifted_and_old_decisions_bring_nothing(on_air: Stage) -> None:
    mild, lifted, old = person("一"), person("二"), person("三")
    decided(on_air, mild, grade=3)
    risk.decide(
        on_air.room.shop_id, decided(on_air, lifted, 4).pk, True, "", on_air.operator, now()
    )
    decided(on_air, old, 4)
    GuardDecision.objects.filter(viewer_id=old).update(changed_at=now() - FRESH)
    assert charge_blocks(now() + dt.timedelta(seconds=1)) == 0
    assert not Penalty.objects.exists()


def test_lifting_revokes_the_penalty_and_wins_its_appeal(on_air: Stage, client: Client) -> None:
    viewer, shop = person(), on_air.room.shop_id
    row = decided(on_air, viewer, 4)
    charge_blocks(now())
    mine = client.get("/api/v1/guard/mine/decisions", headers=as_viewer(viewer)).json()
    assert mine[0]["id"] == row.pk
    [penalty] = compliance.of_viewer(shop, viewer)
    asked = on_air.world.client("operator").get(f"/api/v1/guard/{row.pk}?shop_id={shop}").json()
    assert asked["penalty_id"] == penalty.id
    compliance.appeal(viewer, penalty.id, "我们一家人用一台平板", now())
    risk.decide(shop, row.pk, True, "核实是一家人", on_air.operator, now())
    [after] = compliance.of_viewer(shop, viewer)
    assert (after.revoked_for, after.appeal and after.appeal.outcome) == ("核实是一家人", "revoked")
    assert compliance.points_of(shop, viewer, now()) == 0
    assert [one for one in compliance_hot.penalties(raw(), shop) if one.measure != "none"] == []
    assert charge_blocks(now()) == 0


def test_a_penalty_taken_back_before_is_left_alone(on_air: Stage) -> None:
    viewer, shop = person(), on_air.room.shop_id
    row = decided(on_air, viewer, 4)
    charge_blocks(now())
    [penalty] = compliance.of_viewer(shop, viewer)
    compliance.revoke(on_air.operator, shop, penalty.id, "误判", now())
    risk.decide(shop, row.pk, True, "误判", on_air.operator, now())
    [after] = compliance.of_viewer(shop, viewer)
    assert after.revoked_for == "误判"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_charge_once() -> None:
    stage = make_stage()
    stage.go_live()
    for number in range(6):
        decided(stage, person(f"第{number}人"), 4)

    def work(_turn: int) -> int:
        try:
            return charge_blocks(now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 6
    assert GuardCharge.objects.count() == Penalty.objects.count() == 6
