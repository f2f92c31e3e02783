"""The one door of risk: decisions of the guard, their evidence, appeals, and what people found."""

from __future__ import annotations

from kaibo.risk.actions.appeal import appeal
from kaibo.risk.actions.decide import JUDGES, decide
from kaibo.risk.queries import (
    AppealCard,
    DecisionCard,
    Record,
    RingMember,
    about,
    decision,
    decisions,
    open_holds,
    own_cards,
    record,
    ring,
)

__all__ = [
    "JUDGES", "AppealCard", "DecisionCard", "Record", "RingMember", "about", "appeal", "decide",
    "decision", "decisions", "open_holds", "own_cards", "record", "ring",
]  # fmt: skip
