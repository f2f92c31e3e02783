"""A browser takes web push, or no longer."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from kaibo.foundation.crypto import blind_index, seal
from kaibo.foundation.errors import InvalidInput
from kaibo.growth.models import PushSubscription
from kaibo.growth.push.send import is_push_service

MOST = 10  # browsers of one viewer


@transaction.atomic
def keep_push(viewer_id: int, endpoint: str, p256dh: str, auth: str, now: datetime) -> None:
    """Store where this browser is reached; another viewer on the same browser takes it over."""
    if not is_push_service(endpoint):
        raise InvalidInput(_("这个推送地址不是浏览器厂商的推送服务"), field="endpoint")
    sealed = seal(json.dumps({"endpoint": endpoint, "p256dh": p256dh, "auth": auth}))
    PushSubscription.objects.update_or_create(
        endpoint_index=blind_index(endpoint),
        defaults={
            "viewer_id": viewer_id, "sealed": sealed, "made_at": now, "ended_at": None, "why": "",
        },
    )  # fmt: skip
    kept = _open(viewer_id).order_by("-made_at").values_list("pk", flat=True)[:MOST]
    _open(viewer_id).exclude(pk__in=list(kept)).update(ended_at=now, why="many")


def drop_push(viewer_id: int, now: datetime) -> int:
    """End every browser of the viewer; returns how many."""
    return _open(viewer_id).update(ended_at=now, why="left")


def _open(viewer_id: int) -> QuerySet[PushSubscription]:
    return PushSubscription.objects.filter(viewer_id=viewer_id, ended_at__isnull=True)
