"""Who may keep addresses and consents: viewers whose phone was verified."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaibo.foundation.auth import ViewerAuth
from kaibo.foundation.errors import LoginRequired
from kaibo.foundation.tokens import Claims


class BuyerAuth(ViewerAuth):
    """A buyer's token; a guest is asked to log in."""

    def authenticate(self, request: HttpRequest, token: str) -> Claims:
        claims = super().authenticate(request, token)
        if claims.kind != "buyer":
            raise LoginRequired(_("请先用手机号登录"), reason="guest")
        return claims


buyer_auth = BuyerAuth()
