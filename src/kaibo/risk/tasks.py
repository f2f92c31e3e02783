"""What the clock does for the guard. Each task may run twice; nothing happens twice."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app

from kaibo.risk.actions.charge import charge_blocks


@app.periodic(cron="* * * * * */10")
@app.task(queue="orders", queueing_lock="risk.charge_blocks")
def charge(timestamp: int) -> None:
    """Blocks become steps on the ladder."""
    charge_blocks(dt.datetime.now(dt.UTC))
