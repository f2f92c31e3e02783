"""The order of the phases and the gate in front of each (PLAN-16)."""

from __future__ import annotations

from kaibo.foundation.words import gettext_noop

ORDER = ("prepare", "on_air", "review", "closed")
GATES = {"on_air": "go_live", "review": "end_show", "closed": "close_show"}
LABELS = {
    "prepare": gettext_noop("筹备"),
    "on_air": gettext_noop("直播"),
    "review": gettext_noop("复盘"),
    "closed": gettext_noop("已结案"),
}


def follows(current: str, wanted: str) -> bool:
    """A show moves one phase at a time and never back."""
    return wanted in ORDER and ORDER.index(wanted) == ORDER.index(current) + 1
