"""Somebody opens a room for the first time."""

from __future__ import annotations

from datetime import datetime

from kaibo.members import limits
from kaibo.members.contracts import ViewerSession
from kaibo.members.fields.nickname import guest_nickname
from kaibo.members.models import Viewer
from kaibo.members.rules.text import one_line
from kaibo.members.sessions import open_session


def enter_as_guest(source: str, network_address: str, now: datetime) -> ViewerSession:
    """Make a guest; raises TooMany when the network address makes too many."""
    limits.count_request(limits.GUESTS, network_address, now)
    viewer = Viewer.objects.create(
        nickname=guest_nickname(), first_source=one_line(source)[:40] or "direct"
    )
    return open_session(viewer, now)
