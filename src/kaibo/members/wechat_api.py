"""The calls of an official account that we make, over HTTP."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from django.utils.translation import gettext as _

from kaibo.foundation.errors import InvalidInput, Unavailable
from kaibo.members.wechat_account import WeChatAccount

TIMEOUT_S = (3, 8)
_BAD_CODE = (40029, 40163, 41008)


@dataclass(frozen=True, slots=True)
class WeChatUser:
    """``nickname`` is empty unless the user agreed to show it."""

    openid: str
    nickname: str


def authorize_url(who: WeChatAccount, redirect_uri: str, scope: str, state: str) -> str:
    """Where the in-app browser goes to come back with a code."""
    query = urlencode(
        {
            "appid": who.appid, "redirect_uri": redirect_uri, "response_type": "code",
            "scope": scope, "state": state,
        }
    )  # fmt: skip
    return f"{who.open_url}/connect/oauth2/authorize?{query}#wechat_redirect"


def user_of(who: WeChatAccount, code: str) -> WeChatUser:
    """Whose code this is, good once; raises `InvalidInput`, `Unavailable`."""
    answer = _get(
        who, "/sns/oauth2/access_token",
        appid=who.appid, secret=who.secret, code=code, grant_type="authorization_code",
    )  # fmt: skip
    if answer.get("errcode") in _BAD_CODE:
        raise InvalidInput(_("微信登录已失效，请重新进入直播间"), field="code")
    openid = str(_checked(answer)["openid"])
    if "snsapi_userinfo" not in str(answer.get("scope", "")):
        return WeChatUser(openid, "")
    shown = _get(who, "/sns/userinfo", access_token=answer["access_token"], openid=openid)
    return WeChatUser(openid, str(_checked(shown).get("nickname", "")))


def new_ticket(who: WeChatAccount) -> tuple[str, dt.timedelta]:
    """A JS-SDK ticket and how long it holds."""
    body = {"grant_type": "client_credential", "appid": who.appid, "secret": who.secret}
    token = _checked(_call("post", who.api_url + "/cgi-bin/stable_token", json=body))
    answer = _checked(
        _get(who, "/cgi-bin/ticket/getticket", access_token=token["access_token"], type="jsapi")
    )
    return str(answer["ticket"]), dt.timedelta(seconds=int(answer["expires_in"]))


def _get(who: WeChatAccount, path: str, **query: str) -> dict[str, Any]:
    return _call("get", who.api_url + path, params=query)


def _call(method: str, url: str, **more: Any) -> dict[str, Any]:
    try:
        answer = requests.request(method, url, timeout=TIMEOUT_S, **more)
        answer.encoding = "utf-8"
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise Unavailable(_("微信没有应答，请稍后再试")) from error
    return found if isinstance(found, dict) else {}


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    if answer.get("errcode"):
        raise Unavailable(
            _("微信没有受理：%(words)s") % {"words": str(answer.get("errmsg"))[:120]},
            errcode=answer["errcode"],
        )
    return answer
