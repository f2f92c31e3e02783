"""Short texts that people type: visible characters only, one line, measured in characters."""

from __future__ import annotations

import unicodedata

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def one_line(text: str) -> str:
    """NFC text without control, format and unassigned characters, inner spaces collapsed."""
    # Line breaks become spaces: a pasted address keeps its words apart.
    visible = (c for c in text if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", "".join(visible)).split())
