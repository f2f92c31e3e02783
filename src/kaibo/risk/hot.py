"""What the live processes may use of risk. Django-free."""

from __future__ import annotations

from kaibo.risk.contracts import Grade, Reason, Signal, Verdict
from kaibo.risk.rules.engine import Engine

__all__ = ["Engine", "Grade", "Reason", "Signal", "Verdict"]
