"""Undo is a compensating action within 30 s that names what it takes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.db.live_desk.stage import Stage, priced

from kaibo.foundation import ledger
from kaibo.foundation.models import OutboxMessage
from kaibo.liveroom.models import ConsoleAction
from kaibo.members.models import Viewer
from kaibo.selling.models import OfferSnapshot

Clock = Callable[[datetime], None]


def _offer_step(verb: str, body: dict[str, Any]) -> Callable[[Stage], int]:
    return lambda stage: stage.do(f"/offers/{stage.offer().pk}/{verb}", body)


STEPS: dict[str, Callable[[Stage], int]] = {
    "pin": lambda stage: stage.do("/pin", {"link_id": stage.offer(2).link_id}),
    "unpin": lambda stage: stage.do("/unpin"),
    "price": _offer_step("price", {"price": 18900}),
    "stock": _offer_step("stock", {"delta": 5}),
    "flash_start": _offer_step("flash", {"action": "start", "price": 15900, "seconds": 300}),
    "unlist": _offer_step("list", {"is_listed": False}),
    "list": _offer_step("list", {"is_listed": True}),
    "limit": _offer_step("list", {"per_user_limit": 3}),
    "announce": lambda stage: stage.do("/announce", {"text": "新公告"}),
}


def _facts(stage: Stage) -> Any:
    """What an undo must bring back: everything but numbers that only grow."""
    state = stage.state()
    offers = [
        (o.offer_id, o.price, o.flash_price, o.left, o.is_listed, o.per_user_limit)
        for link in state.links
        for o in link.offers
    ]
    return state.pinned_link_id, state.announcement, offers


@pytest.mark.parametrize("verb", STEPS)
def test_undo_brings_back_what_was(on_air: Stage, verb: str) -> None:
    on_air.do("/pin", {"link_id": on_air.offer(1).link_id})
    if verb == "list":
        _offer_step("list", {"is_listed": False})(on_air)
    before = _facts(on_air)
    action = STEPS[verb](on_air)
    assert _facts(on_air) != before
    undoing = on_air.do(f"/undo/{action}")
    assert _facts(on_air) == before
    row = ConsoleAction.objects.get(pk=undoing)
    assert (row.compensates_id, row.undo) == (action, None)
    assert OutboxMessage.objects.get(kind="undo").body["ref"] == action
    assert ledger.verify("stock") == []


def test_stopped_flash_resumes_until_its_own_end(on_air: Stage) -> None:
    STEPS["flash_start"](on_air)
    end = on_air.offer().flash_ends_at
    stop = on_air.do(f"/offers/{on_air.offer().pk}/flash", {"action": "stop"})
    on_air.do(f"/undo/{stop}")
    resumed = on_air.offer().flash_ends_at
    assert resumed is not None
    assert end is not None
    assert abs(resumed - end) < timedelta(milliseconds=1)


def test_segment_and_mute_go_back(on_air: Stage) -> None:
    on_air.do("/segment")
    first = on_air.state().segment
    on_air.do(f"/undo/{on_air.do('/segment')}")
    back = on_air.state().segment
    assert first
    assert back
    assert (back.segment_id, back.run_id > first.run_id) == (first.segment_id, True)
    viewer = Viewer.objects.create(nickname="小雨")
    on_air.do(f"/undo/{on_air.do('/mute', {'viewer_id': viewer.pk})}")
    assert on_air.desk()["muted"] == []


def test_undo_is_refused_after_thirty_seconds(on_air: Stage, clock: Clock) -> None:
    now = timezone.now()
    clock(now)
    action = STEPS["price"](on_air)
    clock(now + timedelta(seconds=31))
    status, problem = on_air.send(f"/undo/{action}")
    assert (status, problem["code"], problem["reason"]) == (409, "undo_refused", "too_late")
    assert "改价" in problem["detail"]
    assert on_air.offer().normal_price == 18900
    assert on_air.desk()["actions"][0]["undone_at"] is None
    clock(now + timedelta(seconds=30))
    on_air.do(f"/undo/{action}")


def test_undo_is_refused_once_done_or_when_the_state_moved_on(on_air: Stage) -> None:
    first = STEPS["price"](on_air)
    second = on_air.do(f"/offers/{on_air.offer().pk}/price", {"price": 18500})
    status, problem = on_air.send(f"/undo/{first}")
    assert (status, problem["reason"]) == (409, "moved_on")
    assert ConsoleAction.objects.get(pk=first).undone_at is None  # the claim is gone too
    on_air.do(f"/undo/{second}")
    assert on_air.send(f"/undo/{second}")[1]["reason"] == "already_undone"
    pinned = STEPS["pin"](on_air)
    on_air.do("/pin", {"link_id": on_air.offer(1).link_id})
    assert on_air.send(f"/undo/{pinned}")[1]["reason"] == "moved_on"


def test_an_undo_cannot_be_undone_and_a_start_neither(on_air: Stage) -> None:
    start = ConsoleAction.objects.get(verb="show_start").pk
    undoing = on_air.do(f"/undo/{STEPS['announce'](on_air)}")
    for action in (start, undoing):
        assert on_air.send(f"/undo/{action}")[1]["reason"] == "not_undoable"
    assert on_air.send("/undo/999999")[0] == 404


def test_released_units_that_were_sold_cannot_be_taken_back(on_air: Stage) -> None:
    action = on_air.do(f"/offers/{on_air.offer().pk}/stock", {"delta": 5})
    offer = on_air.offer()
    ledger.transfer(offer.stock_account, offer.reserved_account, 52, "order")
    status, problem = on_air.send(f"/undo/{action}")
    assert (status, problem["reason"]) == (409, "moved_on")
    assert ledger.verify("stock") == []


def test_terms_that_a_buyer_saw_stay_on_record(on_air: Stage) -> None:
    """An order placed between a change and its undo points to the snapshot of that moment."""
    action = STEPS["price"](on_air)
    seen = on_air.offer().snapshot_id
    on_air.do(f"/undo/{action}")
    assert OfferSnapshot.objects.get(pk=seen).body["normal_price"] == 18900
    assert priced(on_air.state()).links[0].offers[0].price == 19900
