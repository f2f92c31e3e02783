"""The order of the phases and the gate in front of each (PLAN-16)."""

from __future__ import annotations

ORDER = ("prepare", "on_air", "review", "closed")
GATES = {"on_air": "go_live", "review": "end_show", "closed": "close_show"}
LABELS = {"prepare": "筹备", "on_air": "直播", "review": "复盘", "closed": "已结案"}


def follows(current: str, wanted: str) -> bool:
    """A show moves one phase at a time and never back."""
    return wanted in ORDER and ORDER.index(wanted) == ORDER.index(current) + 1
