"""What crosses the border of integrations. Frozen; no model."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EndpointDraft:
    """An endpoint as somebody wants it."""

    name: str
    url: str
    types: list[str] = field(default_factory=list)
    takes_rehearsals: bool = False
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class EndpointCard:
    """An endpoint as the page shows it."""

    id: int
    name: str
    url: str
    types: list[str]
    takes_rehearsals: bool
    is_active: bool
    health: str  # well, failing, resting, stopped
    failures: int
    failing_since: datetime | None
    paused_until: datetime | None
    stopped_because: str
    pending: int
    delivered: int
    dead: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DeliveryCard:
    """A delivery in the log."""

    id: int
    event_id: str
    type: str
    type_name: str
    state: str
    attempts: int
    happened_at: datetime
    queued_at: datetime
    next_at: datetime
    delivered_at: datetime | None
    last_status: int | None
    last_error: str


@dataclass(frozen=True, slots=True)
class AttemptCard:
    """One try of a delivery."""

    at: datetime
    milliseconds: int
    status: int | None
    error: str
    answer: str


@dataclass(frozen=True, slots=True)
class DeliveryDetail:
    """A delivery with what was sent and every try, newest first."""

    delivery: DeliveryCard
    body: str
    log: list[AttemptCard]
