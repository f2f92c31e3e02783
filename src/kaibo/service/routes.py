"""HTTP API of the service desk: agents' threads, the report of a show, hand-over cards."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Path, Router, Schema, Status
from pydantic import ConfigDict

from kaibo.interaction import talk_facade as talk
from kaibo.liveroom import facade as liveroom
from kaibo.service import facade
from kaibo.team.facade import staff_auth

router = Router(tags=["service desk"], auth=staff_auth)
BIG = 2**63 - 1
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
PathId = Annotated[int, Path(ge=1, le=BIG)]
BodyId = Annotated[int, Field(ge=1, le=BIG)]
Words = Annotated[str, Field(max_length=600, pattern=r"^[^\x00]*$")]


class ServiceBody(Schema):
    model_config = ConfigDict(extra="forbid")


class ThreadOut(Schema):
    """A viewer's private talk with the shop."""

    id: int
    viewer_id: int
    name: str
    state: Literal["waiting", "taken", "handed", "closed"]
    agent_id: int | None
    agent: str
    asked_at: int = Field(description="Unix ms; the first response runs from here")
    waiting_since: int | None = Field(description="Unix ms; null: nothing waits for an answer")
    last_at: int
    last_text: str
    unread: int = Field(description="Messages of the viewer since the last answer")
    order_id: int | None = Field(description="What after-sales is asked to look at")
    note: str


class MessageOut(Schema):
    id: int
    sender: Literal["viewer", "staff", "system"]
    who: str = Field(description="The agent's name; empty for viewer and system")
    text: str
    at: int
    is_quote: bool = Field(description="It was said in the room, in public")


class ServiceOrderOut(Schema):
    id: int
    state: str
    pay_amount: int = Field(description="Minor units (分)")
    placed_at: int


class SaidOut(Schema):
    """A public comment of the viewer in this show."""

    text: str
    tag: str
    at: int


class ThreadPageOut(Schema):
    thread: ThreadOut
    messages: list[MessageOut]
    orders: list[ServiceOrderOut]
    said: list[SaidOut]


class TakeThreadIn(ServiceBody):
    takes_over: bool = Field(False, description="Also when another agent has it")


class ReplyIn(ServiceBody):
    key: uuid.UUID = Field(description="Sent again with the same key it is the same message")
    text: Words


class PrivateIn(ReplyIn):
    comment_id: BodyId


class HandIn(ServiceBody):
    order_id: BodyId | None = None
    note: Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")] = ""


class SentOut(Schema):
    message_id: int
    thread_id: int


class ResponseOut(Schema):
    """First responses in seconds; ``agent_id`` null: of the whole show."""

    agent_id: int | None
    agent: str
    threads: int
    median: float
    p90: float
    longest: float


class ConversionOut(Schema):
    """Who asked, spoke without asking, or wrote; and what they paid for after that."""

    who: Literal["asked", "spoke", "wrote"]
    viewers: int
    buyers: int
    orders: int
    amount: int = Field(description="Minor units (分)")
    rate: float | None = Field(description="buyers / viewers, null without any")


class AnswerRateOut(Schema):
    questions: int
    answered: int
    dropped: int
    askers: int
    askers_answered: int
    rate: float | None


class OpenQuestionOut(Schema):
    id: int
    text: str
    link_id: int | None
    askers: int


class ServiceReportOut(Schema):
    """Of the room's show; empty while it has none."""

    show_id: int | None
    responses: list[ResponseOut] = []
    conversion: list[ConversionOut] = []
    rate: AnswerRateOut | None = None
    unanswered: list[OpenQuestionOut] = []


class GiveIn(ServiceBody):
    promises: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = Field(
        "", description="What was promised besides what the facts tell"
    )


class CardOut(Schema):
    """A hand-over card; ``taken_at`` null: nobody has signed for it yet."""

    id: int
    facts: dict[str, Any]
    promises: str
    given_by_id: int
    given_by: str
    given_at: int
    taken_by: str
    taken_at: int | None


class HandOverOut(Schema):
    """The facts as they stand now, and the cards of this show, newest first."""

    facts: dict[str, Any]
    cards: list[CardOut]


class CardMade(Schema):
    card_id: int


@router.get("/rooms/{slug}/threads", response=list[ThreadOut], summary="The queue")
def threads(request: HttpRequest, slug: Slug) -> Any:
    """Who waits longest comes first."""
    room = liveroom.find_room(slug)
    facade.may_read(_actor(request), room.shop_id)
    return facade.queue(room.id)


@router.post("/rooms/{slug}/private", response=SentOut, summary="Answer a comment in private")
def answer_comment(request: HttpRequest, slug: Slug, body: PrivateIn) -> Any:
    """Begins the viewer's thread, quoting the comment."""
    sent = facade.answer_comment(
        slug, body.comment_id, body.text, body.key, _actor(request), timezone.now()
    )
    return {"message_id": sent.pk, "thread_id": sent.thread_id}


@router.get("/rooms/{slug}/report", response=ServiceReportOut, summary="Answers of a show")
def report(request: HttpRequest, slug: Slug) -> Any:
    """First responses, answer rate, conversion of askers, what was not answered."""
    room = liveroom.find_room(slug)
    facade.may_read(_actor(request), room.shop_id)
    if room.show_id is None:
        return {"show_id": None}
    return {
        "show_id": room.show_id,
        "responses": facade.responses(room.id, room.show_id),
        "conversion": facade.conversion(room.show_id),
        "rate": talk.answer_rate(room.show_id),
        "unanswered": talk.unanswered(room.show_id),
    }


@router.get("/rooms/{slug}/hand-over", response=HandOverOut, summary="Facts of a host change")
def hand_over(request: HttpRequest, slug: Slug) -> Any:
    """Read before it is signed; the card keeps the facts of the moment of signing."""
    room = liveroom.find_room(slug)
    facade.may_see_stage(_actor(request), room.shop_id)
    known = facade.cards(room.show_id) if room.show_id else []
    return {"facts": facade.stage_facts(room.id, timezone.now()), "cards": known}


@router.post("/rooms/{slug}/hand-over", response=CardMade, summary="Sign as who leaves")
def give(request: HttpRequest, slug: Slug, body: GiveIn) -> Any:
    card = facade.give_over(slug, body.promises, _actor(request), timezone.now())
    return {"card_id": card}


@router.post("/hand-overs/{card_id}/take", response={204: None}, summary="Sign as who comes")
def take_card(request: HttpRequest, card_id: PathId) -> Any:
    """Another person than who left."""
    facade.take_over(card_id, _actor(request), timezone.now())
    return Status(204, None)


@router.get("/threads/{thread_id}", response=ThreadPageOut, summary="One thread")
def thread(request: HttpRequest, thread_id: PathId) -> Any:
    """With the viewer's orders in this shop and what they said in public."""
    row, card = facade.thread_card(thread_id)
    facade.may_read(_actor(request), row.shop_id)
    said = talk.said_by(row.viewer_id, row.show_id) if row.show_id else []
    return {
        "thread": card, "messages": facade.messages([row.pk]),
        "orders": facade.orders_of(row.shop_id, row.viewer_id),
        "said": [
            {"text": one.text, "tag": one.tag, "at": int(one.at.timestamp() * 1000)}
            for one in said
        ],
    }  # fmt: skip


@router.post("/threads/{thread_id}/take", response={204: None}, summary="Take a thread")
def take(request: HttpRequest, thread_id: PathId, body: TakeThreadIn) -> Any:
    """Code ``thread_taken`` when another agent has it."""
    facade.take_thread(thread_id, body.takes_over, _actor(request), timezone.now())
    return Status(204, None)


@router.post("/threads/{thread_id}/reply", response=SentOut, summary="Answer a viewer")
def reply(request: HttpRequest, thread_id: PathId, body: ReplyIn) -> Any:
    """Takes the thread; code ``thread_taken`` when another agent has it."""
    sent = facade.answer_thread(thread_id, body.text, body.key, _actor(request), timezone.now())
    return {"message_id": sent.pk, "thread_id": sent.thread_id}


@router.post("/threads/{thread_id}/hand", response={204: None}, summary="Hand to after-sales")
def hand(request: HttpRequest, thread_id: PathId, body: HandIn) -> Any:
    actor, now = _actor(request), timezone.now()
    facade.hand_to_after_sales(thread_id, body.order_id, body.note, actor, now)
    return Status(204, None)


@router.post("/threads/{thread_id}/close", response={204: None}, summary="Close a thread")
def close(request: HttpRequest, thread_id: PathId) -> Any:
    """The viewer's next message opens it again."""
    facade.close_thread(thread_id, _actor(request), timezone.now())
    return Status(204, None)


def _actor(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]
