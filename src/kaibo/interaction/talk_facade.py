"""The door to the comment desk: questions, tags, the pinned comment, phrases.

Locks: the room, then the question; the audit chain last.
"""

from __future__ import annotations

from kaibo.interaction.access import may_answer, may_read_talk, may_talk
from kaibo.interaction.actions.answer_question import (
    answer_question,
    drop_question,
    merge_questions,
    promote_question,
    reopen_question,
)
from kaibo.interaction.actions.keep_phrases import (
    Imported,
    delete_phrase,
    import_phrases,
    set_keyword_replies,
    set_phrase_mode,
)
from kaibo.interaction.actions.pin_comment import pin_comment, unpin_comment
from kaibo.interaction.actions.tag_comment import find_comment, tag_comment
from kaibo.interaction.talk_queries import (
    AnswerRate,
    Issue,
    PhraseRow,
    QuestionRow,
    Talk,
    answer_rate,
    issues,
    phrases,
    questions,
    said_by,
    talk,
    unanswered,
)

__all__ = [
    "AnswerRate", "Imported", "Issue", "PhraseRow", "QuestionRow", "Talk", "answer_question",
    "answer_rate", "delete_phrase", "drop_question", "find_comment", "import_phrases", "issues",
    "may_answer", "may_read_talk", "may_talk", "merge_questions", "phrases", "pin_comment",
    "promote_question", "questions", "reopen_question", "said_by", "set_keyword_replies",
    "set_phrase_mode", "tag_comment", "talk", "unanswered", "unpin_comment",
]  # fmt: skip
