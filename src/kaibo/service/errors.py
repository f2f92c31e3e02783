"""Why something cannot be done in a thread.

Conflict
└── ThreadTaken     another agent has it; take it over first
"""

from __future__ import annotations

from kaibo.foundation.errors import Conflict


class ThreadTaken(Conflict):
    """Another agent answers this viewer."""

    code = "thread_taken"
