"""The official account (公众号): log-in inside WeChat, and the ticket of the JS-SDK."""

from __future__ import annotations

import hashlib
import secrets
from urllib.parse import urlsplit

from aiohttp import web

from kaibo.selling.paysim import page


class OauthSim:
    """One account; whoever comes is the user of the cookie ``openid``, or a new one."""

    def __init__(self, appid: str, secret: str) -> None:
        self._appid = appid
        self._secret = secret
        self._codes: dict[str, tuple[str, str]] = {}
        self._tokens: dict[str, str] = {}
        self._ticket = ""

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/connect/oauth2/authorize", self.authorize),
            web.post("/connect/oauth2/authorize", self.agree),
            web.get("/sns/oauth2/access_token", self.access_token),
            web.get("/sns/userinfo", self.userinfo),
            web.post("/cgi-bin/stable_token", self.app_token),
            web.get("/cgi-bin/ticket/getticket", self.ticket),
        ]

    async def authorize(self, request: web.Request) -> web.Response:
        """snsapi_base goes back at once; snsapi_userinfo asks the user first."""
        asked = request.query
        back = asked.get("redirect_uri", "")
        if asked.get("appid") != self._appid or urlsplit(back).scheme not in ("http", "https"):
            return page.html(page.notice("参数错误", "redirect_uri 或 appid 不正确"), 400)
        if asked.get("scope") == "snsapi_userinfo":
            return page.html(page.consent(request.path_qs))
        raise self._back(request, "snsapi_base")

    async def agree(self, request: web.Request) -> web.Response:
        """允许 on the consent page."""
        raise self._back(request, "snsapi_userinfo")

    async def access_token(self, request: web.Request) -> web.Response:
        """A code is good once."""
        asked = request.query
        if asked.get("appid") != self._appid or asked.get("secret") != self._secret:
            return _no(40125, "invalid appsecret")
        openid, scope = self._codes.pop(asked.get("code", ""), ("", ""))
        if not openid:
            return _no(40029, "invalid code")
        token = secrets.token_hex(24)
        self._tokens[token] = openid
        return web.json_response(
            {"access_token": token, "expires_in": 7200, "openid": openid, "scope": scope}
        )

    async def userinfo(self, request: web.Request) -> web.Response:
        openid = self._tokens.get(request.query.get("access_token", ""))
        if openid is None or openid != request.query.get("openid"):
            return _no(40003, "invalid openid")
        return web.json_response({"openid": openid, "nickname": "微信用户", "headimgurl": ""})

    async def app_token(self, request: web.Request) -> web.Response:
        body = await request.json()
        if body.get("appid") != self._appid or body.get("secret") != self._secret:
            return _no(40125, "invalid appsecret")
        token = "app_" + hashlib.sha256(self._secret.encode()).hexdigest()[:40]
        return web.json_response({"access_token": token, "expires_in": 7200})

    async def ticket(self, request: web.Request) -> web.Response:
        """A new ticket with every call, as WeChat may give: callers have to keep theirs."""
        if not request.query.get("access_token", "").startswith("app_"):
            return _no(40001, "invalid credential")
        self._ticket = secrets.token_hex(32)
        return web.json_response(
            {"errcode": 0, "errmsg": "ok", "ticket": self._ticket, "expires_in": 7200}
        )

    def _back(self, request: web.Request, scope: str) -> web.HTTPFound:
        openid = request.cookies.get("openid") or "o" + secrets.token_urlsafe(20)[:27]
        code = secrets.token_hex(16)
        self._codes[code] = (openid, scope)
        back, state = request.query["redirect_uri"], request.query.get("state", "")
        mark = "&" if "?" in back else "?"
        found = web.HTTPFound(f"{back}{mark}code={code}&state={state}")
        found.set_cookie("openid", openid, httponly=True)
        return found


def _no(code: int, words: str) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": words})
