"""What is asked; apart from the answering, whose libraries the insight process does without."""

from __future__ import annotations

import msgspec

SECONDS = 20.0


class Ask(msgspec.Struct, frozen=True):
    """Metrics (ids of the registry) of a ``grain`` in each of ``shows``."""

    grain: str
    metrics: tuple[str, ...]
    shows: tuple[int, ...]


class Question(msgspec.Struct, frozen=True):
    """``form``: json (a page of rows), csv or parquet. With ``show`` every metric of it is asked
    for, at the moment ``now`` (Unix ms), and ``sql`` is empty. With ``shows`` the metrics of a
    ``grain`` in each of them, as numerators and denominators. With ``within``
    what brought newcomers of ``days`` back within so many days. With ``asks`` all of them."""

    shop: int
    sql: str = ""
    form: str = "json"
    show: int | None = None
    rehearsal: bool = False
    now: int = 0
    shows: tuple[int, ...] = ()
    grain: str = "show"
    days: int = 0
    within: int = 0
    asks: tuple[Ask, ...] = ()
