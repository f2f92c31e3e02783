"""Peaks of interaction, for the replay."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.insight.rules.peaks import APART_MS, MOST, peaks, per_minute

MINUTE = 60_000


def minutes(counts: list[int]) -> list[dict[str, Any]]:
    return [
        {"at": place * MINUTE, "values": {"comments": n, "likes": None, "pcu": 9}}
        for place, n in enumerate(counts)
    ]


@pytest.mark.capability("DATA-15")
def test_peaks_are_the_liveliest_minutes_apart_from_each_other() -> None:
    found = peaks(minutes([1, 1, 9, 8, 1, 1, 1, 1, 12, 1]))
    assert [(one.at // MINUTE, one.n) for one in found] == [(2, 9), (8, 12)]
    assert found[1].times == 3.3  # 12 of 3.6 on the average


def test_an_even_show_has_none() -> None:
    assert peaks(minutes([5] * 30)) == []
    assert peaks([]) == []
    assert peaks(minutes([7])) == []


def test_every_way_of_taking_part_counts() -> None:
    row = {"at": 0, "values": {"comments": 1, "likes": 20, "shares": 3, "followers": 4, "gmv": 900}}
    assert per_minute([row]) == [(0, 28)]


@given(st.lists(st.integers(0, 10_000), max_size=300))
def test_any_show(counts: list[int]) -> None:
    found = peaks(minutes(counts))
    assert len(found) <= MOST
    assert [one.at for one in found] == sorted(one.at for one in found)
    for one, other in itertools.pairwise(found):
        assert other.at - one.at >= APART_MS
    if found:
        assert max(one.n for one in found) == max(counts)
