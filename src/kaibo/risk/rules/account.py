"""What the guard remembers of one viewer in one room: a few numbers, whatever the viewer does."""

from __future__ import annotations

from kaibo.risk.contracts import Grade

Figures = dict[str, float | int | str]


class Account:
    """Mutable state; times in Unix ms. ``reasons``: code → (nats, when, figures)."""

    __slots__ = (
        "acts", "address", "born", "comments", "company", "delay_mean", "delay_n", "delay_square",
        "devices", "duty", "duty_at", "entries", "fatigue", "fatigue_at", "friction_at", "grade",
        "habit", "hellos", "instant", "joined", "liked_at", "likes", "moments", "passed_at", "rate",
        "reasons", "spam", "step", "step_n", "texts", "viewer",
    )  # fmt: skip

    def __init__(self, viewer: int, at: int) -> None:
        self.viewer, self.joined = viewer, at
        self.born = 0
        self.address = ""
        self.devices: list[str] = []
        self.likes = self.comments = self.acts = 0
        self.fatigue = self.duty = 0.0
        self.fatigue_at = self.duty_at = at
        self.liked_at = 0
        self.instant = self.hellos = 0
        self.habit = self.rate = 0.0
        self.delay_n, self.delay_mean, self.delay_square = 0, 0.0, 0.0
        self.moments: list[tuple[int, int]] = []  # (stream, ms) of the latest, newest last
        self.entries: list[tuple[int, int]] = []  # the same, of activities alone
        self.company: tuple[dict[int, float], dict[int, float]] = ({}, {})
        self.step, self.step_n = 0.0, 0
        self.texts: list[tuple[int, frozenset[int]]] = []
        self.spam = 0.0
        self.reasons: dict[str, tuple[float, int, Figures]] = {}
        self.grade = Grade.NONE
        self.friction_at = self.passed_at = 0

    @property
    def deeds(self) -> int:
        """Events of this viewer: one alone never counts against anybody."""
        return self.hellos + self.likes + self.comments + self.acts

    def blame(self, code: str, nats: float, at: int, figures: Figures) -> bool:
        """Set the weight of a reason; True when it matters."""
        if nats <= 0.0:
            return False
        self.reasons[code] = (nats, at, figures)
        return True
