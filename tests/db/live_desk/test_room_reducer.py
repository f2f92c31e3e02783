"""Snapshot + events = fresh snapshot, for every kind of event, against the database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import get_args

import pytest
from django.db import connection
from tests.db.live_desk.stage import Stage, priced
from tests.db.live_desk.talking import hear, said, viewers

from kaibo.interaction import talk_facade as interaction
from kaibo.interaction.models import Question, RoomComment
from kaibo.liveroom.contracts import RoomEvent, StreamChanged
from kaibo.liveroom.facade import append_event
from kaibo.liveroom.models import Room
from kaibo.liveroom.rules.room_state import Gap, apply, apply_all
from kaibo.members.models import Viewer


def _stream_down(stage: Stage) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    Room.objects.filter(pk=stage.room.pk).update(stream_state="down", stream_at=at)
    append_event(stage.room.pk, StreamChanged(state="down", at=int(at.timestamp() * 1000)))


def _mute(stage: Stage) -> None:
    viewer = Viewer.objects.create(nickname="小雨")
    stage.do("/mute", {"viewer_id": viewer.pk})
    stage.do("/unmute", {"viewer_id": viewer.pk})


def _pin(stage: Stage) -> None:
    stage.do("/pin", {"link_id": stage.offer(2).link_id})


def _unpin(stage: Stage) -> None:
    _pin(stage)
    stage.do("/unpin")


def _offers(stage: Stage) -> None:
    path = f"/offers/{stage.offer().pk}"
    stage.do(f"{path}/price", {"price": 18900})
    stage.do(f"{path}/stock", {"delta": 7})
    stage.do(f"{path}/flash", {"action": "start", "price": 16900, "seconds": 600})
    stage.do(f"{path}/flash", {"action": "stop"})
    stage.do(f"{path}/list", {"is_listed": False})
    stage.do(f"{path}/list", {"per_user_limit": 2, "whole_link": True})
    stage.do(f"/undo/{stage.do(f'{path}/stock', {'delta': -3})}")


def _switch_comment_orders(stage: Stage) -> None:
    for is_on in (True, False, True):
        answer = stage.world.client("operator").put(
            f"/api/v1/rooms/{stage.slug}/comment-orders", {"is_on": is_on},
            content_type="application/json",
        )  # fmt: skip
        assert answer.status_code == 204, answer.content


def _questions(stage: Stage) -> None:
    [viewer] = viewers(1)
    hear(said(stage, viewer, "能机洗吗"), said(stage, viewer, "什么时候发货"))
    for one in Question.objects.order_by("id"):
        stage.do(f"/questions/{one.pk}/promote")
    stage.do(f"/questions/{one.pk}/answer", {"link_id": stage.offer().link_id})


def _pin_comment(stage: Stage) -> None:
    [viewer] = viewers(1)
    hear(said(stage, viewer, "主播好"))
    interaction.pin_comment(
        stage.room.pk, RoomComment.objects.get().comment_id, stage.operator, datetime.now(UTC)
    )


def _activities(stage: Stage) -> None:
    """More than a page keeps, one of them cancelled, one open, one armed."""
    for number in range(12):
        made = _arm(stage, f"第 {number} 次")
        if number != 11:
            _step(stage, made, "open")
        if number < 10:
            _step(stage, made, "cancel" if number == 5 else "close")


def _arm(stage: Stage, title: str) -> int:
    body = {"kind": "poll", "title": title, "seconds": 60, "rules": {"options": ["红", "白"]}}
    status, answer = stage.send("/activities", body)
    assert status == 201, answer
    return int(answer["id"])


def _step(stage: Stage, activity: int, verb: str) -> None:
    status, answer = stage.send(f"/activities/{activity}/{verb}")
    assert status == 200, answer


STEPS: dict[str, Callable[[Stage], object]] = {
    "show_started": lambda stage: None,
    "show_ended": lambda stage: (stage.do("/announce", {"text": "谢谢"}), stage.do("/end")),
    "segment_started": lambda stage: (stage.do("/segment"), stage.do("/segment")),
    "link_pinned": _pin,
    "link_unpinned": _unpin,
    "offers_changed": _offers,
    "comment_orders_set": _switch_comment_orders,
    "announced": lambda stage: stage.do("/announce", {"text": "满 2 件减 20"}),
    "activity_changed": _activities,
    "stream_changed": _stream_down,
    "viewer_muted": _mute,
    "questions_set": _questions,
    "comment_pinned": _pin_comment,
}


@pytest.mark.parametrize("kind", STEPS)
def test_snapshot_and_events_give_the_later_snapshot(stage: Stage, kind: str) -> None:
    before_air = stage.state()
    stage.go_live()
    on_air = stage.state()
    STEPS[kind](stage)
    fresh = stage.state()
    assert kind in [event.event.__struct_config__.tag for event in stage.events()]
    assert priced(apply_all(before_air, stage.events(before_air.seq))) == fresh
    assert priced(apply_all(on_air, stage.events(on_air.seq))) == fresh


def test_every_kind_of_event_has_a_step() -> None:
    assert set(STEPS) == {kind.__struct_config__.tag for kind in get_args(RoomEvent)}


def test_events_the_state_contains_change_nothing_and_a_gap_is_told(on_air: Stage) -> None:
    state = on_air.state()
    assert apply_all(state, on_air.events()) == state
    on_air.do("/announce", {"text": "一"})
    on_air.do("/announce", {"text": "二"})
    with pytest.raises(Gap):
        apply(state, on_air.events()[-1])


def test_an_event_wakes_the_gateways(on_air: Stage) -> None:
    """NOTIFY is sent by the commit, so the row is stored before anybody is told."""
    with connection.cursor() as cursor:
        cursor.execute("select prosrc from pg_proc where proname = 'liveroom_append_event'")
        assert "kaibo_room" in cursor.fetchone()[0]
    assert [event.seq for event in on_air.events()] == list(range(1, on_air.state().seq + 1))
