"""A viewer chooses the name that others read."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaibo.members.contracts import ViewerSession
from kaibo.members.fields.nickname import check_nickname
from kaibo.members.queries import viewer_or_login
from kaibo.members.sessions import open_session


@transaction.atomic
def set_nickname(viewer_id: int, nickname: str, now: datetime) -> ViewerSession:
    """A session with the new name; the old token goes on working under the old name."""
    name = check_nickname(nickname)
    viewer = viewer_or_login(viewer_id)
    viewer.nickname = name
    viewer.save(update_fields=["nickname"])
    return open_session(viewer, now)
