"""Letters that the shipped font has; what it lacks is marked with 〓 and named at the end."""

from __future__ import annotations

import re
import struct
from functools import cache
from pathlib import Path
from typing import Any

FONT = Path(__file__).parents[2] / "console" / "assets" / "fonts" / "NotoSansSC-Subset.ttf"
MARK = "〓"  # what Chinese printers set for a letter they do not have
SHOWN = 12  # missing letters named at the end
LATIN = range(0x20, 0x250)  # Latin with its accents: typst carries a second font for it
ALIKE = str.maketrans({
    "−": "-", "‑": "-", "▼": "↓", "▲": "↑", "\t": " ", "\n": " ", "\r": " ", "\u00ad": "",
    "\u200b": "", "\u200d": "", "\ufe0e": "", "\ufe0f": "", "\ufeff": "", "\u00a0": " ",
})  # fmt: skip
_LONG = re.compile(r"[!-~]{25,}")
_BREAK, _JOIN = "\u200b", "\u2060"


class Letters:
    """Keeps text printable and remembers what was not."""

    def __init__(self) -> None:
        self._missing: dict[str, None] = {}

    def keep(self, value: Any) -> Any:
        """The value with every text in it printable, breakable, and free of control signs."""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, dict):
            return {name: self.keep(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.keep(one) for one in value]
        return value

    def missing(self) -> list[str]:
        """Code points of the letters that were marked, first met first."""
        return [f"U+{ord(letter):04X}" for letter in list(self._missing)[:SHOWN]]

    def _text(self, text: str) -> str:
        known = covered()
        kept = []
        for letter in text.translate(ALIKE):
            if ord(letter) in known or (ord(letter) in LATIN and letter.isprintable()):
                kept.append(letter)
            elif letter.isprintable():
                self._missing[letter] = None
                kept.append(MARK)
        whole = "".join(kept).replace("-¥", f"-{_JOIN}¥")  # a minus stays with its money
        return _LONG.sub(lambda found: _BREAK.join(found[0]), whole)


@cache
def covered() -> frozenset[int]:
    """Code points of the font, from its cmap (formats 4 and 12)."""
    data = FONT.read_bytes()
    cmap = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    found: set[int] = set()
    for place in range(count):
        (offset,) = struct.unpack_from(">I", data, cmap + 4 + 8 * place + 4)
        found |= _subtable(data, cmap + offset)
    return frozenset(found)


def _table(data: bytes, name: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    for place in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * place)
        if tag == name:
            return int(offset)
    raise ValueError(f"{FONT.name} has no table {name!r}; ship a whole TrueType font")


def _subtable(data: bytes, at: int) -> set[int]:
    (form,) = struct.unpack_from(">H", data, at)
    if form == 4:
        return _segments(data, at)
    return _groups(data, at) if form == 12 else set()


def _segments(data: bytes, at: int) -> set[int]:
    (double,) = struct.unpack_from(">H", data, at + 6)
    ends = struct.unpack_from(f">{double // 2}H", data, at + 14)
    starts = struct.unpack_from(f">{double // 2}H", data, at + 16 + double)
    pairs = zip(starts, ends, strict=True)
    return {code for start, end in pairs for code in range(start, end + 1) if code != 0xFFFF}


def _groups(data: bytes, at: int) -> set[int]:
    (count,) = struct.unpack_from(">I", data, at + 12)
    found: set[int] = set()
    for place in range(count):
        start, end, _glyph = struct.unpack_from(">III", data, at + 16 + 12 * place)
        found.update(range(start, end + 1))
    return found
