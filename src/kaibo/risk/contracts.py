"""What crosses the border of risk: signals in, verdicts with named reasons out. Django-free."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

import msgspec

SignalKind = Literal["hello", "birth", "like", "comment", "act", "ping"]


class Grade(IntEnum):
    """How sure the guard is, mildest first."""

    NONE = 0
    FRICTION = 1  # a challenge before the next entry
    SHADOW = 2  # likes are not counted, comments are seen by their writer alone
    HOLD = 3  # entries wait for staff
    BLOCK = 4  # entries are refused


class Signal(msgspec.Struct, frozen=True, gc=False):
    """One thing a viewer did in a room; ``at`` is Unix ms on the gateway's clock.

    ``device`` and ``address`` come with hello alone, ``born`` (Unix ms when the account was first
    seen, 0: not known) with hello or later with birth, which is nothing the viewer did. ``n``:
    likes of one tick. ``target``: the activity of an act. ``delay``: ms between the first frame
    that could show the activity and the act; -1 when its moment was announced before (a countdown)
    or is not known. ``visible``: what a ping says of its page.
    """

    kind: SignalKind
    at: int
    room: int
    viewer: int
    n: int = 1
    target: int = 0
    delay: int = -1
    text: str = ""
    device: str = ""
    address: str = ""
    born: int = 0
    visible: bool = True


class Reason(msgspec.Struct, frozen=True):
    """Why: a code of `rules/reasons.py`, its weight in nats, and the figures a person can read."""

    code: str
    nats: float
    figures: dict[str, float | int | str]


class Verdict(msgspec.Struct, frozen=True):
    """A viewer's grade changed at ``at`` (Unix ms).

    ``ring``: viewers that act as one with this one, at most 50, ascending, itself among them.
    """

    room: int
    viewer: int
    at: int
    grade: Grade
    score: float
    reasons: list[Reason]
    ring: list[int]
    deeds: dict[str, int]  # what the viewer did here so far: likes, comments, acts
