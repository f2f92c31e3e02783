"""What the API of the log's quality and keeping takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema
from pydantic import StringConstraints

from kaibo.insight.schemas import Id

Reason = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", min_length=4, max_length=300)]


class QualityIn(Schema):
    shop_id: Id
    days: int = Field(14, ge=1, le=366, description="So many days up to today, in Shanghai")


class QualityLineOut(Schema):
    """A source's day."""

    day: date
    source: str = Field(description="Who wrote: gateway, outbox, intake …", examples=["gateway"])
    came: int = Field(description="Rows that came: kept and dropped")
    kept: int = Field(description="Rows in the log, each event once")
    dropped: dict[str, int] = Field(
        description="Rows by reason: repeated, shape, value, kind, range, old, text, id, frame, "
        "overload, disk"
    )
    fixed: dict[str, int] = Field(description="Rows kept and mended or noted: clock, future, late")
    samples: dict[str, list[str]] = Field(description="Some of the rows by reason, as JSON")
    damaged: int = Field(description="Bytes of the source's segments that no reader understands")


class QualityOut(Schema):
    first_day: date
    lines: list[QualityLineOut]


class LegalHoldOut(Schema):
    """Days that stay. Not in force any more when lifted."""

    id: int
    first_date: date
    last_date: date
    reason: str
    placed_by: str
    placed_at: datetime
    lifted_by: str | None
    lifted_at: datetime | None
    lift_reason: str


class KeepingOut(Schema):
    days: int | None = Field(description="Days that are kept; null: all")
    kept_from: date | None = Field(description="Days before were deleted, held ones aside")
    holds: list[LegalHoldOut]


class KeepingIn(Schema):
    shop_id: Id
    days: int | None = Field(ge=1, le=100_000, description="30 to 3650; null keeps for ever")


class LegalHoldIn(Schema):
    shop_id: Id
    first_date: date
    last_date: date
    reason: Reason = Field(examples=["案件 2026-114，市场监管局要求"])


class LegalHoldLiftIn(Schema):
    reason: Reason
