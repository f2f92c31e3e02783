"""The other tables of a generated show: orders, refunds, followers and whatever formulas read."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa

from kaibo.foundation.eventlog import Batch
from kaibo.insight.batch import database
from kaibo.insight.batch.tables import TABLES
from tests.factories.show_log import Sale, ShowLog

_HOUR = 3_600_000


def shop_database(log: ShowLog, others: Iterable[ShowLog] = ()) -> duckdb.DuckDBPyConnection:
    """A database with the events of a show and of others of the shop, and its books."""
    db = duckdb.connect()
    logs = [log, *others]
    rows = [batch.to_arrow() for one in logs for batch in (*one.batches(), more_events(one))]
    db.register("log", pa.Table.from_batches(rows))
    database.create_events(db, ["log"])
    database.create_books(db, books(logs))
    return db


def books(logs: list[ShowLog]) -> dict[str, pa.Table]:
    """Rows of every table, seeded by the first show; discounts and shipping times at random."""
    rows: dict[str, list[Any]] = {name: [] for name in TABLES if name != "events"}
    for log in logs:
        chance = random.Random(log.seed)
        rows["shows"].append((log.show, "夜场", "阿月", log.rehearsal, log.start_ms, log.end_ms))
        for sale in log.sales:
            _order(rows, log, sale, chance)
        _people(rows, log, chance)
    return {name: database.arrow(TABLES[name], found) for name, found in rows.items()}


def more_events(log: ShowLog) -> Batch:
    """Impressions, gifts, entries of a draw and what players report."""
    chance, batch = random.Random(log.seed + 1), Batch()
    for viewer in range(log.first_viewer, log.first_viewer + log.viewers + 60):
        at = chance.randrange(log.start_ms, log.end_ms - 60_000)
        same: dict[str, Any] = {
            "show": log.show,
            "shop": log.shop,
            "rehearsal": log.rehearsal,
            "viewer": viewer,
        }
        for kind, columns in (
            ("impression", {}), ("enter", {"source": "投放-千川"}), ("unfollow", {}),
            ("favorite", {"link": log.goods[0].link}), ("act", {"text": "draw", "ref": 1}),
            ("gift", {"amount": chance.randrange(1, 500), "text": "棒棒糖"}),
            ("qoe", {"ms": chance.randrange(150, 3000), "text": "llhls first_frame"}),
        ):  # fmt: skip
            if chance.random() < 0.4:
                batch.add(kind, ts=at, event_id=chance.randbytes(16), **same, **columns)
        if chance.random() < 0.2:
            batch.add("qoe", ts=at + 30_000, event_id=chance.randbytes(16), ms=700,
                      text="llhls stalls=1 reconnects=0", **same)  # fmt: skip
    return batch


def _order(rows: dict[str, list[Any]], log: ShowLog, sale: Sale, chance: random.Random) -> None:
    discount = chance.choice((0, 0, 500, 1200))
    shipped = sale.paid_ms + chance.randrange(1, 80) * _HOUR if sale.paid_ms else None
    if sale.refunded_ms and chance.random() < 0.5:
        shipped = None
    state = "refunded" if sale.refunded_ms else "paid" if sale.paid_ms else "placed"
    key = log.show * 100_000 + sale.order
    rows["orders"].append((
        key, log.show, sale.viewer, state, log.rehearsal, sale.amount + discount, discount, 0, 0,
        0, sale.amount, "direct", sale.segment_run, sale.pinned_link, sale.placed_ms,
        sale.paid_ms, shipped, None,
    ))  # fmt: skip
    rows["order_lines"].append((
        key * 64, key, sale.goods.link, sale.goods.sku, sale.quantity, sale.goods.price,
        sale.amount + discount, discount, False,
    ))  # fmt: skip
    if sale.refunded_ms:
        rows["refunds"].append((key, key, sale.amount, "succeeded", sale.refunded_ms,
                                sale.refunded_ms + chance.choice((0, 2 * _HOUR))))  # fmt: skip


def _people(rows: dict[str, list[Any]], log: ShowLog, chance: random.Random) -> None:
    start = log.start_ms
    for viewer in range(log.first_viewer - 20, log.first_viewer + log.viewers):
        if chance.random() < 0.3:
            rows["follows"].append((viewer, start + chance.choice((-1, 1)) * 5000,
                                    chance.choice((None, None, start - 1))))  # fmt: skip
            rows["reservations"].append((log.show, viewer, start - _HOUR,
                                         chance.choice((None, start))))  # fmt: skip
            rows["fan_members"].append((viewer, start + chance.randrange(-9, 9) * 60_000, None))
        if chance.random() < 0.1:
            asked = start + chance.randrange(600_000)
            rows["reports"].append((log.show, viewer, "host", "虚假宣传", asked))
            replied = chance.choice((None, asked + chance.randrange(90_000)))
            rows["threads"].append((viewer, log.show, viewer, asked, replied))
            state = chance.choice(("open", "answered"))
            rows["questions"].append((viewer, log.show, None, 2, state, asked, None))
    rows["activities"].append((log.show, log.show, "draw", start + 60_000, start + 180_000, False))
    if rows["links"]:  # the goods of a shop's other shows are the same here
        return
    for place, one in enumerate(log.goods):
        run, title = log.first_run + place, f"讲解 {place + 1} 号链接"
        rows["segments"].append((run, log.show, title, one.link, start, log.end_ms, False))
        rows["links"].append((one.link, log.show, 1, 1, "四件套", "main", one.price, "阿月"))
        rows["offers"].append((one.offer, log.show, one.link, one.sku, 100))
        rows["stock"].append((one.sku, 80))
    for number in range(5):  # bought in the shop afterwards, outside any show
        bought = log.end_ms + (1 + 2 * number) * 24 * _HOUR
        rows["orders"].append((
            log.show * 100_000 + 90_000 + number, None, log.first_viewer + number, "paid", False,
            9900, 0, 0, 0, 0, 9900, "", None, None, bought, bought + 1000, None, None,
        ))  # fmt: skip
    rows["offers"].append((1, log.show, 1, 1, 100))
