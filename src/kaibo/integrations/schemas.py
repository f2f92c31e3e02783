"""Bodies of the webhook API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

from kaibo.integrations.contracts import EndpointDraft

Line = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", strip_whitespace=True)]
MOMENT = "2026-11-22T12:30:00Z"


class EventTypeOut(Schema):
    """A type of event that can be sent."""

    type: str = Field(examples=["order.paid"])
    name: str = Field(examples=["已付款"])


class EndpointBody(Schema):
    """An address and what it is to get."""

    shop_id: int = Field(gt=0, le=2**63 - 1, examples=[1])
    name: Line = Field(min_length=1, max_length=40, examples=["ERP"])
    url: Line = Field(min_length=8, max_length=500, examples=["https://erp.example.com/kaibo"])
    types: list[str] = Field(
        default_factory=list, max_length=60, description="Empty: every type.",
        examples=[["order.paid", "order.refunded"]],
    )  # fmt: skip
    takes_rehearsals: bool = Field(False, description="Also facts of rehearsals.")
    is_active: bool = True

    def draft(self) -> EndpointDraft:
        return EndpointDraft(**self.dict(exclude={"shop_id"}))


class EndpointOut(Schema):
    """An address and how it is doing."""

    id: int = Field(examples=[3])
    name: str = Field(examples=["ERP"])
    url: str = Field(examples=["https://erp.example.com/kaibo"])
    types: list[str] = Field(examples=[["order.paid"]])
    takes_rehearsals: bool = Field(examples=[False])
    is_active: bool = Field(examples=[True])
    health: Literal["well", "failing", "resting", "stopped"] = Field(
        description="resting: five tries in a row failed, it is probed now and then.",
        examples=["well"],
    )
    failures: int = Field(description="Tries that failed in a row.", examples=[0])
    failing_since: datetime | None = Field(examples=[None])
    paused_until: datetime | None = Field(examples=[None])
    stopped_because: str = Field(
        description="staff, gone (it answered 410) or dead (three days of failures).",
        examples=[""],
    )
    pending: int = Field(examples=[0])
    delivered: int = Field(examples=[1280])
    dead: int = Field(examples=[0])
    created_at: datetime = Field(examples=[MOMENT])


class SecretOut(Schema):
    """A secret, shown this once."""

    endpoint_id: int = Field(examples=[3])
    secret: str = Field(
        description="Signs every event; a renewed one is joined by the old one for a day.",
        examples=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )


class DeliveryOut(Schema):
    """An event on its way to an endpoint."""

    id: int = Field(examples=[91])
    event_id: str = Field(
        description="The webhook-id header; the same over all tries and replays.",
        examples=["0b8f2a52-6a53-4e2c-9b0e-3f0f6f0f9d11"],
    )
    type: str = Field(examples=["order.paid"])
    type_name: str = Field(examples=["已付款"])
    state: Literal["pending", "delivered", "dead"] = Field(examples=["delivered"])
    attempts: int = Field(examples=[1])
    happened_at: datetime = Field(examples=[MOMENT])
    queued_at: datetime = Field(examples=[MOMENT])
    next_at: datetime = Field(description="When it is tried next.", examples=[MOMENT])
    delivered_at: datetime | None = Field(examples=[MOMENT])
    last_status: int | None = Field(examples=[200])
    last_error: str = Field(examples=[""])


class AttemptOut(Schema):
    """One try."""

    at: datetime = Field(examples=[MOMENT])
    milliseconds: int = Field(examples=[84])
    status: int | None = Field(description="Null: no answer.", examples=[200])
    error: str = Field(examples=[""])
    answer: str = Field(description="Its first 200 characters.", examples=["ok"])


class DeliveryDetailOut(Schema):
    """A delivery, what is sent, and every try."""

    delivery: DeliveryOut
    body: str = Field(description="The exact text that is signed.", examples=['{"id":"…"}'])
    log: list[AttemptOut]


class DeliveryPageOut(Schema):
    """A page of the log."""

    items: list[DeliveryOut]
    next_before: int | None = Field(
        description="Give it as `before` for the next page.", examples=[None]
    )


class ReplayBody(Schema):
    """A stretch of time to send again."""

    shop_id: int = Field(gt=0, le=2**63 - 1, examples=[1])
    since: AwareDatetime = Field(examples=["2026-11-22T00:00:00Z"])
    until: AwareDatetime = Field(examples=["2026-11-22T12:00:00Z"])


class ReplayOut(Schema):
    """How many events were queued."""

    events: int = Field(examples=[42])
