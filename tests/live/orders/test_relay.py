"""What the order path leaves in the outbox becomes one event per order line, once."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from tests.factories.order_writer import OrderWriter, test_dsn
from tests.factories.selling import PRICE, buyers, stage

from kaibo.foundation.eventlog import KINDS, Writer, read_all
from kaibo.foundation.models import OutboxMessage
from kaibo.insight.engine.relay import placed_orders, relay
from kaibo.selling.models import Order, OrderLine
from kaibo.selling.rules.refund_share import split

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


LINES = [(3 * PRICE, 100), (1, 0), (5 * PRICE, 7), (PRICE, PRICE)]  # amount, discount


@pytest.mark.parametrize("pay", [9 * PRICE - PRICE - 106, 1, 0, 2**53])
def test_lines_share_what_is_to_pay_as_the_payment_does(
    order_writer: OrderWriter, pay: int
) -> None:
    """Shipping, points and credit are shared: created and paid money are the same money."""
    told = _told(order_writer, LINES, pay)
    assert sum(told) == pay
    assert told == split(pay, [amount - discount for amount, discount in LINES])


def test_an_order_that_pays_for_shipping_alone_says_so(order_writer: OrderWriter) -> None:
    assert _told(order_writer, [(PRICE, PRICE), (PRICE, PRICE)], 1000) == [1000, 0]


def _told(order_writer: OrderWriter, lines: list[tuple[int, int]], pay: int) -> list[int]:
    """Line amounts of the order's fact when its rows say this."""
    scene, (buyer,) = stage(stock=50), buyers(1)
    (answer,) = order_writer.connect().buy([scene.request(buyer, 1)]).values()
    order, line = answer.order_id, OrderLine.objects.get(order_id=answer.order_id)
    line.delete()
    for number, (amount, discount) in enumerate(lines):
        line.id, line.amount, line.discount = order * 64 + number, amount, discount
        line.unit_price, line.quantity = amount, 1
        line.save(force_insert=True)
    goods, discount = sum(one[0] for one in lines), sum(one[1] for one in lines)
    extra = pay - goods + discount
    Order.objects.filter(id=order).update(
        goods_amount=goods, discount_amount=discount, pay_amount=pay,
        shipping_amount=max(extra, 0), credit_amount=max(-extra, 0),
    )  # fmt: skip
    body = {"orders": [[order, order]], "show": scene.show.pk}
    with psycopg.connect(test_dsn(), autocommit=True) as db:
        ((_, fact),) = placed_orders(db, body)
    return [each["amount"] for each in fact["lines"]]
