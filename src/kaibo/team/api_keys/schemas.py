"""Bodies of the API of keys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field, StringConstraints

Line = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", strip_whitespace=True)]


class ScopeOut(Schema):
    """Something that can be given to a key."""

    scope: str = Field(description="Area and verb.", examples=["orders:read"])
    area: str = Field(examples=["订单与退款"])


class ApiKeyOut(Schema):
    """A key as it is kept: without its token."""

    id: int = Field(examples=[7])
    name: str = Field(examples=["金蝶 ERP"])
    prefix: str = Field(description="Public start of the token.", examples=["kb_4f9k2m1q"])
    scopes: list[str] = Field(examples=[["orders:read", "parcels:write"]])
    calls_per_minute: int = Field(examples=[600])
    created_by: str = Field(examples=["阿禾"])
    created_at: datetime = Field(examples=["2026-11-22T08:00:00Z"])
    expires_at: datetime | None = Field(examples=["2027-11-22T08:00:00Z"])
    revoked_at: datetime | None = Field(examples=[None])
    last_used_at: datetime | None = Field(examples=["2026-11-22T12:30:00Z"])
    state: Literal["live", "expired", "revoked"] = Field(examples=["live"])


class ApiKeyBody(Schema):
    """A key to make."""

    shop_id: int = Field(gt=0, le=2**63 - 1, examples=[1])
    name: Line = Field(min_length=1, max_length=36, examples=["金蝶 ERP"])
    scopes: list[str] = Field(
        min_length=1, max_length=60, examples=[["orders:read", "parcels:write"]]
    )
    expires_at: AwareDatetime | None = Field(
        None, description="Null: until it is revoked.", examples=["2027-11-22T08:00:00Z"]
    )
    calls_per_minute: int = Field(600, ge=1, le=6000, examples=[600])


class NewApiKeyOut(Schema):
    """A key just made."""

    key: ApiKeyOut
    token: str = Field(
        description="Send it as `Authorization: Bearer …`. Shown this once.",
        examples=["kb_4f9k2m1q_" + "x" * 32],
    )
