"""Gates: a named step that opens only when no registered check objects. Django-free.

A domain registers its checks for a gate (``go_live``); whoever is about to take the step asks.
All checks run every time, so that people see every open reason at once. There is no bypass:
demo, rehearsals and tests pass the same gate with seeded approvals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from types import MappingProxyType

import structlog

from kaibo.foundation.errors import GateClosed
from kaibo.foundation.words import gettext as _

log = structlog.get_logger(__name__)

NO_FACTS: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a gate is closed: what is wrong and what to do, who can fix it, and on which page."""

    code: str
    message: str
    who: str
    link: str


@dataclass(frozen=True, slots=True)
class Question:
    """What wants to pass. ``facts`` is what only the asker knows (stream state, sums, …)."""

    subject_id: int
    shop_id: int
    now: datetime
    facts: Mapping[str, object] = field(default_factory=lambda: NO_FACTS)


Check = Callable[[Question], Iterable[Reason]]


class Gates:
    """The checks of every gate. The process has one, filled while the domains load."""

    def __init__(self) -> None:
        self._checks: dict[str, dict[str, Check]] = {}

    def check(self, gate: str, code: str) -> Callable[[Check], Check]:
        """Decorator: register a check. A code is registered once per gate (``ValueError``)."""

        def register(check: Check) -> Check:
            checks = self._checks.setdefault(gate, {})
            if code in checks:
                raise ValueError(f"gate {gate!r} has a check {code!r} already; choose another code")
            checks[code] = check
            return check

        return register

    def ask(self, gate: str, question: Question) -> list[Reason]:
        """Every open reason, in order of registration; empty when the gate is open.

        A gate without checks is a misspelled one and raises ``ValueError``.
        """
        if gate not in self._checks:
            raise ValueError(f"no gate is called {gate!r}; known: {sorted(self._checks)}")
        reasons: list[Reason] = []
        for code, check in self._checks[gate].items():
            reasons.extend(_run(gate, code, check, question))
        return reasons

    def require(self, gate: str, question: Question) -> None:
        """Raise `GateClosed` with ``detail["reasons"]`` (list of dicts) unless the gate is open."""
        reasons = self.ask(gate, question)
        if reasons:
            message = "；".join(reason.message for reason in reasons)
            raise GateClosed(message, gate=gate, reasons=[asdict(reason) for reason in reasons])

    def codes(self, gate: str) -> list[str]:
        """The checks a gate runs, for the page that explains it."""
        return list(self._checks.get(gate, ()))


def _run(gate: str, code: str, check: Check, question: Question) -> list[Reason]:
    """A check that breaks keeps the gate closed and does not hide the other reasons."""
    try:
        return list(check(question))
    except Exception as error:
        log.exception("gate_check_failed", gate=gate, check=code, subject=question.subject_id)
        words = _("检查「%(code)s」没有跑成（%(error)s），请联系管理员查看日志")
        message = words % {"code": code, "error": type(error).__name__}
        return [Reason(code=f"{code}_failed", message=message, who="admin", link="/admin/")]


gates = Gates()
check = gates.check
ask = gates.ask
require = gates.require
codes = gates.codes
