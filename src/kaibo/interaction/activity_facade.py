"""The door of activities for upper domains: scripts that carry them, reviews, risk, reports."""

from __future__ import annotations

from kaibo.interaction.actions.activity_steps import find
from kaibo.interaction.actions.arm_activity import ActivityDraft, arm_activity, check_draft
from kaibo.interaction.actions.cancel_activity import cancel_activity
from kaibo.interaction.actions.close_activity import close_activity
from kaibo.interaction.actions.open_activity import open_activity
from kaibo.interaction.actions.review_entry import review_entry
from kaibo.interaction.actions.settle_activity import settle_activity
from kaibo.interaction.activity_queries import (
    MyEntry,
    PrizeSums,
    WinnerRow,
    my_entries,
    of_show,
    participants,
    prize_sums,
    winners,
)
from kaibo.interaction.held_entries import EntryCard, entry_card, entry_cards, held_counts
from kaibo.interaction.newcomers import answer_newcomers
from kaibo.interaction.rules.activities.templates import offered as templates

__all__ = [
    "ActivityDraft", "EntryCard", "MyEntry", "PrizeSums", "WinnerRow", "answer_newcomers",
    "arm_activity", "cancel_activity", "check_draft", "close_activity", "entry_card",
    "entry_cards", "find", "held_counts", "my_entries", "of_show", "open_activity",
    "participants", "prize_sums", "review_entry", "settle_activity", "templates", "winners",
]  # fmt: skip
