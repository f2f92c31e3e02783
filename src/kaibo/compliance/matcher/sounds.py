"""How characters sound: toneless pinyin, letter by letter, with the way back."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from kaibo.compliance.matcher.folding import Folded


@lru_cache(maxsize=32768)
def syllable(char: str) -> str:
    """``wei`` of 微; a letter or digit is itself."""
    if not "\u4e00" <= char <= "\u9fff":
        return char
    return str(lazy_pinyin(char, style=Style.NORMAL)[0])


def spelled(word: str) -> str:
    """A word as letters; its reading is that of the word as a whole (银行 is yinhang)."""
    return "".join(lazy_pinyin(word, style=Style.NORMAL))


def initials(word: str) -> str:
    """The first letter of each character's sound."""
    return "".join(part[0] for part in lazy_pinyin(word, style=Style.NORMAL) if part)


def sounding(tight: Folded) -> Folded:
    """A tight text as letters; letters of one character share its index."""
    made: list[str] = []
    at: list[int] = []
    for char, index in zip(tight.text, tight.at, strict=True):
        letters = syllable(char)
        made.append(letters)
        at.extend([index] * len(letters))
    return Folded("".join(made), tuple(at))
