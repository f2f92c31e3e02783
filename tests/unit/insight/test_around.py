"""Windows around an action: exact seconds, clipped at the show's ends, overlaps said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kaibo.insight.rules.around import WINDOW_S, OnAir, Series, Steps, Window, overlaps, windows

START = 1_763_812_800_000
AIR = OnAir(START, START + 3_600_000, START + 9_000_000)


def test_the_second_of_the_action_begins_the_time_after_it() -> None:
    before, after = windows(START + 600_400, AIR)
    at = START // 1000 + 600
    assert (before, after) == (Window(at - 300, at), Window(at, at + 300))


def test_windows_end_with_the_show_and_say_so() -> None:
    first, _ = windows(START + 60_000, AIR)
    assert (first.seconds, first.clipped) == (60, "show_start")
    _, last = windows(START + 3_540_500, AIR)
    assert (last.seconds, last.clipped) == (60, "show_end")
    before, after = windows(START, AIR)
    assert (before.seconds, after.seconds, before.clipped) == (0, 300, "show_start")
    running = OnAir(START, None, START + 700_000)
    _, now = windows(START + 600_000, running)
    assert (now.seconds, now.clipped) == (100, "not_over")
    _, end = windows(START + 3_600_000 + 2_000, AIR)  # the clock's own actions after the end
    assert (end.seconds, end.clipped) == (0, "show_end")
    fresh, none = windows(START + 710_000, running)  # of the last moments not all is known
    assert (fresh.seconds, fresh.clipped) == (290, "not_over")
    assert (none.seconds, none.clipped) == (0, "not_over")


@given(
    st.dictionaries(st.integers(0, 900), st.integers(0, 9), max_size=60), st.integers(0, 900),
    st.integers(0, WINDOW_S),
)  # fmt: skip
def test_sums_and_means_equal_the_plain_ones(
    counts: dict[int, int], start: int, length: int
) -> None:
    window = Window(start, start + length)
    inside = range(start, start + length)
    assert Series(counts).within(window) == sum(n for at, n in counts.items() if at in inside)
    level, area = 0, 0
    for second in range(start + length):
        level = counts.get(second, level)
        area += level if second in inside else 0
    mean = Steps(counts).mean(window)
    assert mean == (area / length if length else None)


def test_actions_within_five_minutes_name_each_other() -> None:
    times = [(1, START), (2, START + 299_999), (3, START + 300_000), (4, START + 900_000)]
    assert overlaps(times) == {1: [2], 2: [1, 3], 3: [2], 4: []}
