"""What crosses the border of API keys. Frozen; no model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class KeyCard:
    """A key as the page shows it; the token is not known any more."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    calls_per_minute: int
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    state: str  # live, expired, revoked


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made with its token, shown once."""

    key: KeyCard
    token: str
