"""The named blocks of ``board.sql``, for web and for the insight process. Free of Django."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

_BLOCK = re.compile(r"^-- (\w+) --$", re.MULTILINE)


@cache
def blocks() -> dict[str, str]:
    """Name to statement."""
    text = files("kaibo.insight").joinpath("board.sql").read_text(encoding="utf-8")
    parts = _BLOCK.split(text)
    return {name: sql.strip().rstrip(";")
            for name, sql in zip(parts[1::2], parts[2::2], strict=True)}  # fmt: skip
