"""手速: tap when the light turns. The gateway turns it, so a time cannot be made up at will.

A time counts as the page reports it while that is plausible: not faster than people are, not
longer than the answer took, and not shorter than what the answer took less the way there and back.
"""

from __future__ import annotations

from kaibo.foundation.words import gettext as _
from kaibo.interaction.rules.activities import read
from kaibo.interaction.rules.activities.kind import (
    COUNTED,
    HELD,
    Entered,
    Json,
    Kind,
    Outcome,
    Playing,
    Settling,
    Step,
    ranked,
)
from kaibo.interaction.rules.comments import Refusal
from kaibo.liveroom.contracts import ActivityCard

FASTEST_MS = 100  # no one reacts faster to something seen
SLOWEST_MS = 3_000
FALSE_START_MS = SLOWEST_MS  # a tap before the light must not be better than a slow one
WAY_MS = 1_000  # the most that the way to the page and back may take
LIGHT_MS = (1_200, 3_600)
STEADY_MS = 4  # times that differ by less come from a program
STEADY_ROUNDS = 3


def _rules(rules: Json) -> Json:
    return {
        "rounds": read.whole(rules, "rounds", 1, 5, 3),
        "winners": read.whole(rules, "winners", 1, 100, 3),
        "prize": read.prize(rules),
        "who": read.who(rules),
    }


def counted_ms(reported: int, elapsed: int) -> int:
    """The time that counts of a tap that came ``elapsed`` ms after the light was sent.

    Too fast is a false start. What was reported as shorter than the way explains is lengthened.
    """
    if reported < FASTEST_MS or reported > elapsed:
        return FALSE_START_MS
    return min(SLOWEST_MS, max(reported, elapsed - WAY_MS))


def _play(card: ActivityCard, body: Json, playing: Playing) -> Step | Entered | Refusal:
    times: list[int] = list(playing.memo["times"]) if playing.memo else []
    if body.get("do") == "ready":
        return _light(card, times, playing)
    if body.get("do") != "tap" or not playing.memo or not playing.memo["lit"]:
        return Refusal("bad_entry", _("请先点“准备”"))
    reported = body.get("ms", 0)
    if isinstance(reported, bool) or not isinstance(reported, int):
        return Refusal("bad_entry", _("没有收到时间，请再来一次"))
    is_early = playing.said_at == 0
    times.append(
        FALSE_START_MS if is_early else counted_ms(reported, playing.now - playing.said_at)
    )
    if len(times) < card.rules["rounds"]:
        return Step({"times": times, "lit": False}, {"times": times})
    return _finished(times)


def _light(card: ActivityCard, times: list[int], playing: Playing) -> Step | Entered:
    """The next light; one that was seen and not tapped counts, or a slow tap were never sent."""
    if playing.memo and playing.memo["lit"] and playing.said_at:
        times.append(FALSE_START_MS)
    if len(times) == card.rules["rounds"]:
        return _finished(times)
    wait = playing.dice.randint(*LIGHT_MS)
    return Step({"times": times, "lit": True}, {"light": len(times) + 1, "times": times}, wait)


def _finished(times: list[int]) -> Entered:
    is_program = len(times) >= STEADY_ROUNDS and max(times) - min(times) < STEADY_MS
    held = HELD if is_program and max(times) < FALSE_START_MS else COUNTED
    return Entered({"times": times, "score": sum(times) // len(times)}, grade=held)


def _entry(card: ActivityCard, body: Json) -> Entered | Refusal:
    return Refusal("bad_entry", _("请先点“准备”"))


def _settle(settling: Settling) -> Outcome:
    """The lowest mean wins, of equals the earlier entry."""
    order = sorted(settling.entries, key=lambda one: (one.body["score"], one.number))
    rules = settling.rules
    told, won = ranked(settling.entries, order[: rules["winners"]], read.prize_of(rules))
    return Outcome(told, won)


KIND = Kind("game", _rules, _entry, _settle, play=_play)
