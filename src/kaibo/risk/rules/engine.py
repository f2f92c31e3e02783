"""The guard of one room: signals in, changed grades out. Deterministic, bounded, O(1) a signal."""

from __future__ import annotations

from collections.abc import Callable

from kaibo.risk.contracts import Grade, Reason, Signal, Verdict
from kaibo.risk.rules import grading, lockstep, pace, reflex, texts
from kaibo.risk.rules.account import Account
from kaibo.risk.rules.company import Company, companions, pace_share
from kaibo.risk.rules.graph import Graph
from kaibo.risk.rules.lockstep import Lockstep
from kaibo.risk.rules.rings import Rings

ACCOUNTS = 100_000
# Likes after so long a rest begin a new deed.
_REST_MS = 8000
_SWEEP_MS = 5000


class Engine:
    """Feed signals in the order of time; `changes` gives the verdicts since the last call."""

    def __init__(self, room: int, accounts: int = ACCOUNTS) -> None:
        self.room = room
        self._most = accounts
        self._accounts: dict[int, Account] = {}
        self._graph = Graph()
        self._lockstep = Lockstep()
        self._company = Company()
        self._rings = Rings()
        self._changed: dict[int, Verdict] = {}
        self._graded: set[int] = set()
        self._swept_at = 0
        self._handlers: dict[str, Callable[[Account, Signal], bool]] = {
            "hello": self._hello, "like": self._like, "comment": self._comment, "act": self._act,
            "ping": self._ping, "birth": self._birth,
        }  # fmt: skip

    def feed(self, signal: Signal) -> None:
        """Take one signal."""
        account = self._accounts.get(signal.viewer) or self._new(signal)
        if self._handlers[signal.kind](account, signal):
            self._grade(account, signal.at)

    def turn(self, now: int) -> None:
        """Once a tick: look at moments that are over; every few seconds let weights fade."""
        for viewer, found, together, cell in self._lockstep.due(now):
            account = self._accounts.get(viewer)
            if account is None:
                continue
            unexplained = found * (1.0 - account.habit**2)
            if lockstep.learn(account, now, unexplained, together):
                if cell is not None and unexplained > 0.5:
                    self._rings.join(viewer, cell)
                self._grade(account, now)
        for viewer, target, slot, delay in self._company.due(now):
            account = self._accounts.get(viewer)
            if account is not None and self._company.learn(account, target, slot, delay, now):
                self._grade(account, now)
        if now - self._swept_at >= _SWEEP_MS:
            self._swept_at = now
            for viewer in list(self._graded):
                self._grade(self._accounts[viewer], now)

    def changes(self) -> list[Verdict]:
        """The verdicts of grades that changed, the gravest of each viewer, oldest first."""
        found, self._changed = list(self._changed.values()), {}
        return found

    def grade(self, viewer: int) -> Grade:
        """The grade that holds for the viewer now."""
        account = self._accounts.get(viewer)
        return Grade.NONE if account is None else account.grade

    def passed(self, viewer: int, now: int) -> None:
        """The viewer passed a challenge."""
        account = self._accounts.get(viewer)
        if account is not None:
            account.passed_at = now
            self._grade(account, now)

    def pardon(self, viewer: int) -> None:
        """Staff lifted the decision: what was held against the viewer is forgotten."""
        account = self._accounts.get(viewer)
        if account is not None:
            fresh = Account(viewer, account.joined)
            fresh.born, fresh.address = account.born, account.address
            self._accounts[viewer] = fresh
            self._graded.discard(viewer)

    def __len__(self) -> int:
        return len(self._accounts)

    def _new(self, signal: Signal) -> Account:
        account = self._accounts[signal.viewer] = Account(signal.viewer, signal.at)
        if len(self._accounts) > self._most:
            oldest = next(iter(self._accounts))
            del self._accounts[oldest]
            self._graded.discard(oldest)
            self._rings.leave(oldest)
        return account

    def _hello(self, account: Account, signal: Signal) -> bool:
        account.hellos += 1
        account.born = signal.born or account.born
        self._graph.arrive(account, signal.at, signal.device, signal.address)
        return bool(account.reasons)

    def _birth(self, account: Account, signal: Signal) -> bool:
        account.born = signal.born or account.born
        return False

    def _like(self, account: Account, signal: Signal) -> bool:
        account.likes += 1
        if signal.at - account.liked_at > _REST_MS:
            self._lockstep.take(account, lockstep.LIKES, signal.at)
            self._graph.speak(account)
            self._graph.deed(account, signal.at)
        account.liked_at = signal.at
        return pace.like(account, signal.at, signal.n)

    def _comment(self, account: Account, signal: Signal) -> bool:
        account.comments += 1
        self._graph.speak(account)
        self._graph.deed(account, signal.at)
        self._lockstep.take(account, lockstep.WORDS, signal.at)
        texts.comment(account, signal.at, signal.text)
        return bool(account.reasons)

    def _act(self, account: Account, signal: Signal) -> bool:
        account.acts += 1
        self._graph.deed(account, signal.at)
        self._graph.enter(account, signal.at, signal.target)
        self._company.take(account, signal.target, signal.at, signal.delay)
        if signal.delay >= 0:
            self._lockstep.take(account, signal.target, signal.at)
            reflex.act(account, signal.at, signal.delay)
            account.habit = pace_share(account, signal.delay, lockstep.SLOT_MS // 2)
        return bool(account.reasons)

    def _ping(self, account: Account, signal: Signal) -> bool:
        return False

    def _score(self, account: Account, now: int, own: bool = False) -> float:
        """The sum of weights; ``own``: without those of circumstances alone."""
        total = sum(
            grading.faded(nats, now - at)
            for code, (nats, at, _) in account.reasons.items()
            if not (own and code in grading.CIRCUMSTANCES)
        )
        has_passed = account.passed_at and now - account.passed_at < grading.PASSED_MS
        return total - (grading.PASSED_NATS if has_passed else 0.0)

    def _grade(self, account: Account, now: int) -> None:
        score = self._score(account, now)
        since = now - account.friction_at if account.friction_at else -1
        grade = grading.step(score, since, account.deeds, len(account.reasons))
        if grade > Grade.FRICTION and self._score(account, now, own=True) < grading.LEAST_OWN:
            grade = Grade.FRICTION
        if grade == Grade.NONE:
            account.friction_at = 0
            self._graded.discard(account.viewer)
        else:
            account.friction_at = account.friction_at or now
            self._graded.add(account.viewer)
        if grade != account.grade:
            account.grade = grade
            told = self._changed.get(account.viewer)
            # What fades before it was told is told all the same.
            if told is None or grade >= told.grade:
                self._changed[account.viewer] = self._verdict(account, now, grade, score)

    def _verdict(self, account: Account, now: int, grade: Grade, score: float) -> Verdict:
        reasons = [
            Reason(code, round(grading.faded(nats, now - at), 2), figures)
            for code, (nats, at, figures) in account.reasons.items()
        ]
        reasons.sort(key=lambda one: (-one.nats, one.code))
        ring = {*self._graph.ring(account), *self._rings.of(account.viewer)}
        if "same_company" in account.reasons:
            ring |= {account.viewer, *companions(account)}
        deeds = {"likes": account.likes, "comments": account.comments, "acts": account.acts}
        return Verdict(
            self.room, account.viewer, now, grade, round(score, 2), reasons,
            sorted(ring)[:50], deeds,
        )  # fmt: skip
