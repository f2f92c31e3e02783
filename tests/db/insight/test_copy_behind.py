"""A question about journeys while the copy by viewer is made again, as after an upgrade."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from aiohttp import web
from tests.factories.show_log import ShowLog, goods
from tests.factories.staged_show import StagedShow

from kaibo.foundation.config import Config, from_environment
from kaibo.foundation.errors import Unavailable
from kaibo.foundation.eventlog import Batch, Writer
from kaibo.insight import facade
from kaibo.insight.engine import journeys
from kaibo.insight.engine.http import application
from kaibo.insight.engine.service import Service
from kaibo.insight.lake.__main__ import fill
from kaibo.insight.lake.seal import Lake
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Config]:
    """Of an installation whose insight process answers, in a thread of this one."""
    config = from_environment({"KAIBO_DATA": str(tmp_path)})
    monkeypatch.setattr("kaibo.insight.client.config", lambda: config)
    config.run.mkdir(parents=True, exist_ok=True)
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(application(Service(config)))
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.UnixSite(runner, str(config.insight_socket)).start())
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    yield config
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.run_until_complete(runner.cleanup())
    loop.close()


@pytest.fixture
def staged(settings: Config) -> StagedShow:
    return StagedShow(settings.events, viewers=20, minutes=4)


def sealed(settings: Config, shop: int) -> Lake:
    """A show of that shop, in the lake and not in the copy."""
    with Writer(settings.events, "room", segment_bytes=30_000) as writer:
        for batch in ShowLog(show=7, shop=shop, goods=goods(3), viewers=200).batches(400):
            writer.append(batch)
        last = Batch()
        last.add("enter", ts=1, show=0, viewer=0)
        writer.append(last)
    lake = Lake(settings.lake)
    lake.seal(settings.events)
    return lake


def test_too_much_beside_the_copy_is_told_until_the_copy_is_made(
    settings: Config, staged: StagedShow, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = Staff.objects.create_user(username="analyst", password=None)
    Membership.objects.create(staff=staff, shop=staged.shop, role="analyst")
    lake = sealed(settings, staged.shop.pk)
    young = sum(pq.read_metadata(path).num_rows for path in lake.parts(shop=str(staged.shop.pk)))
    quiet = facade.journeys(staged.shop.pk, None, staff)
    monkeypatch.setattr(journeys, "MOST_YOUNG", 100)
    with pytest.raises(Unavailable, match=rf"\b{young}\b.*请几分钟后再试"):
        facade.journeys(staged.shop.pk, None, staff)
    fill(lake, settings)
    found = facade.journeys(staged.shop.pk, None, staff)
    assert found == quiet
    assert found["funnel"][0]["reached"][0] > 0
