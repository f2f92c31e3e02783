"""The door for keys: who calls, whether the scope covers it, and how often it called."""

from __future__ import annotations

import hmac
import time
from datetime import UTC, datetime

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaibo.foundation.errors import LoginRequired, NotAllowed, TooMany
from kaibo.team.api_keys import tokens
from kaibo.team.api_keys.models import ApiKey
from kaibo.team.api_keys.queries import state_of
from kaibo.team.api_keys.scopes import allows
from kaibo.team.models import Staff

# Counts the call and notes it; the count starts anew with each minute.
_COUNT = """
update team_apikey set last_used_at = %(now)s, minute = %(minute)s,
    minute_calls = case when minute = %(minute)s then minute_calls + 1 else 1 end
where id = %(id)s returning minute_calls
"""


class KeyRefused(LoginRequired):
    """This API key is not valid."""

    code = "api_key_refused"


class ScopeMissing(NotAllowed):
    """The API key lacks a scope."""

    code = "scope_missing"


def token_of(request: HttpRequest) -> str | None:
    """The key in ``Authorization: Bearer kb_…``; None when the caller shows something else."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    return token if kind.lower() == "bearer" and token.startswith(tokens.LEAD) else None


def enter(token: str, scope: str | None) -> Staff:
    """The account of the key; raises `KeyRefused`, `TooMany`, `ScopeMissing`.

    ``scope`` None: the operation is open to no key.
    """
    now = datetime.now(UTC)
    key = _found(token, now)
    _count(key, now)
    if scope is None:
        raise ScopeMissing(_("这个接口不对 API 密钥开放，请由员工登录后操作"), scope=None)
    if not allows(key.scopes, scope):
        message = _("密钥「%(name)s」没有 %(scope)s 权限，请管理员新建一个带此权限的密钥")
        raise ScopeMissing(message % {"name": key.name, "scope": scope}, scope=scope)
    return key.account


def _found(token: str, now: datetime) -> ApiKey:
    prefix = tokens.prefix_of(token)
    key = None
    if prefix is not None:
        key = ApiKey.objects.select_related("account").filter(prefix=prefix).first()
    if key is None or not hmac.compare_digest(bytes(key.token_hash), tokens.hash_of(token)):
        raise KeyRefused(_("API 密钥不对：请核对是否完整复制"))
    state = state_of(key, now)
    if state != "live":
        words = {"expired": _("已过期"), "revoked": _("已吊销")}[state]
        message = _("API 密钥「%(name)s」%(state)s，请向管理员要一个新的")
        raise KeyRefused(message % {"name": key.name, "state": words}, state=state)
    return key


def _count(key: ApiKey, now: datetime) -> None:
    seconds = time.time()
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"now": now, "minute": int(seconds // 60), "id": key.pk})
        (calls,) = cursor.fetchone()
    if calls > key.calls_per_minute:
        wait = 60 - int(seconds % 60)
        message = _("密钥「%(name)s」每分钟最多调用 %(most)s 次，请 %(wait)s 秒后再试")
        raise TooMany(
            message % {"name": key.name, "most": key.calls_per_minute, "wait": wait},
            retry_after=wait, limit=key.calls_per_minute,
        )  # fmt: skip
