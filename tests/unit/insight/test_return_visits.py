"""The 7-day return visit rate by SQL equals a plain count over the events."""

from __future__ import annotations

import pytest
from tests.factories.shop_books import more_events, shop_database
from tests.factories.show_log import ShowLog, goods

from kaibo.insight.batch import database, statements
from kaibo.insight.registry.metric import shown

DAY = 86_400_000
SHOW = ShowLog(show=7, goods=goods(), viewers=160)


def later(show: int, days: int, first: int, rehearsal: bool = False) -> ShowLog:
    """Another show of the shop with 80 viewers, those from ``first`` on."""
    return ShowLog(
        show=show, goods=goods(), viewers=80, first_viewer=first, seed=show, rehearsal=rehearsal,
        start_ms=SHOW.start_ms + days * DAY,
    )  # fmt: skip


OTHERS = [later(8, 3, 1000), later(9, 12, 1080), later(10, 2, 1120, rehearsal=True)]


def enters(log: ShowLog) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for kind, columns in log.events:
        if kind == "enter":
            found.setdefault(columns["viewer"], []).append(columns["ts"])
    extra = more_events(log).to_arrow().to_pylist()
    for row in extra:
        if row["kind"] == 1:
            found.setdefault(row["viewer"], []).append(row["ts"])
    return found


@pytest.mark.capability("EVAL-14")
def test_who_came_to_another_show_within_seven_days() -> None:
    db = shop_database(SHOW, OTHERS)
    now = SHOW.end_ms + 30 * DAY
    text = statements.statement("show", statements.Asked(7, now))
    (row,) = database.answer(db, text)
    first = {viewer: min(times) for viewer, times in enters(SHOW).items()}
    visits = [enters(one) for one in OTHERS if not one.rehearsal]
    back = {
        viewer for viewer, here in first.items()
        if any(here < at <= here + 7 * DAY for each in visits for at in each.get(viewer, []))
    }  # fmt: skip
    assert 0 < len(back) < len(first)
    assert shown(row["return_visit_7d_rate"]) == round(100 * len(back) / len(first), 4)
    early = statements.statement("show", statements.Asked(7, SHOW.end_ms + DAY))
    (young,) = database.answer(db, early)
    assert young["return_visit_7d_rate"] is None  # nobody's seven days are over
