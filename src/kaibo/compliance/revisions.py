"""Tell the gateways that something of a shop changed: a number goes up, and they are woken."""

from __future__ import annotations

from typing import Literal

from django.db import connection

from kaibo.compliance.hot import CHANNEL

Part = Literal["words", "penalties", "rooms"]


def touch(shop_id: int, part: Part) -> None:
    """In the caller's transaction, after its writes and before the audit: holds the shop's row."""
    query = f"""
        insert into compliance_revision as known (shop_id, words, penalties, rooms)
        values (%s, 1, 1, 1)
        on conflict (shop_id) do update set {part} = known.{part} + 1
    """  # noqa: S608 - one of three names
    with connection.cursor() as cursor:
        cursor.execute(query, [shop_id])
        cursor.execute("select pg_notify(%s, %s)", [CHANNEL, str(shop_id)])
