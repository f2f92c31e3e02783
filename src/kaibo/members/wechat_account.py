"""Which official account (公众号) we are inside WeChat: the owner's, or the simulator's.

Django-free; the simulator reads its own half here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from kaibo.foundation.config import Config, config
from kaibo.foundation.keys import load_or_create

OPEN = "https://open.weixin.qq.com"
API = "https://api.weixin.qq.com"


@dataclass(frozen=True, slots=True)
class WeChatAccount:
    """``open_url`` is visited by the user's browser, ``api_url`` is called by us."""

    appid: str
    secret: str
    open_url: str
    api_url: str
    is_simulated: bool


def wechat_account() -> WeChatAccount:
    """The account of this installation."""
    settings = config()
    values = settings.wechat
    if values is None:
        return simulated(settings)
    return WeChatAccount(
        values["APPID"], values["SECRET"], values.get("OPEN_URL", OPEN),
        values.get("API_URL", API), is_simulated=False,
    )  # fmt: skip


def simulated(settings: Config) -> WeChatAccount:
    """The account that the local simulator knows."""
    secret = load_or_create(
        settings.secrets / "paysim-wechat.key", lambda: secrets.token_hex(16).encode()
    )
    return WeChatAccount(
        appid="wxkaibosimulator01",
        secret=secret.decode(),
        open_url=settings.url(settings.paysim_port),
        api_url=f"http://127.0.0.1:{settings.paysim_port}",
        is_simulated=True,
    )
