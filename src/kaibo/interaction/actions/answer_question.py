"""提问: up to the host, answered, or dropped. The question's step is told to the whole room."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection, transaction
from django.utils.translation import gettext as _

from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.interaction.access import may_answer, may_talk
from kaibo.interaction.board import ON_PROMPTER, show_questions
from kaibo.interaction.models import Question, QuestionAsker, RoomComment
from kaibo.liveroom import facade as liveroom

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def promote_question(room_id: int, question_id: int, actor: Staff, now: datetime) -> int:
    """Put it on the prompter, where three have room. Locks the room, then the question."""
    room, row = _enter(room_id, question_id)
    may_talk(actor, room.shop_id)
    if row.state == "promoted":
        raise Conflict(_("“%(text)s”已经在主播屏上") % {"text": row.text})
    shown = Question.objects.filter(show_id=row.show_id, state="promoted").count()
    if shown >= ON_PROMPTER:
        message = _("主播屏上已有 %(n)s 个提问，请先撤下或标为已讲解一个")
        raise Conflict(message % {"n": shown})
    _step(row, state="promoted", promoted_at=now, answered_at=None, answered_by=None)
    facts = (("question_promote", _fact(row)),)
    return _told(room, row, actor, now, "question_promote", facts)


@transaction.atomic
def answer_question(
    room_id: int, question_id: int, link_id: int | None, actor: Staff, now: datetime
) -> int:
    """已讲解, with the link and the time of the video; everybody who asked is told.

    ``link_id`` None: the link that the question is of, else the one presented.
    """
    room, row = _enter(room_id, question_id)
    may_answer(actor, room.shop_id)
    if row.state == "answered":
        raise Conflict(_("“%(text)s”已经标为已讲解") % {"text": row.text})
    link = _link(row, link_id) or row.link_id or room.pinned_link_id
    _step(
        row, state="answered", answered_at=now, answered_by=actor, answered_link_id=link,
        video_ms=_video_ms(room, now),
    )  # fmt: skip
    _tell_askers(row)
    facts = (("question_answer", _fact(row) | ({"link": link} if link else {})),)
    return _told(room, row, actor, now, "question_answer", facts)


@transaction.atomic
def drop_question(room_id: int, question_id: int, actor: Staff, now: datetime) -> int:
    """Take it from the queue without an answer; asked again it stays dropped."""
    room, row = _enter(room_id, question_id)
    may_talk(actor, room.shop_id)
    if row.state == "answered":
        raise Conflict(_("“%(text)s”已经标为已讲解") % {"text": row.text})
    _step(row, state="dropped", promoted_at=None)
    return _told(room, row, actor, now, "question_drop")


@transaction.atomic
def reopen_question(room_id: int, question_id: int, actor: Staff, now: datetime) -> int:
    """Back into the queue: from the prompter, from the answered or the dropped ones."""
    room, row = _enter(room_id, question_id)
    may_talk(actor, room.shop_id)
    if row.state == "open":
        raise Conflict(_("“%(text)s”已经在提问列表里") % {"text": row.text})
    _step(row, state="open", promoted_at=None, answered_at=None, answered_by=None, video_ms=None)
    return _told(room, row, actor, now, "question_reopen")


@transaction.atomic
def merge_questions(room_id: int, into_id: int, from_id: int, actor: Staff, now: datetime) -> int:
    """The votes of one go to the other, which asks the same; the first disappears."""
    if into_id == from_id:
        raise InvalidInput(_("不能与自己合并"), field="from_id")
    room, into = _enter(room_id, into_id)
    may_talk(actor, room.shop_id)
    other = _find(room, from_id)
    if other.show_id != into.show_id:
        raise Conflict(_("两个提问不在同一场直播"))
    RoomComment.objects.filter(question=other).update(question=into)
    known = QuestionAsker.objects.filter(question=into).values_list("viewer_id", flat=True)
    QuestionAsker.objects.filter(question=other).exclude(viewer_id__in=list(known)).update(
        question=into
    )
    other.delete()
    _step(into, askers=QuestionAsker.objects.filter(question=into).count())
    return _told(room, into, actor, now, "question_merge")


def _enter(room_id: int, question_id: int) -> tuple[liveroom.RoomFacts, Question]:
    room = liveroom.lock_room(room_id)
    return room, _find(room, question_id)


def _find(room: liveroom.RoomFacts, question_id: int) -> Question:
    rows = Question.objects.select_for_update(no_key=True, of=("self",))
    row = rows.filter(pk=question_id, room_id=room.id).first()
    if row is None:
        raise NotFound(_("没有编号 %(id)s 的提问") % {"id": question_id})
    return row


def _link(row: Question, link_id: int | None) -> int | None:
    """A link named must be of the show."""
    if link_id is None:
        return None
    with connection.cursor() as cursor:
        query = "select 1 from planning_lineuplink where id = %s and show_id = %s"
        cursor.execute(query, [link_id, row.show_id])
        if cursor.fetchone() is None:
            raise InvalidInput(_("本场没有编号 %(id)s 的链接") % {"id": link_id}, field="link_id")
    return link_id


def _step(row: Question, **changes: Any) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(update_fields=list(changes))


def _video_ms(room: liveroom.RoomFacts, now: datetime) -> int | None:
    if room.stream_state != "up" or room.stream_at is None:
        return None
    return max(0, round((now - room.stream_at).total_seconds() * 1000))


def _tell_askers(row: Question) -> None:
    body = {
        "question": row.pk, "text": row.text, "link": row.answered_link_id,
        "video_ms": row.video_ms,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select count(liveroom_tell(viewer_id, %s, 'question_answered', %s::jsonb))
            from interaction_questionasker where question_id = %s
            """,
            [row.room_id, msgspec.json.encode(body).decode(), row.pk],
        )


def _fact(row: Question) -> dict[str, Any]:
    return {"ref": row.pk, "text": row.text[:200], "quantity": row.askers}


def _told(
    room: liveroom.RoomFacts, row: Question, actor: Staff, now: datetime, verb: str,
    facts: tuple[tuple[str, dict[str, Any]], ...] = (),
) -> int:  # fmt: skip
    """The room sees the new list, the journal keeps who did it."""
    if room.show_id == row.show_id:
        show_questions(room, row.show_id, actor.pk)
    detail = {"question_id": row.pk, "text": row.text, "askers": row.askers}
    deed = liveroom.Deed(verb, f"question:{row.pk}", detail, None, facts)
    return liveroom.journal(room, actor, deed, now)
