"""When an action may still be taken back. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta


def refusal(
    at: datetime, undone_at: datetime | None, has_undo: bool, now: datetime, seconds: int
) -> str:
    """Why not: ``not_undoable``, ``already_undone``, ``too_late``; empty when it may."""
    if not has_undo:
        return "not_undoable"
    if undone_at is not None:
        return "already_undone"
    return "too_late" if now - at > timedelta(seconds=seconds) else ""
