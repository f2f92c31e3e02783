"""提示卡: a card that asks viewers to do one thing; a tap and what came of it are counted."""

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

PURPOSES = ("follow", "reserve", "community", "share", "check_in")
TAPPED, DONE = 0, 1  # slots of the tally


def _rules(rules: Json) -> Json:
    return {
        "purpose": read.one_of(rules, "purpose", PURPOSES, "follow"),
        "text": read.text(rules, "text", 0, 60),
        "button": read.text(rules, "button", 1, 8),
        "who": read.one_of(rules, "who", read.WHO, "everyone"),
    }


def _entry(card: ActivityCard, body: Json) -> Entered | Refusal:
    done = body.get("done", False)
    if not isinstance(done, bool):
        return Refusal("bad_entry", _("操作没有识别，请再点一次"))
    return Entered({"done": done}, slot=DONE if done else TAPPED)


def _settle(settling: Settling) -> Outcome:
    done = sum(one.slot == DONE and one.grade == COUNTED for one in settling.entries)
    return Outcome({"entries": len(settling.entries), "done": done})


def _two(rules: Mapping[str, Any]) -> int:
    return 2


def _always(rules: Mapping[str, Any]) -> bool:
    return True


KIND = Kind(
    "card", _rules, _entry, _settle, slots=_two, may_change=_always, open_ended=True,
    longest=6 * 3600,
)  # fmt: skip
