"""What a browser and the gateway say to each other: JSON text frames over one WebSocket.

The first frame of a browser is ``hello``; the token is never in the URL. Every command that
carries an ``id`` is answered by ``ok`` or ``err`` with that id. The gateway sends one ``tick``
frame a tick (default 200 ms) to everybody in the room, and frames of their own to one person.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from kaibo.liveroom.contracts import NumberedEvent, RoomState, Struct

# A browser counts exactly up to 2^53; a database id never gets there.
Whole = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Word = Annotated[str, msgspec.Meta(max_length=80)]

BeaconKind = Literal[
    "product_view", "product_click", "share", "follow", "unfollow", "impression", "favorite", "qoe",
    "prompt_seen", "rage_tap", "dead_click", "slow_sheet", "path",
]  # fmt: skip

MAX_FRAME_BYTES = 16 * 1024


class Command(Struct, frozen=True, tag_field="k"):
    """Base of what a browser sends. Unknown fields and wrong types close with 4400."""


class Hello(Command, frozen=True, tag="hello"):
    token: str
    room: Word  # slug
    epoch: Whole = 0  # last seen; 0: none
    seq: Whole = 0
    person: Whole = 0  # last personal event seen
    source: Word = "direct"  # where the viewer came from
    page: Literal["room", "console", "prompter"] = "room"
    device: Word = ""  # random id that the page keeps


class Comment(Command, frozen=True, tag="comment"):
    id: Key
    text: str
    to: Whole = 0  # the comment that this one answers; one not known any more is answered by nobody


class Like(Command, frozen=True, tag="like"):
    n: Whole = 1  # likes since the last frame; more than 50 count as 50


class Buy(Command, frozen=True, tag="buy"):
    """``id`` is the idempotency key (UUID): sent again it returns the same order.

    Either one offer, with at most one coupon, or everything of a quote. ``pay`` is the amount the
    buyer saw and stands with a coupon or a quote; refused when it is no longer the amount.
    """

    id: Key
    offer: Whole = 0  # none with a quote
    quantity: Whole = 0
    price: Whole = 0  # unit price the buyer saw; refused when it is no longer the price
    address: Whole | None = None
    coupon: Whole | None = None  # id of a coupon the buyer holds
    quote: Whole | None = None
    pay: Whole | None = None


class Beacon(Command, frozen=True, tag="beacon"):
    """What the page saw, at most 50 items; acknowledged by `Ok` with the last item's id.

    The acknowledgement comes after the items are on disk.
    """

    items: Annotated[list[BeaconItem], msgspec.Meta(min_length=1, max_length=50)]


class BeaconItem(Struct, frozen=True):
    id: Key  # UUID, the event id; sent again it is counted once
    kind: BeaconKind
    link: Whole | None = None
    n: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    ms: Annotated[int, msgspec.Meta(ge=0, le=86_400_000)] | None = None
    text: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Ping(Command, frozen=True, tag="ping"):
    """Every 15 s; answered by `Pong`. A viewer not heard for 45 s has left."""

    visible: bool = True


class Act(Command, frozen=True, tag="act"):
    """Take part in an activity; answered by `ActAnswer` after the commit, or by `Err`.

    Sent again, also under another ``id``, it returns the entry that was made.
    """

    id: Key
    activity: Whole
    body: dict[str, Any] = {}  # what its kind asks for
    proof: Word = ""  # of a challenge: with its nonce it hashes to leading zero bits


class Gift(Command, frozen=True, tag="gift"):
    """Send a gift of the shop, paid in points; answered by `GiftAnswer` after the commit.

    ``id`` is the idempotency key (UUID): sent again it is paid once.
    """

    id: Key
    gift: Whole
    n: Annotated[int, msgspec.Meta(ge=1, le=99)] = 1


ClientCommand = Hello | Comment | Like | Buy | Beacon | Ping | Act | Gift


class Frame(Struct, frozen=True, tag_field="k"):
    """Base of what the gateway sends."""


class Welcome(Frame, frozen=True, tag="welcome"):
    """Answer to hello. ``state`` is None when the gap was replayed from (epoch, seq)."""

    viewer: int
    name: str
    role: str  # guest, buyer, staff
    now: int
    state: RoomState | None
    events: list[NumberedEvent]
    comments: list[CommentItem]
    online: int
    likes: int
    tick_ms: int
    uv: int = 0
    muted_until: int = 0  # Unix ms; 0: may speak, -1: muted until lifted
    ac: dict[int, list[int]] = {}  # activity id -> tally


class CommentItem(msgspec.Struct, frozen=True, array_like=True):
    """[id, viewer id, name, text, Unix ms, flags]; flags: 1 staff, 2 rehearsal.

    Bits 4–6 are the tag, bits 8–11 the topic of a complaint (places in `TAGS` and `TOPICS` of
    `rules/tags.py`); pages of staff show them. Bits 16–20 are the level of the fan's badge. The
    viewer id of staff is the negative staff id.
    """

    id: int
    viewer: int
    name: str
    text: str
    at: int
    flags: int = 0


class GiftItem(msgspec.Struct, frozen=True, array_like=True):
    """[id, viewer id, name, gift id, gift, icon, quantity, combo, Unix ms], ascending id.

    ``combo`` counts the same gift of the same viewer without a break of five seconds.
    """

    id: int
    viewer: int
    name: str
    gift: int
    gift_name: str
    icon: str
    quantity: int
    combo: int
    at: int


class Tick(Frame, frozen=True, tag="t", omit_defaults=True):
    """One frame a tick; what did not change is left out."""

    now: int
    ev: list[NumberedEvent] = msgspec.field(default_factory=list)  # reliable lane
    cm: list[CommentItem] = msgspec.field(default_factory=list)  # lossy: comments
    on: int | None = None  # online now
    lk: int | None = None  # likes in this show
    uv: int | None = None  # viewers of this show so far
    st: dict[int, int] | None = None  # offer id -> units left
    ac: dict[int, list[int]] | None = None  # activity id -> tally, what it counts by slot
    gf: list[GiftItem] = msgspec.field(default_factory=list)  # lossy: gifts, in their order
    lag: bool = False  # comments were left out for this viewer


class Personal(Frame, frozen=True, tag="me"):
    """An event for one viewer: order_paid, order_expired, order_shipped, …

    After a reconnect those of the last two minutes may come again; a page knows them by ``id``.
    """

    id: int
    at: int
    kind: str
    body: dict[str, object]


class OrderSuggested(Frame, frozen=True, tag="suggest"):
    """The answer to a comment like 扣1, for its writer alone: what a tap would order."""

    link: int
    quantity: int


class BuyAnswer(Frame, frozen=True, tag="buy"):
    """The answer to `Buy`, after the commit."""

    id: str
    ok: bool
    order: int | None = None
    amount: int | None = None
    expires_at: int | None = None
    code: str = ""  # sold_out, limit_reached, price_changed, not_listed, not_found, …
    message: str = ""
    price: int | None = None  # the price now, for price_changed
    left: int | None = None


class ActAnswer(Frame, frozen=True, tag="act"):
    """The answer to `Act`: ``number`` is the entry's, None for a step on the way to one."""

    id: str
    ok: bool
    number: int | None = None
    body: dict[str, Any] = {}  # the entry as it stands, or what comes next
    code: str = ""  # not_open, not_found, challenge (body: nonce, bits), already, too_fast, …
    message: str = ""


class GiftAnswer(Frame, frozen=True, tag="gift"):
    """The answer to `Gift`; ``left`` are the points the viewer still holds."""

    id: str
    ok: bool
    combo: int = 0
    points: int = 0
    left: int = 0
    code: str = ""  # age_unknown, minor, daily_limit, points_low, closed, not_found, …
    message: str = ""


class Ok(Frame, frozen=True, tag="ok"):
    id: str


class Err(Frame, frozen=True, tag="err"):
    id: str | None
    code: str
    message: str
    retry_ms: int | None = None


class Pong(Frame, frozen=True, tag="pong"):
    now: int


class Away(Frame, frozen=True, tag="away"):
    """Before a close with 4503: when to come back, so that not all pages come at once."""

    after_ms: int


class Kpi(Frame, frozen=True, tag="kpi"):
    """Staff pages only, every 500 ms: registry ids to values, from the insight process."""

    show: int
    at: int
    lag_ms: int  # event log to fold
    values: dict[str, float | None]
    lights: dict[str, dict[str, Any]] = {}  # registry ids to lights against their benchmarks
    alarms: list[dict[str, Any]] = []  # what stands, each with what could be done
    tables: dict[str, list[dict[str, Any]]] = {}  # links, sources, marks


class DeskChanged(Frame, frozen=True, tag="desk"):
    """Staff pages only: what they were shown has changed and is to be asked for again."""

    topic: str  # talk: questions and issues; service: the queue of private threads


class Restrained(Frame, frozen=True, tag="restrained"):
    """A penalty for this viewer, or its end; ``until`` in Unix ms, -1: until revoked, 0: none."""

    id: int
    measure: str  # none (a warning), mute, ban
    cause: str
    until: int
    is_lifted: bool = False


class Flagged(Frame, frozen=True, tag="flag"):
    """Console pages only: a comment with a listed word, said or not; ``text[start:end]`` is it."""

    viewer: int
    name: str
    text: str
    at: int
    word: str
    category: str
    grade: str  # review: said; mask: said with stars; block: not said
    via: str
    start: int
    end: int


ServerFrame = (
    Welcome
    | Away
    | Tick
    | Personal
    | OrderSuggested
    | BuyAnswer
    | ActAnswer
    | GiftAnswer
    | Restrained
    | Flagged
    | Ok
    | Err
    | Pong
    | Kpi
    | DeskChanged
)

CLOSE_CODES = {
    4400: "bad_frame",
    4401: "token_expired",
    4403: "kicked",
    4404: "no_such_room",
    4408: "no_hello",
    4409: "opened_elsewhere",
    4413: "frame_too_large",
    4429: "too_many",
    4500: "server_error",
    4503: "going_away",
}
