"""Comments of a show as the gateway hands them over."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from django.db import connection
from tests.db.live_desk.stage import Stage

from kaibo.foundation.clock import now_ms
from kaibo.interaction.rules.questions import Groups
from kaibo.interaction.rules.tags import classify
from kaibo.members.models import Viewer

_numbers = count(1)


def viewers(many: int, prefix: str = "观众") -> list[Viewer]:
    return Viewer.objects.bulk_create(Viewer(nickname=f"{prefix}{n}") for n in range(many))


def said(stage: Stage, viewer: Viewer | None, text: str, **changes: Any) -> dict[str, Any]:
    """One row of ``interaction_hear``, tagged by the rules."""
    tagged = classify(text)
    link = changes.get("link")
    key = Groups().key(text, link) if tagged.tag == "question" else ""
    return {
        "room": stage.room.pk, "show": stage.show, "comment": next(_numbers),
        "viewer": viewer.pk if viewer else None, "staff": None,
        "name": viewer.nickname if viewer else "客服", "text": text, "tag": tagged.tag,
        "topic": tagged.topic, "link": None, "key": key, "video_ms": None, "at": now_ms(),
        "rehearsal": False, "reply": "",
    } | changes  # fmt: skip


def hear(*rows: dict[str, Any]) -> int:
    """Hand a batch over; how many were new."""
    with connection.cursor() as cursor:
        cursor.execute("select interaction_hear(%s::jsonb)", [json.dumps(rows)])
        return int(cursor.fetchone()[0])
