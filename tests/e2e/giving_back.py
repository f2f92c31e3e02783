"""Refunds of a rehearsal by the desk and its API: whole, in part, in two parts, refused."""

from __future__ import annotations

import json
import urllib.request

from playwright.sync_api import Page

from tests.e2e.people import staff_post
from tests.platform import Platform, wait_for

WHOLE, PARTS, REFUSED = 14, 4, 2
_PAID = """
    select o.id, l.id, l.quantity, p.trade_no from selling_order o
    join selling_orderline l on l.order_id = o.id
    join selling_payment p on p.order_id = o.id and p.state = 'succeeded'
    where o.show_id = %s and o.state = 'paid' order by o.id"""
_OPEN = """
    select count(*) from selling_refund r join selling_order o on o.id = r.order_id
    where o.show_id = %s and r.state not in ('succeeded', 'failed')"""
_FAILED = """
    select r.id from selling_refund r join selling_order o on o.id = r.order_id
    where o.show_id = %s and r.state = 'failed' order by r.id"""
_REFUND = "/orders/{}/refund"


def give_back(platform: Platform, desk: Page, show: int) -> None:
    """Comes back when every refund has succeeded or was refused."""
    paid = platform.rows(_PAID, show)
    pairs = [row for row in paid if row[2] == 2]
    singles = [row for row in paid if row[2] == 1]
    assert len(pairs) > PARTS, "too few bought two units"
    for order, *_ in singles[:WHOLE] + pairs[:1]:
        staff_post(desk, _REFUND.format(order), {"reason": "不想要了"})
    for order, line, *_ in [*pairs[1:PARTS], pairs[1]]:  # of one of them both units, one by one
        lines = [{"line_id": line, "quantity": 1}]
        staff_post(desk, _REFUND.format(order), {"reason": "少要一件", "lines": lines})
    for order, _, _, trade in singles[WHOLE : WHOLE + REFUSED]:
        _refuse(platform, trade)
        staff_post(desk, _REFUND.format(order), {"reason": "商户余额不足"})
    wait_for("every refund is decided", lambda: platform.rows(_OPEN, show) == [(0,)])
    refused = platform.rows(_FAILED, show)
    assert len(refused) == REFUSED
    staff_post(desk, f"/orders/refunds/{refused[0][0]}/retry", {})  # and refused again


def _refuse(platform: Platform, trade: str) -> None:
    """The simulator refuses every refund of a trade from now on, however often it is asked."""
    asked = urllib.request.Request(
        f"http://127.0.0.1:{platform.config.paysim_port}/sim/refunds/{trade}",
        data=json.dumps({"outcome": "refuse"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert answer.status == 204
