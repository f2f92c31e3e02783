"""The signed token of a share: id and half a MAC, short enough for a QR code.

What the share is about stands in its row; the token only proves that we made the address.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

ID_BYTES = 6
MAC_BYTES = 9
LENGTH = (ID_BYTES + MAC_BYTES) * 4 // 3
_DOMAIN = b"kaibo share 1"


def sign(share_id: int, key: bytes) -> str:
    """20 URL-safe characters."""
    body = share_id.to_bytes(ID_BYTES, "big")
    return base64.urlsafe_b64encode(body + _mac(body, key)).decode()


def read(token: str, key: bytes) -> int | None:
    """The id of the share, or None for anything that we did not sign."""
    if len(token) != LENGTH:
        return None
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii"))
    except (binascii.Error, ValueError):
        return None
    body, mac = raw[:ID_BYTES], raw[ID_BYTES:]
    if sign_bytes(raw) != token or not hmac.compare_digest(mac, _mac(body, key)):
        return None
    return int.from_bytes(body, "big")


def sign_bytes(raw: bytes) -> str:
    """The one text form of these bytes."""
    return base64.urlsafe_b64encode(raw).decode()


def _mac(body: bytes, key: bytes) -> bytes:
    return hmac.digest(key, _DOMAIN + body, hashlib.sha256)[:MAC_BYTES]
