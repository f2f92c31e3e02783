"""What the order tables and the event log say of a show, asked without any of the product's code."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import pyarrow.compute as pc

from kaibo.foundation.eventlog import KINDS, read_all
from tests.platform import Platform

Figures = dict[str, int]
_COUNTED = (
    "enter", "comment", "like", "impression", "product_view", "product_click", "show_start",
    "show_end",
)  # fmt: skip
_TOTALS = """
    select count(*) as orders, sum(pay_amount) as gmv_created,
           count(distinct buyer_id) as order_buyers,
           count(*) filter (where paid_at is not null) as paid_orders,
           sum(pay_amount) filter (where paid_at is not null) as gmv,
           count(distinct buyer_id) filter (where paid_at is not null) as buyers
    from selling_order where show_id = %s"""
_UNITS = """
    select sum(l.quantity) from selling_orderline l join selling_order o on o.id = l.order_id
    where o.show_id = %s and o.paid_at is not null"""
_REFUNDS = """
    select count(distinct r.order_id), count(*), coalesce(sum(r.amount), 0) from selling_refund r
    join selling_order o on o.id = r.order_id where o.show_id = %s and r.state = 'succeeded'"""
_LINKS = """
    select l.link_id, sum(o.pay_amount), count(*), sum(l.quantity)
    from selling_orderline l join selling_order o on o.id = l.order_id
    where o.show_id = %s and o.paid_at is not null group by 1"""
_SEGMENTS = """
    select segment_run_id, sum(pay_amount), count(*) from selling_order
    where show_id = %s and paid_at is not null group by 1"""


@dataclass(frozen=True)
class Books:
    """Money in cents. ``links`` and ``segments``: figures of what was paid, by link and run."""

    totals: Figures
    links: dict[int, Figures]
    segments: dict[int, Figures]

    def of(self, *names: str) -> Figures:
        return {name: self.totals[name] for name in names}


def books_of(platform: Platform, show: int) -> Books:
    names = ("orders", "gmv_created", "order_buyers", "paid_orders", "gmv", "buyers")
    totals = dict(zip(names, map(int, platform.rows(_TOTALS, show)[0]), strict=True))
    totals["units"] = int(platform.rows(_UNITS, show)[0][0])
    refunded, refunds, back = map(int, platform.rows(_REFUNDS, show)[0])
    totals |= {
        "refunded_orders": refunded, "refunds": refunds, "refund_amount": back,
        "net_gmv": totals["gmv"] - back, "unpaid_amount": totals["gmv_created"] - totals["gmv"],
    }  # fmt: skip
    return Books(totals | logged(platform, show), _links(platform, show), _segments(platform, show))


def _links(platform: Platform, show: int) -> dict[int, Figures]:
    """Only for orders of one line each: nothing is to be shared out."""
    several = platform.rows(
        "select count(*) from (select order_id from selling_orderline l join selling_order o"
        " on o.id = l.order_id where o.show_id = %s group by 1 having count(*) > 1) x", show,
    )  # fmt: skip
    assert several == [(0,)]
    rows = platform.rows(_LINKS, show)
    return {
        link: {"gmv": int(gmv), "paid_orders": int(orders), "units": int(units)}
        for link, gmv, orders, units in rows
    }


def _segments(platform: Platform, show: int) -> dict[int, Figures]:
    rows = platform.rows(_SEGMENTS, show)
    return {run: {"gmv": int(gmv), "paid_orders": int(orders)} for run, gmv, orders in rows}


def logged(platform: Platform, show: int) -> Figures:
    """Counts of the event log; an event that was written twice counts once."""
    seen: set[bytes] = set()
    counts: Counter[str] = Counter()
    people: defaultdict[str, set[int]] = defaultdict(set)
    names = {KINDS[name]: name for name in _COUNTED}
    moments: dict[str, int] = {}
    for chunk in read_all(platform.config.events):
        batch = chunk.batch.filter(pc.equal(chunk.batch["show"], show))
        for row in batch.select(["event_id", "kind", "n", "viewer", "ts"]).to_pylist():
            name = names.get(row["kind"])
            if name and row["event_id"] not in seen:
                seen.add(row["event_id"])
                counts[name] += row["n"]
                people[name].add(row["viewer"])
                moments[name] = row["ts"]
    return {
        "pv": counts["enter"], "uv": len(people["enter"]), "comments": counts["comment"],
        "likes": counts["like"], "product_views": counts["product_view"],
        "product_clicks": counts["product_click"], "product_viewers": len(people["product_view"]),
        "product_clickers": len(people["product_click"]),
        "impressions": counts["impression"], "impression_viewers": len(people["impression"]),
        "live_ms": moments.get("show_end", 0) - moments["show_start"],
    }  # fmt: skip
