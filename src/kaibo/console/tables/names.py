"""What fields are called, in Chinese and English."""

from __future__ import annotations

from kaibo.console.tables.field_names import FIELDS


def name_of(field: str) -> tuple[str, str]:
    """(Chinese, English). A field without a name is called as it is; a test asks for its name."""
    return FIELDS.get(field, (field, field))
