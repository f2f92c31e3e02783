"""Pasted addresses against their labels, and what the reader may never do."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.members.divisions.pasted import LONGEST, read_pasted
from kaibo.members.divisions.tree import named, provinces


def _cases() -> list[list[str]]:
    """Rows of text, name, phone, province, city, district, street; ⏎ and ⇥ stand for breaks.
    The persons are invented."""
    with Path(__file__).with_name("pasted_addresses.tsv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [[cell.replace("⏎", "\n").replace("⇥", "\t") for cell in row] for row in rows[1:]]


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=[case[0][:40] for case in CASES])
def test_every_part_is_found(case: list[str]) -> None:
    text, *labels = case
    found = read_pasted(text)
    read = [found.name, found.phone, found.province, found.city, found.district, found.street]
    assert read == labels


def test_there_are_many_examples() -> None:
    assert len(CASES) >= 60


def test_a_district_of_several_cities_offers_them() -> None:
    choices = read_pasted("鼓楼区中山路1号").choices
    assert choices == (
        "江苏省南京市鼓楼区", "江苏省徐州市鼓楼区", "河南省开封市鼓楼区", "福建省福州市鼓楼区",
    )  # fmt: skip


@given(
    st.text(
        alphabet=st.sampled_from("浙江省杭州市余杭区鼓楼 张三138+-():：,\n路号电话地址名"),
        max_size=80,
    )
)
def test_whatever_is_read_exists(text: str) -> None:
    found = read_pasted(text)
    if not found.province:
        assert not found.city
        assert not found.district
        return
    province = named(provinces(), found.province)
    assert province is not None
    city = named(province.parts, found.city) if found.city else None
    assert (city is None) == (found.city == "")
    assert not found.district or (city is not None and named(city.parts, found.district))


@given(st.text(max_size=700))
def test_any_text_is_survived(text: str) -> None:
    found = read_pasted(text)
    assert len(found.street) <= LONGEST * 8
