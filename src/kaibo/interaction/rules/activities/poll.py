"""投票: two to six options, one vote a person, bars that everybody sees move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kaibo.foundation.words import gettext as _
from kaibo.interaction.rules.activities import read
from kaibo.interaction.rules.activities.kind import (
    COUNTED,
    Entered,
    Json,
    Kind,
    Outcome,
    Settling,
)
from kaibo.interaction.rules.comments import Refusal
from kaibo.liveroom.contracts import ActivityCard


def _rules(rules: Json) -> Json:
    return {
        "options": read.texts(rules, "options", 2, 6, 20),
        "may_change": read.flag(rules, "may_change", True),
        "who": read.who(rules),
    }


def _entry(card: ActivityCard, body: Json) -> Entered | Refusal:
    option = body.get("option")
    count = len(card.rules["options"])
    if isinstance(option, bool) or not isinstance(option, int) or not 0 <= option < count:
        return Refusal("bad_entry", _("没有这个选项，请重新选择"))
    return Entered({"option": option}, slot=option)


def _settle(settling: Settling) -> Outcome:
    """The most votes win; options with as many share the win."""
    votes = [0] * len(settling.rules["options"])
    for entry in settling.entries:
        if entry.grade == COUNTED:
            votes[entry.slot] += 1
    most = max(votes)
    best = [index for index, count in enumerate(votes) if count == most and most]
    return Outcome({"votes": votes, "entries": sum(votes), "best": best})


def _slots(rules: Mapping[str, Any]) -> int:
    return len(rules["options"])


def _may_change(rules: Mapping[str, Any]) -> bool:
    return bool(rules["may_change"])


KIND = Kind("poll", _rules, _entry, _settle, slots=_slots, may_change=_may_change)
