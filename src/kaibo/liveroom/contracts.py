"""Reliable events of a room and the state they change. Django-free; money in minor units.

The body of a row of ``liveroom_roomevent`` is one of these structs, its ``kind`` column the tag.
A struct carries everything a page needs to show it, so that nobody asks back.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of everything that crosses a process border."""


class BeforeCard(Struct, frozen=True):
    """The highest lawful comparison of a reduction, proven by the deals of a day."""

    price: int
    day: str | None  # ISO date in the shop's zone; None: the standing daily price (EU)
    orders: int
    market: str  # whose law: CN, EU


class OfferCard(Struct, frozen=True):
    """One SKU of a link as buyers and staff see it."""

    offer_id: int
    link_id: int
    sku_id: int
    sku_name: str
    normal_price: int
    price: int  # what a buy at this second costs
    flash_price: int | None = None
    flash_starts_at: int | None = None  # Unix ms
    flash_ends_at: int | None = None  # Unix ms; the flash price ends by itself
    per_user_limit: int = 0
    left: int = 0
    released: int = 0
    is_listed: bool = False
    version: int = 1
    before: BeforeCard | None = None  # as of when the show went live


class LinkCard(Struct, frozen=True):
    """A link of the line-up with its offers: the pinned card, a row of the bag."""

    link_id: int
    number: int
    product_id: int
    name: str
    image: str
    role: str
    daily_price: int
    mechanism: str
    selling_points: list[str]
    ship_within_hours: int
    return_days: int
    return_exempt_reason: str
    seller: str
    offers: list[OfferCard]


class SegmentCard(Struct, frozen=True):
    """The script segment that is running."""

    run_id: int
    segment_id: int | None
    title: str
    link_id: int | None
    planned_seconds: int
    started_at: int  # Unix ms


class ActivityCard(Struct, frozen=True):
    """An activity as viewers see it: ``rules`` and ``result`` hold what is public alone."""

    id: int
    kind: str  # poll, draw, packet, guess, game, card
    title: str
    state: str  # open, closed, settled, cancelled
    opens_at: int  # Unix ms
    closes_at: int | None  # Unix ms; None: until it is closed by hand
    rules: dict[str, Any]
    result: dict[str, Any]
    rules_hash: str  # SHA-256 of the canonical JSON of the whole rules


class QuestionCard(Struct, frozen=True):
    """A question that the host is shown, or that was answered, as everybody sees it."""

    id: int
    text: str
    link_id: int | None
    state: str  # promoted, answered
    askers: int
    at: int  # Unix ms of that step
    video_ms: int | None = None  # where in the video it was answered


class PinnedComment(Struct, frozen=True):
    """A comment that staff put over the stream."""

    id: int
    viewer_id: int  # 0: staff
    name: str
    text: str
    at: int


class RoomState(Struct, frozen=True):
    """All a page needs on entering; ``seq`` is the last event that it contains."""

    room_id: int
    slug: str
    title: str
    shop_id: int
    shop_name: str
    show_id: int | None
    show_title: str
    host_name: str
    is_on_air: bool
    is_rehearsal: bool
    went_live_at: int | None
    stream_state: str  # up, down
    epoch: int
    seq: int
    announcement: str
    segment: SegmentCard | None
    pinned_link_id: int | None
    links: list[LinkCard]
    stream_at: int | None = None  # Unix ms of the last change of ``stream_state``
    comment_orders: bool = False  # comments like 扣1 are answered with an order to confirm
    questions: list[QuestionCard] = []  # promoted ones first, then the newest answered ones
    pinned_comment: PinnedComment | None = None
    activities: list[ActivityCard] = []  # of this show, ascending id; see `rules/room_state.py`


class RoomEventBody(Struct, tag_field="kind", frozen=True):
    """Base of the reliable events."""


class ShowStarted(RoomEventBody, tag="show_started", frozen=True):
    show_id: int
    title: str
    host_name: str
    is_rehearsal: bool
    at: int
    links: list[LinkCard]


class ShowEnded(RoomEventBody, tag="show_ended", frozen=True):
    show_id: int
    at: int


class SegmentStarted(RoomEventBody, tag="segment_started", frozen=True):
    segment: SegmentCard


class LinkPinned(RoomEventBody, tag="link_pinned", frozen=True):
    """讲解中. The card is complete: a page that never saw the bag can show it."""

    link: LinkCard


class LinkUnpinned(RoomEventBody, tag="link_unpinned", frozen=True):
    link_id: int


class OffersChanged(RoomEventBody, tag="offers_changed", frozen=True):
    """Price, flash, limit, listing or stock step of the offers named, whole new cards."""

    offers: list[OfferCard]
    reason: str  # price, flash_start, flash_stop, stock, listed, unlisted, limit, undo, sold_out


class CommentOrdersSet(RoomEventBody, tag="comment_orders_set", frozen=True):
    """评论下单 is switched for this show."""

    is_on: bool


class Announced(RoomEventBody, tag="announced", frozen=True):
    text: str


class StreamChanged(RoomEventBody, tag="stream_changed", frozen=True):
    """``down`` during a show shows "host will be right back"; ``up`` resumes by itself."""

    state: str
    at: int


class ViewerMuted(RoomEventBody, tag="viewer_muted", frozen=True):
    """Sent to staff and to the viewer concerned only."""

    viewer_id: int
    ends_at: int | None
    lifted: bool = False


class ActivityChanged(RoomEventBody, tag="activity_changed", frozen=True):
    """An activity was opened, closed, settled or cancelled; whole new card."""

    card: ActivityCard


class QuestionsSet(RoomEventBody, tag="questions_set", frozen=True):
    """The questions for the host and those answered, whole."""

    questions: list[QuestionCard]


class CommentPinned(RoomEventBody, tag="comment_pinned", frozen=True):
    """A comment stands over the stream; None takes it down."""

    comment: PinnedComment | None


RoomEvent = (
    ShowStarted | ShowEnded | SegmentStarted | LinkPinned | LinkUnpinned | OffersChanged
    | Announced | StreamChanged | ViewerMuted | CommentOrdersSet | ActivityChanged
    | QuestionsSet | CommentPinned
)  # fmt: skip


class NumberedEvent(Struct, frozen=True):
    """A room event with the number that the database gave it."""

    epoch: int
    seq: int
    at: int  # Unix ms
    event: RoomEvent
