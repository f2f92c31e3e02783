"""Lines of phrases, and when a keyword reply answers."""

from __future__ import annotations

from kaibo.interaction.rules.phrases import Answering, Rule, fill, parse


def test_lines_with_variants_and_wide_signs() -> None:
    lines, bad = parse("发货/几天到|48 小时内发出\n\n运费险／退货｜都有运费险，{昵称}放心拍")
    assert not bad
    assert [(one.number, one.keywords, one.reply) for one in lines] == [
        (1, ("发货", "几天到"), "48 小时内发出"),
        (3, ("运费险", "退货"), "都有运费险，{昵称}放心拍"),
    ]


def test_each_bad_line_is_told_with_its_number_and_value() -> None:
    text = "没有竖线\n|只有回复\n发货|\n发货|今天\n几天/发 货|明天\n" + "长" * 21 + "|好"
    lines, bad = parse(text)
    assert [one.number for one in lines] == [4]
    assert [one.number for one in bad] == [1, 2, 3, 5, 6]
    assert "4" in bad[3].message
    assert "发 货" in bad[3].message
    assert all(one.message and one.value for one in bad)


def test_the_nickname_is_filled_in_and_the_length_kept() -> None:
    assert fill("{昵称}您好", "小月") == "小月您好"
    assert len(fill("{昵称}" * 50, "阿" * 40, 100)) == 100


def rule(number: int = 1, mode: str = "private", *words: str) -> Rule:
    return Rule(number, words or ("发货",), "48 小时内", mode, 60_000)  # type: ignore[arg-type]


def test_the_longest_keyword_answers_and_not_again_for_a_while() -> None:
    answering = Answering()
    answering.swap([rule(1, "private", "发货"), rule(2, "private", "什么时候发货")])
    first = answering.answer("什么时候 发货？", 7, 1_000)
    assert first is not None
    assert first.id == 2
    assert answering.answer("什么时候发货", 7, 60_999) is None
    assert answering.answer("什么时候发货", 8, 2_000) is not None
    assert answering.answer("什么时候发货", 7, 61_000) is not None


def test_a_public_reply_is_not_said_again_at_once_for_others() -> None:
    answering = Answering()
    answering.swap([rule(1, "public")])
    assert answering.answer("发货", 7, 1_000) is not None
    assert answering.answer("发货", 8, 10_999) is None
    assert answering.answer("发货", 8, 11_000) is not None


def test_a_room_answers_only_so_often_a_second() -> None:
    answering = Answering()
    answering.swap([rule()])
    told = [answering.answer("发货", viewer, 5_000) for viewer in range(50)]
    assert sum(one is not None for one in told) == Answering.ROOM_PER_SECOND
    assert answering.answer("发货", 99, 6_000) is not None


def test_another_table_is_in_force_at_once_and_memory_is_given_back() -> None:
    answering = Answering()
    answering.swap([rule()])
    assert answering.answer("发货", 7, 1_000) is not None
    answering.swap([])
    assert answering.answer("发货", 8, 1_000) is None
    answering.swap([rule()])
    answering.forget(30_000)
    assert answering.answer("发货", 7, 30_000) is None
    answering.forget(70_000)
    assert answering.answer("发货", 7, 70_000) is not None
