"""What the clock does in growth. A task may run twice; nothing happens twice."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app

from kaibo.growth.actions.remind import collect_due, send_due


@app.periodic(cron="* * * * *")
@app.task(queue="reminders", queueing_lock="growth.remind")
def remind(timestamp: int) -> None:
    """Find the reminders that became due and send them."""
    now = dt.datetime.now(dt.UTC)
    collect_due(now)
    send_due(now)
