"""Signed tokens by which the live processes know who speaks. Django-free.

The control plane issues, gateway and API verify: EdDSA (Ed25519) JSON Web Tokens whose key is
made on first use (``token-ed25519.pem``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from kaibo.foundation.config import config
from kaibo.foundation.errors import LoginRequired
from kaibo.foundation.keys import load_or_create

Kind = Literal["guest", "buyer", "staff"]
KINDS: tuple[Kind, ...] = get_args(Kind)
ALGORITHM = "EdDSA"
KEY_FILE = "token-ed25519.pem"
# A longer text is refused before any cryptography; a member of 30 shops needs about 2 kB.
MAX_TOKEN_LENGTH = 8192


@dataclass(frozen=True, slots=True)
class Claims:
    """Who holds the token, until when.

    ``subject`` is a viewer id (guest, buyer) or a staff id (staff); ``roles`` maps a shop id as
    text to the roles held there; ``expires_at`` is Unix seconds.
    """

    subject: int
    kind: Kind
    name: str
    roles: dict[str, list[str]] = field(default_factory=dict)
    synthetic: bool = False
    expires_at: int = 0


def issue(claims: Claims) -> str:
    """The signed token of these claims."""
    body = {
        "sub": str(claims.subject),
        "kind": claims.kind,
        "name": claims.name,
        "roles": claims.roles,
        "syn": claims.synthetic,
        "exp": claims.expires_at,
    }
    return jwt.encode(body, _private_key(config().secrets / KEY_FILE), algorithm=ALGORITHM)


def verify(token: str, now_s: float) -> Claims:
    """The claims of a token; raises `LoginRequired` when forged, malformed or expired."""
    if len(token) > MAX_TOKEN_LENGTH:
        raise LoginRequired("登录凭证过长，请重新进入直播间", reason="malformed")
    try:
        claims = _claims(_decode(token))
    except (jwt.PyJWTError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise LoginRequired("登录凭证无效，请重新进入直播间", reason="malformed") from error
    if claims.expires_at <= now_s:
        raise LoginRequired("登录已过期，请重新进入直播间", reason="expired")
    return claims


def fingerprint() -> str:
    """Which installation this is: equal on all machines that share the key, 16 hex digits."""
    raw = _public_key(config().secrets / KEY_FILE).public_bytes_raw()
    return hashlib.sha256(raw).hexdigest()[:16]


def _decode(token: str) -> dict[str, Any]:
    """Checks the signature only: the caller's clock decides about expiry."""
    options: Any = {"verify_exp": False, "require": ["sub", "exp", "kind"]}
    key = _public_key(config().secrets / KEY_FILE)
    return jwt.decode(token, key, algorithms=[ALGORITHM], options=options)


def _claims(body: dict[str, Any]) -> Claims:
    if body["kind"] not in KINDS:
        raise ValueError(f"unknown kind {body['kind']!r}")
    return Claims(
        subject=int(body["sub"]),
        kind=body["kind"],
        name=str(body.get("name", "")),
        roles={str(shop): [str(role) for role in roles] for shop, roles in body["roles"].items()},
        synthetic=bool(body.get("syn", False)),
        expires_at=int(body["exp"]),
    )


@cache
def _private_key(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(load_or_create(path, _new_key), password=None)
    assert isinstance(key, Ed25519PrivateKey), f"{path} is not an Ed25519 key"
    return key


@cache
def _public_key(path: Path) -> Ed25519PublicKey:
    return _private_key(path).public_key()


def _new_key() -> bytes:
    key = Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
