"""``/guard/entries``: entries of activities that wait for staff, with what the guard knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field, JsonValue

from kaibo.console.auth import staff_auth
from kaibo.console.routes.guard_desk import GuardReasonOut
from kaibo.interaction import activity_facade as activities
from kaibo.risk import facade as risk
from kaibo.team.facade import Staff, require

router = Router(tags=["compliance"], auth=staff_auth)
BIG = 2**63 - 1
EntryId = Annotated[int, Path(ge=1, le=BIG)]


class EntriesWanted(Schema):
    shop_id: int = Field(ge=1, le=BIG)
    state: Literal["held", "reviewed"] = Field("held", description="Those that wait, or the rest.")
    activity_id: int | None = Field(None, ge=1, le=BIG)
    before: int | None = Field(None, ge=1, le=BIG, description="Older than this entry.")


class WaitingPrizeOut(Schema):
    kind: str = Field(description="points, credit, redpacket, coupon or goods.")
    name: str = Field(description="Of the prize of a draw; empty for other kinds.")
    amount: int = Field(description="Points, or minor units.")
    place: int


class EntryDoubt(Schema):
    """The guard's decision about the viewer in that show."""

    id: int
    grade: int = Field(description="1 friction, 2 shadow, 3 hold, 4 block.")
    reasons: list[GuardReasonOut]
    outcome: str = Field(description="Empty: nobody looked; confirmed, lifted.")


class GuardEntryOut(Schema):
    id: int
    activity_id: int
    activity: str = Field(description="Its title.")
    kind: str
    activity_state: str
    room_id: int
    show_id: int
    viewer_id: int
    viewer: str
    number: int = Field(description="In order of arrival.")
    at: dt.datetime
    body: dict[str, JsonValue]
    state: Literal["held", "released", "refused"]
    prize: WaitingPrizeOut | None = Field(description="What is paid if it is released.")
    decision: EntryDoubt | None = Field(
        description="Null: the entry itself looked wrong, as times that differ too little."
    )
    why: str
    reviewed_by: str
    reviewed_at: dt.datetime | None


class EntryReviewIn(Schema):
    release: bool = Field(description="True: it counts and its prize is paid; false: refused.")
    why: str = Field("", max_length=200, pattern=r"^[^\x00]*$")


@router.get("/entries", response=list[GuardEntryOut], summary="Entries that wait for a review")
def list_guard_entries(request: HttpRequest, wanted: Query[EntriesWanted]) -> Any:
    """Newest first, 50 a page."""
    require(_actor(request), wanted.shop_id, *risk.JUDGES)
    cards = activities.entry_cards(
        wanted.shop_id, reviewed=wanted.state == "reviewed", activity_id=wanted.activity_id,
        before=wanted.before,
    )  # fmt: skip
    return _out(cards)


@router.post("/entries/{entry_id}/review", response=GuardEntryOut, summary="Review an entry")
def review_guard_entry(request: HttpRequest, entry_id: EntryId, body: EntryReviewIn) -> Any:
    """Release or refuse it; the same answer again changes nothing, the other one is a conflict."""
    actor, now = _actor(request), timezone.now()
    activities.review_entry(entry_id, body.release, actor, now, body.why)
    return _out([activities.entry_card(entry_id)])[0]


def _out(cards: list[activities.EntryCard]) -> list[dict[str, Any]]:
    keys = [(one.room_id, one.show_id, one.viewer_id) for one in cards]
    known = risk.about(keys)
    return [
        asdict(card) | {"decision": asdict(known[key]) if key in known else None}
        for card, key in zip(cards, keys, strict=True)
    ]


def _actor(request: HttpRequest) -> Staff:
    staff: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    return staff
