"""The list that every shop starts from, and how a list is written as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from kaibo.compliance.matcher.contracts import GRADES, REACHES, Word

COLUMNS = ("word", "category", "grade", "reach")
LONGEST_WORD = 40
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


def _word(line: int, cells: list[str]) -> Word:
    text, category, grade, reach = cells
    grade, reach = grade or "review", reach or "letters"
    if not 0 < len(text) <= LONGEST_WORD:
        raise BadRow(line, text, "length")
    if not 0 < len(category) <= 20:
        raise BadRow(line, category, "category")
    if grade not in GRADES:
        raise BadRow(line, grade, "grade")
    if reach not in REACHES:
        raise BadRow(line, reach, "reach")
    return Word(text, category, grade, reach)
