"""The Python side of the SQL functions that number room events and store personal ones."""

from __future__ import annotations

import msgspec
from django.db import connection

from kaibo.liveroom.contracts import RoomEventBody


def append_event(room_id: int, event: RoomEventBody, actor_id: int | None = None) -> int:
    """Give a reliable event its number in the caller's transaction; returns the number (seq).

    Locks the room row until commit: rooms come last in the lock order.
    """
    body = msgspec.json.encode(event).decode()
    kind = str(event.__struct_config__.tag)
    with connection.cursor() as cursor:
        cursor.execute(
            "select liveroom_append_event(%s, %s, %s::jsonb, %s)", [room_id, kind, body, actor_id]
        )
        return int(cursor.fetchone()[0])


def tell(viewer_id: int, room_id: int | None, kind: str, body: dict[str, object]) -> int:
    """Store an event for one viewer in the caller's transaction; returns its id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select liveroom_tell(%s, %s, %s, %s::jsonb)",
            [viewer_id, room_id, kind, msgspec.json.encode(body).decode()],
        )
        return int(cursor.fetchone()[0])
