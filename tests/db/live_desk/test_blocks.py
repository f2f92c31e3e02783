"""CONT-06: a segment carries standard interactions, and the console opens them on air."""

from __future__ import annotations

from typing import Any

import pytest
from tests.db.live_desk.stage import Stage
from tests.db.planning.world import NOW

from kaibo.interaction.models import Activity
from kaibo.planning import facade as planning

POLL = {
    "kind": "poll", "title": "买哪个颜色", "seconds": 60, "rules": {"options": ["奶白", "雾蓝"]},
}  # fmt: skip


def _templates(stage: Stage) -> dict[str, dict[str, Any]]:
    answer = stage.world.client().get("/api/v1/shows/block-templates")
    assert answer.status_code == 200, answer.json()
    return {one["key"]: one for one in answer.json()}


def _put(stage: Stage, blocks: list[dict[str, Any]], segment: int | None = None) -> tuple[int, Any]:
    target = segment or planning.segments(stage.show)[0].id
    answer = stage.world.client().put(
        f"/api/v1/shows/{stage.show}/script/segments/{target}/blocks",
        data={"blocks": blocks}, content_type="application/json",
    )  # fmt: skip
    return answer.status_code, answer.json()


def _carry(stage: Stage, *blocks: dict[str, Any]) -> list[int]:
    """Put blocks into the first segment, freeze, go live; ids of the blocks."""
    status, rows = _put(stage, list(blocks))
    assert status == 200, rows
    planning.freeze_plan(stage.show, stage.operator, NOW)
    stage.go_live()
    return [row["id"] for row in rows]


@pytest.mark.capability("CONT-06")
def test_standard_blocks_are_put_into_the_script_and_opened_from_the_console(stage: Stage) -> None:
    offered = _templates(stage)
    chosen = [offered[key] for key in ("qa", "poll", "draw")]
    qa, poll, draw = _carry(stage, *chosen)
    script = stage.desk()["script"]
    assert [one["kind"] for one in script[0]["blocks"]] == ["qa", "poll", "draw"]
    for block in (qa, poll, draw):
        status, answer = stage.send(f"/blocks/{block}")
        assert status == 201, answer
    rows = {row.block_id: row for row in Activity.objects.filter(show_id=stage.show)}
    assert {rows[one].state for one in (qa, poll, draw)} == {"open"}
    cards = {card.kind: card for card in stage.state().activities}
    assert set(cards) == {"qa", "poll", "draw"}
    assert cards["poll"].rules["options"] == offered["poll"]["rules"]["options"]


def test_a_block_that_is_open_is_not_opened_twice(stage: Stage) -> None:
    (block,) = _carry(stage, POLL)
    assert stage.send(f"/blocks/{block}")[0] == 201
    status, answer = stage.send(f"/blocks/{block}")
    assert (status, "买哪个颜色" in answer["detail"]) == (409, True)
    assert Activity.objects.filter(block_id=block).count() == 1


def test_a_block_is_checked_as_if_it_were_armed(stage: Stage) -> None:
    status, answer = _put(stage, [POLL | {"rules": {"options": ["只有一个"]}}])
    assert (status, "1 项" in answer["detail"]) == (422, True)
    assert planning.segments(stage.show)[0].blocks == []
    assert _put(stage, [POLL | {"kind": "dice"}])[0] == 404
    assert _put(stage, [POLL] * 7)[0] == 422


def test_what_is_not_in_the_frozen_script_is_not_opened(stage: Stage) -> None:
    stage.go_live()
    status, answer = stage.send("/blocks/987654")
    assert (status, "987654" in answer["detail"]) == (404, True)


def test_a_changed_block_makes_a_draft_and_keeps_its_id(stage: Stage) -> None:
    (first,) = [row["id"] for row in _put(stage, [POLL])[1]]
    planning.freeze_plan(stage.show, stage.operator, NOW)
    assert planning.freeze_state(stage.show)[1] is False
    (second,) = [row["id"] for row in _put(stage, [POLL | {"title": "选一个"}])[1]]
    assert first == second
    assert planning.freeze_state(stage.show)[1] is True


def test_a_rehearsal_carries_the_blocks(stage: Stage) -> None:
    _put(stage, [POLL])
    planning.freeze_plan(stage.show, stage.operator, NOW)
    copy = planning.copy_for_rehearsal(stage.show, stage.operator, NOW)
    (block,) = planning.segments(copy.id)[0].blocks
    assert (block.kind, block.title, block.seconds) == ("poll", "买哪个颜色", 60)
    assert block.id != planning.segments(stage.show)[0].blocks[0].id
