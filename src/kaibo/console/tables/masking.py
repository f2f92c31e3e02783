"""Personal data as it may be shown to everybody with the table: enough to tell rows apart."""

from __future__ import annotations

from kaibo.foundation.crypto import Unreadable, open_sealed


def masked(kind: str, sealed: bytes | memoryview | None) -> str:
    """138****1234, 王**, 文一西路***; the sealed value is opened for it."""
    text = opened(sealed)
    if not text:
        return ""
    if kind == "phone":
        return f"{text[:3]}****{text[-4:]}" if len(text) >= 9 else "****"
    return text[:1] + "**" if kind == "name" else text[:4] + "***"


def opened(sealed: bytes | memoryview | None) -> str:
    """The clear text; a value that cannot be opened says so and stops nothing."""
    if sealed is None:
        return ""
    try:
        return open_sealed(sealed)
    except Unreadable:
        return "?"
