"""What the clock does to coupons and red packets. A task may run twice; nothing happens twice."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app

from kaibo.promotions.actions.lapse_claims import lapse_claims
from kaibo.promotions.actions.red_packets import lapse_red_packets


@app.periodic(cron="*/10 * * * *")
@app.task(queue="orders", queueing_lock="promotions.lapse_claims")
def lapse_coupons(timestamp: int) -> None:
    """Move coupons past their time out of buyers' hands; nobody can use them before that either."""
    lapse_claims(dt.datetime.now(dt.UTC))


@app.periodic(cron="*/10 * * * *")
@app.task(queue="orders", queueing_lock="promotions.lapse_red_packets")
def lapse_cash(timestamp: int) -> None:
    """Take red-packet cash back after its day."""
    lapse_red_packets(dt.datetime.now(dt.UTC))


@app.periodic(cron="20 20 * * *")
@app.task(queue="orders", queueing_lock="promotions.lapse_returned_cash")
def lapse_returned_cash(timestamp: int) -> None:
    """Once a day: expired cash that refunds brought back."""
    lapse_red_packets(dt.datetime.now(dt.UTC), with_returned=True)
