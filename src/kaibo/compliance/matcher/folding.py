"""How a text is read: one form for what looks or means the same, with the way back.

Every character is folded alone and remembered: compatibility forms and width (NFKC), case,
traditional to simplified, look-alike letters of other scripts, letters in boxes and circles.
Marks that hang on a character and characters without width vanish.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

# Letters of other scripts that are drawn like Latin ones (Unicode confusables, the common part).
_LOOKALIKES = dict(
    zip(
        "аеорсхукмтвнізѕјԛѵԝһαβεικνορτυχγϲοⅼ",
        "aeopcxykmtbnizsjqvwhabeikvoptuxycol",
        strict=True,
    )
) | {"➕": "加", "✚": "加", "﹢": "加", "+": "加"}
_LETTER = re.compile(
    r"\b(?:LATIN|SQUARED|CIRCLED|PARENTHESIZED|REGIONAL INDICATOR)\b.*\bLETTER (?:SMALL )?"
    r"(?:CAPITAL )?([A-Z])(?: WITH .*)?$"
)
_VANISHING = frozenset(("Mn", "Me", "Mc", "Cf", "Cc", "Cn", "Co", "Cs"))
# A character split into its halves.
_HALVES = {"亻言": "信", "彳攵": "微", "亻尔": "你", "贝者": "赌", "女且": "姐", "口多": "哆"}
_HALVES_FOUND = re.compile("|".join(_HALVES))
_simplify = OpenCC("t2s").convert


@dataclass(frozen=True, slots=True)
class Folded:
    """``at[i]`` is the index in the original of ``text[i]``."""

    text: str
    at: tuple[int, ...]


@lru_cache(maxsize=65536)
def fold_character(char: str) -> str:
    """What a character is read as: usually one character, empty when it vanishes."""
    if unicodedata.category(char) in _VANISHING:
        return " " if char in "\t\n\r" else ""
    found = "".join(_plain(each) for each in unicodedata.normalize("NFKD", char))
    return _simplify(found) if found and not found.isascii() else found


def _plain(char: str) -> str:
    """One character of a decomposition."""
    if unicodedata.category(char) in _VANISHING:
        return ""
    low = char.lower()
    if low in _LOOKALIKES:
        return _LOOKALIKES[low]
    if char.isascii() or "\u4e00" <= char <= "\u9fff":
        return low
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    letter = _LETTER.search(unicodedata.name(char, ""))
    return letter[1].lower() if letter else low


def fold(text: str) -> Folded:
    """All of the text, separators kept."""
    made: list[str] = []
    at: list[int] = []
    for index, char in enumerate(text):
        read = fold_character(char)
        if read:
            made.append(read)
            at.extend([index] * len(read))
    return _join_halves(Folded("".join(made), tuple(at)))


def tight(folded: Folded) -> Folded:
    """Letters, digits and characters only: what stands between them is taken out."""
    kept = [index for index, char in enumerate(folded.text) if char.isalnum()]
    return _pick(folded, kept)


def squeezed(folded: Folded) -> Folded:
    """Runs of one character read once."""
    text = folded.text
    kept = [index for index, char in enumerate(text) if not index or text[index - 1] != char]
    return folded if len(kept) == len(text) else _pick(folded, kept)


def _pick(folded: Folded, kept: list[int]) -> Folded:
    text, at = folded.text, folded.at
    return Folded("".join([text[index] for index in kept]), tuple([at[index] for index in kept]))


def _join_halves(folded: Folded) -> Folded:
    if _HALVES_FOUND.search(folded.text) is None:
        return folded
    text, at = folded.text, list(folded.at)
    for found in reversed(list(_HALVES_FOUND.finditer(text))):
        text = text[: found.start()] + _HALVES[found[0]] + text[found.end() :]
        del at[found.start() + 1 : found.end()]
    return Folded(text, tuple(at))
