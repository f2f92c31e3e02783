"""Purposes of processing, asked one by one and never pre-ticked (PIPL art. 13-17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaibo.members.contracts import ConsentChoice


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose and the version of its text that is in force (see `texts`)."""

    id: str
    version: str
    is_required: bool


PURPOSES = (
    Purpose("service_terms", "2026-11", is_required=True),
    Purpose("privacy", "2026-11", is_required=True),
    Purpose("marketing", "2026-11", is_required=False),
)
BY_ID = {purpose.id: purpose for purpose in PURPOSES}


def unknown(choices: Iterable[ConsentChoice]) -> list[str]:
    """Purposes that do not exist."""
    return sorted({choice.purpose for choice in choices} - set(BY_ID))


def outdated(choices: Iterable[ConsentChoice]) -> list[str]:
    """Purposes answered for a text that is no longer in force."""
    return sorted(
        choice.purpose for choice in choices if choice.text_version != BY_ID[choice.purpose].version
    )


def missing(granted: Iterable[tuple[str, str]], choices: Iterable[ConsentChoice]) -> list[str]:
    """Required purposes with no yes to the text in force.

    ``granted`` are the (purpose, version) pairs that stand from before.
    """
    stands = dict(granted)
    for choice in choices:
        stands[choice.purpose] = choice.text_version if choice.granted else ""
    return [p.id for p in PURPOSES if p.is_required and stands.get(p.id) != p.version]
