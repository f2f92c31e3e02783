"""The platform's side of WeChat Pay v3 signing."""

from __future__ import annotations

import base64
import json
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

REQUEST_WINDOW_S = 300
_FIELD = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Signer:
    """Keys of the platform, and the public half of its one merchant."""

    platform: RSAPrivateKey
    platform_key_id: str
    merchant: RSAPublicKey
    mchid: str
    apiv3_key: str

    def is_from_merchant(self, method: str, path: str, body: str, authorization: str) -> bool:
        """Whether the merchant signed this request within the last five minutes."""
        scheme, _, rest = authorization.partition(" ")
        fields = dict(_FIELD.findall(rest))
        stamp = fields.get("timestamp", "")
        if scheme != "WECHATPAY2-SHA256-RSA2048" or fields.get("mchid") != self.mchid:
            return False
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > REQUEST_WINDOW_S:
            return False
        text = f"{method}\n{path}\n{stamp}\n{fields.get('nonce_str', '')}\n{body}\n"
        return self._verifies(fields.get("signature", ""), text)

    def headers(self, body: str, at: float | None = None) -> dict[str, str]:
        """Signature headers of an answer or a notice."""
        stamp, nonce = str(int(at or time.time())), secrets.token_hex(16)
        raw = self.platform.sign(f"{stamp}\n{nonce}\n{body}\n".encode(), PKCS1v15(), SHA256())
        return {
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Signature": base64.b64encode(raw).decode(),
            "Wechatpay-Serial": self.platform_key_id,
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }

    def encrypt(self, resource: Mapping[str, object], kind: str) -> dict[str, str]:
        """The ``resource`` of a notice."""
        nonce, associated = secrets.token_hex(6), kind
        text = json.dumps(resource, ensure_ascii=False).encode()
        sealed = AESGCM(self.apiv3_key.encode()).encrypt(nonce.encode(), text, associated.encode())
        return {
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "nonce": nonce,
            "associated_data": associated,
            "original_type": kind,
        }

    def _verifies(self, signature: str, text: str) -> bool:
        try:
            raw = base64.b64decode(signature, validate=True)
            self.merchant.verify(raw, text.encode(), PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True
