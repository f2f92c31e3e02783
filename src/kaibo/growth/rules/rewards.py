"""What a deed earns within its caps, and which deeds are no taking part. Pure.

Kinds: comment (one a different text), like (one a minute with likes), share (one a share), watch
(one every five minutes watched), check_in (one a day, double on every seventh in a row).
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

KINDS = ("comment", "like", "share", "watch", "check_in")
MINUTE_MS = 60_000
WATCH_MS = 5 * MINUTE_MS
SHORTEST = 2  # characters of a comment that count as said
BURST = 6  # comments of one viewer in one minute; more are a machine's or a quarrel


@dataclass(frozen=True, slots=True)
class Rule:
    """The caps of a kind: deeds of one viewer a day and a show, points of the shop a day."""

    points: int
    per_day: int
    per_show: int
    shop_per_day: int


@dataclass(frozen=True, slots=True)
class Done:
    """What was paid already: deeds of the viewer today and in this show, points of the shop."""

    today: int
    in_show: int
    shop_today: int


def earned(rule: Rule, done: Done, multiple: int = 1) -> int:
    """Points for one more deed, or 0 over a cap; ``multiple`` doubles a check-in."""
    points = rule.points * multiple
    if done.today >= rule.per_day or done.in_show >= rule.per_show:
        return 0
    return points if done.shop_today + points <= rule.shop_per_day else 0


def comment_key(show_id: int, text: str) -> str:
    """Equal for texts that say the same: width, case, spaces and signs do not matter."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(char for char in plain if unicodedata.category(char)[0] in "LN")
    return f"{show_id}:{hashlib.blake2s(kept.encode(), digest_size=12).hexdigest()}"


def refused_comment(text: str, in_this_minute: int) -> str:
    """Why a comment earns nothing: short, repeats (one character over and over), burst; or ''."""
    said = [char for char in unicodedata.normalize("NFKC", text) if char.isalnum()]
    if len(said) < SHORTEST:
        return "short"
    if len(set(said)) == 1:
        return "repeats"
    return "burst" if in_this_minute > BURST else ""


def refused_grade(grade: int) -> str:
    """Why the guard's grade forbids a reward: from shadow (2) on."""
    return "guard" if grade >= 2 else ""


def watch_keys(show_id: int, before_ms: int, after_ms: int) -> list[str]:
    """One key for every five minutes completed between two totals of the show."""
    first, last = before_ms // WATCH_MS, after_ms // WATCH_MS
    return [f"{show_id}:{number}" for number in range(first + 1, last + 1)]
