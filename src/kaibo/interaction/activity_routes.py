"""``/rooms/{slug}/activities``: staff arm, open and end activities; viewers look up their part."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field, JsonValue

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.tokens import Claims
from kaibo.interaction import activity_queries as queries
from kaibo.interaction.actions import activity_steps
from kaibo.interaction.actions.arm_activity import ActivityDraft, arm_activity
from kaibo.interaction.actions.cancel_activity import cancel_activity
from kaibo.interaction.actions.close_activity import close_activity
from kaibo.interaction.actions.open_activity import open_activity
from kaibo.interaction.actions.settle_activity import settle_activity
from kaibo.interaction.held_entries import held_counts
from kaibo.interaction.models import Activity
from kaibo.liveroom import facade as liveroom
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["activities"], auth=staff_auth)

BIGGEST = 2**63 - 1
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
ActivityId = Annotated[int, Path(ge=1, le=BIGGEST)]
State = Literal["armed", "open", "closed", "settled", "cancelled"]


class ActivityIn(Schema):
    kind: str = Field(max_length=12, description="poll, guess, game, card, draw or packet.")
    title: str = Field(max_length=80)
    seconds: int = Field(
        ge=0, le=86_400, description="Stays open for so long; 0 (cards): until closed by hand."
    )
    rules: dict[str, JsonValue] = Field(description="What the kind asks for.")


class ActivityPrizes(Schema):
    owed: int
    paid: int
    held: int = Field(description="Waiting for a review of the entry.")
    refused: int
    paid_amount: int = Field(description="Points, or minor units of credit and cash.")


class ActivityOut(Schema):
    id: int
    kind: str
    title: str
    state: State
    seconds: int
    rules: dict[str, JsonValue] = Field(description="Whole; staff read the secrets of a guess.")
    public: dict[str, JsonValue] = Field(description="What viewers read of the rules.")
    result: dict[str, JsonValue]
    rules_hash: str = Field(description="SHA-256 of the frozen rules; empty before the opening.")
    entries: int
    tally: list[int] = Field(description="Counted entries by slot.")
    armed_at: datetime
    opens_at: datetime | None
    closes_at: datetime | None
    settled_at: datetime | None
    is_rehearsal: bool
    block_id: int | None = Field(None, description="Of the script, when it carried this one.")
    held_entries: int = Field(
        description="Wait for a review (`/guard/entries`): not in the tally; what they win waits."
    )
    prizes: ActivityPrizes


class ActivityWinner(Schema):
    prize_id: int
    entry_id: int
    number: int = Field(description="Of the entry, in order of arrival.")
    place: int
    viewer_id: int
    name: str
    kind: str
    amount: int
    body: dict[str, JsonValue]
    state: Literal["coming", "paid", "held", "refused"]
    refused: str = Field(description="Why it was not paid.")


class ActivityDetail(ActivityOut):
    winners: list[ActivityWinner]


class MyActivityPrize(Schema):
    kind: str
    amount: int
    place: int
    state: Literal["coming", "paid", "held", "refused"]
    why: str = Field(description="Why it was refused; empty otherwise.")


class MyActivityEntry(Schema):
    activity_id: int
    number: int
    body: dict[str, JsonValue]
    at: datetime
    prize: MyActivityPrize | None


class ActivityFilter(Schema):
    show_id: int | None = Field(
        None, ge=1, le=BIGGEST, description="Without it the show in the room."
    )


@router.get("/{slug}/activities", response=list[ActivityOut], summary="Activities of a show")
def list_activities(request: HttpRequest, slug: Slug, wanted: Query[ActivityFilter]) -> Any:
    """Newest first, at most 60."""
    room = _room(request, slug)
    rows = queries.of_show(room.id, wanted.show_id or room.show_id)
    return _outs(rows)


@router.post("/{slug}/activities", response={201: ActivityOut}, summary="Arm an activity")
def arm(request: HttpRequest, slug: Slug, body: ActivityIn) -> Any:
    """Checked whole and seen by staff only, until it is opened."""
    draft = ActivityDraft(body.kind, body.title, body.seconds, dict(body.rules))
    row = arm_activity(_room(request, slug).id, draft, _actor(request), timezone.now())
    return Status(201, _out(row))


@router.get("/{slug}/activities/{activity_id}", response=ActivityDetail, summary="One activity")
def get_activity(request: HttpRequest, slug: Slug, activity_id: ActivityId) -> Any:
    """With its first 100 winners."""
    row = activity_steps.find(activity_id, _room(request, slug).id)
    return _outs([row])[0] | {"winners": queries.winners(row.pk)}


@router.post("/{slug}/activities/{activity_id}/open", response=ActivityOut, summary="Open")
def open_one(request: HttpRequest, slug: Slug, activity_id: ActivityId) -> Any:
    """Rules are frozen and hashed; viewers take part from now on."""
    room = _room(request, slug)
    return _out(open_activity(room.id, activity_id, _actor(request), timezone.now()))


@router.post("/{slug}/activities/{activity_id}/close", response=ActivityOut, summary="Close now")
def close_one(request: HttpRequest, slug: Slug, activity_id: ActivityId) -> Any:
    """Before its time; the outcome follows at once."""
    room, now = _room(request, slug), timezone.now()
    close_activity(activity_id, _actor(request), now, room.id)
    return _out(settle_activity(activity_id, _actor(request), now, room.id))


@router.post("/{slug}/activities/{activity_id}/settle", response=ActivityOut, summary="Settle")
def settle_one(request: HttpRequest, slug: Slug, activity_id: ActivityId) -> Any:
    """For one that is closed and was not settled by itself."""
    room = _room(request, slug)
    return _out(settle_activity(activity_id, _actor(request), timezone.now(), room.id))


@router.post("/{slug}/activities/{activity_id}/cancel", response=ActivityOut, summary="Cancel")
def cancel_one(request: HttpRequest, slug: Slug, activity_id: ActivityId) -> Any:
    """It goes from every page; nobody wins."""
    room = _room(request, slug)
    return _out(cancel_activity(room.id, activity_id, _actor(request), timezone.now()))


@router.get(
    "/{slug}/my-activities", response=list[MyActivityEntry], auth=viewer_auth,
    summary="My part in the activities of the show",
)  # fmt: skip
def my_activities(request: HttpRequest, slug: Slug) -> Any:
    """Newest first, with what was won."""
    claims: Claims = request.auth  # type: ignore[attr-defined]  # set by ninja
    room = liveroom.find_room(slug)
    return queries.my_entries(claims.subject, room.id, room.show_id)


def _room(request: HttpRequest, slug: str) -> liveroom.RoomFacts:
    room = liveroom.find_room(slug)
    require(_actor(request), room.shop_id)
    return room


def _actor(request: HttpRequest) -> Staff:
    staff: Staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    return staff


def _outs(rows: list[Activity]) -> list[dict[str, Any]]:
    keys = [row.pk for row in rows]
    sums, held = queries.prize_sums(keys), held_counts(keys)
    return [_fields(row, sums.get(row.pk), held.get(row.pk, 0)) for row in rows]


def _out(row: Activity) -> dict[str, Any]:
    return _outs([row])[0]


def _fields(row: Activity, sums: queries.PrizeSums | None, held: int) -> dict[str, Any]:
    names = (
        "id", "kind", "title", "state", "seconds", "rules", "public", "result", "rules_hash",
        "entries", "tally", "block_id", "armed_at", "opens_at", "closes_at", "settled_at",
        "is_rehearsal",
    )  # fmt: skip
    fields = {name: getattr(row, name) for name in names}
    return fields | {"held_entries": held, "prizes": asdict(sums or queries.PrizeSums())}
