"""Which providers a shop takes money with, and the adapter of each.

A shop may have merchants of its own in ``<data>/secrets/pay/<shop slug>.toml`` with the tables
``wechatpay``, ``alipay`` and ``stripe``, whose names are those of the environment's groups
(`foundation.config.GROUPS`) in lower case. Without such a file the installation's merchants serve
it, and without any of those the local simulator does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from kaibo.foundation.config import GROUPS, Config, config
from kaibo.foundation.errors import InvalidInput
from kaibo.selling.payments import keys
from kaibo.selling.payments.adapter import Adapter

PROVIDERS = ("wechat", "alipay", "stripe")
_GROUP_OF = {"wechat": "WECHATPAY", "alipay": "ALIPAY", "stripe": "STRIPE"}
Values = Mapping[str, str]


def methods(shop_slug: str = "") -> list[Adapter]:
    """The adapters that this shop's buyers choose from."""
    real = _configured(shop_slug)
    return [adapter(name, shop_slug) for name in PROVIDERS if not real or name in real]


def adapter(provider: str = "wechat", shop_slug: str = "") -> Adapter:
    """The adapter of a provider for a shop; raises `InvalidInput` where it is not configured."""
    real = _configured(shop_slug)
    if provider not in PROVIDERS or (real and provider not in real):
        raise InvalidInput(
            _("“%(name)s”没有开通，请换一种支付方式") % {"name": provider[:20]}, field="method"
        )
    own = _own_file(config(), shop_slug).exists() if shop_slug else False
    return _adapter(provider, shop_slug if own else "", bool(real), _stamp(shop_slug))


def has_own_merchants(shop_slug: str) -> bool:
    """Whether notices may come to this shop's own address."""
    return _own_file(config(), shop_slug).exists()


@cache
def _adapter(provider: str, shop_slug: str, is_real: bool, stamp: int) -> Adapter:
    settings = config()
    path = keys.notify_path(provider, shop_slug)
    if is_real:
        values = _configured(shop_slug)[provider]
        origin = settings.public_origin or settings.url(settings.web_port)
        return _real(provider, values, origin + path)
    # The simulator runs beside us: it calls back on this machine, whatever the public name is.
    return _simulated(provider, settings, f"http://127.0.0.1:{settings.web_port}{path}")


# The providers' libraries take half a second to load; a process that takes no money skips them.
def _real(provider: str, values: Values, notify_url: str) -> Adapter:
    if provider == "wechat":
        from kaibo.selling.payments.wechat import WeChatAdapter

        return WeChatAdapter(keys.wechat_from(values, notify_url))
    if provider == "alipay":
        from kaibo.selling.payments.alipay import AlipayAdapter

        return AlipayAdapter(keys.alipay_from(values, notify_url))
    from kaibo.selling.payments.stripe import StripeAdapter

    return StripeAdapter(keys.stripe_from(values))


def _simulated(provider: str, settings: Config, notify_url: str) -> Adapter:
    if provider == "wechat":
        from kaibo.selling.payments.wechat import WeChatAdapter

        return WeChatAdapter(keys.simulated(settings, notify_url))
    if provider == "alipay":
        from kaibo.selling.payments.alipay import AlipayAdapter

        return AlipayAdapter(keys.simulated_alipay(settings, notify_url))
    from kaibo.selling.payments.stripe import StripeAdapter

    return StripeAdapter(keys.simulated_stripe(settings))


def _configured(shop_slug: str) -> dict[str, Values]:
    """The real merchants by provider; empty where the simulator stands in."""
    settings = config()
    if shop_slug and (path := _own_file(settings, shop_slug)).exists():
        return _read(path, path.stat().st_mtime_ns)
    found = {"wechat": settings.wechatpay, "alipay": settings.alipay, "stripe": settings.stripe}
    return {name: values for name, values in found.items() if values}


@cache
def _read(path: Path, stamp: int) -> dict[str, Values]:
    tables = tomllib.loads(path.read_text())
    found: dict[str, Values] = {}
    for provider, group in _GROUP_OF.items():
        if (table := tables.get(group.lower())) is None:
            continue
        values = {str(key).upper(): str(value) for key, value in table.items()}
        if missing := [name for name in GROUPS[group] if name not in values]:
            raise ValueError(f"{path}: [{group.lower()}] lacks {missing[0].lower()}")
        found[provider] = values
    if not found:
        raise ValueError(f"{path} names no merchant; give [wechatpay], [alipay] or [stripe]")
    return found


def _own_file(settings: Config, shop_slug: str) -> Path:
    return settings.secrets / "pay" / f"{Path(shop_slug).name}.toml"


def _stamp(shop_slug: str) -> int:
    path = _own_file(config(), shop_slug) if shop_slug else None
    return path.stat().st_mtime_ns if path is not None and path.exists() else 0
