"""Errors of planning.

Conflict
├── PlanClosed      the show is over; its plan is history
├── NothingToFreeze the plan equals its newest version, or is empty
└── WrongPhase      a show moves one phase at a time
"""

from __future__ import annotations

from kaibo.foundation.errors import Conflict


class PlanClosed(Conflict):
    """The show is over; its plan can no longer be changed."""


class NothingToFreeze(Conflict):
    """There is nothing to freeze."""


class WrongPhase(Conflict):
    """A show moves one phase at a time."""
