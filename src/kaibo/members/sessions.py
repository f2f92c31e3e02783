"""Turns a viewer row into the signed session that live processes accept."""

from __future__ import annotations

from datetime import datetime, timedelta

from kaibo.foundation import tokens
from kaibo.members.contracts import ViewerKind, ViewerSession
from kaibo.members.models import Viewer

LIFETIME = timedelta(days=30)


def kind_of(viewer: Viewer) -> ViewerKind:
    """Buyers are those whose phone was verified; synthetic viewers buy in rehearsals only."""
    return "buyer" if viewer.phone_index is not None or viewer.is_synthetic else "guest"


def open_session(viewer: Viewer, now: datetime) -> ViewerSession:
    """A fresh token for 30 days."""
    expires_at = int((now + LIFETIME).timestamp())
    kind = kind_of(viewer)
    claims = tokens.Claims(
        subject=viewer.pk,
        kind=kind,
        name=viewer.nickname,
        synthetic=viewer.is_synthetic,
        expires_at=expires_at,
    )
    return ViewerSession(tokens.issue(claims), viewer.pk, viewer.nickname, kind, expires_at)
