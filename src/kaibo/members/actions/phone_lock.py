"""One log-in step per phone at a time; taken before any row of the phone is read."""

from __future__ import annotations

from django.db import connection

# First key of the two-key advisory lock; the second is taken from the phone's blind index.
LOCK_SPACE = 0x4B50


def lock_phone(phone_index: bytes) -> None:
    """Hold the phone until the transaction ends."""
    key = int.from_bytes(phone_index[:4], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, key])
