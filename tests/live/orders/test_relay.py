"""What the order path leaves in the outbox becomes one event per order line, once."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from tests.factories.order_writer import OrderWriter, test_dsn
from tests.factories.selling import PRICE, buyers, stage

from kaibo.foundation.eventlog import KINDS, Writer, read_all
from kaibo.foundation.models import OutboxMessage
from kaibo.insight.engine.relay import relay

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_batch_of_orders_is_relayed_as_its_orders(
    order_writer: OrderWriter, tmp_path: Path
) -> None:
    scene, people = stage(stock=50), buyers(30)
    answers = order_writer.connect().buy([scene.request(b, n) for n, b in enumerate(people)])
    messages = OutboxMessage.objects.count()
    assert messages < len(people)
    with (
        psycopg.connect(test_dsn(), autocommit=True) as db,
        Writer(tmp_path / "events", "outbox") as log,
    ):
        assert relay(db, log) == messages
        OutboxMessage.objects.update(relayed_at=None)  # as if the mark was lost in a crash
        assert relay(db, log) == messages
    batches = [chunk.batch for chunk in read_all(tmp_path / "events")]
    rows = [row for batch in batches for row in batch.to_pylist()]
    assert len(rows) == 2 * len(people)
    assert len({row["event_id"] for row in rows}) == len(people)
    assert {row["ref"] for row in rows} == {one.order_id for one in answers.values()}
    assert {(row["kind"], row["n"], row["amount"]) for row in rows} == {(KINDS["order"], 1, PRICE)}
    assert {row["link"] for row in rows} == {scene.offer.link_id}
