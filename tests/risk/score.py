"""Precision, recall and honest people untouched, over sessions of the catalog.

python -m tests.risk.score tuning|held_out|second [seeds]      one line a family, then totals
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from kaibo.risk.contracts import Grade, Verdict
from kaibo.risk.hot import Engine
from tests.risk.replays import catalog
from tests.risk.replays.catalog import Family
from tests.risk.replays.stage import Session

TURN_MS = 200


@dataclass(slots=True)
class Score:
    """Accounts counted by whether they were graded 2 or more at any time."""

    caught: int = 0
    missed: int = 0
    wronged: int = 0
    honest: int = 0
    signals: int = 0
    seconds: float = 0.0
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        found = self.caught + self.wronged
        return self.caught / found if found else 1.0

    @property
    def recall(self) -> float:
        bad = self.caught + self.missed
        return self.caught / bad if bad else 1.0

    @property
    def untouched(self) -> float:
        return 1.0 - self.wronged / self.honest if self.honest else 1.0

    def add(self, other: Score) -> None:
        for name in ("caught", "missed", "wronged", "honest", "signals", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for code, times in other.reasons.items():
            self.reasons[code] = self.reasons.get(code, 0) + times

    def line(self) -> dict[str, float | int]:
        return {
            "precision": round(self.precision, 4), "recall": round(self.recall, 4),
            "honest_untouched": round(self.untouched, 5), "caught": self.caught,
            "missed": self.missed, "wronged": self.wronged, "honest": self.honest,
            "us_per_signal": round(1e6 * self.seconds / max(1, self.signals), 2),
        }  # fmt: skip


def judge(session: Session) -> Score:
    """Run a session through a fresh engine, as the gateway would: in ticks."""
    engine, punished, score = Engine(1), set[int](), Score(signals=len(session.signals))
    started = time.process_time()
    turned, verdicts = 0, list[Verdict]()
    for signal in session.signals:
        if signal.at - turned >= TURN_MS:
            turned = signal.at
            engine.turn(turned)
            verdicts += engine.changes()
        engine.feed(signal)
    for later in range(0, 20_000, TURN_MS):
        engine.turn(turned + later)
    verdicts += engine.changes()
    score.seconds = time.process_time() - started
    for verdict in verdicts:
        if verdict.grade >= Grade.SHADOW:
            if verdict.viewer not in punished and verdict.viewer not in session.bad:
                for reason in verdict.reasons:
                    score.reasons[reason.code] = score.reasons.get(reason.code, 0) + 1
            punished.add(verdict.viewer)
    score.caught = len(punished & session.bad)
    score.missed = len(session.bad - punished)
    score.wronged = len(punished - session.bad)
    score.honest = len(session.people - session.bad)
    return score


def score(families: Iterable[Family], seeds: Iterable[int]) -> tuple[Score, dict[str, Score]]:
    """The total and each family's."""
    total, each = Score(), dict[str, Score]()
    numbers = list(seeds)
    for family in families:
        mine = each[family.__name__] = Score()
        for seed in numbers:
            mine.add(judge(catalog.replay(family, seed)))
        total.add(mine)
    return total, each


def main() -> None:
    split = getattr(catalog, sys.argv[1].upper())
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    total, each = score(split, range(1, seeds + 1))
    for name, one in each.items():
        sys.stdout.write(f"{name:26} {json.dumps(one.line())} {one.reasons or ''}\n")
    sys.stdout.write(json.dumps(total.line()) + "\n")


if __name__ == "__main__":
    main()
