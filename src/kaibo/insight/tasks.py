"""Jobs of the worker."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from kaibo.insight.actions.build_review import build_review as build
from kaibo.insight.actions.keep_events import delete_all_old


@app.task(
    name="insight.build_review",
    retry=RetryStrategy(max_attempts=100, wait=1, linear_wait=1),
)
def build_review(show: int) -> None:
    """Draft the review of a show that ended; asked for by the insight process."""
    build(show, lambda: datetime.now(UTC))


@app.periodic(cron="37 3 * * *")
@app.task(queue="housekeeping", queueing_lock="insight.delete_old")
def delete_old_events(timestamp: int) -> None:
    """Delete events of days that a shop no longer keeps and that no hold covers."""
    delete_all_old(datetime.fromtimestamp(timestamp, UTC))
