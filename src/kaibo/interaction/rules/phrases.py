"""Quick phrases and keyword replies: one line each, ``keyword/variant|reply``. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from kaibo.foundation.words import gettext as _
from kaibo.interaction.rules.tags import normal

Mode = Literal["off", "private", "public"]
KEYWORD_LENGTH = 20
REPLY_LENGTH = 300
PUBLIC_LENGTH = 100  # a comment is no longer
MOST_LINES = 500
MOST_VARIANTS = 10
NICKNAME = "{昵称}"


@dataclass(frozen=True, slots=True)
class Line:
    """A phrase as it was written; ``number`` counts from 1."""

    number: int
    keywords: tuple[str, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is not taken, and what to do."""

    number: int
    value: str
    message: str


def parse(text: str) -> tuple[list[Line], list[BadLine]]:
    """The phrases of a pasted text and the lines that are none; empty lines are passed over."""
    lines: list[Line] = []
    bad: list[BadLine] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        if not raw.strip():
            continue
        found = _line(number, raw.strip(), seen)
        if isinstance(found, Line):
            lines.append(found)
            seen |= {normal(word): number for word in found.keywords}
        else:
            bad.append(found)
    return lines, bad


def _line(number: int, raw: str, seen: dict[str, int]) -> Line | BadLine:
    head, bar, reply = raw.replace("｜", "|").partition("|")
    words = tuple(word.strip() for word in head.replace("／", "/").split("/") if word.strip())
    reply = reply.strip()
    if why := _refused(words, bar, reply) or _known(words, seen):
        return BadLine(number, raw[:80], why)
    return Line(number, words, reply)


def _refused(words: Sequence[str], bar: str, reply: str) -> str:
    if not bar:
        return _("缺少“|”，请写成 关键词|回复")
    if not words:
        return _("“|”前没有关键词")
    if not reply:
        return _("“|”后没有回复内容")
    if len(words) > MOST_VARIANTS:
        return _("一行最多 %(most)s 个关键词，现在 %(n)s 个") % {
            "most": MOST_VARIANTS,
            "n": len(words),
        }
    return _too_long(words, reply)


def _too_long(words: Sequence[str], reply: str) -> str:
    if word := next((w for w in words if len(w) > KEYWORD_LENGTH or not normal(w)), None):
        return _("关键词“%(word)s”要有文字，最多 %(most)s 个字") % {
            "word": word[:30], "most": KEYWORD_LENGTH,
        }  # fmt: skip
    if len(reply) > REPLY_LENGTH:
        return _("回复最多 %(most)s 个字，现在 %(n)s 个") % {"most": REPLY_LENGTH, "n": len(reply)}
    return ""


def _known(words: Sequence[str], seen: dict[str, int]) -> str:
    again = next((word for word in words if normal(word) in seen), None)
    if again is None:
        return ""
    return _("关键词“%(word)s”在第 %(n)s 行已有") % {"word": again, "n": seen[normal(again)]}


def fill(reply: str, nickname: str, most: int = REPLY_LENGTH) -> str:
    """The reply with the viewer's nickname in it, at most ``most`` letters."""
    return reply.replace(NICKNAME, nickname)[:most]


@dataclass(frozen=True, slots=True)
class Rule:
    """A keyword reply that is on; ``again_ms`` until the same viewer gets it again."""

    id: int
    keywords: tuple[str, ...]
    reply: str
    mode: Mode
    again_ms: int


class Answering:
    """Which rule answers a comment now; remembers whom it answered. One per room."""

    PUBLIC_GAP_MS = 10_000  # the same public reply is not said more often in a room
    ROOM_PER_SECOND = 20

    def __init__(self) -> None:
        self._rules: tuple[Rule, ...] = ()
        self._words: list[tuple[str, Rule]] = []
        self._answered: dict[tuple[int, int], int] = {}
        self._public: dict[int, int] = {}
        self._second, self._count = 0, 0

    def swap(self, rules: Iterable[Rule]) -> None:
        """Take another table; whom was answered stays known."""
        self._rules = tuple(rules)
        pairs = [(normal(word), rule) for rule in self._rules for word in rule.keywords]
        self._words = sorted(pairs, key=lambda pair: -len(pair[0]))

    def answer(self, text: str, viewer: int, now: int) -> Rule | None:
        """The rule with the longest keyword in ``text``, unless it answered lately (Unix ms)."""
        if not self._words:
            return None
        words = normal(text)
        rule = next((rule for word, rule in self._words if word and word in words), None)
        if rule is None or not self._may(rule, viewer, now):
            return None
        self._answered[(viewer, rule.id)] = now
        if rule.mode == "public":
            self._public[rule.id] = now
        return rule

    def _may(self, rule: Rule, viewer: int, now: int) -> bool:
        if now - self._answered.get((viewer, rule.id), -rule.again_ms) < rule.again_ms:
            return False
        gap = now - self._public.get(rule.id, -self.PUBLIC_GAP_MS)
        if rule.mode == "public" and gap < self.PUBLIC_GAP_MS:
            return False
        if now // 1000 != self._second:
            self._second, self._count = now // 1000, 0
        self._count += 1
        return self._count <= self.ROOM_PER_SECOND

    def forget(self, now: int) -> None:
        """Drop what no longer keeps anybody from an answer."""
        longest = max((rule.again_ms for rule in self._rules), default=0)
        old = [key for key, at in self._answered.items() if now - at >= longest]
        for key in old:
            del self._answered[key]
