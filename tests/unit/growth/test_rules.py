"""Levels, caps, tokens and retries, as pure rules."""

from __future__ import annotations

import datetime as dt
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.growth.rules import fans, reminders, rewards, tokens

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
KEY = b"k" * 32


@given(st.integers(1, fans.TOP))
def test_a_level_begins_exactly_where_it_is_published(level: int) -> None:
    assert fans.level_of(fans.needs(level)) == level
    if level > 1:
        assert fans.level_of(fans.needs(level) - 1) == level - 1
    assert fans.next_at(level) == (fans.needs(level + 1) if level < fans.TOP else None)


@given(st.lists(st.integers(0, 10**9), max_size=20), st.integers(0, 50))
def test_watching_counts_whole_minutes_and_sixty_a_day(days: list[int], orders: int) -> None:
    made = fans.activity([fans.Day(ms, False) for ms in days], orders)
    assert made == sum(min(ms // 60_000, 60) for ms in days) + 50 * orders


@pytest.mark.parametrize(
    ("last", "before", "expected"),
    [(None, 0, 1), (1, 6, 7), (2, 6, 1), (0, 3, 1)],
)
def test_a_streak_breaks_with_a_day_left_out(last: int | None, before: int, expected: int) -> None:
    day = None if last is None else NOW.date() - dt.timedelta(days=last)
    assert fans.streak(NOW.date(), day, before) == expected


def test_every_seventh_day_earns_double() -> None:
    assert [fans.multiple(day) for day in (1, 6, 7, 8, 14)] == [1, 1, 2, 1, 2]


@given(st.integers(0, 2**48 - 1))
def test_a_share_token_is_short_and_comes_back(share: int) -> None:
    token = tokens.sign(share, KEY)
    assert len(token) == tokens.LENGTH == 20
    assert tokens.read(token, KEY) == share
    assert tokens.read(token, os.urandom(32)) is None


@given(st.integers(0, 2**48 - 1), st.integers(0, 19), st.characters())
def test_a_changed_token_is_refused(share: int, place: int, char: str) -> None:
    token = tokens.sign(share, KEY)
    changed = token[:place] + char + token[place + 1 :]
    assert tokens.read(changed, KEY) == (share if changed == token else None)


@given(st.text(max_size=40))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    assert tokens.read(text, KEY) is None


@pytest.mark.parametrize(
    ("text", "count", "why"),
    [
        ("好", 1, "short"), ("？？？", 1, "short"), ("1111", 1, "repeats"), ("666", 2, "repeats"),
        ("能机洗吗", 1, ""), ("能机洗吗", 7, "burst"), ("ａａａ", 1, "repeats"), ("扣1", 6, ""),
    ],
)  # fmt: skip
def test_what_is_no_taking_part(text: str, count: int, why: str) -> None:
    assert rewards.refused_comment(text, count) == why


def test_the_same_words_count_once_a_show() -> None:
    key = rewards.comment_key
    assert key(1, "能机洗吗？") == key(1, " 能 机洗吗!!") == key(1, "能机洗吗")
    assert key(1, "ABC1") == key(1, "ａｂｃ１")
    assert key(1, "能机洗吗") != key(2, "能机洗吗")
    assert key(1, "能机洗吗") != key(1, "能手洗吗")


@given(
    st.lists(st.sampled_from([1, 2]), max_size=60),
    st.integers(1, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 60),
)  # fmt: skip
def test_no_order_of_deeds_passes_a_cap(
    multiples: list[int], points: int, per_day: int, per_show: int, shop_per_day: int
) -> None:
    rule = rewards.Rule(points, per_day, per_show, shop_per_day)
    deeds = given_points = 0
    for multiple in multiples:
        made = rewards.earned(rule, rewards.Done(deeds, deeds, given_points), multiple)
        deeds += made > 0
        given_points += made
    assert deeds <= min(per_day, per_show)
    assert given_points <= shop_per_day


@given(st.lists(st.integers(1, 700_000), max_size=30))
def test_watched_minutes_are_paid_once_however_they_are_cut(steps: list[int]) -> None:
    total, keys = 0, []
    for step in steps:
        keys += rewards.watch_keys(9, total, total + step)
        total += step
    assert keys == [f"9:{n}" for n in range(1, total // rewards.WATCH_MS + 1)]


def test_retries_wait_longer_and_stop_at_the_last_moment() -> None:
    last = NOW + dt.timedelta(minutes=15)
    waits = [reminders.retry_at(n, NOW, last) for n in range(1, 6)]
    seconds = [(at - NOW).seconds if at else None for at in waits]
    assert seconds == [30, 60, 120, 240, None]
    assert reminders.retry_at(1, last, last) is None
