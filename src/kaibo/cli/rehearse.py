"""`kaibo rehearse`: an operator bot, a stream and an audience, against the running platform."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaibo.foundation.config import Config
from kaibo.rehearsal.contracts import Member, Scenario, Tally
from kaibo.supervisor.child import environment

if TYPE_CHECKING:
    from kaibo.console.rehearsals import Rehearsal


def rehearse(
    config: Config, room: str, viewers: int, seconds: float, seed: int,
    before_end: Callable[[int], None] = lambda show: None,
) -> dict[str, Any]:  # fmt: skip
    """Play one rehearsal to its end; returns what the audience did and was told.

    ``before_end`` is called with the show when the audience has left and the show is still on.
    """
    from kaibo.cli.django_setup import setup

    setup()
    from django.utils import timezone

    from kaibo.console import rehearsals

    actor = _operator(room)
    show = rehearsals.prepare(room, actor, timezone.now())
    members = [
        Member(buyer.session.viewer_id, buyer.session.token, buyer.address_id)
        for buyer in rehearsals.audience(viewers, timezone.now())
    ]
    scenario = Scenario(
        room=show.slug, seconds=seconds, seed=seed,
        gateway_url=f"ws://127.0.0.1:{config.gateway_port}/ws",
        web_url=f"http://127.0.0.1:{config.web_port}",
    )  # fmt: skip
    with _stream(config, show):
        _patiently(lambda: rehearsals.go_live(show, actor, timezone.now()))
        tally = asyncio.run(_play(scenario, members, show, actor))
        before_end(show.show_id)
        _patiently(lambda: rehearsals.finish(show, actor, timezone.now()))
    return {"show": show.show_id, "room": show.slug} | _plain(tally)


async def _play(scenario: Scenario, members: list[Member], show: Rehearsal, actor: Any) -> Tally:
    """The audience plays while the operator runs the script from its first line to its last."""
    from kaibo.rehearsal.audience import play

    operating = asyncio.create_task(_operate(scenario.seconds, show, actor))
    try:
        return await play(scenario, members)
    finally:
        operating.cancel()


async def _operate(seconds: float, show: Rehearsal, actor: Any) -> None:
    from django.utils import timezone

    from kaibo.console import rehearsals

    count = await asyncio.to_thread(rehearsals.steps, show)
    for turn in range(1, count):
        await asyncio.sleep(seconds / count)
        now = timezone.now()
        await asyncio.to_thread(
            _patiently, lambda turn=turn, now=now: rehearsals.step(show, turn, actor, now)
        )


def _patiently(step: Any, seconds: float = 60.0) -> None:
    """Try until the gate is open and the database is there; other errors are raised at once."""
    from django.db import InterfaceError, OperationalError, connection

    from kaibo.foundation.errors import GateClosed

    deadline = time.monotonic() + seconds
    while True:
        try:
            step()
            return
        except (GateClosed, OperationalError, InterfaceError):
            if time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(0.3)


@contextmanager
def _stream(config: Config, show: Rehearsal) -> Iterator[None]:
    """The built-in pusher on the rehearsal room's key, for as long as the rehearsal lasts."""
    command = [sys.executable, "-m", "kaibo.media.pusher", "--room", show.slug]
    log = (config.logs / "rehearsal-pusher.log").open("ab")
    pusher = subprocess.Popen(command, env=environment(config), stdout=log, stderr=log)
    try:
        yield
    finally:
        pusher.terminate()
        try:
            pusher.wait(10)
        except subprocess.TimeoutExpired:
            pusher.kill()
            pusher.wait()
        log.close()


def _operator(slug: str) -> Any:
    """Somebody of the room's shop who may run the desk."""
    from kaibo.foundation.errors import NotFound
    from kaibo.liveroom import facade as liveroom
    from kaibo.team.facade import Membership

    shop = liveroom.find_room(slug).shop_id
    roles = ["operator", "admin", "brand_manager"]
    member = Membership.objects.filter(shop_id=shop, role__in=roles).order_by("id").first()
    if member is None:
        raise NotFound(f"the shop of room {slug!r} has no operator; invite one in Settings")
    return member.staff


def _plain(tally: Tally) -> dict[str, Any]:
    values = dataclasses.asdict(tally)
    values["paid"] = sorted(tally.paid)
    return values


def write_report(path: Path, report: dict[str, Any]) -> None:
    """Everything, for machines; the terminal gets the summary."""
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False))
