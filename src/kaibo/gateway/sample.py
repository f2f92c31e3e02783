"""Which comments of a tick are shown when there are more than a screen can show."""

from __future__ import annotations

from collections.abc import Sequence

from kaibo.interaction.wire import CommentItem

# More than a screen can show; beyond it the shared frame carries an even sample.
COMMENTS_PER_TICK = 40
_MASK = 2**64 - 1


def sample(said: Sequence[CommentItem]) -> list[CommentItem]:
    """At most `COMMENTS_PER_TICK`, in their order; staff are never left out.

    The others are those whose ids hash lowest: each has the same chance, and a sample of the
    samples of several nodes is a sample of all they heard.
    """
    if len(said) <= COMMENTS_PER_TICK:
        return list(said)
    staff = [item for item in said if item.flags & 1][:COMMENTS_PER_TICK]
    others = sorted((item for item in said if not item.flags & 1), key=_rank)
    chosen = staff + others[: COMMENTS_PER_TICK - len(staff)]
    return sorted(chosen, key=lambda item: item.id)


def _rank(item: CommentItem) -> int:
    value = (item.id ^ item.id >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & _MASK
    return value ^ value >> 31
