"""What nodes say to each other: msgpack arrays, tagged by their first element.

``node`` is one life of one gateway; viewers are packed ids (`viewers.pack`); times are Unix ms.
"""

from __future__ import annotations

import msgspec

from kaibo.interaction.wire import CommentItem, Flagged, GiftItem, Kpi


class Message(msgspec.Struct, frozen=True, array_like=True):
    node: str


class Pulse(Message, frozen=True, array_like=True, tag="p"):
    """What changed in a room on this node within a tick."""

    slot: int
    show: int  # whose likes these are; 0 off air
    epoch: int  # newest reliable event that this node has read
    seq: int
    likes: int  # of this node in this show, never a difference
    came: bytes = b""  # viewers whose first page here opened
    left: bytes = b""  # viewers whose last page here closed
    said: list[CommentItem] = []
    pages: dict[int, int] = {}  # viewer who watches on other nodes too -> pages open here
    gifts: list[GiftItem] = []


class Beat(Message, frozen=True, array_like=True, tag="b"):
    """Once a second, and whenever somebody asks: everything in small."""

    slot: int
    show: int
    epoch: int
    seq: int
    likes: dict[str, int]  # by node, also those of nodes that are gone
    here: int
    here_digest: int
    seen: int
    seen_digest: int
    recent: list[CommentItem] = []  # where one of the two begins or was alone


class Hi(Message, frozen=True, array_like=True, tag="h"):
    """Somebody began to follow the room: everybody beats at once."""


class Bye(Message, frozen=True, array_like=True, tag="g"):
    """This life of the node ends."""


class Ask(Message, frozen=True, array_like=True, tag="a"):
    """``to``: your viewers differ from what I know of them; here is what I know, by bucket."""

    to: str
    what: str  # here, seen
    show: int
    digests: bytes


class Ids(Message, frozen=True, array_like=True, tag="i"):
    """All viewers of some buckets; of ``here`` these are all that the node has in them."""

    what: str
    show: int
    buckets: bytes
    ids: bytes


class Figures(Message, frozen=True, array_like=True, tag="k"):
    """A frame for the staff pages of the room: figures, a comment with a listed word."""

    frame: Kpi | Flagged


class Wake(Message, frozen=True, array_like=True, tag="w"):
    """PostgreSQL notified; for nodes that cannot listen."""

    notes: list[tuple[str, str]]  # channel and payload


class Node(Message, frozen=True, array_like=True, tag="n"):
    """A node that cannot listen asks others to pass wake-ups on."""

    is_deaf: bool


RoomMessage = Pulse | Beat | Hi | Bye | Ask | Ids | Figures
NodeMessage = Wake | Node
encode = msgspec.msgpack.Encoder().encode
room_decoder = msgspec.msgpack.Decoder(RoomMessage)
node_decoder = msgspec.msgpack.Decoder(NodeMessage)
