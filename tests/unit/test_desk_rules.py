"""Pure rules of the desk: price, who must agree, run sheet, undo."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.foundation.clock import from_ms, to_ms
from kaibo.liveroom.rules.run_sheet import next_segment, passed_over
from kaibo.liveroom.rules.undo import refusal
from kaibo.selling.rules.price import price_at, price_needs

NOW = datetime(2026, 11, 27, 11, 0, tzinfo=UTC)


@given(st.integers(-100, 100))
def test_flash_price_holds_in_a_half_open_window(now: int) -> None:
    assert price_at(200, 100, -10, 10, now) == (100 if -10 <= now < 10 else 200)
    assert price_at(200, None, -10, 10, now) == 200
    assert price_at(200, 100, None, None, now) == 200


@pytest.mark.parametrize(
    ("old", "new", "needs"),
    [
        (10_000, 13_000, set()),
        (10_000, 13_001, {"second_person"}),
        (10_000, 7_000, set()),
        (10_000, 6_999, {"second_person"}),
        (10_000, 5_000, {"second_person"}),
        (10_000, 4_999, {"second_person", "brand_manager"}),
        (5_500, 4_999, {"brand_manager"}),
    ],
)
def test_who_must_agree_to_a_price(old: int, new: int, needs: set[str]) -> None:
    assert price_needs(old, new, floor=5_000, limit_percent=30) == needs


def test_next_segment_follows_the_script() -> None:
    script = [11, 12, 13]
    assert next_segment(script, None, set()) == 11
    assert next_segment(script, 11, {11}) == 12
    assert next_segment(script, 13, {11, 13}) is None
    assert next_segment(script, None, {11}) == 12
    assert next_segment([], None, set()) is None


def test_passing_over_marks_only_what_neither_ran_nor_was_marked() -> None:
    script = [1, 2, 3, 4, 5]
    assert passed_over(script, 1, 4, {1}) == [2, 3]
    assert passed_over(script, 1, 4, {1, 3}) == [2]
    assert passed_over(script, 4, 2, {1, 4}) == []
    assert passed_over(script, None, 3, set()) == [1, 2]
    assert passed_over(script, 2, None, {2}) == []


@pytest.mark.parametrize(
    ("age", "undone", "can", "why"),
    [
        (30, None, True, ""),
        (30.001, None, True, "too_late"),
        (1, NOW, True, "already_undone"),
        (1, None, False, "not_undoable"),
    ],
)
def test_when_an_action_may_be_undone(
    age: float, undone: datetime | None, can: bool, why: str
) -> None:
    assert refusal(NOW - timedelta(seconds=age), undone, can, NOW, 30) == why


@given(st.datetimes(timezones=st.just(UTC)))
def test_milliseconds_are_cut_exactly(at: datetime) -> None:
    back = from_ms(to_ms(at))
    assert timedelta(0) <= at - back < timedelta(milliseconds=1)
