"""Signatures as the Standard Webhooks specification has them (standardwebhooks.com, v1).

Signed is ``<id>.<timestamp>.<body>`` by HMAC-SHA256; the secret is written ``whsec_<base64>``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Iterable

LEAD = "whsec_"
SECRET_BYTES = 24


def new_secret() -> str:
    return LEAD + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def sign(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """``v1,<base64>``; ``timestamp`` in Unix seconds."""
    key = base64.b64decode(secret.removeprefix(LEAD))
    text = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.digest(key, text, hashlib.sha256)).decode()


def headers(secrets: Iterable[str], message_id: str, timestamp: int, body: str) -> dict[str, str]:
    """What goes with the body; one signature for each secret that is still good."""
    signed = " ".join(sign(secret, message_id, timestamp, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signed,
        "content-type": "application/json",
        "user-agent": "Kaibo-Webhooks/1",
    }
