"""Who may not speak now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import Q

from kaibo.interaction.models import Mute


@dataclass(frozen=True, slots=True)
class MuteCard:
    """A mute that holds; ``ends_at`` null: until lifted."""

    viewer_id: int
    name: str
    reason: str
    by: str
    at: datetime
    ends_at: datetime | None


def muted(room_id: int, now: datetime) -> list[MuteCard]:
    """The mutes that hold in a room at ``now``, newest first."""
    rows = Mute.objects.select_related("viewer", "by").filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), room_id=room_id, lifted_at__isnull=True
    )
    return [
        MuteCard(
            row.viewer_id, row.viewer.nickname, row.reason, str(row.by or ""), row.at, row.ends_at
        )
        for row in rows.order_by("-id")
    ]


def viewer_name(viewer_id: int) -> str | None:
    """The nickname, or None when there is no such viewer."""
    rows = apps.get_model("members", "Viewer")._default_manager.filter(pk=viewer_id)
    return rows.values_list("nickname", flat=True).first()
