"""The order writer dies, or loses PostgreSQL, in the middle of a rush."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections import Counter

import pytest
from django.db import connection
from tests.factories.order_writer import Client, OrderWriter
from tests.factories.selling import Stage, buyers, stage

from kaibo.foundation import ledger
from kaibo.selling.contracts import BuyRequest
from kaibo.selling.models import Order, OrderLine

pytestmark = pytest.mark.django_db(transaction=True)
STOCK = 4000


def test_kill_9_in_a_rush_loses_and_doubles_nothing(order_writer: OrderWriter) -> None:
    scene, people = stage(stock=STOCK), buyers(2500)
    wishes = [scene.request(buyer, ref) for ref, buyer in enumerate(people)]
    acked: dict[int, int] = {}
    for _ in range(3):
        client = order_writer.connect()
        client.send([wish for wish in wishes if wish.ref not in acked][:800])
        _listen(client, acked, until=len(acked) + 300)
        order_writer.kill()
        _listen(client, acked)  # what had been sent before the end
        order_writer.start()
    assert 900 <= len(acked) < len(people)
    told = dict(acked)
    _finish(order_writer, wishes, acked)
    _check(scene, wishes, acked)
    assert all(acked[ref] == order for ref, order in told.items())


def test_a_lost_database_connection_is_retried_exactly_once_in_effect(
    order_writer: OrderWriter,
) -> None:
    scene, people = stage(stock=STOCK), buyers(2500)
    wishes = [scene.request(buyer, ref) for ref, buyer in enumerate(people)]
    acked: dict[int, int] = {}
    client = order_writer.connect()
    rush = threading.Thread(target=_send_in_steps, args=(client, wishes))
    rush.start()
    cuts = 0
    while len(acked) < len(people):
        _listen(client, acked, until=min(len(people), len(acked) + 200))
        cuts += _cut()
    rush.join()
    assert cuts >= 1
    _check(scene, wishes, acked)


@pytest.mark.parametrize("order_writer", [{"KAIBO_DISK_ORDERS_MB": "999999999"}], indirect=True)
def test_a_full_disk_takes_no_orders_and_says_try_again(order_writer: OrderWriter) -> None:
    scene, people = stage(stock=5), buyers(3)
    wishes = [scene.request(buyer, ref) for ref, buyer in enumerate(people)]
    answers = order_writer.connect().buy(wishes)
    assert {answer.code for answer in answers.values()} == {"try_again"}
    assert (Order.objects.count(), scene.left) == (0, 5)


def _listen(client: Client, acked: dict[int, int], until: int | None = None) -> None:
    with contextlib.suppress(ConnectionError):
        while until is None or len(acked) < until:
            for result in client.receive().results:
                assert result.code == ""
                assert result.order_id is not None
                acked[result.ref] = result.order_id


def _finish(writer: OrderWriter, wishes: list[BuyRequest], acked: dict[int, int]) -> None:
    """What a page does after a break: send everything again with the same keys."""
    for ref, result in writer.connect().buy(wishes).items():
        assert result.order_id is not None
        assert acked.setdefault(ref, result.order_id) == result.order_id


def _send_in_steps(client: Client, wishes: list[BuyRequest]) -> None:
    for start in range(0, len(wishes), 100):
        client.send(wishes[start : start + 100])
        time.sleep(0.01)


def _cut() -> int:
    """Terminate the writer's backend, whatever it is doing; returns how many there were."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            " where application_name = 'kaibo-orders' and datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def _check(scene: Stage, wishes: list[BuyRequest], acked: dict[int, int]) -> None:
    """All acknowledged orders stand, one per key, one line each, and the books balance."""
    orders = dict(Order.objects.values_list("idempotency_key", "id"))
    assert {uuid.UUID(bytes=w.key): acked[w.ref] for w in wishes} == orders
    assert set(Counter(OrderLine.objects.values_list("order_id", flat=True)).values()) == {1}
    assert (scene.left, scene.reserved) == (STOCK - len(wishes), len(wishes))
    assert ledger.verify("stock") == []
    assert ledger.total("stock") == 0
