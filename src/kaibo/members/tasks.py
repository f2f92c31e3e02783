"""Housekeeping of members."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from kaibo.members.models import PhoneCode, RequestCount

KEPT = timedelta(days=2)


@app.periodic(cron="17 4 * * *")
@app.task(queue="housekeeping", queueing_lock="members.sweep")
def sweep(timestamp: int) -> None:
    """Delete codes and request counts that no rule looks at any more."""
    before = datetime.fromtimestamp(timestamp, UTC) - KEPT
    PhoneCode.objects.filter(sent_at__lt=before).delete()
    RequestCount.objects.filter(window_start__lt=before).delete()
