"""How HTTP requests of viewers prove who they are: ``Authorization: Bearer <token>``."""

from __future__ import annotations

import time

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from kaibo.foundation import tokens
from kaibo.foundation.errors import LoginRequired


class ViewerAuth(HttpBearer):
    """Gives ``request.auth`` the `tokens.Claims`; a token of staff is not a viewer's."""

    def authenticate(self, request: HttpRequest, token: str) -> tokens.Claims:
        claims = tokens.verify(token, time.time())
        if claims.kind == "staff":
            raise LoginRequired(_("请用观众身份进入直播间"), reason="staff_token")
        return claims


class BuyerAuth(ViewerAuth):
    """Viewers with a verified phone only."""

    def authenticate(self, request: HttpRequest, token: str) -> tokens.Claims:
        claims = super().authenticate(request, token)
        if claims.kind != "buyer":
            raise LoginRequired(_("请先用手机号登录"), reason="guest")
        return claims


viewer_auth = ViewerAuth()
buyer_auth = BuyerAuth()
