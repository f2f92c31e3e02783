"""Going without a storm: pages are told when to come back, so that they do not all come at once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection, Sequence

from kaibo.gateway.connection import Connection
from kaibo.interaction.wire import Away

GOING_AWAY = 4503
# A gateway welcomes more than this many pages a CPU second (`make bench-room`).
RETURNS_PER_SECOND = 2000
_SHORTEST_SECONDS = 0.5
_BATCH_SECONDS = 0.1


def spread(pages: int) -> float:
    """Over how many seconds so many pages shall come back."""
    return max(_SHORTEST_SECONDS, pages / RETURNS_PER_SECOND)


def send_away(pages: Sequence[Connection], seconds: float) -> None:
    """Each page is told its own moment within ``seconds``, evenly spread, and closed."""
    turns = random.sample(pages, len(pages))
    for number, page in enumerate(turns):
        page.send(Away(after_ms=int(1000 * seconds * number / len(turns))))
        page.close(GOING_AWAY)


async def hand_over(pages: Collection[Connection], seconds: float) -> None:
    """Other gateways take over: a share of the pages leaves every moment, the rest is served on.

    Pages come back at once, each to a gateway that still listens.
    """
    batches = max(1, round(seconds / _BATCH_SECONDS))
    for left in range(batches, 0, -1):
        here = [page for page in pages if page.is_open]
        send_away(random.sample(here, -(-len(here) // left)), _BATCH_SECONDS)
        await asyncio.sleep(_BATCH_SECONDS)
