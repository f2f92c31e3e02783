"""What a rehearsal is told and what it reports. Django-free."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Member:
    """A synthetic viewer with the token that lets it in; buyers have an address."""

    viewer_id: int
    token: str
    address_id: int | None


@dataclass(frozen=True, slots=True)
class Scenario:
    """How many come, for how long, and how they behave; the same seed plays the same audience."""

    room: str
    seconds: float
    seed: int = 1
    gateway_url: str = "ws://127.0.0.1:8001/ws"
    web_url: str = "http://127.0.0.1:8000"
    buy_rate: float = 0.10  # share of viewers who want to buy a pinned link
    more_rate: float = 0.20  # share of buys of two units, where the link allows them
    pay_rate: float = 0.85  # share of placed orders that are paid
    comment_rate: float = 0.25  # share of viewers who comment in a minute
    like_rate: float = 2.0  # likes a viewer and minute


@dataclass(slots=True)
class Tally:
    """What the audience did and what it was told; compared with the ledgers after the show."""

    entered: int = 0
    left: int = 0
    reconnects: int = 0
    comments: int = 0
    likes: int = 0
    views: int = 0
    clicks: int = 0
    buys_sent: int = 0
    orders: dict[int, int] = field(default_factory=dict)  # order id -> amount, as acknowledged
    refused: dict[str, int] = field(default_factory=dict)  # code -> times
    paid: set[int] = field(default_factory=set)
    errors: dict[str, int] = field(default_factory=dict)
    gaps: int = 0  # reliable events that never came
    doubles: int = 0  # reliable events that came twice
    seconds: float = 0.0
