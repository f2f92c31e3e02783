"""What each field of each table is called: (Chinese, English).

A field has one name wherever it stands, so names are kept by what they say, not by table.
"""

from __future__ import annotations

from kaibo.console.tables.field_names.numbers import NUMBERS
from kaibo.console.tables.field_names.times import TIMES
from kaibo.console.tables.field_names.words import WORDS

FIELDS: dict[str, tuple[str, str]] = NUMBERS | TIMES | WORDS
