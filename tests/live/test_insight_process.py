"""The insight process itself: relay, folds, reviews and drill-down against real order tables."""

from __future__ import annotations

import csv
import io
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pyarrow.parquet
import pytest
from django.db import connection
from tests.factories.staged_show import StagedShow

from kaibo.foundation.config import Config, from_environment
from kaibo.foundation.errors import InvalidInput, NotAllowed, Unavailable
from kaibo.foundation.eventlog import FIELDS, KINDS, Batch, Writer, read_all
from kaibo.foundation.models import OutboxMessage
from kaibo.insight import facade
from kaibo.insight.engine.relay import relay
from kaibo.insight.models import Review
from kaibo.insight.sales import sales
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db(transaction=True)


def wait_for(what: Callable[[], Any], seconds: float = 90.0) -> Any:
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_folder: Path) -> Config:
    """A data folder of its own with the test database."""
    url = f"postgresql://kaibo@/{connection.settings_dict['NAME']}?host={data_folder / 'postgres'}"
    config = from_environment({"KAIBO_DATA": str(tmp_path), "DATABASE_URL": url})
    config.run.mkdir()
    monkeypatch.setattr("kaibo.insight.client.config", lambda: config)
    return config


class Process:
    """`python -m kaibo.insight` on a data folder."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.start()

    def start(self) -> None:
        environment = {
            **os.environ, "KAIBO_DATA": str(self.config.data), "PYTHONPATH": "src",
            "DATABASE_URL": str(self.config.database_url),
        }  # fmt: skip
        self.child = subprocess.Popen([sys.executable, "-m", "kaibo.insight"], env=environment)
        wait_for(self._answers)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(str(self.config.insight_socket)) == 0

    def kill(self) -> None:
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()


@pytest.fixture
def process(home: Config) -> Iterator[Process]:
    made = Process(home)
    yield made
    made.child.terminate()
    assert made.child.wait(60) == 0


def analyst(show: StagedShow) -> Staff:
    staff = Staff.objects.create_user(username=f"an-{show.tag}", password=None)
    Membership.objects.create(staff=staff, shop=show.shop, role="analyst")
    return staff


def settled(show: StagedShow) -> dict[str, Any]:
    """The draft once the log holds what the order tables hold."""

    def made() -> Review | None:
        try:
            return facade.build_review(show.show.pk, lambda: datetime.now(UTC))
        except Unavailable:
            return None

    review = wait_for(made)
    return dict(review.body)


def test_the_relay_marks_rows_only_after_they_are_in_the_log(home: Config) -> None:
    show = StagedShow(home.events, viewers=20, minutes=4)
    facts = OutboxMessage.objects.count()
    assert facts > 8
    with (
        psycopg.connect(home.dsn, autocommit=True) as db,
        Writer(home.events, "outbox") as writer,
    ):
        assert relay(db, writer) == facts
        assert relay(db, writer) == 0
        OutboxMessage.objects.update(relayed_at=None)  # as if the mark was lost in a crash
        assert relay(db, writer) == facts
    ids = [
        value
        for chunk in read_all(home.events)
        if chunk.writer == "outbox"
        for value in chunk.batch.column("event_id").to_pylist()
    ]
    assert len(ids) == 2 * facts
    assert len(set(ids)) == facts
    assert OutboxMessage.objects.filter(relayed_at__isnull=True).count() == 0
    assert show.orders


@pytest.mark.capability("DATA-03")
def test_log_and_order_tables_show_zero_difference(process: Process) -> None:
    show = StagedShow(process.config.events)
    body = settled(show)
    books = body["reconciliation"]
    assert books["agrees"]
    assert {line["difference"] for line in books["lines"]} == {0}
    booked = sales(show.show.pk)
    assert booked.gmv == sum(order.pay_amount for order in show.orders if order.paid_at) > 0
    assert body["totals"]["gmv"] == booked.gmv
    assert body["totals"]["paid_orders"] == booked.paid_orders > 5
    assert body["totals"]["units"] == booked.units
    by_link = {line["link"] for line in books["lines"]}
    assert by_link == {None, *(goods.link for goods in show.log.goods)}


@pytest.mark.capability("DATA-03")
def test_an_order_that_the_log_does_not_know_is_an_alarm(process: Process) -> None:
    show = StagedShow(process.config.events)
    settled(show)
    order = next(order for order in show.orders if order.paid_at)
    order.pk, order.idempotency_key = None, uuid.uuid4()
    order.save(force_insert=True)
    now = facade.review(show.show.pk, analyst(show))["now"]
    assert not now["reconciliation"]["agrees"]
    assert now["findings"][0]["code"] == "books_disagree"
    line = next(one for one in now["reconciliation"]["lines"] if one["metric"] == "gmv")
    assert line["difference"] == -order.pay_amount
    assert now["totals"]["gmv"] == sales(show.show.pk).gmv


def test_a_refund_later_changes_the_figures_now_and_not_those_at_the_end(process: Process) -> None:
    show = StagedShow(process.config.events)
    settled(show)
    paid = next(order for order in show.orders if order.state == "paid")
    show.refund(paid)
    staff = analyst(show)

    def refunded() -> dict[str, Any] | None:
        found = facade.review(show.show.pk, staff)
        return found if found["now"]["reconciliation"]["agrees"] else None

    found = wait_for(refunded)
    before, after = found["at_end"]["totals"], found["now"]["totals"]
    assert after["net_gmv"] == before["net_gmv"] - paid.pay_amount
    assert after["gmv"] == before["gmv"]
    assert after["refund_rate"] > before["refund_rate"]


@pytest.mark.capability("DATA-02")
def test_export_has_the_documented_schema_and_every_event(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=40, minutes=6)
    settled(show)
    staff = analyst(show)
    documented = Path("docs/events.md").read_text(encoding="utf-8")
    everything = facade.Rows()
    table = pyarrow.parquet.read_table(
        io.BytesIO(facade.export(show.show.pk, everything, "parquet", staff))
    )
    assert set(table.column_names) == {*FIELDS, "at"}
    assert all(f"`{name}`" in documented for name in (*FIELDS, "at", *KINDS))
    assert table.num_rows == len(show.log.events)
    kinds = {"product_view", "product_click", "order", "pay", "enter"}
    assert kinds <= set(table.column("kind").to_pylist())
    text = facade.export(show.show.pk, facade.Rows(kinds="product_click"), "csv", staff).decode()
    clicks = list(csv.DictReader(io.StringIO(text)))
    assert len(clicks) == sum(kind == "product_click" for kind, _ in show.log.events)
    assert list(clicks[0]) == table.column_names


@pytest.mark.capability("DATA-01")
def test_every_figure_opens_to_rows_that_add_up_to_it(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=60, minutes=6)
    body = settled(show)
    staff = analyst(show)

    def ask(**wanted: Any) -> dict[str, Any]:
        return facade.drill(show.show.pk, facade.Rows(**wanted), staff)

    assert ask(kinds="pay")["amount"] == body["totals"]["gmv"]
    assert ask(kinds="comment")["n"] == body["totals"]["comments"]
    assert ask(kinds="enter")["viewers"] == body["totals"]["uv"]
    for segment in body["segments"]:
        assert ask(kinds="like", segment=segment["run"])["n"] == segment["values"]["likes"]
        assert ask(kinds="pay", segment=segment["run"])["amount"] == segment["values"]["gmv"]
    minute = body["minutes"][2]
    assert ask(kinds="enter", minute=minute["at"])["n"] == minute["values"]["pv"]
    page = ask(kinds="enter", limit=7, offset=3)
    assert len(page["rows"]) == 7
    assert page["rows"][0]["kind"] == "enter"
    with pytest.raises(InvalidInput, match="dance"):
        ask(kinds="dance")


def test_kill_9_of_the_process_gives_the_same_figures_again(process: Process) -> None:
    show = StagedShow(process.config.events)
    before = settled(show)
    process.kill()
    staff = analyst(show)
    stale = facade.review(show.show.pk, staff)
    assert stale["is_stale"]
    process.start()

    def caught_up() -> dict[str, Any] | None:
        found = facade.review(show.show.pk, staff)
        body: dict[str, Any] = found["now"]
        return body if not found["is_stale"] and body["rows"] == before["rows"] else None

    again = wait_for(caught_up)
    for part in ("totals", "minutes", "segments", "products", "funnel", "reconciliation"):
        assert again[part] == before[part], part


def test_a_rehearsal_has_a_review_of_its_own(process: Process) -> None:
    real = StagedShow(process.config.events, viewers=40, minutes=6)
    practice = StagedShow(
        process.config.events, viewers=40, minutes=6, rehearsal=True, shop=real.shop, seed=9
    )
    body = settled(practice)
    assert body["show"]["is_rehearsal"]
    assert body["totals"]["gmv"] == sales(practice.show.pk).gmv
    assert settled(real)["totals"]["gmv"] == sales(real.show.pk).gmv


def test_the_worker_is_asked_for_the_review_once_the_show_has_ended(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=20, minutes=4)

    def jobs() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "select args from procrastinate_jobs where task_name = 'insight.build_review'"
                " and (args ->> 'show')::bigint = %s", [show.show.pk],
            )  # fmt: skip
            return cursor.fetchall()

    assert len(wait_for(jobs)) == 1


def test_the_relay_goes_on_after_the_database_cut_it_off(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=20, minutes=4)
    settled(show)
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        assert cursor.fetchone()[0] >= 1
    show.refund(next(order for order in show.orders if order.state == "paid"))
    wait_for(lambda: not OutboxMessage.objects.filter(relayed_at__isnull=True).exists())
    assert process.child.poll() is None


def test_another_shop_may_not_read(process: Process) -> None:
    show = StagedShow(process.config.events, viewers=20, minutes=4)
    stranger = Staff.objects.create_user(username="stranger", password=None)
    for ask in (facade.review, facade.metrics):
        with pytest.raises(NotAllowed):
            ask(show.show.pk, stranger)
    with pytest.raises(NotAllowed):
        facade.drill(show.show.pk, facade.Rows(), stranger)
    host = Staff.objects.create_user(username="host", password=None)
    Membership.objects.create(staff=host, shop=show.shop, role="host")
    with pytest.raises(NotAllowed):
        facade.review(show.show.pk, host)


@pytest.mark.capability("TECH-04")
def test_figures_of_a_live_show_reach_the_gateway_socket(home: Config) -> None:
    got: list[dict[str, Any]] = []
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(home.gateway_socket))
    server.listen()

    def serve() -> None:
        peer, _ = server.accept()
        with peer, peer.makefile("rb") as stream:
            for _ in range(2):
                (size,) = struct.unpack(">I", stream.read(4))
                got.append(msgspec.msgpack.decode(stream.read(size)))

    listener = threading.Thread(target=serve)
    listener.start()
    batch = Batch()
    batch.add("enter", ts=int(time.time() * 1000), show=7, room=3, viewer=1)
    with Writer(home.events, "gateway") as writer:
        writer.append(batch)
    process = Process(home)
    listener.join(90)
    process.child.terminate()
    assert process.child.wait(60) == 0
    server.close()
    assert got[0]["room"] == 3
    frame = got[0]["frame"]
    assert (frame["k"], frame["show"]) == ("kpi", 7)
    assert frame["values"]["pv"] == frame["values"]["online"] == 1
    assert frame["lag_ms"] >= 0


def test_the_process_loads_no_django() -> None:
    modules = "kaibo.insight.engine.process, kaibo.insight.engine.http, kaibo.insight.lake.__main__"
    code = f"import sys, {modules}; sys.exit('django' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": "src"}
    assert (
        subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0
    )
