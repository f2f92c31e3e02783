"""A real media process on a real database, and encoders that push to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.factories.ports import free_ports

from kaibo.supervisor.postgres import Postgres
from kaibo.supervisor.testbed import FOLDER

RTMP, HTTP = free_ports(2)
KEY, OTHER_KEY = "key-of-room-one", "key-of-room-two"


def wait_for(ask: Callable[[], Any], seconds: float = 90.0) -> Any:
    """The first truthy answer; fails the test after ``seconds``."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"nothing after {seconds} s")


@dataclass
class Media:
    """The running process and its surroundings."""

    dsn: str
    folder: Path
    process: subprocess.Popen[bytes] | None = None
    pushers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        env = os.environ | {
            "KAIBO_DATA": str(self.folder), "DATABASE_URL": self.dsn, "HOST": "127.0.0.1",
            "RTMP_PORT": str(RTMP), "MEDIA_PORT": str(HTTP), "PYTHONPATH": "src",
        }  # fmt: skip
        log = (self.folder / "media.log").open("ab")
        with log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kaibo.media"], env=env, stdout=log, stderr=log
            )
        wait_for(self.is_ready)

    def is_ready(self) -> bool:
        try:
            return bool(json.loads(self.get("/healthz"))["database"])
        except OSError:
            return False

    def stop(self, number: int = signal.SIGTERM) -> None:
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(60)

    def get(self, path: str) -> bytes:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{HTTP}{path}", timeout=30) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            error.close()  # the code stays readable
            raise

    def status(self, room: str = "one") -> Any:
        return json.loads(self.get(f"/live/{room}/status"))

    def log(self) -> str:
        return (self.folder / "media.log").read_text()

    def push(
        self, key: str = KEY, size: str = "320x568", rate: int = 25
    ) -> subprocess.Popen[bytes]:
        """An encoder as OBS is one: x264 and AAC over RTMP."""
        pusher = subprocess.Popen(
            [
                "ffmpeg", "-hide_banner", "-loglevel", "error", "-re",
                "-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}",
                "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100",
                "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency",
                "-pix_fmt", "yuv420p", "-b:v", "400k", "-g", str(rate), "-c:a", "aac",
                "-f", "flv", f"rtmp://127.0.0.1:{RTMP}/live/{key}",
            ],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.pushers.append(pusher)
        return pusher

    def is_up(self, room: str = "one") -> bool:
        return bool(self.status(room)["state"] == "up")

    def end_pushers(self) -> None:
        for pusher in self.pushers:
            if pusher.poll() is None:
                pusher.send_signal(signal.SIGCONT)
                pusher.kill()
            pusher.communicate()
        self.pushers.clear()
        wait_for(lambda: not self.is_up("one") and not self.is_up("two"))

    def sql(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.dsn, autocommit=True) as db:
            cursor = db.execute(text.encode(), values)
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="session")
def media_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Media]:
    cluster = Postgres(FOLDER / "postgres")
    with psycopg.connect(cluster.dsn, autocommit=True) as db:
        db.execute("create database media_live")
    dsn = f"postgresql://kaibo@/media_live?host={cluster.folder}"
    folder = tmp_path_factory.mktemp("media")
    env = os.environ | {"DATABASE_URL": dsn, "KAIBO_DATA": str(folder), "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "django", "migrate", "-v0"]
    subprocess.run([*command, "--settings", "kaibo.console.settings"], env=env, check=True)
    media = Media(dsn, folder)
    _rooms(media)
    media.start()
    yield media
    media.stop()
    assert media.process is not None
    assert media.process.returncode == 0, media.log()


@pytest.fixture
def media(media_process: Media) -> Iterator[Media]:
    yield media_process
    media_process.end_pushers()


def _rooms(media: Media) -> None:
    """Room `one` on air, room `two` off air; each has a show."""
    shop = _row(media, "foundation_shop")
    for slug, key in (("one", KEY), ("two", OTHER_KEY)):
        show = _row(
            media, "planning_show", shop_id=shop, planned_end_at="2026-01-02T00:00:00Z",
            read_chars_per_second=4.5,
        )  # fmt: skip
        _row(
            media, "liveroom_room", shop_id=shop, show_id=show, slug=slug, stream_key=key,
            is_on_air=slug == "one", stream_state="down", epoch=1,
        )  # fmt: skip


def _row(media: Media, table: str, **known: object) -> int:
    """A row with something in every column that must not be null; returns its id."""
    query = "select column_name, data_type from information_schema.columns where table_name = %s"
    query += " and is_nullable = 'NO' and is_identity = 'NO'"
    values = {name: _value(name, kind) for name, kind in media.sql(query, table)} | known
    marks = ", ".join("%s" for _ in values)
    insert = f"insert into {table} ({', '.join(values)}) values ({marks}) returning id"
    return int(media.sql(insert, *values.values())[0][0])


def _value(name: str, kind: str) -> object:
    if "timestamp" in kind:
        return "2026-01-01T00:00:00Z"
    if kind == "boolean":
        return False
    if kind in ("bigint", "integer", "smallint"):
        return 0
    return "CNY" if "currency" in name else "{}" if kind == "jsonb" else "kaibo"[:4]
