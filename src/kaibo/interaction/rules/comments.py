"""Whether a comment may be said, and what of it is shown. Pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

MAX_LENGTH = 100
REPEAT_MS = 10_000
# Direction marks and joiners turn a line of other people's comments around or hide in words.
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2028\u2029\ufeff") | {
    chr(code) for code in (*range(0x202A, 0x202F), *range(0x2060, 0x206A))
}

Role = Literal["guest", "buyer", "staff"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not done: a code for machines, a sentence for the person."""

    code: str
    message: str
    retry_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who wants to speak: the last words and until when muted (Unix ms; None: not)."""

    role: Role
    muted_until: float | None = None
    last_text: str = ""
    last_at: int = 0


def clean(text: str) -> str:
    """The text as it is shown: one line, no control or invisible characters, single spaces."""
    kept = (" " if unicodedata.category(char) in ("Cc", "Zs") else char for char in text)
    visible = "".join(char for char in kept if char not in _INVISIBLE)
    return " ".join(visible.split())


def check(text: str, speaker: Speaker, now: int, most: int = MAX_LENGTH) -> Refusal | None:
    """Why ``text`` (already `clean`) is refused at ``now`` (Unix ms), or None.

    ``most``: characters that the room allows.
    """
    if speaker.role == "guest":
        return Refusal("login_required", "登录后才能发言")
    if speaker.muted_until is not None and now < speaker.muted_until:
        return Refusal("muted", "你已被禁言", _rest(speaker.muted_until, now))
    return _check_text(text, speaker, now, most)


def _check_text(text: str, speaker: Speaker, now: int, most: int) -> Refusal | None:
    if not text:
        return Refusal("empty", "请输入内容")
    if len(text) > most:
        return Refusal("too_long", f"最多 {most} 个字，现在 {len(text)} 个")
    if text == speaker.last_text and now - speaker.last_at < REPEAT_MS:
        wait = REPEAT_MS - (now - speaker.last_at)
        return Refusal("duplicate", "刚刚说过了，换个说法吧", wait)
    return None


def _rest(until: float, now: int) -> int | None:
    return None if until == float("inf") else int(until - now)
