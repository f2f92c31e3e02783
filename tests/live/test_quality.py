"""Batches of others through the running insight process, and what staff are told of quality."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import socket
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from tests.factories.staged_show import StagedShow
from tests.live.test_insight_process import Process, analyst, home, process, settled, wait_for

from kaibo.foundation.errors import NotAllowed
from kaibo.foundation.eventlog import KINDS, VIEWER_KINDS, Writer
from kaibo.insight import facade, keeping
from kaibo.insight.lake.seal import Lake
from kaibo.team.models import Staff

__all__ = ["home", "process"]
pytestmark = pytest.mark.django_db(transaction=True)


def send(process: Process, data: bytes) -> tuple[int, dict[str, Any]]:
    with (
        contextlib.closing(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)) as own,
        contextlib.closing(http.client.HTTPConnection("insight", timeout=20)) as connection,
    ):
        own.connect(str(process.config.insight_socket))
        connection.sock = own
        connection.request("POST", "/events", data)
        with connection.getresponse() as answer:
            return answer.status, msgspec.json.decode(answer.read())


def row(show: StagedShow, kind: str, **changes: Any) -> list[Any]:
    values: dict[str, Any] = {
        "event_id": uuid.uuid4().bytes, "ts": int(time.time() * 1000), "kind": KINDS[kind],
        "shop": show.shop.pk, "show": show.show.pk, "room": 1, "viewer": 990_001,
        **dict.fromkeys(("segment_run", "pinned_link", "link", "sku", "offer", "ref")),
        "amount": 0, "quantity": 0, "n": 2, "ms": 0, "video_ms": None, "rehearsal": False,
        "source": 0, "text": None,
    }  # fmt: skip
    return list((values | changes).values())


def batch(rows: list[Any], skew_ms: int = 0) -> bytes:
    return msgspec.msgpack.encode([1, int(time.time() * 1000) + skew_ms, ["小程序"], rows])


def lines(show: StagedShow, staff: Staff) -> dict[str, dict[str, Any]]:
    """Sums over the days of every source."""
    found: dict[str, dict[str, Any]] = {}
    for line in keeping.quality(show.shop.pk, 366, staff, datetime.now(UTC))["lines"]:
        empty: dict[str, Any] = {"came": 0, "kept": 0, "dropped": {}, "fixed": {}, "samples": {}}
        into = found.setdefault(line["source"], empty)
        into["came"] += line["came"]
        into["kept"] += line["kept"]
        for part in ("dropped", "fixed", "samples"):
            into[part] |= line[part]
    return found


def _seal(process: Process) -> None:
    """As the insight process does by itself after ten seconds: never two at once."""
    lake = process.config.lake
    lake.mkdir(parents=True, exist_ok=True)
    with (lake / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        Lake(lake).seal(process.config.events)


@pytest.mark.capability("DATA-04")
def test_rows_in_dropped_and_fixed_are_told_with_the_reason(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=40, minutes=6)
    likes = settled(show)["totals"]["likes"]
    staff = analyst(show)
    good = row(show, "like")
    rows = [good, good, row(show, "like", ts=int(time.time() * 1000) - 3_600_000),
            row(show, "pay", amount=9900), [1, 2], row(show, "like", n=-3)]  # fmt: skip
    status, answer = send(process, batch(rows))
    assert status == 201
    assert (answer["came"], answer["kept"], answer["fixed"]["late"]) == (6, 3, 1)
    assert answer["dropped"] == {"kind": 1, "shape": 1, "range": 1}
    status, answer = send(process, batch([row(show, "like", ts=5 * 86_400_000)], skew_ms=-90_000))
    assert (status, answer["dropped"]) == (201, {"old": 1})
    assert send(process, b"no batch")[0] == 422

    def counted() -> dict[str, Any] | None:
        totals = facade.metrics(show.show.pk, staff)["totals"]
        return totals if totals["likes"] == likes + 4 else None  # one like is sent twice, n = 2

    assert wait_for(counted)["gmv"] == settled(show)["totals"]["gmv"]
    found = lines(show, staff)
    assert found["intake"]["came"] == 7
    assert found["intake"]["kept"] == 2
    assert found["intake"]["dropped"] == {
        "repeated": 1,
        "kind": 1,
        "shape": 1,
        "range": 1,
        "old": 1,
    }
    assert found["intake"]["fixed"]["late"] == 1
    assert found["intake"]["samples"]["shape"] == ["[1,2]"]
    assert sum(line["kept"] for line in found.values()) == len(show.log.events) + 2
    with pytest.raises(NotAllowed):
        keeping.quality(
            show.shop.pk, 7, Staff.objects.create_user(username="stranger"), datetime.now(UTC)
        )


@pytest.mark.capability("DATA-04")
def test_quality_is_the_same_before_and_after_sealing(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=40, minutes=6)
    settled(show)
    staff = analyst(show)
    events = process.config.events
    with Writer(
        events, "gateway-again", segment_bytes=20_000
    ) as writer:  # a page sent again elsewhere
        for number, part in enumerate(show.log.batches(60, VIEWER_KINDS)):
            if number < 4:
                writer.append(part)
    before = lines(show, staff)
    assert sum(line["kept"] for line in before.values()) >= len(show.log.events)
    for home_ in [path for path in events.iterdir() if path.is_dir() and path.name != "outbox"]:
        last = max(int(path.stem) for path in home_.glob("*.kev"))
        (home_ / f"{last + 1:08d}.kev").touch()  # what is there is closed now
    _seal(process)
    after = lines(show, staff)
    assert {name: line["came"] for name, line in after.items()} == {
        name: line["came"] for name, line in before.items()
    }
    assert sum(line["kept"] for line in after.values()) == len(show.log.events)
    repeated = [line["dropped"].get("repeated", 0) for line in after.values()]
    assert sum(repeated) == after["gateway-again"]["came"]  # of whichever was sealed second
