"""A draw from arming to prizes, and the proof that is published of it."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.db.live_desk.stage import Stage, make_stage
from tests.factories import fair

from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.interaction import draws
from kaibo.interaction.actions.arm_activity import ActivityDraft, arm_activity
from kaibo.interaction.actions.cancel_activity import cancel_activity
from kaibo.interaction.actions.close_activity import close_activity
from kaibo.interaction.actions.open_activity import open_activity
from kaibo.interaction.models import Activity, ActivityPrize
from kaibo.interaction.prizes import pay_prizes
from kaibo.interaction.timing import end_activity
from kaibo.liveroom.contracts import ActivityChanged
from kaibo.liveroom.models import PersonalEvent
from kaibo.promotions import facade as promotions

SCRIPT = Path(__file__).parents[3] / "docs" / "verify_draw.py"
RULES = {
    "prizes": [
        {"name": "四件套", "kind": "goods", "count": 1, "value": 12_900},
        {"name": "100 积分", "kind": "points", "count": 2, "value": 100, "amount": 100},
    ],
    "work": 1000,
}  # fmt: skip


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def _opened(stage: Stage, **rules: Any) -> Activity:
    draft = ActivityDraft("draw", "整点福袋", 60, {**RULES, **rules})
    row = arm_activity(stage.room.pk, draft, stage.operator, fair.now())
    return open_activity(stage.room.pk, row.pk, stage.operator, fair.now())


def _entered(activity: Activity, count: int) -> list[int]:
    people = fair.viewers(count)
    bodies = [{"nonce": secrets.token_hex(16)} for _ in people]
    fair.enter("interaction_enter_draw", activity, people, bodies)
    return people


def _cards(stage: Stage) -> list[Any]:
    return [one.event.card for one in stage.events() if isinstance(one.event, ActivityChanged)]


@pytest.mark.capability("INTR-02")
def test_rules_and_commitment_at_opening_list_before_the_seed(
    on_air: Stage, tmp_path: Path
) -> None:
    activity = _opened(on_air)
    people = _entered(activity, 9)
    later = fair.now() + dt.timedelta(seconds=61)
    assert end_activity(activity.pk, later)
    opened, closed, settled = _cards(on_air)
    assert opened.rules["commitment"] == closed.rules["commitment"]
    assert opened.rules["prizes"][0]["name"] == "四件套"
    assert "seed" not in json.dumps([opened.rules, opened.result, closed.rules, closed.result])
    assert (closed.result["count"], len(closed.result["root"])) == (9, 64)
    assert settled.result["seed"]
    assert len(settled.result["winners"]) == 3

    activity.refresh_from_db()
    proof = draws.proof(activity)
    (tmp_path / "proof.json").write_text(json.dumps(proof, ensure_ascii=False))
    noted = [opened.rules["commitment"], closed.result["root"], proof["commitment"]]
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), str(tmp_path / "proof.json"), *noted],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.startswith("OK: 9 entries"), done.stdout + done.stderr
    assert [pair[:2] for pair in settled.result["winners"]] == proof["winners"]

    assert pay_prizes(activity.pk, later) == 3
    told = PersonalEvent.objects.filter(kind="prize_won")
    names = sorted(one.body["name"] for one in told)
    assert names == ["100 积分", "100 积分", "四件套"]
    points = [promotions.balances(activity.shop_id, one).points for one in people]
    assert sorted(points) == [0] * 7 + [100, 100]


def test_the_proof_carries_nobodys_number_or_name(on_air: Stage) -> None:
    activity = _opened(on_air)
    _entered(activity, 3)
    end_activity(activity.pk, fair.now() + dt.timedelta(seconds=61))
    activity.refresh_from_db()
    proof = draws.proof(activity)
    assert "观众" not in json.dumps(proof, ensure_ascii=False)
    assert activity.secret["salt"] not in json.dumps(proof)
    assert all(len(entry) == 5 and len(entry[1]) == 16 for entry in proof["entries"])


def test_a_draw_is_not_closed_early_nor_cancelled_once_it_is_closed(on_air: Stage) -> None:
    activity = _opened(on_air)
    with pytest.raises(Conflict, match="公布的时间"):
        close_activity(activity.pk, on_air.operator, fair.now(), on_air.room.pk)
    close_activity(activity.pk, None, fair.now())
    with pytest.raises(Conflict):
        cancel_activity(on_air.room.pk, activity.pk, on_air.operator, fair.now())


def test_nobody_enters_and_nobody_wins(on_air: Stage) -> None:
    activity = _opened(on_air)
    end_activity(activity.pk, fair.now() + dt.timedelta(seconds=61))
    activity.refresh_from_db()
    assert (activity.state, activity.result["winners"]) == ("settled", [])
    assert draws.proof(activity)["winners"] == []


def test_a_held_winner_waits_and_nobody_is_drawn_instead(on_air: Stage) -> None:
    activity = _opened(on_air)
    people = fair.viewers(2)
    bodies = [{"nonce": secrets.token_hex(16)} for _ in people]
    fair.enter("interaction_enter_draw", activity, people, bodies, [1, 2])
    end_activity(activity.pk, fair.now() + dt.timedelta(seconds=61))
    (prize,) = ActivityPrize.objects.filter(activity=activity)
    assert (prize.viewer_id, prize.is_held) == (people[0], True)


@pytest.mark.parametrize(
    ("prize", "field"),
    [
        ({"name": "车", "kind": "goods", "count": 1, "value": 5_000_001}, "rules.value"),
        ({"name": "车", "kind": "goods", "count": 0, "value": 1}, "rules.count"),
        ({"name": "", "kind": "goods", "count": 1, "value": 1}, "rules.name"),
        ({"name": "红包", "kind": "points", "count": 1, "value": 1}, "rules.amount"),
        ({"name": "车", "kind": "car", "count": 1, "value": 1}, "rules.kind"),
    ],
)
def test_prizes_the_law_or_sense_forbids_are_refused(
    on_air: Stage, prize: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        _opened(on_air, prizes=[prize])
    assert refused.value.detail["field"] == field
