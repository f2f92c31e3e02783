"""Shapes of growth's HTTP API for staff. Times are aware; money is in minor units (分)."""

from __future__ import annotations

import datetime as dt

from ninja import Schema
from pydantic import Field

from kaibo.growth.schemas import (
    BIGGEST,
    BIGGEST_ID,
    AskedId,
    Id,
    RewardKind,
    RewardRuleOut,
    Text,
)

__all__ = ["AskedId", "Id", "RewardKind", "RewardRuleOut"]


class ClubIn(Schema):
    badge: Text = Field(min_length=1, max_length=6)
    join_points: int = Field(0, ge=0, le=BIGGEST)
    is_open: bool = True


class ClubOut(Schema):
    badge: str
    join_points: int
    is_open: bool


class RewardRuleIn(Schema):
    points: int = Field(ge=1, le=1000)
    per_day: int = Field(ge=0, le=1000, description="Deeds paid to one viewer a day")
    per_show: int = Field(ge=0, le=1000, description="Deeds paid to one viewer a show")
    shop_per_day: int = Field(ge=0, le=100 * BIGGEST, description="Points of the shop a day")
    is_active: bool = True


class CommunityIn(Schema):
    name: Text = Field(min_length=1, max_length=20)
    text: Text = Field("", max_length=60)
    qr_text: Text = Field(
        min_length=8, max_length=300, pattern=r"^https?://\S+$",
        examples=["https://example.com/g/abc"],
        description="What the group's QR code says, or the address of the shop's own community",
    )  # fmt: skip
    join_code: Text = Field(min_length=4, max_length=12, description="Posted inside the group")
    reward_points: int = Field(0, ge=0, le=1000)
    is_active: bool = True


class CommunityOut(Schema):
    name: str
    text: str
    qr_text: str
    join_code: str
    reward_points: int
    is_active: bool


class SetUpOut(Schema):
    """What the shop has set."""

    club: ClubOut | None
    rewards: list[RewardRuleOut]
    community: CommunityOut | None


class Stretch(Schema):
    """Whose figures, from ``since`` to before ``until``."""

    shop_id: int = Field(ge=1, le=BIGGEST_ID)
    since: dt.date = Field(description="First day, in the shop's zone")
    until: dt.date = Field(description="Last day, inclusive")


class ChainSums(Schema):
    shares: int
    sharers: int
    visits: int = Field(description="People who came, the sharer not among them")
    orders: int = Field(description="Paid orders within seven days of their last such visit")
    amount: int


class PromptChain(ChainSums):
    prompt_id: int
    show_id: int
    title: str
    text: str | None
    purpose: str


class SharerChain(ChainSums):
    viewer_id: int
    nickname: str


class LinkChain(ChainSums):
    link_id: int | None
    show_id: int | None
    name: str | None


class ShareRow(Schema):
    share_id: int
    at: dt.datetime
    channel: str
    video_ms: int | None
    viewer_id: int
    nickname: str
    product: str | None
    prompt_id: int | None
    visits: int
    orders: int
    amount: int


class SharesOut(Schema):
    total: ChainSums
    prompts: list[PromptChain]
    sharers: list[SharerChain]
    links: list[LinkChain]
    best: list[ShareRow]


class RewardKindRow(Schema):
    kind: str
    outcome: str
    why: str
    deeds: int
    viewers: int
    points: int


class RewardDayRow(Schema):
    day: dt.date
    points: int
    viewers: int


class RewardsOut(Schema):
    kinds: list[RewardKindRow]
    days: list[RewardDayRow]


class FollowFigures(Schema):
    now: int
    gained: int
    lost: int


class LevelRow(Schema):
    level: int
    fans: int


class ReminderRow(Schema):
    moment: str
    state: str
    channel: str
    n: int


class CommunityFigures(Schema):
    opened: int
    confirmed: int


class ReservedRow(Schema):
    show_id: int
    title: str
    starts_at: dt.datetime
    reserved: int
    cancelled: int


class AudienceOut(Schema):
    follows: FollowFigures
    levels: list[LevelRow]
    reminders: list[ReminderRow]
    community: CommunityFigures
    reserved: list[ReservedRow]


class ThreadRow(Schema):
    thread: int = Field(description="Number of the comment that began it")
    text: str | None
    name: str | None
    replies: int
    viewers: int
    last_at: dt.datetime
