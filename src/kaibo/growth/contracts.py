"""What crosses the border of growth: frozen dataclasses, no models. Times aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class NextShow:
    """The show that a viewer can reserve, and how many did."""

    show_id: int
    title: str
    host_name: str
    starts_at: datetime
    reserved: int
    is_mine: bool
    by_sms: bool


@dataclass(frozen=True, slots=True)
class Badge:
    """A fan's badge: its word and level, 0 for who is no fan."""

    word: str
    level: int


@dataclass(frozen=True, slots=True)
class FanCard:
    """How a viewer stands in a club. ``next_at``: activity of the next level, None at the top."""

    word: str
    is_open: bool
    is_member: bool
    join_points: int
    level: int
    activity: int
    next_at: int | None
    checked_in_today: bool
    streak: int
    points: int


@dataclass(frozen=True, slots=True)
class MadeShare:
    """A share that was made: the path to hand on, and its QR code as rows of 0 and 1."""

    share_id: int
    token: str
    path: str
    url: str
    qr: list[str]


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a share leads."""

    room: str
    link_id: int | None
    video_ms: int | None
    sharer: str


@dataclass(frozen=True, slots=True)
class ViewerCard:
    """The little others see of a viewer: name, badge, and how the caller stands to them."""

    viewer_id: int
    nickname: str
    badge: Badge
    is_open: bool
    followers: int
    is_followed: bool
    follows_me: bool
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class ReminderOutcome:
    """How one message of a reservation ended."""

    state: str
    channel: str
    why: str


@dataclass(frozen=True, slots=True)
class FlowSignal:
    """One beacon of the page; ``at`` is Unix ms."""

    kind: str
    at: int
    viewer: int
    text: str
    n: int
    ms: int
