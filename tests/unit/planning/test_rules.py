"""The pure rules of planning."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.planning.contracts import RunFact, SegmentRow
from kaibo.planning.rules import cells, margin, paste, script
from kaibo.planning.rules.columns import LINEUP, SCRIPT, by_header
from kaibo.planning.rules.completion import completion
from kaibo.planning.rules.phases import ORDER, follows


def segment(id: int, position: int) -> SegmentRow:
    return SegmentRow(
        id=id, position=position, part="product", title=f"第{position}段", seconds=60, starts_at=0,
        link_id=None, link_number=None, product_name="", talk_points="", read_seconds=0,
        assistant_action="", console_action="", traffic_action="", interaction="", camera="",
        target="", compliance_note="", is_cant_miss=False, is_locked=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("129", 12900), ("¥1,299.00", 129900), ("1.2万", 1_200_000), ("１２９元", 12900),
     (12900, 12900), ("99.9", 9990), ("￥ 0.01", 1)],
)  # fmt: skip
def test_money_is_read_as_people_write_it(typed: cells.Value, cents: int) -> None:
    assert cells.money(required=True)(typed) == cents


@pytest.mark.parametrize("typed", ["", None, "0", "-1", "1.234", "abc", "NaN", "1e20", "∞", "inf"])
def test_bad_prices_say_what_to_type(typed: cells.Value) -> None:
    with pytest.raises(cells.BadCell) as bad:
        cells.money(required=True)(typed)
    assert "请" in str(bad.value) or "两位小数" in str(bad.value)


@given(st.text(max_size=30))
def test_no_text_breaks_a_parser(typed: str) -> None:
    for column in (*LINEUP, *SCRIPT):
        if column.parse is not None:
            with contextlib.suppress(cells.BadCell):  # any other error fails the test
                column.parse(typed)


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("90", 90), (90, 90), ("5:30", 330), ("1:00:00", 3600), ("5分", 300), ("5分30秒", 330),
     ("90秒", 90)],
)  # fmt: skip
def test_durations(typed: cells.Value, seconds: int) -> None:
    assert cells.duration(typed) == seconds


@pytest.mark.parametrize("typed", ["", "0", "abc", "5:x", "-3", "99:99:99"])
def test_bad_durations(typed: str) -> None:
    with pytest.raises(cells.BadCell):
        cells.duration(typed)


@pytest.mark.parametrize(
    ("header", "key"),
    [("直播价（元）", "live_price"), (" 链接号 ", "number"), ("序号", "number"),
     ("券/满减/赠品", "mechanism"), ("*商品名称", "product"), ("样品到位：", "sample_ready")],
)  # fmt: skip
def test_headers_as_people_write_them(header: str, key: str) -> None:
    found = by_header(LINEUP, header)
    assert found is not None
    assert found.key == key


def test_one_value_that_looks_like_a_header_is_still_a_value() -> None:
    block = paste.read_block("主播\t12\n", LINEUP, "host_name")
    assert (block.has_header, block.rows) == (False, [{"host_name": "主播", "sample_ready": "12"}])


def test_single_column_with_its_header() -> None:
    block = paste.read_block("直播价\n129\n99\n", LINEUP, "note")
    assert (block.has_header, block.rows) == (True, [{"live_price": "129"}, {"live_price": "99"}])


def test_read_time_counts_characters_digits_and_words() -> None:
    assert script.read_seconds("纯棉四件套，60支！") == 2  # 8 spoken at 4.5/s
    assert script.read_seconds("OK") == 1
    assert script.read_seconds("，。！") == 0
    assert script.read_seconds("好" * 9, 4.5) == 2
    assert script.read_seconds("好" * 10, 4.5) == 3


@given(st.text(max_size=200), st.floats(1, 12))
def test_read_time_never_shrinks_when_text_grows(text: str, speed: float) -> None:
    assert script.read_seconds(text + "好", speed) >= script.read_seconds(text, speed) >= 0


def line(position: int, part: str, seconds: int, link: int | None = None) -> script.Line:
    return script.Line(position, position, part, part, seconds, "", link, "上链接", True)


WHOLE = ["opening", "product", "interaction", "sales", "ending"]


@pytest.mark.capability("CONT-03")
@pytest.mark.parametrize("left_out", WHOLE)
def test_each_missing_part_is_named(left_out: str) -> None:
    lines = [line(n, part, 120, 1) for n, part in enumerate(WHOLE, 1) if part != left_out]
    report = script.judge(lines, 600, [1])
    assert report.missing_parts == [left_out]
    assert not report.is_valid


def test_over_long_by_a_second_is_a_problem_exact_fit_is_not() -> None:
    lines = [line(n, part, 120, 1) for n, part in enumerate(WHOLE, 1)]
    assert script.judge(lines, 600, [1]).is_valid
    report = script.judge(lines, 599, [1])
    assert [p.code for p in report.problems] == ["over_long"]


def test_much_too_short_and_links_without_a_slot_are_warnings() -> None:
    lines = [line(n, part, 60, 1) for n, part in enumerate(WHOLE, 1)]
    report = script.judge(lines, 3600, [1, 2, 7])
    assert [p.code for p in report.problems] == ["too_short", "links_unpresented"]
    assert "2号、7号" in report.problems[1].message
    assert report.is_valid


@pytest.mark.capability("CONT-08")
def test_completion_counts_each_scripted_segment_once() -> None:
    rows = [segment(10 + n, n) for n in range(1, 21)]
    runs = [RunFact(row.id, False) for row in rows[:19]]
    exact = completion(rows, [*runs, runs[0], RunFact(None, False), RunFact(999, False)])
    assert (exact.executed, exact.percent, exact.is_met) == (19, 95.0, True)
    assert [s.segment_id for s in exact.skipped] == [30]
    short = completion(rows, [*runs[:18], RunFact(rows[18].id, True)])
    assert (short.percent, short.is_met) == (90.0, False)
    assert [s.position for s in short.skipped] == [19, 20]
    again = completion(rows, [RunFact(row.id, True) for row in rows] + runs)
    assert again.executed == 19  # skipped first, run later: it was executed


def test_completion_of_nothing_is_no_figure() -> None:
    nothing = completion([], [RunFact(1, False)])
    assert (nothing.percent, nothing.is_met) == (None, False)


def test_margin_and_profit() -> None:
    assert margin.margin_percent(12900, 8000) == 38.0
    assert margin.profit(9990, 8000, 20) == -8
    assert margin.profit(999, 0, 33.33) == 666


def test_phases_go_one_step_forward_only() -> None:
    steps = {(a, b) for a in ORDER for b in ORDER if follows(a, b)}
    assert steps == {("prepare", "on_air"), ("on_air", "review"), ("review", "closed")}
