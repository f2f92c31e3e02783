"""What the clock does to stock."""

from __future__ import annotations

import datetime as dt

from procrastinate.contrib.django import app

from kaibo.supply.actions.hold import BATCH, release_expired


@app.periodic(cron="* * * * * */30")
@app.task(queue="orders", queueing_lock="supply.holds")
def release_expired_holds(timestamp: int) -> None:
    """Let go of holds whose time is over, batch after batch."""
    while release_expired(dt.datetime.now(dt.UTC)) == BATCH:
        pass
