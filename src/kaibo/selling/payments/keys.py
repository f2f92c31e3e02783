"""Which WeChat Pay merchant we are: the owner's, or the local simulator's. Django-free.

Without a configured merchant both sides of the simulator are generated on first start: the
merchant's key pair, the platform's key pair, and the APIv3 key.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from kaibo.foundation.config import Config, config
from kaibo.foundation.keys import load_or_create

NOTIFY_PATH = "/api/v1/pay/wechat/notify"
GATEWAY = "https://api.mch.weixin.qq.com"
SIMULATOR_PUBLIC_KEY_ID = "PUB_KEY_ID_KAIBO_SIMULATOR"


@dataclass(frozen=True, slots=True)
class Merchant:
    """Everything the signed protocol needs on our side."""

    mchid: str
    appid: str
    serial_no: str
    private_key: str  # PKCS#8 PEM
    apiv3_key: str  # 32 characters
    public_key: str  # the platform's, PEM
    public_key_id: str
    gateway: str
    notify_url: str
    is_simulated: bool


def merchant() -> Merchant:
    """The merchant of this installation."""
    settings = config()
    notify_url = (settings.public_origin or settings.url(settings.web_port)) + NOTIFY_PATH
    if settings.wechatpay:
        return _configured(settings.wechatpay, notify_url)
    # The simulator runs beside us: it calls back on this machine, whatever the public name is.
    return simulated(settings, f"http://127.0.0.1:{settings.web_port}{NOTIFY_PATH}")


def simulated(settings: Config, notify_url: str) -> Merchant:
    """The merchant that the local simulator knows."""
    folder = settings.secrets
    return Merchant(
        mchid="1900000001",
        appid="wxkaibosimulator01",
        serial_no="4B414942304D45524348414E54",
        private_key=_pem(folder / "paysim-merchant.pem"),
        apiv3_key=load_or_create(folder / "paysim-apiv3.key", _apiv3_key).decode(),
        public_key=public_pem(platform_key(settings)),
        public_key_id=SIMULATOR_PUBLIC_KEY_ID,
        gateway=f"http://127.0.0.1:{settings.paysim_port}",
        notify_url=notify_url,
        is_simulated=True,
    )


def platform_key(settings: Config) -> RSAPrivateKey:
    """The simulator's own signing key."""
    return _load(settings.secrets / "paysim-platform.pem")


def merchant_key(settings: Config) -> RSAPrivateKey:
    """The key pair of the simulated merchant; the simulator uses its public half only."""
    return _load(settings.secrets / "paysim-merchant.pem")


def public_pem(key: RSAPrivateKey) -> str:
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode()


def _configured(values: Mapping[str, str], notify_url: str) -> Merchant:
    return Merchant(
        mchid=values["MCHID"],
        appid=values["APPID"],
        serial_no=values["SERIAL_NO"],
        private_key=Path(values["PRIVATE_KEY_FILE"]).read_text(),
        apiv3_key=values["APIV3_KEY"],
        public_key=Path(values["PUBLIC_KEY_FILE"]).read_text(),
        public_key_id=values["PUBLIC_KEY_ID"],
        gateway=values.get("GATEWAY", GATEWAY),
        notify_url=notify_url,
        is_simulated=False,
    )


def _pem(path: Path) -> str:
    return load_or_create(path, _new_key).decode()


@cache
def _load(path: Path) -> RSAPrivateKey:
    key = load_pem_private_key(_pem(path).encode(), password=None)
    assert isinstance(key, RSAPrivateKey)
    return key


def _new_key() -> bytes:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _apiv3_key() -> bytes:
    return secrets.token_hex(16).encode()
