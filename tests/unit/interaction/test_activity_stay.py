"""Stay and participation of an activity from heartbeats."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kaibo.console.reports.activity_stay import WINDOW_MS, presence_of, report
from kaibo.foundation.eventlog import Batch, Writer

MINUTE = 60_000
OPENS, CLOSES = 100 * MINUTE, 102 * MINUTE


def test_players_who_stay_twice_as_long() -> None:
    players = dict.fromkeys(range(5), (OPENS - MINUTE, OPENS + 10 * MINUTE))
    others = dict.fromkeys(range(10, 25), (OPENS - MINUTE, OPENS + 5 * MINUTE))
    gone = dict.fromkeys(range(50, 60), (OPENS - 9 * MINUTE, OPENS - 5 * MINUTE))
    late = dict.fromkeys(range(70, 80), (CLOSES + 1, CLOSES + MINUTE))
    rows = [(who, *when) for who, when in (players | others | gone | late).items()]
    found = report(rows, set(players), OPENS, CLOSES)
    assert (found.participants, found.participation) == (5, 0.25)
    assert (found.stay, found.stay_others, found.uplift) == (600.0, 300.0, 1.0)


def test_too_few_are_not_compared() -> None:
    found = report([(1, OPENS, CLOSES), (2, OPENS, CLOSES)], {1}, OPENS, CLOSES)
    assert (found.participation, found.stay, found.uplift) == (0.5, None, None)


@given(
    st.lists(
        st.tuples(st.integers(1, 20), st.integers(0, 140), st.integers(1, 30)), max_size=60
    )
)  # fmt: skip
def test_a_stay_never_leaves_the_window(rows: list[tuple[int, int, int]]) -> None:
    presence = [(who, at * MINUTE, (at + long) * MINUTE) for who, at, long in rows]
    one_each = list({who: (who, start, end) for who, start, end in presence}.values())
    found = report(one_each, set(range(1, 11)), OPENS, CLOSES)
    for stay in (found.stay, found.stay_others):
        assert stay is None or 0 <= stay <= WINDOW_MS / 1000


def test_presence_is_read_from_the_log_once_and_of_this_show(tmp_path: Path) -> None:
    batch = Batch()
    event = b"0123456789abcdef"
    for show, event_id in ((7, event), (7, event), (8, None), (7, None)):
        batch.add("heartbeat", ts=OPENS + 15_000, show=show, viewer=5, ms=15_000, event_id=event_id)
    batch.add("like", ts=OPENS + 15_000, show=7, viewer=5)
    batch.add("leave", ts=OPENS - 1, show=7, viewer=6, ms=9_000)
    with Writer(tmp_path, "gateway") as writer:
        writer.append(batch)
    found = list(presence_of(tmp_path, 7, OPENS, OPENS + WINDOW_MS))
    assert found == [(5, OPENS, OPENS + 15_000)] * 2
