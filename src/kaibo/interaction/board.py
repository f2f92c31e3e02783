"""What the desk has put up in a room: the questions for the host, the pinned comment.

The row and the reliable event say the same, in one transaction, under the room's lock.
"""

from __future__ import annotations

from typing import Any

import msgspec

from kaibo.foundation.clock import to_ms
from kaibo.interaction.models import Question, RoomBoard
from kaibo.liveroom import facade as liveroom
from kaibo.liveroom.contracts import CommentPinned, PinnedComment, QuestionCard, QuestionsSet

ON_PROMPTER = 3
ANSWERED_KEPT = 20


def show_questions(room: liveroom.RoomFacts, show_id: int, actor_id: int | None) -> None:
    """Tell the room which questions are promoted and which were answered last."""
    rows = Question.objects.filter(show_id=show_id)
    promoted = rows.filter(state="promoted").order_by("promoted_at", "id")[:ON_PROMPTER]
    answered = rows.filter(state="answered").order_by("-answered_at", "-id")[:ANSWERED_KEPT]
    cards = [_card(row) for row in (*promoted, *answered)]
    _put(room.id, show_id, questions=msgspec.to_builtins(cards))
    liveroom.append_event(room.id, QuestionsSet(questions=cards), actor_id)


def show_comment(
    room: liveroom.RoomFacts, show_id: int, comment: PinnedComment | None, actor_id: int | None
) -> None:
    """Put a comment over the stream, or take it down."""
    _put(room.id, show_id, pinned_comment=msgspec.to_builtins(comment))
    liveroom.append_event(room.id, CommentPinned(comment=comment), actor_id)


def switch_replies(room_id: int, show_id: int, is_on: bool) -> None:
    """Keyword replies for this show; the gateway follows within a second."""
    _put(room_id, show_id, answers_keywords=is_on)


def board_of(room_id: int, show_id: int) -> RoomBoard | None:
    """The board of this show, or None while nothing was put up."""
    return RoomBoard.objects.filter(room_id=room_id, show_id=show_id).first()


def _put(room_id: int, show_id: int, **changes: Any) -> None:
    """A board of an earlier show begins anew."""
    fresh: dict[str, Any] = {"questions": [], "pinned_comment": None, "answers_keywords": False}
    row = RoomBoard.objects.filter(room_id=room_id).first()
    if row is None or row.show_id != show_id:
        changes = fresh | changes
    RoomBoard.objects.update_or_create(room_id=room_id, defaults=changes | {"show_id": show_id})


def _card(row: Question) -> QuestionCard:
    at = row.answered_at if row.state == "answered" else row.promoted_at
    link = row.answered_link_id if row.state == "answered" else row.link_id
    return QuestionCard(
        id=row.pk, text=row.text, link_id=link, state=row.state, askers=row.askers,
        at=to_ms(at or row.last_at), video_ms=row.video_ms,
    )  # fmt: skip
