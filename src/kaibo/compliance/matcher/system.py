"""The list that every shop starts from, and how a list is written as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import cast

from kaibo.compliance.matcher.contracts import GRADES, REACHES, Grade, Reach, Word
from kaibo.compliance.matcher.folding import fold

COLUMNS = ("word", "category", "grade", "reach")
LONGEST_WORD = 40
LONGEST_CATEGORY = 20
_FILE = Path(__file__).with_name("system_words.csv")


class BadRow(ValueError):
    """A row that is no word: ``line`` (1-based), what is wrong with which value."""

    def __init__(self, line: int, value: str, why: str) -> None:
        self.line, self.value, self.why = line, value, why
        super().__init__(f"line {line}: {why}: {value!r}")


def read_words(text: str) -> list[Word]:
    """The words of a CSV with header ``word,category,grade,reach``; raises `BadRow`."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    made: list[Word] = []
    for line, row in enumerate(rows, 1):
        cells = [cell.replace("\x00", "").strip() for cell in row]
        if not any(cells) or (line == 1 and cells[0].lower() == COLUMNS[0]):
            continue
        made.append(_word(line, [*cells, "", "", ""][:4]))
    return made


def write_words(words: Iterable[Word]) -> str:
    """CSV with header; opens in spreadsheets as UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows((word.text, word.category, word.grade, word.reach) for word in words)
    return "\ufeff" + out.getvalue()


@cache
def system_words() -> tuple[Word, ...]:
    """The list shipped with Kaibo."""
    return tuple(read_words(_FILE.read_text()))


def check_word(line: int, word: Word) -> Word:
    """The word itself; raises `BadRow` with ``length``, ``category``, ``grade`` or ``reach``."""
    if not 0 < len(word.text) <= LONGEST_WORD or not fold(word.text).text.strip():
        raise BadRow(line, word.text, "length")
    if not 0 < len(word.category) <= LONGEST_CATEGORY:
        raise BadRow(line, word.category, "category")
    if word.grade not in GRADES:
        raise BadRow(line, word.grade, "grade")
    if word.reach not in REACHES:
        raise BadRow(line, word.reach, "reach")
    return word


def _word(line: int, cells: list[str]) -> Word:
    text, category, grade, reach = cells
    made = Word(text, category, cast("Grade", grade or "review"), cast("Reach", reach or "letters"))
    return check_word(line, made)
