"""What crosses the border of members: frozen dataclasses, no models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

ViewerKind = Literal["guest", "buyer"]


@dataclass(frozen=True, slots=True)
class ViewerSession:
    """A viewer who may enter rooms; ``token`` goes into the hello frame and the HTTP header."""

    token: str
    viewer_id: int
    nickname: str
    kind: ViewerKind
    expires_at: int  # Unix seconds


@dataclass(frozen=True, slots=True)
class CodeSent:
    """A code is on its way. ``demo_code`` is filled in a demo installation only."""

    resend_after_s: int
    expires_in_s: int
    demo_code: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentChoice:
    """A yes or no to one purpose, for the version of the text that was on the screen."""

    purpose: str
    text_version: str
    granted: bool


@dataclass(frozen=True, slots=True)
class ConsentState:
    """Where a viewer stands on one purpose; ``at`` is None when never asked."""

    purpose: str
    text_version: str
    is_required: bool
    granted: bool
    at: datetime | None


@dataclass(frozen=True, slots=True)
class AddressFields:
    """A delivery address as its owner typed it, checked and normalized."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str


@dataclass(frozen=True, slots=True)
class ShippingAddress:
    """A stored address with its personal fields readable."""

    address_id: int
    viewer_id: int
    fields: AddressFields
    is_default: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What viewers see about themselves; the phone is masked."""

    viewer_id: int
    nickname: str
    kind: ViewerKind
    phone_masked: str
    consents: list[ConsentState]


@dataclass(frozen=True, slots=True)
class SyntheticBuyer:
    """A viewer of a rehearsal, marked as such for ever, with an address to ship nothing to."""

    session: ViewerSession
    address_id: int
