"""Shapes of the viewers' HTTP API."""

from __future__ import annotations

from datetime import datetime

from ninja import Field, Schema


class GuestIn(Schema):
    """Where a new viewer came from."""

    source: str = Field("direct", max_length=200, description="Value of ?from= of the room's link")


class SessionOut(Schema):
    """Who the page is from now on."""

    token: str = Field(description="For the hello frame and the Authorization header")
    viewer_id: int
    nickname: str
    kind: str = Field(description="guest or buyer")
    expires_at: int = Field(description="Unix seconds")


class PhoneIn(Schema):
    """Where to send a log-in code."""

    phone: str = Field(
        max_length=40, description="Mobile number of mainland China; spaces and +86 are accepted"
    )


class CodeSentOut(Schema):
    """A code is on its way."""

    resend_after_s: int = Field(description="Seconds until another code may be asked for")
    expires_in_s: int = Field(description="Seconds for which the code is good")
    demo_code: str | None = Field(None, description="The code itself, in a demo installation only")


class ConsentIn(Schema):
    """A yes or no to one purpose."""

    purpose: str = Field(max_length=40, description="service_terms, privacy or marketing")
    text_version: str = Field(max_length=20, description="Version of the text that was shown")
    granted: bool


class VerifyIn(Schema):
    """The code, and what the viewer agreed to."""

    phone: str = Field(max_length=40)
    code: str = Field(max_length=12, description="Six digits")
    consents: list[ConsentIn] = Field(
        default_factory=list,
        max_length=10,
        description="Purposes without an entry stay as they are",
    )


class ConsentsIn(Schema):
    """Choices of a viewer who is logged in; ``granted: false`` withdraws."""

    consents: list[ConsentIn] = Field(min_length=1, max_length=10)


class ConsentOut(Schema):
    """Where the viewer stands on one purpose."""

    purpose: str
    text_version: str
    is_required: bool = Field(description="Without it no phone number may be kept")
    granted: bool
    at: datetime | None = Field(None, description="When it was answered last")


class ConsentTextOut(Schema):
    """The text in force of one purpose."""

    purpose: str
    text_version: str
    is_required: bool
    title: str
    text: str = Field(description="Plain text, paragraphs separated by an empty line")


class ProfileOut(Schema):
    """What viewers see about themselves."""

    viewer_id: int
    nickname: str
    kind: str
    phone_masked: str = Field(description="138****8000; empty for guests")
    consents: list[ConsentOut]


class NicknameIn(Schema):
    """A new name in the comment stream."""

    nickname: str = Field(max_length=80, description="2 to 16 characters")


class AddressIn(Schema):
    """A delivery address in China."""

    name: str = Field(max_length=200, description="Who receives the parcel")
    phone: str = Field(max_length=40)
    province: str = Field(max_length=40, description="One of the 34; 浙江 is read as 浙江省")
    city: str = Field("", max_length=200, description="May be empty in a municipality")
    district: str = Field("", max_length=200)
    street: str = Field(max_length=500)
    is_default: bool = False


class AddressOut(Schema):
    """A stored address, readable for its owner only."""

    id: int
    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    is_default: bool


class PastedIn(Schema):
    """A whole address as it was pasted."""

    text: str = Field(max_length=500, description="Name, phone and place in any order")


class PastedOut(Schema):
    """What was found in it; parts that were not found are empty."""

    name: str
    phone: str
    province: str
    city: str
    district: str
    street: str
    choices: list[str] = Field(
        description="Full places that fit when the text names none of them surely"
    )
