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
    found = report(rows, dict.fromkeys(players, OPENS), OPENS, CLOSES)
    assert (found.participants, found.participation, found.others) == (5, 0.25, 15)
    assert (found.stay, found.stay_others, found.uplift) == (600.0, 300.0, 1.0)


def test_who_left_before_a_player_took_part_is_no_match() -> None:
    """Those who were gone by then would make any late entry look like staying."""
    at = OPENS + 90_000
    players = [(who, OPENS, at + 100_000) for who in range(5)]
    left = [(who, OPENS, OPENS + 5_000) for who in range(20, 40)]
    stayed = [(who, OPENS, at + 100_000) for who in range(50, 55)]
    found = report(players + left + stayed, dict.fromkeys(range(5), at), OPENS, CLOSES)
    assert (found.compared, found.others, found.uplift) == (5, 5, 0.0)
    assert found.participation == 5 / 30


def test_two_pages_of_a_viewer_are_one_stay() -> None:
    players = [(who, OPENS, OPENS + 60_000) for who in range(5)] * 2
    others = [(who, OPENS, OPENS + 60_000) for who in range(10, 15)]
    found = report(players + others, dict.fromkeys(range(5), OPENS), OPENS, CLOSES)
    assert (found.stay, found.uplift) == (60.0, 0.0)


def test_too_few_are_not_compared() -> None:
    rows = [(who, OPENS, CLOSES) for who in range(14)]
    for players, others in ((4, 10), (10, 4), (1, 1)):
        chosen = rows[: players + others]
        found = report(chosen, dict.fromkeys(range(players), OPENS), OPENS, CLOSES)
        assert (found.compared, found.others) == (players, others)
        assert (found.stay, found.stay_others, found.uplift) == (None, None, None)


@given(
    st.lists(
        st.tuples(st.integers(1, 20), st.integers(0, 140), st.integers(1, 30)), max_size=60
    )
)  # fmt: skip
def test_a_stay_never_leaves_the_window(rows: list[tuple[int, int, int]]) -> None:
    presence = [(who, at * MINUTE, (at + long) * MINUTE) for who, at, long in rows]
    found = report(presence, dict.fromkeys(range(1, 11), OPENS), OPENS, CLOSES)
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
