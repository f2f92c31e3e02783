"""The key pair by which push services know this installation; made on first use."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from py_vapid import Vapid02

from kaibo.foundation.config import config
from kaibo.foundation.keys import load_or_create

KEY_FILE = "vapid.pem"


def keys() -> Vapid02:
    """The pair of this data folder."""
    return _load(config().secrets / KEY_FILE)


def public_key() -> str:
    """As `PushManager.subscribe` takes it: the uncompressed point, base64url without padding."""
    point = keys().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


@cache
def _load(path: Path) -> Vapid02:
    return Vapid02.from_pem(load_or_create(path, _make))


def _make() -> bytes:
    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
