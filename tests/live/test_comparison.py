"""Two sets of shows compared over the running insight process and the order tables."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from tests.factories.staged_show import StagedShow
from tests.live.test_insight_process import Process, analyst, home, process, settled

from kaibo.foundation.errors import InvalidInput, NotAllowed
from kaibo.foundation.intervals import newcombe
from kaibo.insight import asking, registry
from kaibo.insight.asking_schemas import DriversOut
from kaibo.insight.comparing import Chosen, choices, comparison
from kaibo.insight.comparing_schemas import ComparisonChoicesOut, ComparisonOut
from kaibo.insight.rules.compare import verdict
from kaibo.insight.sales import link_sales, sales
from kaibo.planning.models import LineupLink

__all__ = ["home", "process"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DAYS_AGO = (0, 1, 30, 31)


@pytest.fixture
def shows(process: Process) -> list[StagedShow]:
    """Four of one shop, the newest first: two of these days, two of a month ago."""
    first = StagedShow(process.config.events)
    found = [first] + [
        StagedShow(process.config.events, shop=first.shop, days_ago=ago, seed=20 + ago,
                   viewers=60 + 2 * ago)
        for ago in DAYS_AGO[1:]
    ]  # fmt: skip
    for one in found:
        settled(one)
    return found


def metric(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in found["metrics"] if one["id"] == name)


@pytest.mark.capability("DATA-08")
def test_this_month_against_the_last_by_time(shows: list[StagedShow]) -> None:
    staff, shop = analyst(shows[0]), shows[0].shop.pk
    began = shows[1].show.went_live_at
    assert began is not None
    border = (began + dt.timedelta(hours=8)).date() - dt.timedelta(days=5)
    sets = Chosen(first_day=border), Chosen(last_day=border)
    found = comparison(shop, "show", *sets, staff)
    ComparisonOut(**found)
    assert [one["show"]["id"] for one in found["a"]] == [shows[1].show.pk, shows[0].show.pk]
    assert [one["show"]["id"] for one in found["b"]] == [shows[3].show.pk, shows[2].show.pk]
    books = [sales(one.show.pk) for one in shows]
    paid = metric(found, "gmv")
    assert paid["cells"] == [[books[1].gmv, books[0].gmv], [books[3].gmv, books[2].gmv]]
    assert paid["a"]["value"] == (books[0].gmv + books[1].gmv) / 2, "a mean show"
    assert (paid["says"], paid["low"]) == ("parts", None), "two shows have no interval"
    values = [asking.figures(one.show.pk, staff)["values"] for one in shows]
    for name in ("conversion_rate", "stay_seconds", "gpm", "uv_value", "retention_30s"):
        cells = metric(found, name)["cells"]
        assert [registry.shown(one) for one in cells[0]] == [values[1][name], values[0][name]]
    rate = metric(found, "conversion_rate")
    people = [sum(books[place].buyers for place in pair) for pair in ((0, 1), (2, 3))]
    assert [rate["a"]["top"], rate["b"]["top"]] == people
    wide = newcombe(*((rate[side]["top"], rate[side]["bottom"]) for side in "ab"))
    assert wide is not None
    assert rate["low"] <= 100 * wide[0] + 1e-9, "shows that differ only widen the interval"
    assert rate["kind"] == "share"


@pytest.mark.capability("EVAL-05")
def test_completion_by_entry_minute_with_its_test(shows: list[StagedShow]) -> None:
    staff = analyst(shows[0])
    pair = [Chosen(shows=[one.show.pk]) for one in shows[:2]]
    found = comparison(shows[0].shop.pk, "show", pair[0], pair[1], staff)
    told = found["completion"]
    for side, one in zip("ab", shows[:2], strict=True):
        alone = asking.behaviour(one.show.pk, staff)["completion"]
        start = one.log.start_ms // 60_000
        wanted: Counter[int] = Counter()
        for row in alone:
            wanted[max(0, row["minute"] // 60_000 - start)] += row["entered"]
        assert {row["minute"]: row[side]["entered"] for row in told["minutes"]
                if row[side]["entered"]} == wanted  # fmt: skip
    test = told["test"]
    sums = [sum(row[side]["stayed"] for row in told["minutes"]) for side in "ab"]
    assert [test["a"]["top"], test["b"]["top"]] == sums
    wanted_range = newcombe(*((test[side]["top"], test[side]["bottom"]) for side in "ab"))
    assert wanted_range is not None
    assert (test["low"], test["high"]) == pytest.approx([100 * one for one in wanted_range])
    assert test["says"] == verdict(*wanted_range)
    assert (told["lift"] is None) == (0 in sums)
    assert "one_show" in found["warnings"]
    values = {one["id"]: one for one in found["metrics"]}
    assert values["watch_through_rate"]["a"]["value"] == pytest.approx(test["a"]["value"])


@pytest.mark.capability("DATA-08")
def test_product_against_product_and_host_against_host(shows: list[StagedShow]) -> None:
    show, staff = shows[0], analyst(shows[0])
    LineupLink.objects.filter(show=show.show, number=1).update(host_name="云帆")
    links = list(LineupLink.objects.filter(show=show.show).order_by("number"))
    goods = [Chosen(shows=[show.show.pk], product=one.product_id) for one in links]
    found = comparison(show.shop.pk, "product", goods[0], goods[1], staff)
    ComparisonOut(**found)
    sold = {one.link: one for one in link_sales(show.show.pk)}
    paid = metric(found, "paid_orders")
    wanted = [sold[one.pk].paid_orders for one in links[:2]]
    assert [paid["a"]["value"], paid["b"]["value"]] == wanted
    assert found["warnings"] == ["one_show", "same_shows"]
    assert found["completion"] is None
    hosts = [Chosen(shows=[show.show.pk], host=name) for name in ("云帆", "阿月")]
    by_host = comparison(show.shop.pk, "host", hosts[0], hosts[1], staff)
    gmv = metric(by_host, "gmv")
    assert gmv["a"]["value"] + gmv["b"]["value"] == sales(show.show.pk).gmv
    told = choices(show.shop.pk, staff)
    ComparisonChoicesOut(**told)
    assert told["hosts"] == ["云帆", "阿月"]
    assert [one["id"] for one in told["shows"]] == [one.show.pk for one in shows]


@pytest.mark.capability("DATA-18")
def test_what_goes_with_coming_back(shows: list[StagedShow]) -> None:
    """Every show of the four has viewers of its own, so nobody came back."""
    staff, shop = analyst(shows[0]), shows[0].shop.pk
    found = asking.drivers(shop, 30, 7, staff)
    DriversOut(**found)
    old = [asking.figures(one.show.pk, staff)["values"]["uv"] for one in shows[2:]]
    assert (found["viewers"], found["back"]) == (sum(old), 0), "the others are too young"
    assert {row["met"] + row["rest"] for row in found["rows"]} == {sum(old)}
    assert asking.drivers(shop, 1, 7, staff)["viewers"] == 0
    assert asking.drivers(shop, 90, 1, staff)["viewers"] > sum(old), "and those of yesterday"


def test_sets_that_cannot_be_compared_say_why(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=20, minutes=4)
    other = StagedShow(process.config.events, viewers=20, minutes=4)
    tried = StagedShow(process.config.events, viewers=20, minutes=4, shop=show.shop,
                       rehearsal=True)  # fmt: skip
    settled(show)
    staff, shop, own = analyst(show), show.shop.pk, Chosen(shows=[show.show.pk])
    for by, a, b, why in (
        ("show", own, own, "两组都有"),
        ("show", own, Chosen(shows=[other.show.pk]), f"{other.show.pk} 不在本店"),
        ("show", own, Chosen(shows=[tried.show.pk]), "彩排不参与"),
        ("show", own, Chosen(last_day=dt.date(2020, 1, 1)), "B 组没有场次"),
        ("host", own, own, "A 组没有选主播"),
        ("product", own, own, "A 组没有选商品"),
        ("host", Chosen(own.shows, host="甲"), Chosen(own.shows, host="乙"), "A 组的场次里没有"),
    ):
        with pytest.raises(InvalidInput, match=why):
            comparison(shop, by, a, b, staff)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        choices(other.shop.pk, staff)
