"""Which questions are the same, and of which link they are. Pure.

A question of a known intent (发货时间, 尺码, …) is grouped by the intent; another one by its words
without filler, with those of a session that share most of their letter pairs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kaibo.interaction.rules.tags import normal

ALIKE = 0.6  # Dice coefficient of letter pairs
KEY_LENGTH = 60
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九十")} | {"两": 2}
_NUMBER = r"([0-9]{1,3}|[一二三四五六七八九十两]{1,3})"
_NAMED = re.compile(rf"{_NUMBER}号(?!色|码)|链接{_NUMBER}|{_NUMBER}链接?")

# The first that matches; what comes first is the narrower intent.
_WHEN = "(多久|几天|几时|什么时候|啥时候|何时|几号|几点)"
_TO = rf"[寄发运送]到.{{1,6}}{_WHEN}|到.{{1,6}}[要得]{_WHEN}"
_INTENTS = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        ("insurance", r"运费险"),
        ("arrives", rf"{_WHEN}.{{0,4}}(能|可以)?(到|收到)|得几天|{_TO}"),
        ("ships", rf"{_WHEN}.{{0,4}}(发货|发.{{0,2}}$)|发货.{{0,3}}(多久|几天|时间)"),
        ("carrier", r"(什么|啥|哪家|哪个|哪种|发.{0,3})快递|(顺丰|中通|圆通|韵达|邮政)(还是|吗)"),
        ("freight", r"包邮|邮费|运费"),
        ("returns", r"(能|可以|可不可以|能不能|好|给|支持).{0,2}(退|换)|无理由|退换|怎么退"),
        ("coupon", r"券"),
        ("wash", r"机洗|洗衣机|怎么洗|水洗|手洗"),
        (
            "size",
            r"(什么|哪个|啥|多大|几|选.?|穿.?)码|穿多大|尺码|偏[大小]|穿.+(合适|行)|身高|体重|[0-9]斤.*穿",
        ),
        ("colors", r"(别的|几个|几种|什么|哪些|其他|还有).{0,2}(颜色|色)"),
        ("restock", r"补货|再上|什么时候有货"),
        ("stock", r"还?有(现)?货|有没有货|现货"),
        ("material", r"面料|材质|什么(材料|料)|纯棉|成分|填充"),
        ("skin", r"敏感肌|孕妇|过敏肌|哺乳"),
        ("genuine", r"正品|保真"),
        ("keeps", r"保质期|放多久|过期|生产日期"),
        ("gift", r"赠品|送(什么|啥)|有赠"),
        ("invoice", r"发票"),
        ("tries", r"试穿|上身|(看|试)一?下|试一下"),
        ("explain", r"讲一?下|讲讲|讲解|介绍"),
        ("buys", r"(怎么|咋|如何)(买|拍|下单)"),
        ("price", r"多少钱|什么价|价格|怎么卖|几折"),
    )
)
_FILLER = re.compile(
    r"请问|主播|姐姐|小姐姐|亲|老师|宝宝们?|你好|您好|麻烦|一下|这个|这款|这件|那个|那款|是不是|就是|"
    r"[吗呢吧啊呀哦嘛么呐哈了的?+.]"
)


def link_number(text: str) -> int | None:
    """The link number that a comment names: 3号, 链接5, 十二号; None when none is named."""
    found = _NAMED.search(normal(text))
    word = next((part for part in found.groups() if part), None) if found else None
    return _value(word) if word else None


def link_of(text: str, numbers: Mapping[int, int], pinned: int | None) -> int | None:
    """The link id meant: the one named (``numbers``: number to id), else the one presented."""
    named = link_number(text)
    return numbers.get(named, pinned) if named is not None else pinned


class Groups:
    """The questions of one show by link; learns each new one."""

    def __init__(self, known: Iterable[tuple[int | None, str]] = ()) -> None:
        self._pairs: dict[int | None, dict[str, frozenset[str]]] = {}
        for link, key in known:
            self._learn(link, key)

    def key(self, text: str, link: int | None) -> str:
        """The key of the group that the question belongs to, at most `KEY_LENGTH` letters."""
        words = normal(text)
        if intent := next((key for key, pattern in _INTENTS if pattern.search(words)), None):
            return f":{intent}"
        core = (_FILLER.sub("", _NAMED.sub("", words)) or words)[:KEY_LENGTH]
        found = self._alike(core, link)
        if found is None:
            self._learn(link, core)
        return found or core

    def _alike(self, core: str, link: int | None) -> str | None:
        known = self._pairs.get(link, {})
        if core in known:
            return core
        mine = _pairs(core)
        likeness = {key: _dice(mine, pairs) for key, pairs in known.items()}
        best = max(likeness, key=likeness.__getitem__, default=None)
        return best if best is not None and likeness[best] >= ALIKE else None

    def _learn(self, link: int | None, key: str) -> None:
        if not key.startswith(":"):
            self._pairs.setdefault(link, {})[key] = _pairs(key)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _value(word: str) -> int:
    """Arabic or Chinese numerals up to 99."""
    if word.isdigit():
        return int(word)
    tens, ten, units = word.rpartition("十")
    high = (_DIGITS[tens[-1]] if tens else 1) * 10 if ten else 0
    return high + (_DIGITS[units[-1]] if units else 0)
