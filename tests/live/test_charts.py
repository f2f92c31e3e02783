"""Charts without code over the running insight process, against the order tables."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from tests.factories.staged_show import StagedShow
from tests.live.test_comparison import shows
from tests.live.test_insight_process import analyst, home, process

from kaibo.foundation.clock import from_ms, now_ms, to_ms
from kaibo.foundation.errors import InvalidInput, NotAllowed, NotFound
from kaibo.foundation.intervals import wilson
from kaibo.insight import asking
from kaibo.insight.actions.own_metric import save_own_metric
from kaibo.insight.airing import day_of
from kaibo.insight.charting_schemas import ChartAnswerOut, ChartChoicesOut, ChartPieceOut
from kaibo.insight.charts.answer import answers, opened
from kaibo.insight.charts.chart import Chart, Measure
from kaibo.insight.charts.starters import starters
from kaibo.insight.dashboards import choices
from kaibo.insight.models import Keeping, LegalHold
from kaibo.insight.registry import shown
from kaibo.insight.registry.own import Definition
from kaibo.insight.sales import link_sales, sales
from kaibo.planning.models import LineupLink
from kaibo.team.models import Staff

__all__ = ["home", "process", "shows"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def measures(*names: str) -> tuple[Measure, ...]:
    return tuple(Measure(one) for one in names)


@pytest.fixture
def staff(shows: list[StagedShow]) -> Staff:
    return analyst(shows[0])


def drawn(staff: Staff, one: StagedShow, *charts: Chart) -> list[dict[str, Any]]:
    found = answers(one.shop.pk, charts, staff, now_ms())
    for answer in found:
        ChartAnswerOut(**answer)
    return found


def values(answer: dict[str, Any], metric: int = 0, split: int = 0) -> list[float | None]:
    return [one and one["value"] for one in answer["cells"][metric][split]]


@pytest.mark.capability("DATA-05")
def test_sums_by_time_equal_the_order_tables(shows: list[StagedShow], staff: Staff) -> None:
    books = {one.show.pk: sales(one.show.pk) for one in shows}
    wanted = measures("gmv", "paid_orders", "uv", "conversion_rate")
    whole, by_show, by_day, two = drawn(
        staff, shows[0], Chart(wanted, look="number"), Chart(wanted, "show"), Chart(wanted, "day"),
        Chart(wanted, look="number", shows=tuple(one.show.pk for one in shows[:2])),
    )  # fmt: skip
    oldest_first = [one.show.pk for one in shows[::-1]]
    assert [one["key"] for one in by_show["x"]] == [str(one) for one in oldest_first]
    assert values(by_show) == [books[one].gmv for one in oldest_first]
    assert values(by_show, 1) == [books[one].paid_orders for one in oldest_first]
    assert values(whole) == [sum(one.gmv for one in books.values())]
    assert sum(filter(None, values(by_day))) == sum(one.gmv for one in books.values())
    alone = [asking.figures(one, staff)["values"] for one in oldest_first]
    assert values(by_show, 3) == [one["conversion_rate"] for one in alone]
    rate = whole["cells"][3][0][0]
    buyers = sum(one.buyers for one in books.values())
    people = sum(one["uv"] for one in alone)
    assert (rate["top"], rate["bottom"]) == (buyers, people)
    wide = wilson(buyers, people)
    assert wide is not None
    assert (rate["low"], rate["high"]) == pytest.approx((100 * wide[0], 100 * wide[1]))
    assert "people_per_show" in whole["notes"]
    assert "people_per_show" not in by_show["notes"]
    assert values(two) == [sum(books[one.show.pk].gmv for one in shows[:2])]
    assert two["shows"] == 2


@pytest.mark.capability("DATA-05")
def test_by_product_channel_and_host_inside_of_shows(shows: list[StagedShow], staff: Staff) -> None:
    LineupLink.objects.filter(show=shows[0].show, number=1).update(host_name="云帆")
    ids = [one.show.pk for one in shows]
    by_product, top_one, by_host, by_channel, stacked, minutes = drawn(
        staff, shows[0], Chart(measures("gmv", "conversion_rate")[:1], "product", top=50),
        Chart(measures("gmv"), "product", top=1), Chart(measures("gmv"), "host"),
        Chart(measures("pv"), "channel"), Chart(measures("pv"), "show", "channel", "bar", top=2),
        Chart(measures("gmv"), "minute", "show", "line"),
    )  # fmt: skip
    product_of = dict(LineupLink.objects.filter(show__in=ids).values_list("pk", "product_id"))
    wanted: dict[str, int] = {}
    for one in ids:
        for sold in link_sales(one):
            key = str(product_of[sold.link])
            wanted[key] = wanted.get(key, 0) + sold.gmv
    found = dict(zip([one["key"] for one in by_product["x"]], values(by_product), strict=True))
    assert {key: value for key, value in found.items() if value} == {
        key: value for key, value in wanted.items() if value
    }
    assert list(found.values()) == sorted(found.values(), key=lambda one: -(one or 0))
    assert [one["key"] for one in top_one["x"]] == [by_product["x"][0]["key"], "*"]
    assert top_one["rest"] == len(found) - 1
    assert sum(filter(None, values(top_one))) == sum(wanted.values())
    assert {one["key"] for one in by_host["x"]} == {"阿月", "云帆"}
    visits = sum(values(by_channel))  # type: ignore[arg-type]
    assert visits == sum(asking.figures(one, staff)["values"]["pv"] for one in ids)
    assert [one["key"] for one in stacked["splits"]][-1] in ("*", stacked["splits"][1]["key"])
    assert sum(sum(filter(None, values(stacked, 0, n))) for n in range(len(stacked["splits"]))) == (
        visits
    )
    for number, place in enumerate(minutes["splits"]):
        on_air, after = _paid_in_minutes(int(place["key"]))
        assert sum(filter(None, values(minutes, 0, number))) == on_air
        assert on_air + after == sales(int(place["key"])).gmv
    assert ("after_end" in minutes["notes"]) == any(_paid_in_minutes(one)[1] for one in ids)


def _paid_in_minutes(show: int) -> tuple[int, int]:
    """Paid in the minutes of a show, and in those that began after its end; minor units."""
    with connection.cursor() as cursor:
        cursor.execute(_PAID, [show])
        on_air, after = cursor.fetchone()
    return int(on_air), int(after)


_PAID = """with paid as (select o.pay_amount as amount,
    date_trunc('minute', o.paid_at) <= s.ended_at as is_on_air
    from selling_order o join planning_show s on s.id = o.show_id
    where s.id = %s and o.paid_at is not null)
select coalesce(sum(amount) filter (where is_on_air), 0),
       coalesce(sum(amount) filter (where not is_on_air), 0) from paid"""


@pytest.mark.capability("DATA-05")
def test_a_figure_opens_to_its_shows(shows: list[StagedShow], staff: Staff) -> None:
    chart = Chart(measures("uv", "gmv"), look="number")
    (answer,) = drawn(staff, shows[0], chart)
    pieces = opened(shows[0].shop.pk, chart, 1, "", "", staff, now_ms())
    for one in pieces:
        ChartPieceOut(**one)
    assert [one["show"]["id"] for one in pieces] == [one.show.pk for one in shows[::-1]]
    assert sum(one["value"] for one in pieces) == answer["cells"][1][0][0]["value"]
    goods = Chart(measures("gmv"), "product", top=1)
    rest = opened(shows[0].shop.pk, goods, 0, "*", "", staff, now_ms())
    (drawn_goods,) = drawn(staff, shows[0], goods)
    assert sum(one["value"] for one in rest) == values(drawn_goods)[1]
    with pytest.raises(NotFound):
        opened(shows[0].shop.pk, goods, 0, "nowhere", "", staff, now_ms())


@pytest.mark.capability("DATA-05")
def test_days_the_stretch_before_and_means_of_a_show(shows: list[StagedShow], staff: Staff) -> None:
    today = day_of(now_ms())
    gmv = {one.show.pk: sales(one.show.pk).gmv for one in shows}
    first = min(day_of(one.log.start_ms) for one in shows[:2])
    days = (today - first).days + 1
    older = [one for one in shows[2:] if first - dt.timedelta(days) <= day_of(one.log.start_ms)]
    now, both, mean = drawn(
        staff, shows[0], Chart(measures("gmv"), look="number", days=days),
        Chart(measures("gmv"), look="number", days=60),
        Chart((Measure("gmv", "show"), Measure("uv", "show")), look="number", days=60),
    )  # fmt: skip
    assert values(now) == [sum(gmv[one.show.pk] for one in shows[:2])]
    assert [one and one["value"] for one in now["previous"]] == (
        [sum(gmv[one.show.pk] for one in older)] if older else []
    )
    assert values(both) == [sum(gmv.values())]
    assert values(mean) == [shown(sum(gmv.values()) / 4)]
    assert "people_per_show" in mean["notes"]
    cell = mean["cells"][0][0][0]
    assert (cell["top"], cell["bottom"]) == (sum(gmv.values()), 4)


def test_own_metrics_are_formulas_over_pooled_figures(
    shows: list[StagedShow], staff: Staff
) -> None:
    own = Definition("net_per_viewer", "观众人均净成交", "Net per viewer", "net_gmv / uv", "money",
                     "分析")  # fmt: skip
    save_own_metric(shows[0].shop.pk, own, staff)
    (answer,) = drawn(
        staff, shows[0], Chart(measures("net_per_viewer", "net_gmv", "uv"), look="number")
    )
    net, uv = values(answer, 1)[0], values(answer, 2)[0]
    assert net is not None
    assert uv
    assert values(answer) == [shown(net / uv)]


def test_a_chart_that_makes_no_sense_says_why_and_the_others_stand(
    shows: list[StagedShow], staff: Staff
) -> None:
    found = drawn(
        staff, shows[0], Chart(measures("uv"), "product"), Chart(measures("gmv"), look="number"),
        Chart(measures("gmv"), "host", "product"), Chart(measures("nothing"), "day"),
        Chart(measures("gmv"), "day", shows=(10**12,)), Chart(measures("gmv"), "host", look="line"),
        Chart(measures("gmv"), "day", hosts=("没有的人",)),
    )  # fmt: skip
    assert [bool(one["problem"]) for one in found] == [True, False, True, True, True, True, False]
    assert "观看人数" in found[0]["problem"]
    assert "商品" in found[0]["problem"]
    assert (found[6]["shows"], found[6]["x"]) == (0, [])


def test_starters_answer_and_choices_tell_them(shows: list[StagedShow], staff: Staff) -> None:
    found = ChartChoicesOut(**choices(shows[0].shop.pk, staff))
    assert {one.id for one in found.shows} == {one.show.pk for one in shows}
    assert all(one.by for one in found.metrics)
    for one in starters():
        for answer in drawn(staff, shows[0], *one.charts):
            assert answer["problem"] == "", one.key
    stranger = Staff.objects.create_user(username="stranger", password=None)
    with pytest.raises(NotAllowed):
        answers(shows[0].shop.pk, [Chart(measures("gmv"))], stranger, now_ms())
    with pytest.raises(InvalidInput):
        opened(shows[0].shop.pk, Chart(measures("uv"), "product"), 0, "", "", staff, now_ms())


@pytest.mark.capability("DATA-05")
def test_what_was_deleted_is_unknown_and_said(shows: list[StagedShow], staff: Staff) -> None:
    shop, days = shows[0].shop, [day_of(to_ms(one.show.went_live_at)) for one in shows]
    Keeping.objects.create(shop=shop, days=30, kept_from=max(days) + dt.timedelta(days=1))
    by_show, by_channel = drawn(
        staff, shows[0], Chart(measures("gmv", "uv"), "show"), Chart(measures("pv"), "channel")
    )
    assert values(by_show) == values(by_show, 1) == [None] * len(shows)
    assert all(one["unknown"] == 1 for one in by_show["cells"][0][0])
    assert by_channel["x"] == []
    assert "deleted" in by_show["notes"]
    assert "deleted" in by_channel["notes"]
    LegalHold.objects.create(
        shop=shop,
        first_date=min(days),
        last_date=max(days),
        reason="仲裁",
        placed_by=staff,
        placed_at=from_ms(now_ms()),
    )
    (held,) = drawn(staff, shows[0], Chart(measures("gmv"), "show"))
    assert values(held) == [sales(one.show.pk).gmv for one in shows[::-1]]
    assert "deleted" not in held["notes"]


@pytest.mark.capability("DATA-05")
def test_shows_are_chosen_by_whoever_hosted_in_them(shows: list[StagedShow], staff: Staff) -> None:
    LineupLink.objects.filter(show=shows[0].show, number=1).update(host_name="云帆")
    offered = choices(shows[0].shop.pk, staff)["hosts"]
    assert offered == sorted({"云帆", *(one.show.host_name for one in shows)})
    guest, own = drawn(
        staff, shows[0], Chart(measures("gmv"), "show", hosts=("云帆",)),
        Chart(measures("gmv"), "show", hosts=(shows[0].show.host_name,)),
    )  # fmt: skip
    assert [one["key"] for one in guest["x"]] == [str(shows[0].show.pk)]
    assert str(shows[0].show.pk) in [one["key"] for one in own["x"]]
