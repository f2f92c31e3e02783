"""Which segment comes next and which were passed over. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence


def next_segment(
    script: Sequence[int], current: int | None, ran: Collection[int | None]
) -> int | None:
    """The segment after ``current`` in script order; without one, the first that never ran."""
    if current in script:
        rest = script[script.index(current) + 1 :]
        return rest[0] if rest else None
    return next((one for one in script if one not in ran), None)


def passed_over(
    script: Sequence[int], current: int | None, target: int | None, known: Collection[int | None]
) -> list[int]:
    """Segments between ``current`` and ``target`` that neither ran nor were marked skipped yet.

    Going back skips nothing; an unscripted ``target`` neither.
    """
    if target not in script:
        return []
    start = script.index(current) + 1 if current in script else 0
    return [one for one in script[start : script.index(target)] if one not in known]
