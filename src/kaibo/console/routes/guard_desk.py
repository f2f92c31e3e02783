"""``/guard``: decisions of the guard with their evidence for staff, and a viewer's own."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Schema, Status
from pydantic import Field

from kaibo.console.auth import staff_auth
from kaibo.console.live import guarding
from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.errors import NotFound
from kaibo.risk import facade as risk
from kaibo.team.facade import require

router = Router(tags=["compliance"])
BIG = 2**63 - 1
ShopId = Annotated[int, Query(ge=1, le=BIG, description="The shop.")]
Id = Annotated[int, Path(ge=1, le=BIG)]
OptionalId = Annotated[int | None, Query(ge=1, le=BIG)]


class GuardReasonOut(Schema):
    """One reason; what its figures mean stands with its code in `docs/decisions/0036`."""

    code: str = Field(description="like_fatigue, like_rate, like_endurance, too_fast, same_delay, "
                      "lockstep, same_company, shared_device, new_devices, hollow_accounts, "
                      "only_entries, even_row, spam")  # fmt: skip
    nats: float = Field(description="Weight: natural logarithm of the odds it adds.")
    figures: dict[str, float | int | str]


class GuardAppealOut(Schema):
    text: str
    at: dt.datetime
    answer: str
    decided_at: dt.datetime | None = Field(description="Null: waiting.")


class GuardDecisionOut(Schema):
    """A viewer's gravest grade in a show."""

    id: int
    room_id: int
    show_id: int = Field(description="0: outside a show.")
    viewer_id: int
    viewer: str
    grade: int = Field(description="1 friction, 2 shadow, 3 hold, 4 block.")
    score: float = Field(description="Sum of the weights.")
    reasons: list[GuardReasonOut]
    deeds: dict[str, int] = Field(description="Likes (ticks with likes), comments, acts so far.")
    ring: list[int] = Field(description="Viewers that act as one with this one.")
    model: str = Field(description="Version of the rules.")
    at: dt.datetime
    ends_at: dt.datetime
    outcome: str = Field(description="Empty: nobody looked; confirmed, lifted.")
    note: str
    decided_by: str
    decided_at: dt.datetime | None
    appeal: GuardAppealOut | None
    penalty_id: int | None = Field(description="On the ladder; blocks alone bring one.")
    held_entries: int = Field(0, description="Entries that wait for this decision.")


class RingMemberOut(Schema):
    viewer_id: int
    viewer: str
    first_seen: dt.datetime
    grade: int = Field(description="0: no decision about this account.")
    score: float
    decision_id: int | None


class GuardDetailOut(GuardDecisionOut):
    """A decision with the accounts of its ring."""

    members: list[RingMemberOut]


class GuardRecordOut(Schema):
    """How often people found the guard right, grade 2 and more."""

    waiting: int
    confirmed: int
    lifted: int
    appeals: int
    appeals_won: int
    precision: float | None = Field(description="Confirmed of decided; null: none decided.")


class GuardListOut(Schema):
    record: GuardRecordOut
    decisions: list[GuardDecisionOut]


class GuardDecideIn(Schema):
    shop_id: int = Field(ge=1, le=BIG)
    lift: bool = Field(description="True: the guard was wrong; held entries count.")
    note: str = Field("", max_length=200, pattern=r"^[^\x00]*$", description="The viewer reads it.")


class GuardDecidedOut(Schema):
    entries: int = Field(description="Held entries that were accepted or refused by it.")


class MyGuardDecisionOut(Schema):
    """What holds or held for me."""

    id: int
    grade: int
    codes: list[str] = Field(description="Reasons, gravest first.")
    at: dt.datetime
    ends_at: dt.datetime
    outcome: str
    answer: str
    appeal: str = Field(description="none, waiting, decided")


class GuardAppealIn(Schema):
    text: str = Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")


@router.get("", response=GuardListOut, auth=staff_auth, summary="Decisions of the guard")
def list_guard_decisions(
    request: HttpRequest, shop_id: ShopId,
    state: Annotated[Literal["", "waiting", "appealed", "decided"], Query()] = "",
    viewer_id: OptionalId = None, before: OptionalId = None,
) -> Any:  # fmt: skip
    """50 a page, newest first, with how often the guard was right."""
    require(_actor(request), shop_id, *risk.JUDGES)
    found = risk.decisions(shop_id, state=state, viewer_id=viewer_id, before=before)
    held = guarding.waiting_entries(found)
    rows = [asdict(one) | {"held_entries": held[one.id]} for one in found]
    return {"record": asdict(risk.record(shop_id)), "decisions": rows}


@router.get(
    "/{decision_id}", response=GuardDetailOut, auth=staff_auth, summary="A decision and its ring"
)
def guard_decision(request: HttpRequest, decision_id: Id, shop_id: ShopId) -> Any:
    require(_actor(request), shop_id, *risk.JUDGES)
    card = risk.decision(shop_id, decision_id)
    if card is None:
        raise NotFound(decision=decision_id)
    held = guarding.waiting_entries([card])[card.id]
    members = [asdict(one) for one in risk.ring(card)]
    return asdict(card) | {"held_entries": held, "members": members}


@router.post(
    "/{decision_id}/decide", response=GuardDecidedOut, auth=staff_auth,
    summary="Lift or confirm a decision",
)  # fmt: skip
def decide_guard(request: HttpRequest, decision_id: Id, body: GuardDecideIn) -> Any:
    """Closes the appeal, if any; the viewer is told."""
    actor, now = _actor(request), timezone.now()
    return {"entries": guarding.decide(body.shop_id, decision_id, body.lift, body.note, actor, now)}


@router.get(
    "/mine/decisions", response=list[MyGuardDecisionOut], auth=viewer_auth,
    summary="Decisions about me",
)  # fmt: skip
def my_guard_decisions(request: HttpRequest) -> Any:
    return [_mine(card) for card in risk.own_cards(_viewer(request))]


@router.post(
    "/mine/{decision_id}/appeal", response={204: None}, auth=viewer_auth,
    summary="Appeal against a decision of the guard",
)  # fmt: skip
def appeal_guard(request: HttpRequest, decision_id: Id, body: GuardAppealIn) -> Any:
    """One a decision."""
    risk.appeal(_viewer(request), decision_id, body.text, timezone.now())
    return Status(204, None)


def _mine(card: risk.DecisionCard) -> dict[str, Any]:
    asked = "none" if card.appeal is None else "waiting"
    if card.appeal is not None and card.appeal.decided_at is not None:
        asked = "decided"
    return {
        "id": card.id, "grade": card.grade, "codes": [one["code"] for one in card.reasons],
        "at": card.at, "ends_at": card.ends_at, "outcome": card.outcome, "answer": card.note,
        "appeal": asked,
    }  # fmt: skip


def _actor(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]  # set by ninja


def _viewer(request: HttpRequest) -> int:
    return int(request.auth.subject)  # type: ignore[attr-defined]  # set by ninja
