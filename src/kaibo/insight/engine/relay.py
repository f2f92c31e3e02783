"""Business facts from the outbox into the event log: at least once, counted exactly once.

The order path writes one message per batch and show, of kind `orders`, which names the runs of
order ids; each order is read from its rows, which do not change in what the log keeps of them.
The lines share what is to pay in money, shipping included and points and credit taken off: their
amounts add up to the order's ``pay_amount``, as those of its payment and refunds do.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

import psycopg

from kaibo.foundation.eventlog import KINDS, Batch, Writer

BATCH = 1000  # rows of the outbox
ORDERS = 20_000  # after so many orders the rest of the rows waits for the next turn
# A name space of event ids: version 8 (our own), "order" in the upper half, its id in the lower.
_ORDER_FACTS = int.from_bytes(b"order\0\x80\0\x80" + b"\0" * 7, "big")
_WAITING = """
    select id, event_id, kind, body from foundation_outboxmessage
    where relayed_at is null order by id limit %s for update skip locked
"""
_ORDERS = """
    select o.id, jsonb_build_object(
        'at_ms', floor(extract(epoch from o.placed_at) * 1000)::bigint, 'shop', o.shop_id,
        'show', o.show_id, 'room', o.room_id, 'viewer', o.buyer_id,
        'segment_run', o.segment_run_id, 'pinned_link', o.pinned_link_id, 'order', o.id,
        'video_ms', o.video_ms, 'rehearsal', o.is_rehearsal, 'source', o.source,
        'lines', (
            select jsonb_agg(jsonb_build_object(
                'link', part.link_id, 'sku', part.sku_id, 'offer', part.offer_id,
                'quantity', part.quantity, 'amount', part.until - part.since) order by part.id)
            from (
                select l.*, coalesce(lag(l.until) over (order by l.id), 0) as since from (
                    select line.*, case when sum(line.amount - line.discount) over () = 0
                        then o.pay_amount  -- nothing but shipping is paid: with the first line
                        else div(o.pay_amount::numeric
                            * sum(line.amount - line.discount) over (order by line.id),
                            sum(line.amount - line.discount) over ())::bigint
                    end as until
                    from selling_orderline line where line.order_id = o.id
                ) l
            ) part))
    from unnest(%s::bigint[], %s::bigint[]) as run(low, high)
    join selling_order o on o.id between run.low and run.high and o.show_id = %s
    order by o.id
"""
_DONE = "update foundation_outboxmessage set relayed_at = clock_timestamp() where id = any(%s)"


def relay(connection: psycopg.Connection[Any], writer: Writer) -> int:
    """Append waiting outbox rows to the log, then mark them; returns how many.

    The rows stay locked meanwhile. A crash between the append and the mark sends them again with
    the same event ids, so that readers count them once.
    """
    with connection.transaction():
        waiting = connection.execute(_WAITING, [BATCH]).fetchall()
        if not waiting:
            return 0
        batch, orders = Batch(), 0
        for number, (_, event_id, kind, body) in enumerate(waiting, start=1):
            if kind == "orders":
                orders += _add_orders(connection, batch, body)
            else:
                add_fact(batch, event_id, kind, body)
            if orders >= ORDERS:
                del waiting[number:]
                break
        writer.append(batch)
        connection.execute(_DONE, [[row[0] for row in waiting]])
    return len(waiting)


def order_fact(order_id: int) -> uuid.UUID:
    """The event id of an order's placing, the same whenever it is relayed."""
    return uuid.UUID(int=_ORDER_FACTS | order_id)


def placed_orders(
    connection: psycopg.Connection[Any], body: Mapping[str, Any]
) -> list[tuple[uuid.UUID, dict[str, Any]]]:
    """The single facts of a batch of placed orders: event id and body of kind ``order``."""
    low, high = [run[0] for run in body["orders"]], [run[1] for run in body["orders"]]
    rows = connection.execute(_ORDERS, [low, high, body["show"]]).fetchall()
    return [(order_fact(order_id), fact) for order_id, fact in rows]


def _add_orders(connection: psycopg.Connection[Any], batch: Batch, body: Mapping[str, Any]) -> int:
    """Add the orders that the message names; returns how many."""
    low, high = [run[0] for run in body["orders"]], [run[1] for run in body["orders"]]
    rows = connection.execute(_ORDERS, [low, high, body["show"]]).fetchall()
    for order_id, fact in rows:
        add_fact(batch, order_fact(order_id), "order", fact)
    return len(rows)


def add_fact(batch: Batch, event_id: uuid.UUID, kind: str, body: Mapping[str, Any]) -> None:
    """One log row per line of the fact, or one if it has no lines; only the first counts.

    A kind that this log does not know is left out of the log: it was written by a newer release.
    """
    if kind not in KINDS:
        return
    lines = body.get("lines") or [body]
    for number, line in enumerate(lines):
        batch.add(
            kind,
            ts=body["at_ms"],
            event_id=line_id(event_id, number),
            n=0 if number else 1,
            show=body.get("show") or 0,
            shop=body.get("shop") or 0,
            room=body.get("room") or 0,
            viewer=body.get("viewer") or 0,
            segment_run=body.get("segment_run"),
            pinned_link=body.get("pinned_link"),
            ref=body.get("order", body.get("ref")),
            video_ms=body.get("video_ms"),
            rehearsal=bool(body.get("rehearsal")),
            source=body.get("source") or "",
            text=body.get("text"),
            link=line.get("link"),
            sku=line.get("sku"),
            offer=line.get("offer"),
            quantity=line.get("quantity") or 0,
            amount=line.get("amount") or 0,
        )


def line_id(event_id: uuid.UUID, number: int) -> bytes:
    """The event id of a fact's line: the fact's own for the first, derived for the others."""
    return event_id.bytes if number == 0 else uuid.uuid5(event_id, str(number)).bytes
