"""A backup restores to the same database, events, uploads and keys; a damaged one is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from kaibo.foundation.config import Config, from_environment
from kaibo.supervisor.backup import BadBackup, backup
from kaibo.supervisor.database import manage
from kaibo.supervisor.drill import restore_offline
from kaibo.supervisor.postgres import Postgres


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Config]:
    """A migrated installation of its own with one shop, one waiting and one relayed fact."""
    config = from_environment({"KAIBO_DATA": str(tmp_path / "first")})
    cluster = Postgres(config.postgres)
    cluster.prepare()
    process = cluster.spawn()
    cluster.wait_ready()
    manage(config, "migrate", "--no-input", "--verbosity", "0")
    _fill(config)
    yield config
    cluster.stop(process)


def _fill(config: Config) -> None:
    with psycopg.connect(config.dsn, autocommit=True) as db:
        db.execute(
            "insert into foundation_shop (slug, name, company_name, license_no, currency,"
            " time_zone, is_demo, requires_totp, price_change_limit_percent, service_contact,"
            " created_at)"
            " values ('yunhe', '云禾家居', '', '', 'CNY', 'Asia/Shanghai', false, true, 30, '',"
            " now())"
        )
        db.execute(
            "insert into liveroom_room (shop_id, slug, title, stream_key, is_on_air, stream_state,"
            " announcement, epoch, last_seq, comment_orders) select id, 'yunhe', '云禾直播间',"
            " 'k', false, 'down', '', 4, 77, false from foundation_shop"
        )
        db.execute(
            "insert into foundation_outboxmessage (event_id, kind, body, at, relayed_at)"
            " values (gen_random_uuid(), 'order', '{}', now(), now() - interval '1 hour'),"
            " (gen_random_uuid(), 'pay', '{}', now(), now())"
        )
    for name, text in {
        "events/gateway/1.log": "事件",
        "uploads/a.png": "图",
        "recordings/yunhe/index.jsonl": "{}",
        "recordings/yunhe/1.m4s": "video",
    }.items():
        path = config.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.mark.slow
@pytest.mark.capability("SECU-03")
def test_a_backup_restores_into_a_new_installation(installation: Config, tmp_path: Path) -> None:
    file = tmp_path / "kaibo.tar"
    written = backup(installation, file)
    assert file.stat().st_mode & 0o777 == 0o600
    fresh = replace(installation, data=tmp_path / "second")
    for name in ("lake", "insight"):  # made from another log
        (fresh.data / name).mkdir(parents=True)
    drill = restore_offline(fresh, file)
    assert not (fresh.data / "lake").exists()
    assert not (fresh.data / "insight").exists()
    assert drill.files == written.files
    assert drill.seconds > 0  # the drill's time is reported
    assert (fresh.events / "gateway/1.log").read_text() == "事件"
    assert (fresh.uploads / "a.png").read_text() == "图"
    assert (fresh.recordings / "yunhe/index.jsonl").exists()
    assert not (fresh.recordings / "yunhe/1.m4s").exists()
    assert (fresh.secrets / "django").read_text() == (installation.secrets / "django").read_text()
    _check_database(fresh)


def _check_database(config: Config) -> None:
    cluster = Postgres(config.postgres)
    process = cluster.spawn()
    try:
        cluster.wait_ready()
        with psycopg.connect(config.dsn) as db:
            assert db.execute("select name from foundation_shop").fetchall() == [("云禾家居",)]
            room = db.execute("select epoch, last_seq from liveroom_room").fetchone()
            assert room == (5, 0)  # pages reload instead of resuming from a lost number
            waiting = db.execute(
                "select kind from foundation_outboxmessage where relayed_at is null"
            ).fetchall()
            assert waiting == [("pay",)]  # relayed around the backup: relayed once more
    finally:
        cluster.stop(process)


@pytest.mark.slow
def test_a_damaged_or_foreign_file_is_refused(installation: Config, tmp_path: Path) -> None:
    file = tmp_path / "kaibo.tar"
    backup(installation, file)
    data = bytearray(file.read_bytes())
    place = data.find("事件".encode())
    data[place] ^= 0xFF
    file.write_bytes(data)
    fresh = replace(installation, data=tmp_path / "second")
    with pytest.raises(BadBackup, match="damaged"):
        restore_offline(fresh, file)
    file.write_text("not a tar")
    with pytest.raises(BadBackup, match="not a Kaibo backup"):
        restore_offline(fresh, file)


@pytest.mark.slow
def test_a_running_or_filled_installation_is_not_overwritten(
    installation: Config, tmp_path: Path
) -> None:
    file = tmp_path / "kaibo.tar"
    backup(installation, file)
    with pytest.raises(BadBackup, match="is running"):
        restore_offline(installation, file)
