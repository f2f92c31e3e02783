"""The guard on the loop, without its thread: evidence comes in the order in which it happened."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.risk.replays.stage import START

from kaibo.gateway import guard as module
from kaibo.gateway.activities import ASKED
from kaibo.gateway.guard import Guard
from kaibo.interaction.wire import Act
from kaibo.risk.contracts import Grade, Signal
from kaibo.risk.hot import Engine
from kaibo.risk.rules import engine as rules

CARD = SimpleNamespace(id=5, opens_at=START + 1000)
STAMP = SimpleNamespace(shop=1, show=2, room=3)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Unix ms; the test sets it."""
    now = [START]
    monkeypatch.setattr(module, "now_ms", lambda: now[0])
    return now


def room() -> Any:
    state = SimpleNamespace(room_id=3, is_rehearsal=False, activities=[CARD])
    return SimpleNamespace(state=state, stamp=lambda: STAMP)


def pages(count: int, device: str) -> list[Any]:
    claims, sent = SimpleNamespace(synthetic=False), list[Any]()
    return [
        SimpleNamespace(
            viewer=n, device=device, address="", is_staff=False, claims=claims, send=sent.append
        )
        for n in range(1, count + 1)
    ]


def judged(guard: Guard, page: Any) -> int:
    command = SimpleNamespace(id="a", activity=CARD.id, proof="")
    return guard.judge(page, room(), cast(Act, command), "poll")


@pytest.mark.parametrize("count", [5, 9])
def test_a_full_device_is_known_before_its_accounts_enter(clock: list[int], count: int) -> None:
    """Nothing was read from the database yet: the thread that reads was never started."""
    guard = Guard("", lambda *_: None)
    ring = pages(count, "rack")
    for one in ring:
        guard.hello(one, room())
    clock[0] = CARD.opens_at + 800
    assert {judged(guard, one) for one in ring} == {Grade.NONE}
    guard.turn()
    wanted = ASKED if count == 5 else Grade.HOLD
    assert {judged(guard, one) for one in ring} == {wanted}


def test_an_entry_that_comes_again_for_a_challenge_is_told_once(clock: list[int]) -> None:
    guard = Guard("", lambda *_: None)
    ring = pages(5, "pad")
    for one in ring:
        guard.hello(one, room())
    clock[0] = CARD.opens_at + 100  # quick enough to be held against them, each time
    for one in ring:
        judged(guard, one)
    guard.turn()
    for _ in range(8):
        assert judged(guard, ring[0]) == ASKED
        guard.turn()
    account = guard._watches[3].engine._accounts[1]
    assert (account.acts, account.instant) == (2, 2)


def test_a_birth_is_nothing_a_viewer_did() -> None:
    engine = Engine(1)
    engine.feed(Signal(kind="hello", at=START, room=1, viewer=1, device="d"))
    engine.feed(Signal(kind="birth", at=START, room=1, viewer=1, born=START - 5))
    account = engine._accounts[1]
    assert (account.born, account.deeds) == (START - 5, 1)


def test_a_grade_that_fades_before_it_is_told_is_told() -> None:
    engine = Engine(1)
    for viewer in range(5):
        engine.feed(Signal(kind="hello", at=START, room=1, viewer=viewer, device="pad"))
    engine.feed(Signal(kind="act", at=START, room=1, viewer=4, target=1, delay=3000))
    engine.turn(START + rules._SWEEP_MS)
    assert engine.grade(4) == Grade.NONE
    assert [(one.viewer, one.grade) for one in engine.changes()] == [(4, Grade.FRICTION)]
