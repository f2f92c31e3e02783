"""Ways to be reached elsewhere: telephone numbers, links, account names, in any spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaibo.compliance.matcher.contracts import CONTACT, Grade, Hit, Via
from kaibo.compliance.matcher.folding import Folded

_DIGITS = str.maketrans("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺", "001234567891234567891")
# Between two digits of a number: a few signs, or a filler syllable.
_GAP = r"(?:[\W_]{0,3}|[啊呀哈嗯哦额呃嘿])"
_PHONE = re.compile(rf"(?<![0-9])(?:86{_GAP})?(1{_GAP}[3-9](?:{_GAP}[0-9]){{9}})(?!{_GAP}[0-9])")
_ENDS = "com|cn|net|org|cc|top|xyz|vip|shop|club|io|tv|link|site|ltd|ink|info|app|store|online|fun"
_LINK = re.compile(
    r"(?:h+t+p+s?:?//?"
    r"|(?<![a-z])w{3}[.。·点,，]+[a-z0-9]"
    rf"|(?=[a-z0-9-]*[a-z])[a-z0-9][a-z0-9-]+(?:[.。·,，]+|[(（\[]?点[)）\]]?|dot)(?:{_ENDS})(?![a-z]))"
    r"[a-z0-9./?=&_%-]*"
)
_NAMED = re.compile(
    r"(?<![a-z0-9])(?:v|q|薇|威|扣)(?:号|信)?(?:\s*[:=]\s*|\s+)[a-z](?:\s?[-_a-z0-9]){4,19}(?![a-z])"
    r"|(?<![a-z0-9])(?:加?q|加?v|加?扣|企鹅号?)(?:号|群)?\s*[:=]?\s*"
    r"[1-9](?:[ .-]?[0-9]){5,10}(?![0-9])"
)


def contacts(folded: Folded, grade: Grade) -> Iterator[Hit]:
    """What leads elsewhere in a folded text with its separators."""
    numbers = folded.text.translate(_DIGITS)
    if any(char.isdigit() for char in numbers):
        for found in _PHONE.finditer(numbers):
            yield _hit(folded, found.start(1), found.end(1), "phone", grade)
    if any("a" <= char <= "z" for char in folded.text):
        yield from _links(folded, grade)
    for found in _NAMED.finditer(numbers):
        yield _hit(folded, found.start(), found.end(), "id", grade)


def _links(folded: Folded, grade: Grade) -> Iterator[Hit]:
    kept = [index for index, char in enumerate(folded.text) if not char.isspace()]
    dense = "".join([folded.text[index] for index in kept])
    for found in _LINK.finditer(dense):
        yield _hit(folded, kept[found.start()], kept[found.end() - 1] + 1, "link", grade)


def _hit(folded: Folded, start: int, end: int, via: Via, grade: Grade) -> Hit:
    return Hit(via, folded.at[start], folded.at[end - 1] + 1, CONTACT, grade, via)
