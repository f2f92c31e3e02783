"""``/rooms/{slug}/activities/{id}/report``: whether an activity was joined and kept people."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from kaibo.console.reports import activity_stay
from kaibo.foundation.clock import now_ms, to_ms
from kaibo.foundation.config import config
from kaibo.interaction import activity_facade as activities
from kaibo.liveroom import facade as liveroom
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["activities"], auth=staff_auth)


class ActivityReportOut(Schema):
    participants: int
    participation: float | None = Field(description="Share of those in the room while it was open.")
    compared: int = Field(
        description="Participants who found, in the second they took part, others in the room."
    )
    others: int = Field(description="Those others, who never took part.")
    minimum: int = Field(description="Fewer than so many on either side are not compared.")
    stay: float | None = Field(
        description="Mean seconds in the room, of 15 minutes from taking part; null: too few."
    )
    stay_others: float | None = Field(description="The same of the others, from the same second.")
    uplift: float | None = Field(description="Stay against that of the others; null: too few.")


@router.get(
    "/{slug}/activities/{activity_id}/report", response=ActivityReportOut,
    summary="Participation and stay uplift",
)  # fmt: skip
def activity_report(
    request: HttpRequest,
    slug: Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")],
    activity_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
) -> Any:
    """From the event log; a comparison, no proof of a cause."""
    staff: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    room = liveroom.find_room(slug)
    require(staff, room.shop_id)
    row = activities.find(activity_id, room.id)
    if row.opens_at is None:
        return activity_stay.StayReport(0, None, 0, 0, None, None, None)
    opens, now = to_ms(row.opens_at), now_ms()
    closes = min(now, to_ms(row.closes_at) if row.closes_at else now)
    until = closes + activity_stay.WINDOW_MS
    presence = activity_stay.presence_of(config().events, row.show_id, opens, until)
    return activity_stay.report(presence, activities.participants(row.pk), opens, closes)
