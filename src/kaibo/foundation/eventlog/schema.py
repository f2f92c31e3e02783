"""Columns and kinds of the event log. A code, once given, keeps its meaning for ever."""

from __future__ import annotations

from types import MappingProxyType

import pyarrow as pa

_VIEWER = {
    # What viewers do, written by gateways.
    "enter": 1,  # a visit begins (n = 1)
    "leave": 2,  # a visit ends; ms = watched since the last enter or heartbeat of this visit
    "heartbeat": 3,  # every 15 s; ms = watched since the last enter or heartbeat of this visit
    "comment": 4,  # text; ref = the comment that began the thread which it answers
    "like": 5,  # n = taps
    "share": 6,
    "follow": 7,
    "unfollow": 8,
    "impression": 9,  # card of the room seen elsewhere for a second
    "product_view": 10,  # link; its card seen for a second
    "product_click": 11,  # link
    "favorite": 12,  # link
    "qoe": 13,  # ms = first frame; text = what the player reports
    "gift": 15,  # sent a gift; ref = gift, n = how many, amount = points, text = its name
    "act": 14,  # took part in an activity; ref = activity, text = its kind
    "prompt_seen": 80,  # text = number of the prompt card
    "rage_tap": 81,  # n = taps on one spot within a second, text = sheet and spot
    "dead_click": 82,  # a tap that changed nothing; text = sheet and spot
    "slow_sheet": 83,  # ms until the sheet could be used, text = its name
    "path": 84,  # from entering to an order; n = taps, ms, text = sheets on the way
}
_TRADE = {
    # Business facts, relayed from the outbox; ref = order, amount in minor units.
    "order": 20,
    "pay": 21,
    "expire": 22,
    "cancel": 23,
    "refund": 24,
    "ship": 25,
}
_PROMOTION = {
    # What buyers took of a campaign, relayed from the outbox.
    "claim": 30,  # ref = campaign, quantity = coupons, text = its name
}
_RATING = {
    # Stars that viewers give to segments, relayed from the outbox; segment_run = the one rated.
    "rate": 85,  # quantity = stars, ref = rating, text = title of the segment
    "rerate": 86,  # thought better of it: quantity = stars more or (negative) fewer
}
_STAFF = {
    # What staff did in the console, relayed from the outbox.
    "pin": 40,
    "unpin": 41,
    "price": 42,  # offer, amount = new price
    "stock": 43,  # offer, quantity = units added or taken
    "flash_start": 44,  # offer, amount = flash price
    "flash_stop": 45,
    "announce": 46,  # text
    "segment": 47,  # segment_run begins; text = its title
    "show_start": 48,
    "show_end": 49,
    "mute": 50,
    "undo": 51,
    "list": 52,  # offer 上架
    "unlist": 53,
    "limit": 54,
    "unmute": 55,
    "stream": 56,  # text = up or down
    "sold_out": 57,
    "activity_open": 58,  # ref = activity, text = its kind and title
    "activity_close": 59,  # quantity = entries
    "activity_settle": 60,  # quantity = prizes
    "activity_cancel": 61,
    "question_promote": 70,  # ref = question, text, quantity = askers
    "question_answer": 71,  # the same; link
    "comment_pin": 72,  # text
    "hand_over": 73,  # ref = card of the host change
}
KINDS = MappingProxyType({**_VIEWER, **_TRADE, **_PROMOTION, **_RATING, **_STAFF})
KIND_NAMES = MappingProxyType({code: name for name, code in KINDS.items()})
VIEWER_KINDS = frozenset(_VIEWER)
TRADE_KINDS = frozenset(_TRADE)
STAFF_KINDS = frozenset(_STAFF)

SCHEMA = pa.schema(
    [
        pa.field("event_id", pa.binary(16), nullable=False),
        pa.field("ts", pa.int64(), nullable=False),  # Unix ms
        pa.field("kind", pa.uint8(), nullable=False),
        pa.field("shop", pa.int64(), nullable=False),
        pa.field("show", pa.int64(), nullable=False),
        pa.field("room", pa.int64(), nullable=False),
        pa.field("viewer", pa.int64(), nullable=False),
        pa.field("segment_run", pa.int64()),
        pa.field("pinned_link", pa.int64()),
        pa.field("link", pa.int64()),
        pa.field("sku", pa.int64()),
        pa.field("offer", pa.int64()),
        pa.field("ref", pa.int64()),
        pa.field("amount", pa.int64(), nullable=False),
        pa.field("quantity", pa.int32(), nullable=False),
        pa.field("n", pa.int32(), nullable=False),
        pa.field("ms", pa.int32(), nullable=False),
        pa.field("video_ms", pa.int64()),
        pa.field("rehearsal", pa.bool_(), nullable=False),
        pa.field("source", pa.dictionary(pa.int16(), pa.string()), nullable=False),
        pa.field("text", pa.string()),
    ],
    metadata={"kaibo.event": "1"},
)
FIELDS: tuple[str, ...] = tuple(SCHEMA.names)
