"""Comment rules, token buckets and visits, without a clock of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.gateway.crowd import HEARTBEAT_MS, LEAVE_AFTER_MS, Crowd
from kaibo.gateway.stamp import Stamp
from kaibo.interaction.rules.comments import MAX_LENGTH, Speaker, check, clean
from kaibo.interaction.rules.limits import Bucket, Rate


@given(st.text(max_size=300))
def test_clean_text_is_one_visible_line_and_stays_so(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert cleaned == cleaned.strip()
    assert not any(char in cleaned for char in "\n\r\t\x00\u202e\u2028")


@pytest.mark.parametrize(
    ("speaker", "text", "code"),
    [
        (Speaker("guest"), "你好", "login_required"),
        (Speaker("buyer", muted_until=float("inf")), "你好", "muted"),
        (Speaker("buyer", muted_until=2000), "你好", "muted"),
        (Speaker("buyer"), "", "empty"),
        (Speaker("staff"), "长" * (MAX_LENGTH + 1), "too_long"),
        (Speaker("buyer", last_text="你好", last_at=500), "你好", "duplicate"),
    ],
)
def test_refusals(speaker: Speaker, text: str, code: str) -> None:
    refusal = check(text, speaker, 1000)
    assert refusal is not None
    assert refusal.code == code


@pytest.mark.parametrize(
    "speaker",
    [
        Speaker("buyer", muted_until=1000),
        Speaker("buyer", last_text="你好", last_at=-9000),
        Speaker("staff"),
    ],
)
def test_accepted(speaker: Speaker) -> None:
    assert check("你好", speaker, 1000) is None


@given(st.lists(st.floats(0, 3), max_size=200), st.floats(0.1, 10), st.integers(1, 20))
def test_bucket_never_gives_more_than_its_rate(
    gaps: list[float], per_second: float, burst: int
) -> None:
    bucket, now, taken = Bucket(Rate(per_second, burst), 0.0), 0.0, 0
    for gap in gaps:
        now += gap
        taken += bucket.take(now) == 0.0
        assert taken <= burst + per_second * now + 1e-6


def test_bucket_says_how_long_to_wait() -> None:
    bucket = Bucket(Rate(0.5, 1), 0.0)
    assert bucket.take(0.0) == 0.0
    assert bucket.take(0.0) == 2.0
    assert bucket.take(2.0) == 0.0


class Sink:
    def __init__(self) -> None:
        self.facts: list[tuple[str, int, int]] = []

    def add(self, kind: str, **columns: Any) -> bool:
        self.facts.append((kind, columns["viewer"], columns.get("ms", 0)))
        return True


def at(ts: int, show: int = 1) -> Stamp:
    return Stamp(ts, 1, show, 1, None, None, False)


@pytest.fixture
def crowd() -> Callable[[], tuple[Crowd, Sink]]:
    def make() -> tuple[Crowd, Sink]:
        sink = Sink()
        return Crowd(sink, 0), sink  # type: ignore[arg-type]

    return make


def test_watched_time_adds_up(crowd: Callable[[], tuple[Crowd, Sink]]) -> None:
    one, sink = crowd()
    one.enter(7, "direct", False, at(0))
    for second in range(1, 41):
        one.beat(at(second * 1000))
    one.leave(7, 40_000)
    one.beat(at(40_000 + LEAVE_AFTER_MS))
    kinds = [kind for kind, _, _ in sink.facts]
    assert kinds == ["enter", "heartbeat", "heartbeat", "leave"]
    assert sum(ms for _, _, ms in sink.facts) == 40_000
    assert [ms for kind, _, ms in sink.facts if kind == "heartbeat"] == [HEARTBEAT_MS] * 2


def test_a_page_that_returns_in_time_never_left(crowd: Callable[[], tuple[Crowd, Sink]]) -> None:
    one, sink = crowd()
    one.enter(7, "direct", False, at(0))
    one.leave(7, 1000)
    one.enter(7, "direct", False, at(5000))
    one.beat(at(6000))
    assert [kind for kind, _, _ in sink.facts] == ["enter"]
    assert one.online(100_000) == 1
    one.leave(7, 9000)
    one.beat(at(9000 + LEAVE_AFTER_MS))
    assert sink.facts[-1] == ("leave", 7, 5000)  # four seconds away are not watched
    assert one.online(100_000) == 0


def test_a_new_show_counts_its_viewers_anew(crowd: Callable[[], tuple[Crowd, Sink]]) -> None:
    one, sink = crowd()
    one.enter(7, "direct", False, at(0))
    one.like(7, 5, at(1).columns())
    one.end_show(at(2000))
    one.begin_show(at(3000, show=2))
    assert [kind for kind, _, _ in sink.facts] == ["enter", "like", "leave", "enter"]
    assert (one.likes, set(one.seen)) == (0, {7})


def test_a_restart_shows_no_jump_to_zero(crowd: Callable[[], tuple[Crowd, Sink]]) -> None:
    one, sink = crowd()
    one.restore({7, 8}, likes=40, online=2)
    assert (one.likes, one.online(1000), one.online(60_000)) == (40, 2, 0)
    one.enter(7, "direct", True, at(2000))
    assert sink.facts == []  # the visit goes on
