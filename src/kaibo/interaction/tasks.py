"""What the clock does to activities. Each task may run twice; nothing happens twice."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app

from kaibo.interaction.prizes import PAY, pay_prizes, unpaid_activities
from kaibo.interaction.timing import END, end_activity, end_due

_BATCH = 20


@app.task(queue="orders", name=END)
def end_one(activity_id: int) -> None:
    """The job of an opening: close and settle at the time that was announced."""
    end_activity(activity_id, dt.datetime.now(dt.UTC))


@app.task(queue="orders", name=PAY)
def pay(activity_id: int) -> None:
    """The job of a settlement."""
    pay_prizes(activity_id, dt.datetime.now(dt.UTC))


@app.periodic(cron="* * * * * */5")
@app.task(queue="orders", queueing_lock="interaction.sweep")
def sweep(timestamp: int) -> None:
    """What a killed worker or the end of a show left open, and prizes still owed."""
    now = dt.datetime.now(dt.UTC)
    end_due(now)
    for activity_id in unpaid_activities(_BATCH):
        pay_prizes(activity_id, now)
