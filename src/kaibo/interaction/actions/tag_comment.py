"""A comment is something else than the rules thought, or is handed to the question queue."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection, transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.interaction.access import may_talk
from kaibo.interaction.models import Question, RoomComment
from kaibo.interaction.rules.questions import Groups, link_of
from kaibo.interaction.rules.tags import TAGS, TOPICS
from kaibo.liveroom import facade as liveroom

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


@transaction.atomic
def tag_comment(
    room_id: int, comment_id: int, tag: str, topic: str, actor: Staff, now: datetime
) -> int | None:
    """Correct tag and topic; returns the question that the comment belongs to now, or None.

    Locks the room. Raises `NotFound` for a comment that is not stored (yet).
    """
    room = liveroom.lock_room(room_id)
    may_talk(actor, room.shop_id)
    topic = _checked(tag, topic)
    said = find_comment(room, comment_id)
    before = {"tag": said.tag, "topic": said.topic}
    _leave(said.pk)
    said.tag, said.topic, said.tagged_by = tag, topic, actor
    said.key = _key(said) if tag == "question" else ""
    said.save(update_fields=["tag", "topic", "tagged_by", "key", "link_id"])
    audit.record(
        shop=room.shop_id, actor=actor, action="interaction.tag_comment",
        subject=f"comment:{comment_id}", detail=before | {"to": tag, "to_topic": topic}, at=now,
    )  # fmt: skip
    return _join(said.pk, room.id)


def find_comment(room: liveroom.RoomFacts, comment_id: int) -> RoomComment:
    """The comment of the room's show; raises `NotFound`."""
    rows = RoomComment.objects.filter(room_id=room.id, comment_id=comment_id)
    said = rows.order_by("id").first()
    if said is None:
        raise NotFound(_("没有找到评论 %(id)s，请稍后再试") % {"id": comment_id})
    return said


def _checked(tag: str, topic: str) -> str:
    if tag not in TAGS:
        raise InvalidInput(_("没有标签“%(tag)s”") % {"tag": tag}, field="tag")
    if tag != "complaint":
        return "none"
    if topic not in TOPICS:
        raise InvalidInput(_("没有问题类型“%(topic)s”") % {"topic": topic}, field="topic")
    return "other" if topic == "none" else topic


def _key(said: RoomComment) -> str:
    """As the gateway makes it: by the questions of the show that are known."""
    links = apps.get_model("planning", "LineupLink")._default_manager
    numbers = dict(links.filter(show_id=said.show_id).values_list("number", "pk"))
    said.link_id = link_of(said.text, numbers, said.link_id)
    known = Question.objects.filter(show_id=said.show_id).values_list("link_id", "key")
    return Groups(known).key(said.text, said.link_id)


def _leave(comment: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select interaction_leave_question(%s)", [comment])


def _join(comment: int, room_id: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("select interaction_join_question(%s)", [comment])
        question = cursor.fetchone()[0]
        cursor.execute("select pg_notify('kaibo_desk', %s)", [f"{room_id}:talk"])
    return None if question is None else int(question)
