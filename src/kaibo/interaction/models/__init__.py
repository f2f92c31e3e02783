"""What viewers may not say, and what they take part in."""

from __future__ import annotations

from kaibo.interaction.models.activity import Activity, ActivityPrize, ActivityState, Entry
from kaibo.interaction.models.draw import PrizeClaim
from kaibo.interaction.models.gift import AgeDeclaration, Gift, GiftRule, GiftSent
from kaibo.interaction.models.mute import Mute
from kaibo.interaction.models.rating import RatingRule, SegmentRating
from kaibo.interaction.models.review import EntryReview
from kaibo.interaction.models.talk import Phrase, Question, QuestionAsker, RoomBoard, RoomComment

__all__ = [
    "Activity",
    "ActivityPrize",
    "ActivityState",
    "AgeDeclaration",
    "Entry",
    "EntryReview",
    "Gift",
    "GiftRule",
    "GiftSent",
    "Mute",
    "Phrase",
    "PrizeClaim",
    "Question",
    "QuestionAsker",
    "RatingRule",
    "RoomBoard",
    "RoomComment",
    "SegmentRating",
]
