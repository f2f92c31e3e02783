"""Request limits per network address, counted in PostgreSQL because web runs in many workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils.translation import gettext as _

from kaibo.foundation.crypto import blind_index
from kaibo.foundation.errors import TooMany

_COUNT = """
insert into members_requestcount (purpose, address_index, window_start, n)
values (%s, %s, %s, 1)
on conflict (purpose, address_index, window_start) do update set n = members_requestcount.n + 1
returning n
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` requests in each window of ``window``, fixed to the clock."""

    purpose: str
    most: int
    window: timedelta


# Carriers put thousands of phones behind one address: these stop scripts, not crowds.
GUESTS = Limit("guest", 600, timedelta(minutes=1))
CODES_SENT = Limit("code", 30, timedelta(hours=1))
CODES_TRIED = Limit("verify", 120, timedelta(hours=1))


def count_request(limit: Limit, address: str, now: datetime) -> None:
    """Count one request from a network address; raises TooMany with ``retry_after`` seconds."""
    start = window_start(now, limit.window)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [limit.purpose, blind_index(address), start])
        (n,) = cursor.fetchone()
    if n > limit.most:
        wait = max(1, int((start + limit.window - now).total_seconds()))
        raise TooMany(_("请求太频繁，请 %(wait)d 秒后再试") % {"wait": wait}, retry_after=wait)


def window_start(now: datetime, window: timedelta) -> datetime:
    """The start of the window that ``now`` lies in."""
    seconds = int(window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
