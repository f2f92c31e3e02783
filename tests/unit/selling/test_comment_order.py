"""评论下单: what comments want, as viewers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaibo.selling.rules.comment_order import MOST_UNITS, Suggestion, read_comment


@pytest.mark.parametrize(
    ("text", "number", "quantity"),
    [
        ("1", None, 1), ("１", None, 1), ("111", None, 1), (" 1 ", None, 1),
        ("扣1", 1, 1), ("扣 3", 3, 1), ("扣３", 3, 1), ("3", 3, 1), ("12", 12, 1),
        ("3号", 3, 1), ("要3号", 3, 1), ("我要3号", 3, 1), ("想要5号", 5, 1),
        ("来一号", 1, 1), ("要三号链接", 3, 1),
        ("1号 2件", 1, 2), ("1号2件", 1, 2), ("１号　２件", 1, 2), ("3号链接来两份", 3, 2),
        ("3号要2个", 3, 2), ("拍2号链接 3套", 2, 3), ("来两件3号", 3, 2), ("要2盒5号链接", 5, 2),
        ("抢4号！", 4, 1), ("下单6号谢谢", 6, 1),
        ("10号x2件", 10, 2),
    ],
)  # fmt: skip
def test_a_wish_is_read(text: str, number: int | None, quantity: int) -> None:
    assert read_comment(text) == Suggestion(number, quantity)


@pytest.mark.parametrize(
    "text",
    [
        "", "你好", "3号多少钱", "1号是什么材质", "不要3号", "没抢到3号", "66666666", "23333",
        "99元吗",
        "3号1000件", "身高160", "3号 0件", "0", "什么时候讲3号", "扣1送什么", "13800138000",
        "我上周买的3号用着不错，家里人都说好",
    ],
)  # fmt: skip
def test_talk_is_no_wish(text: str) -> None:
    assert read_comment(text) is None


@given(st.text(alphabet=st.sampled_from("扣要来拍1２3十两号件份链接 xX不?"), max_size=24))
def test_a_wish_is_always_sane(text: str) -> None:
    found = read_comment(text)
    assert found is None or 1 <= found.quantity <= MOST_UNITS
    assert found is None or found.number is None or found.number >= 1
