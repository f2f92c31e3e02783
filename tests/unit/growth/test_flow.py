"""The worst spots and the way to an order, out of what pages report."""

from __future__ import annotations

import pytest

from kaibo.growth.contracts import FlowSignal
from kaibo.growth.rules.flow import summarize

CHANGE = 1_000_000


def _signal(
    kind: str, viewer: int, text: str = "", n: int = 1, ms: int = 0, at: int = 0
) -> FlowSignal:
    return FlowSignal(kind, at, viewer, text, n, ms)


@pytest.mark.capability("TECH-14")
def test_what_annoys_many_stands_first_and_a_shorter_path_shows() -> None:
    rows = [_signal("rage_tap", 1, "room:.card") for _ in range(9)]
    rows += [_signal("dead_click", viewer, "bag:.name") for viewer in (1, 2, 3)]
    rows += [
        _signal("slow_sheet", viewer, "checkout", ms=ms) for viewer, ms in ((1, 900), (2, 1500))
    ]
    rows += [
        _signal("path", v, n=taps, ms=taps * 4000, at=CHANGE - 1)
        for v, taps in ((1, 9), (2, 7), (3, 8))
    ]
    rows += [_signal("path", v, n=taps, ms=taps * 3000, at=CHANGE) for v, taps in ((4, 4), (5, 5))]
    flow = summarize(rows, CHANGE)
    assert [(spot.kind, spot.viewers, spot.times) for spot in flow.spots] == [
        ("dead_click", 3, 3), ("slow_sheet", 2, 2), ("rage_tap", 1, 9),
    ]  # fmt: skip
    assert flow.spots[1].ms == 1200
    assert (flow.before.orders, flow.before.taps, flow.before.seconds) == (3, 8, 32)
    assert (flow.after.orders, flow.after.taps, flow.after.seconds) == (2, 4.5, 13.5)


def test_a_prompt_counts_its_viewers_once_and_no_nonsense() -> None:
    rows = [_signal("prompt_seen", viewer, text) for viewer, text in (
        (1, "7"), (1, "7"), (2, "7"), (2, "8"), (3, "x"), (3, ""), (3, "²"), (3, "9" * 30),
    )]  # fmt: skip
    assert summarize(rows, 0).prompts == {7: 2, 8: 1}


def test_nothing_reported_is_nothing() -> None:
    flow = summarize([], CHANGE)
    assert (flow.spots, flow.before.orders, flow.after.taps) == ([], 0, 0)
