"""What goes into the matcher and what comes out. Frozen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

# allow: a phrase in which nothing is found. note: kept for the record. review: said, and shown to
# staff. mask: said with stars. block: not said.
Grade = Literal["allow", "note", "review", "mask", "block"]
GRADES: tuple[Grade, ...] = ("allow", "note", "review", "mask", "block")
# word: as written, folded. letters: also its pinyin, whole or mixed with characters. sound: also
# other characters of the same sound, and the initials of three and more characters.
Reach = Literal["word", "letters", "sound"]
REACHES: tuple[Reach, ...] = ("word", "letters", "sound")
Via = Literal[
    "exact",
    "folded",
    "separated",
    "repeated",
    "letters",
    "sound",
    "initials",
    "phone",
    "link",
    "id",
]
CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Word:
    """One entry of a list; ``reach`` says how far its evasions are followed."""

    text: str
    category: str
    grade: Grade
    reach: Reach = "letters"


@dataclass(frozen=True, slots=True)
class Hit:
    """``text[start:end]`` of the original is this word; ``via`` tells how it was seen."""

    word: str
    start: int
    end: int
    category: str
    grade: Grade
    via: Via


def worst(hits: Iterable[Hit]) -> Hit | None:
    """The gravest hit, the first of its grade; None when there is none."""
    return max(hits, key=lambda hit: (GRADES.index(hit.grade), -hit.start), default=None)
