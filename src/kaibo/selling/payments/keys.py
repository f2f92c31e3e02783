"""Who we are at WeChat Pay, Alipay and Stripe: the owner's merchants, or the simulator's.

Django-free. Both sides of the simulator are generated on first start; no key is in the code.
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

from kaibo.foundation.config import Config
from kaibo.foundation.keys import load_or_create

NOTIFY_PATH = "/api/v1/pay/wechat/notify"
WECHAT_GATEWAY = "https://api.mch.weixin.qq.com"
ALIPAY_GATEWAY = "https://openapi.alipay.com/gateway.do"
STRIPE_BASE = "https://api.stripe.com"
SIMULATOR_PUBLIC_KEY_ID = "PUB_KEY_ID_KAIBO_SIMULATOR"


@dataclass(frozen=True, slots=True)
class Merchant:
    """Everything the signed protocol of WeChat Pay v3 needs on our side."""

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


@dataclass(frozen=True, slots=True)
class AlipayMerchant:
    """Everything the RSA2-signed gateway of Alipay needs on our side."""

    appid: str
    private_key: str  # PEM
    public_key: str  # Alipay's, PEM
    gateway: str
    notify_url: str
    is_simulated: bool


@dataclass(frozen=True, slots=True)
class StripeMerchant:
    """A secret key of Stripe and the signing secret of our webhook endpoint."""

    account: str
    api_key: str
    webhook_secret: str
    base: str
    is_simulated: bool


def notify_path(provider: str, shop_slug: str = "") -> str:
    """Where a provider calls back; a shop with a merchant of its own has an address of its own."""
    return f"/api/v1/pay/{provider}/notify" + (f"/{shop_slug}" if shop_slug else "")


def wechat_from(values: Mapping[str, str], notify_url: str) -> Merchant:
    """The merchant of a configuration group."""
    return Merchant(
        mchid=values["MCHID"],
        appid=values["APPID"],
        serial_no=values["SERIAL_NO"],
        private_key=Path(values["PRIVATE_KEY_FILE"]).read_text(),
        apiv3_key=values["APIV3_KEY"],
        public_key=Path(values["PUBLIC_KEY_FILE"]).read_text(),
        public_key_id=values["PUBLIC_KEY_ID"],
        gateway=values.get("GATEWAY", WECHAT_GATEWAY),
        notify_url=notify_url,
        is_simulated=False,
    )


def alipay_from(values: Mapping[str, str], notify_url: str) -> AlipayMerchant:
    """The merchant of a configuration group."""
    return AlipayMerchant(
        appid=values["APPID"],
        private_key=Path(values["PRIVATE_KEY_FILE"]).read_text(),
        public_key=Path(values["PUBLIC_KEY_FILE"]).read_text(),
        gateway=values.get("GATEWAY", ALIPAY_GATEWAY),
        notify_url=notify_url,
        is_simulated=False,
    )


def stripe_from(values: Mapping[str, str]) -> StripeMerchant:
    """The account of a configuration group; ``ACCOUNT`` names it where there are several."""
    return StripeMerchant(
        account=values.get("ACCOUNT", "stripe"),
        api_key=values["API_KEY"],
        webhook_secret=values["WEBHOOK_SECRET"],
        base=values.get("BASE", STRIPE_BASE),
        is_simulated=False,
    )


def simulated(settings: Config, notify_url: str) -> Merchant:
    """The WeChat merchant that the local simulator knows."""
    folder = settings.secrets
    return Merchant(
        mchid="1900000001",
        appid="wxkaibosimulator01",
        serial_no="4B414942304D45524348414E54",
        private_key=_pem(folder / "paysim-merchant.pem"),
        apiv3_key=load_or_create(folder / "paysim-apiv3.key", _hex_key).decode(),
        public_key=public_pem(platform_key(settings)),
        public_key_id=SIMULATOR_PUBLIC_KEY_ID,
        gateway=f"http://127.0.0.1:{settings.paysim_port}",
        notify_url=notify_url,
        is_simulated=True,
    )


def simulated_alipay(settings: Config, notify_url: str) -> AlipayMerchant:
    """The Alipay merchant that the local simulator knows.

    Its pages are opened by the buyer's browser, so the address is the one that browsers reach.
    """
    return AlipayMerchant(
        appid="2021000000000001",
        private_key=_pem(settings.secrets / "paysim-merchant.pem"),
        public_key=public_pem(platform_key(settings)),
        gateway=f"{settings.url(settings.paysim_port)}/gateway.do",
        notify_url=notify_url,
        is_simulated=True,
    )


def simulated_stripe(settings: Config) -> StripeMerchant:
    """The Stripe account that the local simulator knows."""
    return StripeMerchant(
        account="acct_kaibo_simulator",
        api_key="sk_test_"
        + load_or_create(settings.secrets / "paysim-stripe.key", _hex_key).decode(),
        webhook_secret="whsec_"
        + load_or_create(settings.secrets / "paysim-stripe-webhook.key", _hex_key).decode(),
        base=f"http://127.0.0.1:{settings.paysim_port}",
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


def _hex_key() -> bytes:
    return secrets.token_hex(16).encode()
