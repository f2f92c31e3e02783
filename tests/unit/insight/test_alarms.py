"""Alarm rules: what raises them, what does not, and how seldom chance does."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kaibo.insight.engine import watch_facts as facts
from kaibo.insight.rules.alarm_book import QUIET_MS, Open, turn
from kaibo.insight.rules.alarms import (
    MINUTE,
    Alarm,
    Item,
    Red,
    Shelf,
    Similar,
    Stretch,
    Suggestion,
    Watched,
    alarms,
)
from kaibo.insight.rules.lights import Judged
from kaibo.insight.rules.significance import change, fell, rose
from kaibo.insight.rules.texts import Text

NOW = 1_763_812_800_000


def seen(**more: Any) -> list[Alarm]:
    return alarms(Watched(NOW, live_ms=30 * MINUTE, **more))


def codes(found: list[Alarm]) -> set[str]:
    return {one.code for one in found}


def test_a_change_is_measured_in_its_own_standard_errors() -> None:
    found = change(50, 5, 300, 15)
    assert found is not None
    assert found.share == pytest.approx(-0.5)
    assert found.z == pytest.approx(-10 / (17.5 * (1 / 5 + 1 / 15)) ** 0.5)
    assert fell(50, 5, 300, 15) is not None
    assert fell(2, 5, 12, 15) is None  # half as well, and may be chance
    assert fell(900, 5, 3000, 15) is None  # sure, and too small to matter
    assert rose(40, 5, 20, 15) is not None
    assert change(0, 5, 0, 15) is None


def test_chance_alone_raises_hardly_anything() -> None:
    """40 shows of two hours with steady rates, looked at every minute."""
    dice = random.Random(11)
    raised = 0
    for _ in range(40):
        rows = [
            {"at": NOW + at * MINUTE, "values": {
                name: sum(dice.random() < 0.5 for _ in range(2 * mean))
                for name, mean in (("pv", 30), ("likes", 60), ("comments", 12),
                                   ("product_views", 80), ("product_clicks", 24), ("orders", 5))
            } | {"watch_seconds": 6000.0}}
            for at in range(120)
        ]  # fmt: skip
        for upto in range(20, 120):
            recent, before = facts.recent_and_before(rows[:upto])
            raised += len(seen(recent=recent, before=before))
    assert raised <= 2  # of 4,000 looks at four rates


@pytest.mark.parametrize(
    ("name", "code", "do"),
    [("pv", "traffic_fell", "activity"), ("likes", "interaction_fell", "activity"),
     ("product_clicks", "click_fell", "pin"), ("orders", "order_fell", "price")],
)  # fmt: skip
def test_a_fall_against_the_minutes_before_names_what_to_do(name: str, code: str, do: str) -> None:
    usual = {"pv": 40, "likes": 80, "product_views": 120, "product_clicks": 60, "orders": 20,
             "watch_seconds": 6000}  # fmt: skip
    rows = [{"at": 0, "values": usual | ({name: usual[name] // 3} if at >= 15 else {})}
            for at in range(20)]  # fmt: skip
    recent, before = facts.recent_and_before(rows)
    found = seen(recent=recent, before=before)
    assert codes(found) == {code}
    assert found[0].suggestion == Suggestion(do)  # type: ignore[arg-type]
    assert found[0].value < found[0].baseline  # type: ignore[operator]
    assert found[0].evidence["kinds"]


def test_online_is_compared_with_the_best_of_ten_minutes() -> None:
    rising = [(NOW + at * MINUTE, 200.0) for at in range(8)]
    fall = seen(online=[*rising, (NOW + 8 * MINUTE, 120.0)])
    assert codes(fall) == {"online_fell"}
    assert (fall[0].level, fall[0].value, fall[0].baseline) == ("problem", 120.0, 200.0)
    assert fall[0].suggestion.do == "activity"
    assert not seen(online=[*rising, (NOW, 170.0)])  # 15 %
    few = [(NOW + at * MINUTE, 20.0) for at in range(8)]
    assert not seen(online=[*few, (NOW, 8.0)])  # of twenty people


def test_stock_is_short_before_the_link_is_presented() -> None:
    def shelf(**more: Any) -> Shelf:
        given = {"link": 7, "number": 3, "name": "四件套", "left": 50, "released": 100, "sold": 0}
        return Shelf(**{**given, **more})

    assert not seen(shelves=[shelf(is_pinned=True)])
    assert not seen(shelves=[shelf(left=2)])  # neither presented nor next
    short = seen(shelves=[shelf(left=8, is_next=True)])
    assert codes(short) == {"stock_short"}
    assert short[0].suggestion == Suggestion("stock", 7)
    assert "下一个 3 号“四件套”只剩 8 件" in short[0].text.zh
    assert codes(seen(shelves=[shelf(left=40, sold=90, is_pinned=True)])) == {"stock_short"}
    assert seen(shelves=[shelf(left=0, is_next=True)])[0].level == "problem"


def test_complaints_and_the_picture() -> None:
    assert not seen(complaints=(4, 0))
    assert not seen(complaints=(6, 15))  # as before
    assert codes(seen(complaints=(6, 0))) == {"complaints"}
    assert codes(seen(complaints=(12, 4))) == {"complaints"}
    assert seen(complaints=(6, 0))[0].suggestion.do == "phrase"
    assert not seen(down_ms=1500)
    assert seen(down_ms=4000)[0].code == "stream_down"
    assert codes(seen(stutters=3)) == {"stream_stutter"}
    assert seen(complaints=(9, 0), stutters=3)[0].level == "problem"  # problems first


@pytest.mark.capability("CONT-28")
@pytest.mark.parametrize(
    ("count", "code"),
    [("enter", "item_reads_fell"), ("interaction", "item_interaction_fell"),
     ("pay", "item_conversion_fell"), ("like", "item_likes_fell"),
     ("comment", "item_comments_fell"), ("share", "item_shares_fell")],
)  # fmt: skip
def test_each_figure_of_an_item_raises_an_alert_when_it_drops(count: str, code: str) -> None:
    usual = {"enter": 60.0, "interaction": 80.0, "pay": 30.0, "like": 40.0, "comment": 30.0,
             "share": 30.0}  # fmt: skip
    before = Stretch({name: 3 * n for name, n in usual.items()}, 3000, 15)
    item = Item(
        "segment", 9, "讲解 2 号", Stretch(usual | {count: usual[count] / 4}, 1000, 5), before
    )
    found = seen(items=[item])
    assert codes(found) == {code}
    assert (found[0].subject, found[0].evidence["segment"]) == (9, 9)
    assert "讲解 2 号" in found[0].text.zh
    assert not seen(items=[Item("segment", 9, "讲解 2 号", Stretch(usual, 1000, 5), before)])


@pytest.mark.capability("CONT-34")
def test_a_median_watch_below_ten_minutes_is_flagged_with_the_nearest_past_show() -> None:
    similar = Similar(41, "上周五·床品专场", 0.8)
    found = seen(watch=(80, 20), similar=similar)
    assert codes(found) == {"short_watch"}
    assert "上周五·床品专场" in found[0].text.zh
    assert "80%" in found[0].text.zh
    assert found[0].evidence["similar_show"] == 41
    assert not seen(watch=(8, 5), similar=similar)  # too few to be sure
    assert not seen(watch=(40, 60), similar=similar)
    young = alarms(Watched(NOW, live_ms=10 * MINUTE, watch=(80, 0), similar=similar))
    assert not young  # nobody could have watched for so long and left


def test_a_figure_that_stays_red_is_an_alarm_after_three_minutes() -> None:
    judged = Judged("click_rate", "bad", 20.0, "default", 0.6, 900)
    red = Red(judged, 2 * MINUTE, "商品点击率", "Click rate", 12.0, "percent")
    assert not seen(red=[red])
    old = Red(judged, 4 * MINUTE, "商品点击率", "Click rate", 12.0, "percent")
    found = seen(red=[old])
    assert found[0].key == ("below_benchmark", 0, "click_rate")
    assert found[0].text.zh == "商品点击率 12.0%，低于基准 20.0% 已 4 分钟"


def test_an_alarm_is_one_row_until_a_minute_of_quiet() -> None:
    alarm = Alarm("online_fell", "problem", Text("", ""), Suggestion("activity"))
    first = turn([alarm, alarm], [], NOW, is_sighted=True)
    assert first.fresh == [alarm]
    standing = [Open(5, alarm.key, NOW)]
    assert turn([alarm], standing, NOW + 1, is_sighted=True).again == [(5, alarm)]
    assert turn([], standing, NOW + QUIET_MS - 1, is_sighted=True).over == []
    assert turn([], standing, NOW + QUIET_MS, is_sighted=True).over == [5]
    assert turn([], standing, NOW + QUIET_MS, is_sighted=False).over == []  # just started
    later = [Open(5, alarm.key, NOW, snoozed_until=NOW + 10 * QUIET_MS)]
    assert turn([], later, NOW + QUIET_MS, is_sighted=True).over == []


def test_a_link_is_compared_with_itself_once_three_minutes_are_known() -> None:
    memory = facts.LinkMemory()
    for step in range(10):
        now = NOW + step * MINUTE
        slow = max(0, step - 6)  # the last three minutes: views go on, clicks do not
        values = {"product_views": 100 * step, "product_clicks": 30 * (step - slow) + 3 * slow}
        memory.note(now, [{"link": 7, "values": values}])
        assert (memory.item(now, 7, "7 号") is None) == (step < 3)
    item = memory.item(NOW + 9 * MINUTE, 7, "7 号")
    assert item is not None
    assert item.now.n("product_view") == 300
    assert item.before.n("product_view") == 600
    assert codes(seen(items=[item])) == {"link_click_fell"}
    assert memory.item(NOW, 8, "8 号") is None


def test_of_an_item_only_the_surest_fall_is_told() -> None:
    before = Stretch({"enter": 900.0, "like": 300.0, "comment": 120.0}, 3000, 15)
    gone = Item("segment", 9, "讲解 2 号", Stretch({"enter": 30.0, "like": 5.0}, 1000, 5), before)
    assert [one.code for one in seen(items=[gone])] == ["item_reads_fell"]
    begun = Item("segment", 9, "讲解 2 号", Stretch({"enter": 1.0}, 100, 1.5), before)
    assert not seen(items=[begun])  # a segment that has just begun
