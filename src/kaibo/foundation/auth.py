"""How an HTTP request of the API shows who sends it; each is an ``auth=`` object of ninja.

Staff are known by their session (`kaibo.team.facade.staff_auth`), viewers by a bearer token.
"""

from __future__ import annotations

import time

from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie

from kaibo.foundation.errors import LoginRequired
from kaibo.foundation.tokens import Claims, verify


class ViewerAuth(HttpBearer):
    """A guest's or buyer's token; ``request.auth`` is `Claims`."""

    openapi_name = "viewer"

    def authenticate(self, request: HttpRequest, token: str) -> Claims:
        claims = verify(token, time.time())
        if claims.kind == "staff":
            raise LoginRequired("这是员工凭证，请用观众身份进入直播间", reason="staff_token")
        return claims


class BrowserCall(APIKeyCookie):
    """Nobody in particular, but a page of ours: the CSRF cookie must be echoed (log-in)."""

    openapi_name = "csrf"
    param_name = "csrftoken"

    def authenticate(self, request: HttpRequest, key: str | None) -> bool:
        return True


viewer_auth = ViewerAuth()
browser_call = BrowserCall()
