"""The text of a key: ``kb_<prefix>_<secret>``. With 190 secret bits a plain hash is enough."""

from __future__ import annotations

import hashlib
import re
import secrets
import string

LEAD = "kb_"
PREFIX_LENGTH = 8
SECRET_LENGTH = 32
_LETTERS = string.ascii_letters + string.digits
_SHAPE = re.compile(rf"kb_([a-z0-9]{{{PREFIX_LENGTH}}})_[A-Za-z0-9]{{{SECRET_LENGTH}}}")


def make() -> tuple[str, str]:
    """A fresh (prefix, token)."""
    prefix = _some(string.ascii_lowercase + string.digits, PREFIX_LENGTH)
    return prefix, f"{LEAD}{prefix}_{_some(_LETTERS, SECRET_LENGTH)}"


def prefix_of(token: str) -> str | None:
    """The public part of a well-formed token, else None."""
    found = _SHAPE.fullmatch(token)
    return found.group(1) if found else None


def hash_of(token: str) -> bytes:
    """32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def _some(alphabet: str, length: int) -> str:
    return "".join(secrets.choice(alphabet) for _each in range(length))
