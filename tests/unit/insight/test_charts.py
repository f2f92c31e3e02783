"""How parts of shows become one figure, where they stand, and what cannot be drawn."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaibo.insight import registry
from kaibo.insight.airing import AirShow
from kaibo.insight.charts.arrange import Names, arrange, cells, notes
from kaibo.insight.charts.chart import MOST_SHOWS, BadChart, Chart, Measure, before, check, chosen
from kaibo.insight.charts.figures import own_ones, registered
from kaibo.insight.charts.places import AFTER, REST, Piece, Place, minute_of, named, place
from kaibo.insight.charts.pool import cell
from kaibo.insight.charts.words import by_name, why
from kaibo.insight.registry.own import Definition

HOUR = 3_600_000
FIRST = 1_764_000_000_000 - 1_764_000_000_000 % (24 * HOUR) + 12 * HOUR  # 20:00 in Shanghai
WEEK = ("一", "二", "三", "四", "五", "六", "日")
NAMES = Names("其余", WEEK)
FIGURES = registered()
DAY = AirShow(0, "", "", FIRST, None).day


def air(number: int, days: int = 0, hours: float = 2, host: str = "阿月") -> AirShow:
    at = FIRST + days * 24 * HOUR
    return AirShow(number, f"第 {number} 场", host, at, at + int(hours * HOUR))


def piece(number: int, inside: str = "", days: int = 0, **row: Any) -> Piece:
    return Piece(air(number, days), inside, (inside, inside), row)


def rate(number: int, buyers: int, viewers: int, inside: str = "") -> Piece:
    return piece(number, inside, conversion_rate=buyers, conversion_rate__of=viewers)


def money(number: int, amount: int | None, inside: str = "", days: int = 0) -> Piece:
    return piece(number, inside, days, gmv=amount, gmv__of=1)


def drawn(chart: Chart, pieces: list[Piece]) -> tuple[list[str], list[float | None]]:
    found = arrange(chart, pieces, FIGURES[chart.metrics[0].id], NAMES)
    row = cells(chart, found, FIGURES)[0][0]
    return [one.key for one in found.x], [one.value if one else None for one in row]


def test_a_ratio_of_shows_is_the_ratio_of_their_sums() -> None:
    found = cell(FIGURES["conversion_rate"], "total", [rate(1, 1, 10), rate(2, 90, 990)])
    assert found is not None
    assert (found.value, found.top, found.bottom) == (9.1, 91, 1000)
    assert not found.is_few
    few = cell(FIGURES["conversion_rate"], "total", [rate(1, 1, 10)])
    assert few is not None
    assert few.is_few
    assert few.low is not None
    assert few.low < 10 < (few.high or 0)


def test_sums_means_of_a_show_peaks_and_medians() -> None:
    pieces = [money(1, 100), money(2, 51), money(2, 49), money(3, None)]
    total = cell(FIGURES["gmv"], "total", pieces)
    mean = cell(FIGURES["gmv"], "show", pieces)
    assert total is not None
    assert mean is not None
    assert (total.value, total.shows, total.unknown) == (200, 3, 1)
    assert (mean.value, mean.bottom) == (100, 2), "an unknown show is not a show of nothing"
    peaks = [piece(1, pcu=7, pcu__of=1), piece(2, pcu=5, pcu__of=1)]
    peak = cell(FIGURES["pcu"], "total", peaks)
    waits = [piece(n, decision_seconds=ms, decision_seconds__of=1000)
             for n, ms in ((1, 3000), (2, 6000))]  # fmt: skip
    wait = cell(FIGURES["decision_seconds"], "total", waits)
    assert peak is not None
    assert wait is not None
    assert (peak.value, wait.value) == (7, 4.5)
    assert cell(FIGURES["gmv"], "total", []) is None


def test_every_metric_says_how_shows_are_pooled() -> None:
    assert {one.pooling for one in FIGURES.values()} == {"sum", "ratio", "peak", "mean"}
    people = {one.id for one in FIGURES.values() if one.people}
    assert {"uv", "buyers", "new_viewers", "followers"} <= people
    assert not people & {"pv", "gmv", "paid_orders", "refund_orders_1h", "ratings", "pcu"}
    assert FIGURES["stay_seconds"].pooling == "ratio"
    assert FIGURES["watch_seconds"].pooling == "sum"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from("abcdef"), st.integers(0, 9999)),
                min_size=1, max_size=30), st.integers(1, 6))  # fmt: skip
def test_the_rest_keeps_what_is_not_shown(rows: list[tuple[int, str, int]], top: int) -> None:
    pieces = [money(show, amount, group) for show, group, amount in rows]
    keys, values = drawn(Chart((Measure("gmv"),), "channel", top=top), pieces)
    assert sum(value or 0 for value in values) == sum(amount for _show, _group, amount in rows)
    groups = {group for _show, group, _amount in rows}
    assert len(keys) == min(top, len(groups)) + (len(groups) > top)
    sums = {key: sum(a for _s, g, a in rows if g == key) for key in groups}
    assert [one for one in keys if one != "*"] == sorted(groups, key=lambda one: (-sums[one], one))[
        :top
    ]


def test_shares_of_few_rank_last() -> None:
    chart = Chart((Measure("conversion_rate"),), "host")
    keys, _values = drawn(chart, [rate(1, 9, 10, "few"), rate(1, 5, 100, "low"),
                                  rate(1, 9, 100, "high")])  # fmt: skip
    assert keys == ["high", "low", "few"]


def test_only_some_groups_stay() -> None:
    chart = Chart((Measure("gmv"),), "day", "product", only=("a",))
    found = arrange(chart, [money(1, 5, "a"), money(1, 7, "b")], FIGURES["gmv"], NAMES)
    assert [one.key for one in found.splits] == ["a"]
    times = Chart((Measure("gmv"),), "minute", only=("a",))
    assert drawn(times, [money(1, 5, "3"), money(1, 7, "11")]) == (["3", "11"], [5, 7])


@pytest.mark.parametrize(
    ("by", "days", "key", "label"),
    [
        ("show", 0, "1", "第 1 场"), ("weekday", 0, "1", "一"), ("hour", 0, "20", "20:00"),
        ("none", 3, "", ""),
    ],
)  # fmt: skip
def test_places_of_a_show(by: Any, days: int, key: str, label: str) -> None:
    monday = -((FIRST // (24 * HOUR) + 3) % 7)
    at = money(1, 1, days=days + monday)
    assert (place(by, at, WEEK).key, place(by, at, WEEK).label) == (key, label)


def test_days_weeks_and_months_begin_at_midnight_in_shanghai() -> None:
    late = AirShow(1, "跨夜场", "", 1_767_110_340_000, None)  # 2025-12-30 23:59 in Shanghai
    found = [place(by, Piece(late, "", ("", ""), {}), WEEK) for by in ("day", "week", "month")]
    assert [one.key for one in found] == ["2025-12-30", "2026-W01", "2025-12"]
    zone = dt.timezone(dt.timedelta(hours=8))
    begins = [dt.datetime.fromtimestamp((one.at or 0) / 1000, zone) for one in found]
    assert [str(one.date()) for one in begins] == ["2025-12-30", "2025-12-29", "2025-12-01"]
    assert all((one.hour, one.minute) == (0, 0) for one in begins)
    assert sorted([Place(2, "b", "b"), Place(1, "c", "c")])[0].key == "c"


def test_which_shows_a_chart_has() -> None:
    air_shows = [air(n, -n, host="云帆" if n % 2 else "阿月") for n in range(1, 9)]
    today = air_shows[0].day + dt.timedelta(days=1)
    week = Chart((Measure("gmv"),), days=4)
    assert [one.id for one in chosen(week, air_shows, today)] == [3, 2, 1]
    assert [one.id for one in before(week, air_shows, today)] == [7, 6, 5, 4]
    days = Chart((Measure("gmv"),), first_day=air_shows[4].day, last_day=air_shows[2].day)
    assert [one.id for one in chosen(days, air_shows, today)] == [5, 4, 3]
    assert [one.id for one in before(days, air_shows, today)] == [8, 7, 6]
    named = Chart((Measure("gmv"),), shows=(2, 5, 2), hosts=("云帆",), days=1)
    assert [one.id for one in chosen(named, air_shows, today)] == [5]
    assert before(named, air_shows, today) == []
    with pytest.raises(BadChart, match="many_shows"):
        chosen(Chart((Measure("gmv"),)), [air(n, -n) for n in range(1, 122)], today)


@pytest.mark.parametrize(
    ("chart", "code"),
    [
        (Chart((Measure("gmv"),), "day", "day"), "twice"),
        (Chart((Measure("gmv"),), "host", "product"), "both_inside"),
        (Chart((Measure("gmv"),), "day", look="number"), "number_by"),
        (Chart((Measure("gmv"),), split="host", look="number"), "number_by"),
        (Chart((Measure("gmv"),), "host", look="line"), "line_by"),
        (Chart((Measure("gmv"),), "day", first_day=dt.date(2026, 2, 1),
               last_day=dt.date(2026, 1, 1)), "days"),
        (Chart((Measure("nothing"),), "day"), "unknown"),
        (Chart((Measure("uv"),), "product"), "not_by"),
        (Chart((Measure("uv"),), "day", "product"), "not_by"),
        (Chart((Measure("stock_days"),), "day"), "not_by"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_the_reason(chart: Chart, code: str) -> None:
    with pytest.raises(BadChart, match=code) as refusal:
        check(chart, FIGURES)
    text = why(refusal.value)
    assert "{" not in text
    assert len(text) > 8


def test_product_metrics_by_day_and_product() -> None:
    check(Chart((Measure("stock_days"),), "day", "product"), FIGURES)
    assert FIGURES["stock_days"].by == ("product",)


def test_own_metrics_and_those_of_an_earlier_release() -> None:
    good = Definition("net", "净", "Net", "(gmv - refund_amount) / uv", "money", "我")
    gone = Definition("old", "旧", "Old", "gone / uv", "money", "我")
    found = own_ones([good, gone])
    assert list(found) == ["net"]
    pieces = [piece(n, gmv=300, gmv__of=1, refund_amount=100, refund_amount__of=1, uv=n, uv__of=1)
              for n in (1, 2)]  # fmt: skip
    told = cell(found["net"], "total", pieces)
    assert told is not None
    assert told.value == registry.shown(Fraction(400, 3))
    assert (told.low, told.is_few) == (None, False)


def test_notes_say_what_a_reader_must_know() -> None:
    chart = Chart((Measure("uv"), Measure("conversion_rate")), "show")
    long = Piece(air(2, 1, hours=5), "", ("", ""), {"uv": 4, "uv__of": 1})
    pieces = [piece(1, uv=3, uv__of=1, conversion_rate=1, conversion_rate__of=9), long]
    found = arrange(chart, pieces, FIGURES["uv"], NAMES)
    assert notes(chart, pieces, FIGURES, cells(chart, found, FIGURES)) == [
        "unknown", "few", "lengths",
    ]  # fmt: skip
    on_air = [Piece(AirShow(1, "", "", FIRST, None), "", ("", ""), {"uv": 3, "uv__of": 1}), long]
    whole = Chart((Measure("uv"),))
    found = arrange(whole, on_air, FIGURES["uv"], NAMES)
    assert notes(whole, on_air, FIGURES, cells(whole, found, FIGURES)) == [
        "live", "people_per_show",
    ]  # fmt: skip


def test_minutes_after_the_show_are_left_out_and_said() -> None:
    assert minute_of(30_000_005, 30_000_000 * 60_000 + 59_000, 30_000_005 * 60_000) == ("5", "5")
    assert minute_of(30_000_006, 30_000_000 * 60_000, 30_000_006 * 60_000 - 1) == (AFTER, "")
    assert minute_of(29_999_999, 30_000_000 * 60_000, 30_000_006 * 60_000) == ("0", "0")
    chart = Chart((Measure("gmv"),), "minute")
    pieces = [money(1, 5, "3"), money(1, 7, AFTER)]
    assert drawn(chart, pieces) == (["3"], [5])
    found = arrange(chart, pieces, FIGURES["gmv"], NAMES)
    assert notes(chart, pieces, FIGURES, cells(chart, found, FIGURES)) == ["after_end"]


def test_who_is_in_several_parts_of_a_show_has_no_interval_and_is_said() -> None:
    chart = Chart((Measure("conversion_rate"), Measure("gmv")), "segment")
    parts = [rate(1, 50, 500, "福利"), rate(1, 40, 500, "福利"), rate(2, 9, 90, "福利")]
    found = arrange(chart, parts, FIGURES["conversion_rate"], NAMES)
    told = cells(chart, found, FIGURES)
    (one,) = told[0][0]
    assert one is not None
    assert (one.top, one.bottom, one.low, one.high, one.overlaps) == (99, 1090, None, None, True)
    assert "overlaps" in notes(chart, parts, FIGURES, told)
    apart = cell(FIGURES["conversion_rate"], "total", parts[1:])
    assert apart is not None
    assert (apart.overlaps, apart.low is None) == (False, False)
    amounts = cell(FIGURES["gmv"], "total", [money(1, 5), money(1, 7)])
    assert amounts is not None
    assert (amounts.value, amounts.overlaps) == (12, False)


def test_a_share_of_the_whole_show_is_not_told_by_its_parts() -> None:
    assert "source_share" not in FIGURES
    assert all("channel" in FIGURES[one].by for one in ("pv", "gmv", "conversion_rate"))


def test_a_group_named_as_the_rest_is_not_the_rest() -> None:
    assert named("*") != REST != named("**")
    assert len({named(one) for one in ("*", "**", "a", "a*")}) == 4
    pieces = [money(1, amount, key) for key, amount in (("a", 50), (named("*"), 40), ("c", 30))]
    assert drawn(Chart((Measure("gmv"),), "host", top=2), pieces) == (
        ["a", "**", REST],
        [50, 40, 30],
    )


def test_shows_are_chosen_by_whoever_hosted_in_them() -> None:
    own, helped = air(1), AirShow(2, "", "安安", FIRST, None, ("安安", "小林"))
    assert chosen(Chart((), hosts=("小林",)), [own, helped], DAY) == [helped]
    assert chosen(Chart((), hosts=("阿月",)), [own, helped], DAY) == [own]


def test_a_stretch_before_that_cannot_be_had_is_none() -> None:
    crowd = [air(n, days=-40) for n in range(MOST_SHOWS + 1)]
    assert before(Chart((), days=30), crowd, DAY) == []
    with pytest.raises(BadChart, match="many_shows"):
        chosen(Chart((), days=60), crowd, DAY)
    assert before(Chart((), first_day=dt.date(20, 2, 1), last_day=DAY), crowd, DAY) == []


def test_too_many_places_or_series_are_refused() -> None:
    many = [money(n, 1, days=n) for n in range(1, 402)]
    with pytest.raises(BadChart, match="many_x"):
        arrange(Chart((Measure("gmv"),), "day"), many, FIGURES["gmv"], NAMES)
    with pytest.raises(BadChart, match="many_series"):
        arrange(Chart((Measure("gmv"),), "none", "show"), many, FIGURES["gmv"], NAMES)


def test_every_grouping_has_a_name() -> None:
    assert len({by_name(by) for one in FIGURES.values() for by in one.by}) == 12
