"""What a browser and the gateway say to each other: JSON text frames over one WebSocket.

The first frame of a browser is ``hello``; the token is never in the URL. Every command that
carries an ``id`` is answered by ``ok`` or ``err`` with that id. The gateway sends one ``tick``
frame a tick (default 200 ms) to everybody in the room, and frames of their own to one person.
"""

from __future__ import annotations

import msgspec

from kaibo.liveroom.contracts import NumberedEvent, RoomState, Struct


class Command(Struct, tag_field="k"):
    """Base of what a browser sends. Unknown fields and wrong types close with 4400."""


class Hello(Command, tag="hello"):
    token: str
    room: str  # slug
    epoch: int = 0  # last seen; 0: none
    seq: int = 0
    person: int = 0  # last personal event seen
    source: str = "direct"  # where the viewer came from
    page: str = "room"  # room, console, prompter


class Comment(Command, tag="comment"):
    id: str
    text: str


class Like(Command, tag="like"):
    n: int = 1  # likes since the last frame, 1..50


class Buy(Command, tag="buy"):
    """``id`` is the idempotency key (UUID): sent again it returns the same order."""

    id: str
    offer: int
    quantity: int
    price: int  # unit price the buyer saw; refused when it is no longer the price
    address: int | None = None


class Beacon(Command, tag="beacon"):
    """What the page saw: product_view, product_click, share, follow, unfollow, impression, qoe."""

    items: list[BeaconItem]


class BeaconItem(Struct):
    id: str  # UUID, the event id; sent again it is counted once
    kind: str
    link: int | None = None
    n: int = 1
    ms: int | None = None
    text: str = ""


class Ping(Command, tag="ping"):
    """Every 15 s; answered by `Pong`. A viewer not heard for 45 s has left."""

    visible: bool = True


ClientCommand = Hello | Comment | Like | Buy | Beacon | Ping


class Frame(Struct, tag_field="k"):
    """Base of what the gateway sends."""


class Welcome(Frame, tag="welcome"):
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


class CommentItem(msgspec.Struct, frozen=True, array_like=True):
    """[id, viewer id, name, text, Unix ms, flags]; flags: 1 staff, 2 rehearsal."""

    id: int
    viewer: int
    name: str
    text: str
    at: int
    flags: int = 0


class Tick(Frame, tag="t", omit_defaults=True):
    """One frame a tick; what did not change is left out."""

    now: int
    ev: list[NumberedEvent] = msgspec.field(default_factory=list)  # reliable lane
    cm: list[CommentItem] = msgspec.field(default_factory=list)  # lossy: comments
    on: int | None = None  # online now
    lk: int | None = None  # likes in this show
    uv: int | None = None  # viewers of this show so far
    st: dict[int, int] | None = None  # offer id -> units left
    lag: bool = False  # comments were left out for this viewer


class Personal(Frame, tag="me"):
    """An event for one viewer: order_placed, order_paid, order_expired, order_shipped, …"""

    id: int
    at: int
    kind: str
    body: dict[str, object]


class BuyAnswer(Frame, tag="buy"):
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


class Ok(Frame, tag="ok"):
    id: str


class Err(Frame, tag="err"):
    id: str | None
    code: str
    message: str
    retry_ms: int | None = None


class Pong(Frame, tag="pong"):
    now: int


class Kpi(Frame, tag="kpi"):
    """Staff pages only, every 500 ms: registry ids to values, from the insight process."""

    show: int
    at: int
    lag_ms: int  # event log to fold
    values: dict[str, float | None]


ServerFrame = Welcome | Tick | Personal | BuyAnswer | Ok | Err | Pong | Kpi

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
