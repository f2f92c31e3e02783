"""What the clock does in growth. A task may run twice; nothing happens twice."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app

from kaibo.growth.actions.remind import collect_due, send_due
from kaibo.growth.actions.tally_log import tally


@app.periodic(cron="* * * * *")
@app.task(queue="reminders", queueing_lock="growth.remind")
def remind(timestamp: int) -> None:
    """Find the reminders that became due and send them."""
    now = dt.datetime.now(dt.UTC)
    collect_due(now)
    send_due(now)


@app.periodic(cron="* * * * *")
@app.task(queue="reminders", queueing_lock="growth.tally_log")
def tally_log(timestamp: int) -> None:
    """Count watch time, rewards and replies that are new in the event log."""
    tally(dt.datetime.now(dt.UTC))
