"""``/insight/shows/{id}/interactions``: the review's lines of what viewers took part in."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from kaibo.console.reports import interactions as report
from kaibo.planning import facade as planning
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["insight"], auth=staff_auth)


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


@router.get(
    "/shows/{show_id}/interactions", response=list[ActivityLineOut], summary="Activities of a show"
)
def interactions(request: HttpRequest, show_id: Annotated[int, Path(ge=1, le=2**63 - 1)]) -> Any:
    """Each in the order it was opened, with what its participants bought."""
    staff: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    planning.may_read(staff, show_id)
    return report.activity_lines(show_id)
