"""Texts as the search compares them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_NOT_WORD = re.compile(r"[^\w]+|_+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PIECES = re.compile(r"[\u3400-\u9fff]|[a-z]+|[0-9]+|\w")


def plain(text: str) -> str:
    """Full width to half, small letters, no marks and spaces: ``Ｔ恤 （女）`` → ``t恤女``."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).lower())


def words(text: str) -> list[str]:
    """The parts of a query between spaces and commas, each plain."""
    split = re.split(r"[\s,，、;；]+", unicodedata.normalize("NFKC", text))
    return [word for word in map(plain, split) if word]


def has_han(text: str) -> bool:
    return bool(_HAN.search(text))


@dataclass(frozen=True, slots=True)
class Sound:
    """A text as it is said: its syllables joined, where each begins, and their initials.

    Letters and digits that are no Chinese stand as they are, a run being one syllable.
    """

    joined: str
    starts: frozenset[int]
    initials: str


@lru_cache(maxsize=20_000)
def sound(text: str) -> Sound:
    """``长绒棉`` → changrongmian, {0, 5, 9}, crm."""
    syllables = [piece for piece in _syllables(text) if piece]
    starts, at = [], 0
    for syllable in syllables:
        starts.append(at)
        at += len(syllable)
    return Sound("".join(syllables), frozenset(starts), "".join(one[0] for one in syllables))


def _syllables(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # its dictionaries take half a second to load

    said = lazy_pinyin(text, style=Style.NORMAL, v_to_u=False, errors=_pieces)  # type: ignore[arg-type]  # it takes lists too
    return [syllable.replace("ü", "v") for syllable in said]


def _pieces(text: str) -> list[str]:
    return _PIECES.findall(text)


def bigrams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
