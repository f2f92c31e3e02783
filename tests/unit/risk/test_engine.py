"""The engine: nobody punished for one event, the same for the same signals, bounded memory."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.risk.replays import catalog, honest
from tests.risk.replays.stage import START, Session

from kaibo.risk.contracts import Grade, Signal, SignalKind, Verdict
from kaibo.risk.hot import Engine
from kaibo.risk.rules import grading, texts
from kaibo.risk.rules.account import Account
from kaibo.risk.rules.graph import prefix


def run(engine: Engine, signals: list[Signal]) -> list[Verdict]:
    found, turned = [], 0
    for signal in signals:
        if signal.at - turned >= 200:
            turned = signal.at
            engine.turn(turned)
            found += engine.changes()
        engine.feed(signal)
    engine.turn(turned + 10_000)
    return found + engine.changes()


@pytest.fixture(scope="module")
def evening() -> Session:
    return catalog.replay(honest.evening_crowd, 7)


@pytest.fixture(scope="module")
def warm(evening: Session) -> Engine:
    """An engine that has seen an honest evening."""
    engine = Engine(1)
    run(engine, evening.signals)
    return engine


words = st.sampled_from(["加微信abc5566领同款", "1", "这个多少钱", "c o m 13800138000", ""])
single = st.builds(
    Signal,
    kind=st.sampled_from(["hello", "like", "comment", "act"]), at=st.just(START + 900_000),
    room=st.just(1), viewer=st.sampled_from([5, 1001, 1050, 1200]),
    n=st.integers(0, 50_000), target=st.integers(0, 9), delay=st.integers(-1, 10_000), text=words,
    device=st.sampled_from(["", "d1"]), address=st.sampled_from(["", "1.2.3.4", "x", "::1"]),
    born=st.integers(0, START),
)  # fmt: skip


@given(single)
def test_no_single_event_punishes_a_stranger(signal: Signal) -> None:
    engine = Engine(1)
    assert all(one.grade <= Grade.FRICTION for one in run(engine, [signal]))


@given(st.sampled_from(["like", "comment", "act"]), words, st.integers(-1, 5000))
def test_no_single_event_punishes_somebody_of_an_honest_evening(
    warm: Engine, kind: SignalKind, text: str, delay: int
) -> None:
    viewer = 1100
    account = warm._accounts[viewer]
    saved = {name: getattr(account, name) for name in Account.__slots__}
    copied = {key: list(one) if isinstance(one, list) else one for key, one in saved.items()}
    copied["reasons"] = dict(account.reasons)
    at = START + 930_000
    warm.feed(Signal(
        kind=kind, at=at, room=1, viewer=viewer, n=50, target=77, delay=delay, text=text,
    ))  # fmt: skip
    assert warm.grade(viewer) <= Grade.FRICTION
    for name, value in copied.items():
        setattr(account, name, value)
    warm._grade(account, at)
    warm.changes()


def test_the_same_signals_give_the_same_verdicts() -> None:
    session = catalog.replay(catalog.TUNING[9], 3)
    assert run(Engine(1), session.signals) == run(Engine(1), session.signals)


def test_memory_is_bounded() -> None:
    engine, rng = Engine(1, accounts=500), random.Random(1)
    kinds: list[SignalKind] = ["hello", "like", "act", "comment"]
    for n in range(30_000):
        engine.feed(Signal(
            kind=rng.choice(kinds), at=START + n * 40, room=1,
            viewer=n // 3, target=n // 500, delay=rng.randint(0, 9000), text="加微信abc5566领同款",
            device=f"d{n}", address=f"10.{n % 250}.{n // 250}.1",
        ))  # fmt: skip
        if n % 20 == 0:
            engine.turn(START + n * 40)
            engine.changes()
    assert len(engine) <= 500
    assert len(engine._graded) <= 500
    assert len(engine._lockstep._cells) <= 400_000
    assert len(engine._rings._of) <= 500
    assert len(engine._company._rounds) <= 64
    assert max(len(known) for one in engine._accounts.values() for known in one.company) <= 48


def test_friction_comes_first_and_grades_fade() -> None:
    assert grading.step(4.5, -1, 9, 2) == Grade.FRICTION
    assert grading.step(4.5, 19_999, 9, 2) == Grade.FRICTION
    assert grading.step(4.5, 20_000, 9, 2) == Grade.SHADOW
    assert grading.step(6.5, -1, 9, 2) == Grade.HOLD  # strong evidence need not wait
    assert grading.step(6.5, -1, 1, 2) == Grade.FRICTION  # but one event never punishes
    assert grading.step(12.0, 99_999, 9, 1) == Grade.HOLD  # one reason alone never blocks
    assert grading.faded(6.0, grading.HALF_LIFE_MS) == pytest.approx(3.0)


def flood(engine: Engine, seconds: int, viewer: int = 9) -> int:
    for n in range(seconds * 2):
        engine.feed(Signal(kind="like", at=START + n * 500, room=1, viewer=viewer, n=25))
    return START + seconds * 500 * 2


def test_a_flood_is_shadowed_and_forgiven_after_hours() -> None:
    engine = Engine(1)
    end = flood(engine, 60)
    assert engine.grade(9) >= Grade.SHADOW
    engine.turn(end + 3 * 60 * 60_000)
    assert engine.grade(9) == Grade.NONE


def test_a_passed_challenge_speaks_for_a_person_and_a_pardon_forgets() -> None:
    engine = Engine(1)
    for viewer in range(5):
        engine.feed(Signal(kind="hello", at=START, room=1, viewer=viewer, device="pad"))
    for n in range(2):
        engine.feed(Signal(kind="act", at=START + n, room=1, viewer=4, target=n, delay=3000))
    assert engine.grade(4) == Grade.FRICTION
    engine.passed(4, START + 10)
    assert engine.grade(4) == Grade.NONE
    flood(engine, 60)
    engine.pardon(9)
    assert engine.grade(9) == Grade.NONE


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("加 薇.信 a·b·c5566", "加微信abc5566"),
        ("加微信аЬс５５66", "加微信abc5566"),
        ("電話 ①三8", "電話138"),
    ],
)
def test_disguises_are_taken_off(said: str, plain: str) -> None:
    assert texts.plain(said) == plain


def test_an_address_counts_by_its_house() -> None:
    assert prefix("203.0.113.77") == "203.0.113.0/24"
    assert prefix("2001:db8:1:2::9") == "2001:db8:1::/48"
    assert prefix("nowhere") == ""
