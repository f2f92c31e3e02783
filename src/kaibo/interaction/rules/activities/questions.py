"""提问时间: viewers are asked for questions; a question is a comment, a tap here opens the line.

What is asked goes the way of every comment into the question queue of the desk.
"""

from __future__ import annotations

from kaibo.interaction.rules.activities import read
from kaibo.interaction.rules.activities.kind import COUNTED, Entered, Json, Kind, Outcome, Settling
from kaibo.interaction.rules.comments import Refusal
from kaibo.liveroom.contracts import ActivityCard


def _rules(rules: Json) -> Json:
    return {"text": read.text(rules, "text", 0, 60), "who": read.who(rules)}


def _entry(card: ActivityCard, body: Json) -> Entered | Refusal:
    return Entered({})


def _settle(settling: Settling) -> Outcome:
    """How many wanted to ask; the questions themselves are the desk's."""
    return Outcome({"entries": sum(one.grade == COUNTED for one in settling.entries)})


KIND = Kind("qa", _rules, _entry, _settle, open_ended=True, longest=3600)
