"""Names of viewers as they are published: whoever knows theirs finds it, others learn none."""

from __future__ import annotations


def masked(name: str) -> str:
    """First and last character only.

    >>> masked("小雨"), masked("云禾家的小雨"), masked("雨")
    ('小**', '云**雨', '雨**')
    """
    clean = name.strip()
    return f"{clean[:1]}**{clean[-1] if len(clean) > 2 else ''}"
