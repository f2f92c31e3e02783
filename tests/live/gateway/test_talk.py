"""Viewers answer one another, and a fan's level stands beside the name."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from tests.factories.gateway import GatewayProcess, in_database, page, token
from tests.factories.selling import Stage, buyers

from kaibo.foundation.eventlog import KINDS, read_all
from kaibo.growth.actions.tally_log import tally
from kaibo.growth.models import FanMember, Reply
from kaibo.growth.reports import threads
from kaibo.members.models import Viewer


@pytest.mark.capability("INTR-07")
async def test_replies_of_viewers_become_a_thread_that_staff_count(
    gateway: GatewayProcess, on_air: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await in_database(buyers, 3)
    now = dt.datetime.now(dt.UTC)
    await in_database(lambda: Viewer.objects.update(verified_at=now))
    await in_database(
        lambda: FanMember.objects.create(
            shop=on_air.shop, viewer=made[0], joined_at=now, level=7, activity=1100
        )
    )
    slug = on_air.room.slug
    tokens = [token(viewer.pk) for viewer in made]
    async with (
        page(gateway, slug, tokens[0]) as asker,
        page(gateway, slug, tokens[1]) as one,
        page(gateway, slug, tokens[2]) as two,
    ):
        await asker.kind("welcome")
        await asyncio.sleep(3)  # the badge is being read
        await asker.send(k="comment", id="a", text="能机洗吗")
        first = await _said(one, "能机洗吗")
        assert first[5] >> 16 == 7
        await one.send(k="comment", id="b", text="@买家0 可以的", to=first[0])
        second = await _said(two, "@买家0 可以的")
        assert second[5] >> 16 == 0
        await two.send(k="comment", id="c", text="@买家1 谢谢", to=second[0])
        await _said(asker, "@买家1 谢谢")
        await asker.send(k="comment", id="d", text="没人说过的", to=12345)
        await _said(one, "没人说过的")
    assert gateway.stop() == 0
    events = gateway.data / "events"
    rows = [row for chunk in read_all(events) for row in chunk.batch.to_pylist()]
    said = {row["text"]: row["ref"] for row in rows if row["kind"] == KINDS["comment"]}
    assert said == {
        "能机洗吗": None, "@买家0 可以的": first[0], "@买家1 谢谢": first[0], "没人说过的": None,
    }  # fmt: skip
    monkeypatch.setattr("kaibo.growth.actions.tally_log._events", lambda: events)
    await in_database(tally, dt.datetime.now(dt.UTC))
    assert await in_database(Reply.objects.count) == 2
    (thread,) = await in_database(threads, on_air.show.pk)
    assert (thread["thread"], thread["replies"], thread["viewers"]) == (first[0], 2, 2)
    assert thread["text"] == "能机洗吗"


async def _said(reader, text: str) -> list:  # type: ignore[no-untyped-def, type-arg]
    """The row of the comment as this page got it."""
    frame = await reader.until(lambda f: text in [row[3] for row in f.get("cm", [])])
    return next(row for row in frame["cm"] if row[3] == text)
