"""What team tells others. Frozen; no model crosses the border."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StaffCard:
    """A colleague as the team page shows them."""

    id: int
    username: str
    name: str
    email: str
    is_active: bool
    has_totp: bool
    roles: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TotpState:
    """Whether a person has an authenticator, used it in this session, and has to."""

    enrolled: bool
    verified: bool
    required: bool


@dataclass(frozen=True, slots=True)
class Enrollment:
    """What is shown once while an authenticator is being added."""

    secret: str
    uri: str
    qr_svg: str
