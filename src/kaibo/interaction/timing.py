"""What the clock does to activities: they close and settle by themselves.

Entries are judged by the moment they reached the gateway, so a late clock lets nobody in. The job
of an opening stands in its transaction; a look at all of them every few seconds finds what a
killed worker left behind, and what a show that ended left open.
"""

from __future__ import annotations

import datetime as dt

import structlog
from django.db.models import F, Q
from procrastinate.contrib.django import app

from kaibo.foundation.errors import KaiboError
from kaibo.interaction.actions.close_activity import close_activity
from kaibo.interaction.actions.settle_activity import settle_activity
from kaibo.interaction.models import Activity

END = "interaction.end_activity"
# What reached the gateway in time may still be on its way to the database.
GRACE = dt.timedelta(milliseconds=300)
_log = structlog.get_logger("kaibo.activities")


def end_later(row: Activity) -> None:
    """The job that ends it, written in the transaction of the opening."""
    if row.closes_at is not None:
        moment = row.closes_at + GRACE
        app.configure_task(END, queue="orders", schedule_at=moment).defer(activity_id=row.pk)


def end_activity(activity_id: int, now: dt.datetime) -> bool:
    """Close it if it is due, settle it if it is closed; returns whether it is settled now."""
    row = Activity.objects.select_related("room").get(pk=activity_id)
    if row.state == "open" and _is_due(row, now):
        row = close_activity(activity_id, None, now)
    if row.state == "closed":
        row = settle_activity(activity_id, None, now)
    return row.state == "settled"


def end_due(now: dt.datetime, limit: int = 50) -> int:
    """End everything that is due; one that cannot be ended does not hold up the others."""
    is_over = Q(closes_at__lte=now - GRACE) | Q(room__is_on_air=False) | ~Q(show=F("room__show"))
    due = Activity.objects.filter(Q(state="open") & is_over | Q(state="closed")).order_by("id")
    return sum(_try(pk, now) for pk in due.values_list("pk", flat=True)[:limit])


def _try(activity_id: int, now: dt.datetime) -> bool:
    try:
        return end_activity(activity_id, now)
    except KaiboError:  # somebody else ended it meanwhile
        return False
    except Exception:
        _log.exception("activity.not_ended", activity=activity_id)
        return False


def _is_due(row: Activity, now: dt.datetime) -> bool:
    if not row.room.is_on_air or row.room.show_id != row.show_id:
        return True
    return row.closes_at is not None and row.closes_at + GRACE <= now
