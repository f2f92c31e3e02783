"""``/insight/shows/{id}/interactions`` and ``…/engagement``: what viewers did in a show."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema
from pydantic import Field

from kaibo.console.reports import interactions as report
from kaibo.console.reports.engagement import engagement_lines
from kaibo.growth import facade as growth
from kaibo.planning import facade as planning
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["insight"], auth=staff_auth)
ShowPath = Annotated[int, Path(ge=1, le=2**63 - 1)]


class ActivityLineOut(Schema):
    id: int
    kind: str
    title: str
    state: str
    opens_at: datetime
    closes_at: datetime | None
    segment: str = Field(description="What ran when it was opened; empty without a script.")
    is_scripted: bool
    participants: int = Field(description="Viewers whose entry counts or waits for a review.")
    buyers: int = Field(description="Participants who then bought, see orders.")
    orders: int = Field(description="Placed within 10 minutes of joining, and paid.")
    amount: int = Field(description="What those orders paid, minor units.")
    prizes: int
    prizes_paid: int


class EngagementLineOut(Schema):
    run_id: int | None = Field(description="The segment as it ran; null: the whole show.")
    title: str
    started_at: datetime | None
    questions: int = Field(description="By the segment in which each was asked first.")
    answered: int
    dropped: int = Field(description="Put aside by staff; no answer is owed.")
    median: float | None = Field(description="Seconds from question to answer.")
    askers: int = Field(description="Different viewers who asked.")
    buyers: int = Field(description="Askers who then ordered in this show and paid.")
    amount: int = Field(description="What those orders paid, minor units.")
    gifts: int
    points: int = Field(description="What the gifts cost, in points.")
    givers: int
    reserves: int = Field(description="Reservations of a later show that were made here.")


class NextReservedOut(Schema):
    show_id: int
    title: str
    starts_at: datetime
    reserved: int = Field(description="Reservations that stand, wherever they were made.")


class EngagementOut(Schema):
    lines: list[EngagementLineOut] = Field(description="The whole show, then its segments.")
    next_show: NextReservedOut | None = Field(description="What viewers can reserve now.")


@router.get(
    "/shows/{show_id}/interactions", response=list[ActivityLineOut], summary="Activities of a show"
)
def interactions(request: HttpRequest, show_id: ShowPath) -> Any:
    """Each in the order it was opened, with what its participants bought."""
    staff: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    planning.may_read(staff, show_id)
    return report.activity_lines(show_id)


@router.get(
    "/shows/{show_id}/engagement", response=EngagementOut, summary="Questions, gifts, reservations"
)
def engagement(request: HttpRequest, show_id: ShowPath) -> Any:
    """Of the show and of each segment as it ran."""
    staff: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    planning.may_read(staff, show_id)
    shop_id = planning.show_card(show_id).shop_id
    waiting = growth.next_show(shop_id, 0, timezone.now())
    is_other = waiting is not None and waiting.show_id != show_id
    return {"lines": engagement_lines(show_id), "next_show": waiting if is_other else None}
