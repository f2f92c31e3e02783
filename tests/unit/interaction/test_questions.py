"""Which questions are grouped, and which link they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.interaction.rules.questions import KEY_LENGTH, Groups, link_number, link_of

SAME = [
    [
        "什么时候发货",
        "几天发货呀",
        "啥时候能发？",
        "多久发货",
        "请问多久可以发货",
        "几天发货呀，我在新疆",
    ],
    ["发什么快递", "哪家快递？", "顺丰还是中通"],
    ["身高160穿多大", "选什么码", "尺码偏大吗", "我穿什么码"],
    ["可以退吗", "支持七天无理由吗", "能不能退"],
    ["电磁炉能用吗", "这个电磁炉能用不", "主播 电磁炉能用吗？？"],
]


@pytest.mark.parametrize("texts", SAME)
def test_the_same_question_in_other_words_is_one_group(texts: list[str]) -> None:
    groups = Groups()
    assert len({groups.key(text, 7) for text in texts}) == 1


def test_different_questions_stay_apart() -> None:
    groups = Groups()
    assert len({groups.key(texts[0], 7) for texts in SAME}) == len(SAME)
    assert groups.key("糖多吗", 7) != groups.key("盐多吗", 7)


def test_groups_go_on_from_what_was_known() -> None:
    first = Groups()
    key = first.key("两米床铺得下吗", 3)
    assert Groups([(3, key)]).key("两米床铺得下不", 3) == key
    assert Groups([(4, "别的")]).key("两米床铺得下不", 3) != key


@pytest.mark.parametrize(("text", "number"), [
    ("3号多少钱", 3), ("三号有货吗", 3), ("十二号链接呢", 12), ("链接5怎么拍", 5), ("二十号", 20),
    ("２号 还有吗", 2), ("多少钱", None), ("要2号色", None), ("5 链接", 5),
])  # fmt: skip
def test_the_link_number_is_read(text: str, number: int | None) -> None:
    assert link_number(text) == number


def test_a_question_is_of_the_link_named_or_else_presented() -> None:
    assert link_of("3号有货吗", {3: 33}, 11) == 33
    assert link_of("有货吗", {3: 33}, 11) == 11
    assert link_of("9号有货吗", {3: 33}, None) is None


@given(st.text(max_size=100))
def test_every_text_has_a_key_and_finds_it_again(text: str) -> None:
    groups = Groups()
    key = groups.key(text, None)
    assert groups.key(text, None) == key
    assert len(key) <= KEY_LENGTH
