"""What a viewer's page asks of conduct: who stands behind the room, rules, penalties, reports."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Router, Schema, Status
from pydantic import Field

from kaibo.compliance import facade as compliance
from kaibo.compliance.facade import Told
from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.models import Shop
from kaibo.liveroom import facade as liveroom
from kaibo.planning import facade as planning

router = Router(tags=["rooms"])
BIG = 2**63 - 1
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
Id = Annotated[int, Path(ge=1, le=BIG)]


class PartyOut(Schema):
    """A company behind the room."""

    name: str
    license_no: str
    contact: str


class RoomHostOut(Schema):
    """Who presents."""

    name: str
    is_verified: bool = Field(description="Papers were checked (实名核验).")
    verified_on: dt.date | None
    agency: str = Field(description="Agency (MCN); empty: none.")
    license_kind: str
    license_no: str


class RulesOut(Schema):
    """Rules of conduct in force; version 0: none were published."""

    version: int
    text: str


class RoomInfoOut(Schema):
    """Who operates, sells and presents here (信息公示)."""

    operator: PartyOut
    operator_address: str
    seller: PartyOut
    host: RoomHostOut | None = Field(description="Null while no show is prepared in the room.")
    rules: RulesOut


class MyPenaltyOut(Schema):
    """A penalty of mine."""

    id: int
    step: str
    measure: str
    cause: str
    note: str
    quote: str = Field(description="The comment that is meant; empty: none.")
    at: dt.datetime
    ends_at: dt.datetime | None = Field(description="Null: until revoked.")
    is_revoked: bool
    appeal: str = Field(description="Empty: none; waiting, upheld, revoked.")
    answer: str


class MyReportOut(Schema):
    """A report of mine."""

    id: int
    kind: str
    subject_name: str
    reason: str
    at: dt.datetime
    outcome: str = Field(description="Empty: open; upheld, dismissed.")
    answer: str


class MyConductOut(Schema):
    """How I stand in this shop."""

    accepted_version: int = Field(description="Of the rules in force, 0: not yet.")
    penalties: list[MyPenaltyOut]
    reports: list[MyReportOut]


class AcceptIn(Schema):
    """The version that was read."""

    version: int = Field(ge=1, le=2**31 - 1)


class RoomReportIn(Schema):
    """What is reported."""

    kind: Literal["comment", "viewer", "host", "product"]
    subject_id: int = Field(0, ge=0, le=BIG, description="Viewer or link; 0: the host.")
    subject_name: str = Field("", max_length=80, pattern=r"^[^\x00]*$")
    quote: str = Field("", max_length=200, pattern=r"^[^\x00]*$", description="The comment.")
    reason: Literal[
        "spam", "contact", "abuse", "fraud", "porn", "gambling", "fake", "false_claim", "minor",
        "other",
    ]  # fmt: skip
    note: str = Field("", max_length=300, pattern=r"^[^\x00]*$")


class ReportedOut(Schema):
    """The number of the report."""

    id: int


class AppealIn(Schema):
    """Why a penalty should be taken back."""

    text: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]+$")


@router.get("/{slug}/info", response=RoomInfoOut, auth=None, summary="Who is behind the room")
def room_info(request: HttpRequest, slug: Slug) -> Any:
    """For anybody, before a purchase (E-Commerce Law art. 15, Order 117)."""
    room = liveroom.find_room(slug)
    shop = Shop.objects.get(pk=room.shop_id)
    operator, rules = compliance.operator(shop.pk), compliance.current_rules(shop.pk)
    seller = _party(shop.company_name or shop.name, shop.license_no, shop.service_contact)
    own = _party(operator.name, operator.license_no, operator.complaint_contact)
    return {
        "operator": own if operator.name else seller, "seller": seller,
        "operator_address": operator.address, "host": _host(room),
        "rules": {"version": rules.version if rules else 0, "text": rules.text if rules else ""},
    }  # fmt: skip


@router.get(
    "/{slug}/conduct", response=MyConductOut, auth=viewer_auth, summary="How I stand in this shop"
)
def my_conduct(request: HttpRequest, slug: Slug) -> Any:
    """Penalties with reason and term, and what came of my reports."""
    room, viewer = liveroom.find_room(slug), _viewer(request)
    rules = compliance.current_rules(room.shop_id)
    is_accepted = rules is not None and compliance.has_accepted(rules.id, viewer)
    return {
        "accepted_version": rules.version if rules and is_accepted else 0,
        "penalties": [_penalty(card) for card in compliance.of_viewer(room.shop_id, viewer)],
        "reports": compliance.reports_by(room.shop_id, viewer),
    }


@router.post(
    "/{slug}/conduct", response={204: None}, auth=viewer_auth, summary="Agree to the rules"
)
def accept_conduct(request: HttpRequest, slug: Slug, body: AcceptIn) -> Any:
    room = liveroom.find_room(slug)
    compliance.accept_rules(_viewer(request), room.shop_id, body.version, timezone.now())
    return Status(204, None)


@router.post(
    "/{slug}/reports", response={201: ReportedOut}, auth=viewer_auth, summary="Report (举报)"
)
def report(request: HttpRequest, slug: Slug, body: RoomReportIn) -> Any:
    """The same report within a day is the first one again."""
    room = liveroom.find_room(slug)
    told = Told(
        room.shop_id, room.id, room.show_id, _viewer(request), body.kind, body.subject_id,
        body.subject_name, body.quote, body.reason, body.note,
    )  # fmt: skip
    return Status(201, {"id": compliance.report(told, timezone.now())})


@router.post(
    "/{slug}/penalties/{penalty_id}/appeal", response={201: ReportedOut}, auth=viewer_auth,
    summary="Appeal (申诉)",
)  # fmt: skip
def appeal(request: HttpRequest, slug: Slug, penalty_id: Id, body: AppealIn) -> Any:
    """Once per penalty; somebody who did not give it decides."""
    liveroom.find_room(slug)
    made = compliance.appeal(_viewer(request), penalty_id, body.text, timezone.now())
    return Status(201, {"id": made})


def _viewer(request: HttpRequest) -> int:
    return int(request.auth.subject)  # type: ignore[attr-defined]  # set by ninja


def _party(name: str, license_no: str, contact: str) -> dict[str, str]:
    return {"name": name, "license_no": license_no, "contact": contact}


def _host(room: liveroom.RoomFacts) -> dict[str, object] | None:
    if room.show_id is None:
        return None
    name = planning.show_card(room.show_id).host_name
    found = compliance.hosts(room.shop_id, name)
    file = found[0] if found else None
    return {
        "name": name, "is_verified": file is not None and file.verified_on is not None,
        "verified_on": file.verified_on if file else None, "agency": file.agency if file else "",
        "license_kind": file.license_kind if file else "",
        "license_no": file.license_no if file else "",
    }  # fmt: skip


def _penalty(card: compliance.PenaltyCard) -> dict[str, object]:
    asked = card.appeal
    return {
        "id": card.id, "step": card.step, "measure": card.measure, "cause": card.cause,
        "note": card.note, "quote": str(card.evidence.get("text", "")), "at": card.at,
        "ends_at": card.ends_at, "is_revoked": card.revoked_at is not None,
        "appeal": (asked.outcome or "waiting") if asked else "",
        "answer": asked.answer if asked else "",
    }  # fmt: skip
