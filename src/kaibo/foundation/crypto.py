"""Personal data at rest: sealed columns and the blind index by which they can be found.

A sealed value is ``version byte + 12-byte nonce + AES-256-GCM ciphertext``. The blind index is
an HMAC-SHA256 of the normalized text under its own key, so that an equal phone number is found
without being readable. Django-free.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import unicodedata
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kaibo.foundation.config import config
from kaibo.foundation.errors import KaiboError
from kaibo.foundation.keys import load_or_create

VERSION = b"\x01"
NONCE_BYTES = 12
KEY_BYTES = 32
FIELD_KEY = "field.key"
INDEX_KEY = "index.key"


class Unreadable(KaiboError):
    """A sealed value cannot be opened: it was changed, or the field key was lost."""


def seal(text: str) -> bytes:
    """Encrypt one field; equal texts give different bytes."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + nonce + _cipher().encrypt(nonce, text.encode(), VERSION)


def open_sealed(sealed: bytes | memoryview) -> str:
    """The text of a sealed field; raises `Unreadable` when it was changed."""
    raw = bytes(sealed)
    version, nonce, body = raw[:1], raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :]
    if version != VERSION or len(nonce) < NONCE_BYTES:
        raise Unreadable
    try:
        return _cipher().decrypt(nonce, body, version).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def blind_index(text: str) -> bytes:
    """32 bytes by which an equal text is found; full-width digits and edge spaces do not matter."""
    normalized = unicodedata.normalize("NFKC", text).strip()
    return hmac.digest(_key(config().secrets / INDEX_KEY), normalized.encode(), hashlib.sha256)


def _cipher() -> AESGCM:
    return AESGCM(_key(config().secrets / FIELD_KEY))


@cache
def _key(path: Path) -> bytes:
    key = load_or_create(path, lambda: os.urandom(KEY_BYTES))
    if len(key) != KEY_BYTES:
        raise Unreadable(f"{path.name} has {len(key)} bytes, not {KEY_BYTES}; restore a backup")
    return key
