"""All synthetic viewers of a rehearsal, in one event loop."""

from __future__ import annotations

import asyncio
import random
import time

import aiohttp

from kaibo.rehearsal.contracts import Member, Scenario, Tally
from kaibo.rehearsal.rules.behavior import plan_visit
from kaibo.rehearsal.viewer import SyntheticViewer


async def play(scenario: Scenario, members: list[Member], tally: Tally | None = None) -> Tally:
    """Let every member attend the show once; returns what they did and what they were told."""
    counts = tally if tally is not None else Tally()
    started = time.monotonic()
    connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=5)
    timeout = aiohttp.ClientTimeout(total=None, connect=15, sock_connect=15)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as http:
        viewers = [_viewer(scenario, member, counts, http) for member in members]
        await asyncio.gather(*(viewer.attend() for viewer in viewers))
    counts.seconds = time.monotonic() - started
    return counts


def _viewer(
    scenario: Scenario, member: Member, tally: Tally, http: aiohttp.ClientSession
) -> SyntheticViewer:
    rng = random.Random(f"{scenario.seed}:{member.viewer_id}")  # noqa: S311 - play, not secrets
    return SyntheticViewer(member, plan_visit(rng, scenario), scenario, tally, http, rng)
