"""评论下单: what a comment like 扣1 wants to buy. Pure; it suggests, a tap of the buyer orders.

A number with a word of wanting or 号 names the link: 扣1, 要3号, 1号 2件, 3号链接来两份. A bare 1
(or 111) is what hosts ask for with "想要的扣 1": it means the link that is presented now, and
link 1 when none is. Any
other bare number names that link. Questions, negations and talk name nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MOST_UNITS = 20  # of one comment: more was a slip or a price
_LONGEST = 20
_HANZI = {"一": 1, "二": 2, "两": 2, "俩": 2} | {c: n for n, c in enumerate("三四五六七八九十", 3)}
_N = r"(\d{1,3}|[一二两俩三四五六七八九十])"
_UNIT = r"(?:件|个|份|套|盒|瓶|包|袋|箱|条|双|组|单|支|斤)"
_WANT = r"(?:我?(?:想?要|来|拍|买|扣|抢|下单|加|定|订))"
_TAIL = r"(?:吧|了|啦|呀|哦|谢谢|[!.~]|\+1)*"
_NUMBERED = re.compile(
    rf"{_WANT}?(?:一下)?{_N}\s*号?(?:链接|宝贝|品)?\s*[,x*]?\s*(?:{_WANT}?\s*{_N}\s*{_UNIT})?{_TAIL}"
)
_COUNT_FIRST = re.compile(rf"{_WANT}\s*{_N}\s*{_UNIT}\s*{_N}\s*号(?:链接)?{_TAIL}")
_BARE_ONES = re.compile(r"1{1,6}")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A link by its number in the bag, and how many units; ``number`` None: the presented one."""

    number: int | None
    quantity: int = 1


def read_comment(text: str) -> Suggestion | None:
    """What the comment wants, or None."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    if not plain or len(plain) > _LONGEST:
        return None
    if _BARE_ONES.fullmatch(plain):
        return Suggestion(None)
    if found := _COUNT_FIRST.fullmatch(plain):
        return _suggestion(found[2], found[1])
    if found := _NUMBERED.fullmatch(plain):
        return _suggestion(found[1], found[2] or "1")
    return None


def _suggestion(number: str, quantity: str) -> Suggestion | None:
    link, units = _value(number), _value(quantity)
    return Suggestion(link, units) if link and 1 <= units <= MOST_UNITS else None


def _value(text: str) -> int:
    return int(text) if text.isdigit() else _HANZI[text]
