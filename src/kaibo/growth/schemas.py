"""Shapes of what viewers ask of growth. Times are aware; money is in minor units (分)."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from ninja import Path, Query, Schema
from pydantic import AfterValidator, Field

BIGGEST_ID = 2**63 - 1
BIGGEST = 1_000_000
Id = Annotated[int, Path(ge=1, le=BIGGEST_ID)]
AskedId = Annotated[int, Query(ge=1, le=BIGGEST_ID)]
GivenId = Annotated[int, Field(ge=1, le=BIGGEST_ID)]
Slug = Annotated[str, Path(max_length=40, pattern=r"^[-\w]+$")]
RewardKind = Literal["comment", "like", "share", "watch", "check_in"]


def _storable(text: str) -> str:
    """PostgreSQL keeps no NUL character and no half of a character."""
    if "\0" in text:
        raise ValueError("a NUL character cannot be stored")
    text.encode()
    return text


Text = Annotated[str, AfterValidator(_storable)]


class ReservableShow(Schema):
    """The show that can be reserved."""

    show_id: int
    title: str
    host_name: str
    starts_at: dt.datetime
    reserved: int = Field(description="How many viewers wait for it")
    is_mine: bool = Field(description="The caller has reserved it")
    by_sms: bool = Field(description="The caller said yes to a text message")


class FanOut(Schema):
    """How the caller stands in the fan club."""

    word: str = Field(description="On the badge; empty: the shop has no club")
    is_open: bool
    is_member: bool
    join_points: int = Field(description="What joining costs; 0: nothing")
    level: int = Field(description="0: no member")
    activity: int
    next_at: int | None = Field(description="Activity of the next level; null at the top")
    checked_in_today: bool
    streak: int = Field(description="Days in a row")
    points: int = Field(description="The caller's points in this shop")


class RoomSocialOut(Schema):
    """What the room shows one viewer beside the show itself."""

    is_following: bool
    followers: int
    next_show: ReservableShow | None
    fan: FanOut
    push_key: str = Field(description="Public key for PushManager.subscribe, base64url")
    has_push: bool = Field(description="Some browser of the caller takes reminders")
    has_community: bool
    is_open: bool = Field(description="Others may open the caller's profile")
    blocked: list[int] = Field(description="Viewers whose comments the caller hides")


class FollowOut(Schema):
    is_following: bool
    followers: int


class ReserveIn(Schema):
    show_id: GivenId
    by_sms: bool = Field(False, description="The caller ticked that a text message may come")


class PushIn(Schema):
    """A `PushSubscription` of a browser."""

    endpoint: Text = Field(max_length=1000)
    p256dh: str = Field(
        max_length=120, pattern=r"^[\w=-]{80,}$", description="base64url, 65 bytes",
        examples=["B" + "A" * 86],
    )  # fmt: skip
    auth: str = Field(
        max_length=40, pattern=r"^[\w=-]{20,}$", description="base64url, 16 bytes",
        examples=["A" * 22],
    )  # fmt: skip


class MyReservationOut(Schema):
    show_id: int
    title: str
    shop_name: str
    starts_at: dt.datetime
    by_sms: bool


class MyRemindersOut(Schema):
    """For the page 我的."""

    has_push: bool
    reservations: list[MyReservationOut]


class CheckedInOut(Schema):
    streak: int
    points: int = Field(description="Earned now")
    fan: FanOut


class RewardRuleOut(Schema):
    kind: str
    points: int
    per_day: int
    per_show: int
    shop_per_day: int
    is_active: bool


class FanRulesOut(Schema):
    """How activity becomes a level, as it is reckoned."""

    minute: int = Field(description="Activity of a minute watched")
    minutes_a_day: int
    check_in: int
    order: int
    levels: list[int] = Field(description="Activity at which level 1, 2, … begins")
    rewards: list[RewardRuleOut]


class ShareIn(Schema):
    link_id: GivenId | None = Field(None, description="The product; null: the room")
    prompt_id: GivenId | None = Field(None, description="The card that asked for it")
    channel: Literal["link", "poster", "wechat", "native"] = "link"


class ShareOut(Schema):
    share_id: int
    token: str = Field(description="Signed; 20 characters")
    path: str
    url: str
    qr: list[str] = Field(description="QR code of url: a string of 0 and 1 per row, no quiet zone")


class VisitIn(Schema):
    token: str = Field(max_length=40)


class LandingOut(Schema):
    """Where a share leads."""

    room: str
    link_id: int | None
    video_ms: int | None = Field(description="Milliseconds since the show went live")
    sharer: str


class BadgeOut(Schema):
    word: str
    level: int


class ViewerCardOut(Schema):
    """The little that others see of a viewer."""

    viewer_id: int
    nickname: str
    badge: BadgeOut
    is_open: bool
    followers: int
    is_followed: bool
    follows_me: bool
    is_blocked: bool


class OtherOut(Schema):
    viewer_id: int
    nickname: str


class CircleOut(Schema):
    is_open: bool
    followers: int
    followed: list[OtherOut]
    blocked: list[OtherOut]


class OpenIn(Schema):
    is_open: bool


class OpenCommunityIn(Schema):
    prompt_id: GivenId | None = Field(None, description="The card that asked for it")


class CommunityCardOut(Schema):
    name: str
    text: str
    qr_text: str = Field(description="A link, or what the QR code of the group says")
    qr: list[str]
    reward_points: int


class JoinIn(Schema):
    code: Text = Field(max_length=12)


class JoinedOut(Schema):
    points: int
