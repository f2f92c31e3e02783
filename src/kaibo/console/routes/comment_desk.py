"""The comment desk 公屏: questions, tags, the pinned comment, phrases and keyword replies."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Path, Router, Schema, Status
from pydantic import ConfigDict

from kaibo.console.auth import staff_auth
from kaibo.interaction import talk_facade as desk
from kaibo.liveroom import facade as liveroom

router = Router(tags=["live desk"], auth=staff_auth)
BIG = 2**63 - 1
Slug = Annotated[str, Path(pattern=r"^[-a-zA-Z0-9_]{1,40}$")]
PathId = Annotated[int, Path(ge=1, le=BIG)]
BodyId = Annotated[int, Field(ge=1, le=BIG)]
TagName = Literal["other", "question", "complaint", "praise", "order"]
TopicName = Literal[
    "none", "price", "shipping", "quality", "lag", "service", "stock", "promise", "other"
]  # fmt: skip


class TalkBody(Schema):
    model_config = ConfigDict(extra="forbid")


class QuestionOut(Schema):
    """Comments that ask the same of the same link, counted by viewers."""

    id: int
    text: str
    link_id: int | None = Field(description="Guessed; of an answered one the link it was told at")
    askers: int
    state: Literal["open", "promoted", "answered", "dropped"]
    first_at: int = Field(description="Unix ms")
    last_at: int = Field(description="Unix ms")
    answered_at: int | None = Field(description="Unix ms")
    answered_by: str
    video_ms: int | None = Field(description="Where in the video it was answered")


class IssueOut(Schema):
    """Complaints of one topic."""

    topic: TopicName
    recent: int = Field(description="In the last ten minutes")
    total: int = Field(description="In this show")
    viewers: int = Field(description="Different viewers in this show")
    last_text: str


class CorrectedOut(Schema):
    comment_id: int
    tag: TagName
    topic: TopicName


class RateOut(Schema):
    """Questions and askers of a show; dropped questions are no debt."""

    questions: int
    answered: int
    dropped: int
    askers: int
    askers_answered: int
    rate: float | None = Field(description="answered / (questions - dropped), null without any")


class TalkOut(Schema):
    """What the comment desk and the prompter show; empty while no show is on air."""

    show_id: int | None
    questions: list[QuestionOut] = []
    issues: list[IssueOut] = []
    tags: dict[str, int] = Field({}, description="Comments of viewers by tag")
    corrected: list[CorrectedOut] = Field([], description="Tags that staff set")
    answers_keywords: bool = Field(False, description="Keyword replies are on in this show")
    rate: RateOut | None = None


class TagIn(TalkBody):
    tag: TagName
    topic: TopicName = Field("none", description="Of a complaint")


class TaggedOut(Schema):
    question_id: int | None = Field(description="The question that the comment is now of")


class AnswerIn(TalkBody):
    link_id: BodyId | None = Field(None, description="Null: the question's own link")


class MergeIn(TalkBody):
    from_id: BodyId = Field(description="Its votes go over, then it disappears")


class PinCommentIn(TalkBody):
    comment_id: BodyId


class PhraseOut(Schema):
    id: int
    keywords: list[str]
    reply: str
    mode: Literal["off", "private", "public"] = Field(description="How it answers by keyword")
    again_minutes: int = Field(description="Until the same viewer gets it again")


class PhrasesIn(TalkBody):
    """Many lines of ``keyword/variant|reply``."""

    text: Annotated[str, Field(max_length=100_000, pattern=r"^[^\x00]*$")]
    store: bool = Field(False, description="Without it nothing is written")


class BadLineOut(Schema):
    number: int
    value: str
    message: str


class PhrasesDone(Schema):
    added: int
    changed: int
    bad: list[BadLineOut]
    is_stored: bool


class PhraseModeIn(TalkBody):
    mode: Literal["off", "private", "public"]
    again_minutes: int = Field(5, ge=1, le=1440)


class RepliesIn(TalkBody):
    is_on: bool


class Stepped(Schema):
    action_id: int


@router.get("/{slug}/talk", response=TalkOut, summary="Questions and complaints of the show")
def talk(request: HttpRequest, slug: Slug) -> Any:
    """Staff pages ask again when the gateway sends them a ``desk`` frame with topic ``talk``."""
    room = liveroom.find_room(slug)
    desk.may_read_talk(_actor(request), room.shop_id)
    if room.show_id is None:
        return {"show_id": None}
    found = desk.talk(room.id, room.show_id, timezone.now())
    corrected = [
        {"comment_id": number, "tag": tag, "topic": topic}
        for number, (tag, topic) in found.corrected.items()
    ]
    return {
        "show_id": room.show_id, "questions": found.questions, "issues": found.issues,
        "tags": found.tags, "corrected": corrected, "answers_keywords": found.answers_keywords,
        "rate": desk.answer_rate(room.show_id),
    }  # fmt: skip


@router.put("/{slug}/comments/{comment_id}/tag", response=TaggedOut, summary="Correct a tag")
def tag_comment(request: HttpRequest, slug: Slug, comment_id: PathId, body: TagIn) -> Any:
    """With tag ``question`` the comment is handed to the queue."""
    room, actor = liveroom.find_room(slug), _actor(request)
    joined = desk.tag_comment(room.id, comment_id, body.tag, body.topic, actor, timezone.now())
    return {"question_id": joined}


@router.post("/{slug}/questions/{question_id}/promote", response=Stepped, summary="To the prompter")
def promote(request: HttpRequest, slug: Slug, question_id: PathId) -> Any:
    """Three have room there."""
    return _done(desk.promote_question(_room(slug), question_id, _actor(request), timezone.now()))


@router.post("/{slug}/questions/{question_id}/answer", response=Stepped, summary="Mark answered")
def answer(request: HttpRequest, slug: Slug, question_id: PathId, body: AnswerIn) -> Any:
    """Everybody who asked is told, with link and time of the video."""
    actor, now = _actor(request), timezone.now()
    return _done(desk.answer_question(_room(slug), question_id, body.link_id, actor, now))


@router.post("/{slug}/questions/{question_id}/drop", response=Stepped, summary="Drop a question")
def drop(request: HttpRequest, slug: Slug, question_id: PathId) -> Any:
    return _done(desk.drop_question(_room(slug), question_id, _actor(request), timezone.now()))


@router.post(
    "/{slug}/questions/{question_id}/reopen", response=Stepped, summary="Back into the queue"
)
def reopen(request: HttpRequest, slug: Slug, question_id: PathId) -> Any:
    return _done(desk.reopen_question(_room(slug), question_id, _actor(request), timezone.now()))


@router.post("/{slug}/questions/{question_id}/merge", response=Stepped, summary="Merge questions")
def merge(request: HttpRequest, slug: Slug, question_id: PathId, body: MergeIn) -> Any:
    """The votes of ``from_id`` go to this question."""
    actor, now = _actor(request), timezone.now()
    return _done(desk.merge_questions(_room(slug), question_id, body.from_id, actor, now))


@router.put("/{slug}/pinned-comment", response=Stepped, summary="Pin a comment")
def pin_comment(request: HttpRequest, slug: Slug, body: PinCommentIn) -> Any:
    return _done(desk.pin_comment(_room(slug), body.comment_id, _actor(request), timezone.now()))


@router.delete("/{slug}/pinned-comment", response=Stepped, summary="Take the comment down")
def unpin_comment(request: HttpRequest, slug: Slug) -> Any:
    return _done(desk.unpin_comment(_room(slug), _actor(request), timezone.now()))


@router.put("/{slug}/keyword-replies", response={204: None}, summary="Switch keyword replies")
def set_keyword_replies(request: HttpRequest, slug: Slug, body: RepliesIn) -> Any:
    """For the show on air; the gateway follows within a second."""
    desk.set_keyword_replies(_room(slug), body.is_on, _actor(request), timezone.now())
    return Status(204, None)


@router.get("/{slug}/phrases", response=list[PhraseOut], summary="Quick phrases")
def phrases(request: HttpRequest, slug: Slug) -> Any:
    room = liveroom.find_room(slug)
    desk.may_read_talk(_actor(request), room.shop_id)
    return desk.phrases(room.shop_id)


@router.post("/{slug}/phrases", response=PhrasesDone, summary="Take in phrases")
def import_phrases(request: HttpRequest, slug: Slug, body: PhrasesIn) -> Any:
    """Bad lines are told with their number; the good ones are taken all the same."""
    room = liveroom.find_room(slug)
    done = desk.import_phrases(room.shop_id, body.text, body.store, _actor(request), timezone.now())
    return {
        "added": done.added, "changed": done.changed, "bad": done.bad, "is_stored": body.store
    }  # fmt: skip


@router.put("/{slug}/phrases/{phrase_id}", response=PhraseOut, summary="Answer by keyword")
def set_phrase_mode(request: HttpRequest, slug: Slug, phrase_id: PathId, body: PhraseModeIn) -> Any:
    room = liveroom.find_room(slug)
    return desk.set_phrase_mode(
        room.shop_id, phrase_id, body.mode, body.again_minutes, _actor(request), timezone.now()
    )


@router.delete("/{slug}/phrases/{phrase_id}", response={204: None}, summary="Delete a phrase")
def delete_phrase(request: HttpRequest, slug: Slug, phrase_id: PathId) -> Any:
    room = liveroom.find_room(slug)
    desk.delete_phrase(room.shop_id, phrase_id, _actor(request), timezone.now())
    return Status(204, None)


def _actor(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]


def _room(slug: str) -> int:
    return liveroom.find_room(slug).id


def _done(action_id: int) -> dict[str, int]:
    return {"action_id": action_id}
