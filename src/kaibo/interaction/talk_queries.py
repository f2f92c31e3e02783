"""What viewers ask and complain of in a show. Reads only; times in Unix ms."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q

from kaibo.foundation.clock import to_ms
from kaibo.interaction.board import board_of
from kaibo.interaction.models import Phrase, Question, RoomComment

RECENT_MINUTES = 10
MOST_QUESTIONS = 200
MOST_TAGGED = 300


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question of the queue."""

    id: int
    text: str
    link_id: int | None
    askers: int
    state: str
    first_at: int
    last_at: int
    answered_at: int | None
    answered_by: str
    video_ms: int | None


@dataclass(frozen=True, slots=True)
class Issue:
    """Complaints of one topic: in the last minutes and in the whole show."""

    topic: str
    recent: int
    total: int
    viewers: int
    last_text: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The comment desk of a show."""

    questions: list[QuestionRow]
    issues: list[Issue]
    tags: dict[str, int]
    corrected: dict[int, tuple[str, str]]  # comment id to tag and topic set by staff
    answers_keywords: bool


@dataclass(frozen=True, slots=True)
class AnswerRate:
    """Exact, from the tables: dropped questions are no debt; rates in 0…1, None without any."""

    questions: int
    answered: int
    dropped: int
    askers: int
    askers_answered: int

    @property
    def rate(self) -> float | None:
        owed = self.questions - self.dropped
        return self.answered / owed if owed else None


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """A phrase of a shop."""

    id: int
    keywords: list[str]
    reply: str
    mode: str
    again_minutes: int


def talk(room_id: int, show_id: int, now: datetime) -> Talk:
    """Questions (most askers first), issues of the last minutes, tags that staff corrected."""
    said = RoomComment.objects.filter(show_id=show_id, viewer__isnull=False)
    tags = dict(said.values_list("tag").annotate(n=Count("id")).order_by())
    board = board_of(room_id, show_id)
    corrected = said.filter(tagged_by__isnull=False).order_by("-id")[:MOST_TAGGED]
    return Talk(
        questions(show_id), issues(show_id, now), tags,
        {row.comment_id: (row.tag, row.topic) for row in corrected},
        board is not None and board.answers_keywords,
    )  # fmt: skip


def questions(show_id: int) -> list[QuestionRow]:
    """All of the show but the dropped ones, most askers first."""
    rows = Question.objects.select_related("answered_by").filter(show_id=show_id)
    rows = rows.exclude(state="dropped").order_by("-askers", "-last_at", "-id")
    return [_question(row) for row in rows[:MOST_QUESTIONS]]


def issues(show_id: int, now: datetime) -> list[Issue]:
    """Complaints by topic, the most of the last ten minutes first."""
    since = now - timedelta(minutes=RECENT_MINUTES)
    rows = RoomComment.objects.filter(show_id=show_id, tag="complaint").order_by()
    found = rows.values("topic").annotate(
        total=Count("id"), recent=Count("id", filter=Q(at__gte=since)),
        people=Count("viewer", distinct=True),
    )  # fmt: skip
    last = rows.order_by("topic", "-at", "-id").distinct("topic").values_list("topic", "text")
    texts = dict(last)
    made = [
        Issue(row["topic"], row["recent"], row["total"], row["people"], texts[row["topic"]])
        for row in found
    ]
    return sorted(made, key=lambda one: (-one.recent, -one.total, one.topic))


def answer_rate(show_id: int) -> AnswerRate:
    """Questions and askers of a show, and how many of them were answered."""
    states = Counter(Question.objects.filter(show_id=show_id).values_list("state", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select count(distinct asker.viewer_id),
                   count(distinct asker.viewer_id) filter (where question.state = 'answered')
            from interaction_questionasker asker
            join interaction_question question on question.id = asker.question_id
            where question.show_id = %s
            """,
            [show_id],
        )
        askers, answered = cursor.fetchone()
    return AnswerRate(states.total(), states["answered"], states["dropped"], askers, answered)


def unanswered(show_id: int) -> list[QuestionRow]:
    """What the show still owes an answer, most askers first."""
    return [row for row in questions(show_id) if row.state != "answered"]


def phrases(shop_id: int) -> list[PhraseRow]:
    """The phrases of a shop in the order they came."""
    rows = Phrase.objects.filter(shop_id=shop_id).order_by("id")
    return [PhraseRow(row.pk, row.keywords, row.reply, row.mode, row.again_minutes) for row in rows]


def said_by(viewer_id: int, show_id: int, most: int = 20) -> list[RoomComment]:
    """The last comments of a viewer in a show, oldest first."""
    rows = RoomComment.objects.filter(show_id=show_id, viewer_id=viewer_id).order_by("-id")
    return list(reversed(rows[:most]))


def _question(row: Question) -> QuestionRow:
    link = row.answered_link_id if row.state == "answered" else row.link_id
    return QuestionRow(
        row.pk, row.text, link, row.askers, row.state, to_ms(row.first_at), to_ms(row.last_at),
        to_ms(row.answered_at) if row.answered_at else None, str(row.answered_by or ""),
        row.video_ms,
    )  # fmt: skip
