"""The database under the gateway crashes: a cluster of its own, so that no neighbor is cut off."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from tests.factories.gateway import GatewayProcess, page, token
from tests.factories.order_writer import test_dsn

from kaibo.supervisor.postgres import Postgres, binary

_SLUG, _ROOM = "crash", 77


@pytest.fixture
def cluster(transactional_db: None) -> Iterator[Postgres]:
    """A cluster with the tables of the test database and one room."""
    folder = Path(tempfile.mkdtemp(prefix="kb-pg-"))
    made = Postgres(folder)
    made.prepare()
    process = made.spawn()
    made.wait_ready(90)
    dump = subprocess.run([*binary("pg_dump"), "-s", test_dsn()], capture_output=True, check=True)
    load = [*binary("psql"), "-q", "-v", "ON_ERROR_STOP=1", made.dsn]
    subprocess.run(load, input=dump.stdout, stdout=subprocess.DEVNULL, check=True)
    with psycopg.connect(made.dsn, autocommit=True) as db:
        db.execute("set session_replication_role = replica")  # no parents needed
        _room(db)
    yield made
    made.stop(process)
    shutil.rmtree(folder)


@pytest.fixture
def lone_gateway(cluster: Postgres) -> Iterator[GatewayProcess]:
    folder = Path(tempfile.mkdtemp(prefix="kb-gw-"))
    made = GatewayProcess(folder, dsn=cluster.dsn)
    made.start()
    yield made
    assert made.stop() == 0, made.log()
    shutil.rmtree(folder)


@pytest.mark.slow
async def test_the_room_stays_while_the_database_is_away(
    lone_gateway: GatewayProcess, cluster: Postgres
) -> None:
    """A backend killed with -9 makes PostgreSQL end every connection and refuse for a while."""
    async with page(lone_gateway, _SLUG, token(7)) as one:
        await one.kind("welcome")
        await asyncio.to_thread(_crash, cluster.dsn)
        await one.send(k="comment", id="1", text="画面很清楚")
        await one.kind("ok", id="1")
        back = asyncio.create_task(asyncio.to_thread(_announce_when_back, cluster.dsn))
        while not back.done():
            await one.send(k="ping")
            await asyncio.wait([back], timeout=5)
        await back
        await one.until(lambda frame: 1 in [event["seq"] for event in frame.get("ev", [])])
    assert one.seqs == [1]


def _room(db: psycopg.Connection[tuple[object, ...]]) -> None:
    db.execute(
        "insert into foundation_shop (id, slug, name, company_name, license_no, currency,"
        " time_zone, is_demo, requires_totp, price_change_limit_percent, service_contact,"
        " created_at) overriding system value"
        " values (1, 'kaibo', '开播', '', '', 'CNY', 'Asia/Shanghai', false, true, 30, '', now())"
    )
    db.execute(
        "insert into liveroom_room (id, shop_id, slug, title, stream_key, is_on_air, stream_state,"
        " announcement, epoch, last_seq, comment_orders) overriding system value"
        " values (%s, 1, %s, '', 'key', false, 'down', '', 1, 0, false)",
        [_ROOM, _SLUG],
    )


def _crash(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as db:
        row = db.execute("select pg_backend_pid()").fetchone()
        assert row is not None
        os.kill(int(row[0]), signal.SIGKILL)


def _announce_when_back(dsn: str) -> None:
    deadline = time.monotonic() + 150  # recovery takes as long as the disk needs
    while True:
        try:
            with psycopg.connect(dsn, autocommit=True) as db:
                query = "select liveroom_append_event(%s, 'announced', %s::jsonb)"
                db.execute(query, [_ROOM, '{"text": "我们回来了"}'])
                return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "PostgreSQL stays away"
            time.sleep(0.1)
