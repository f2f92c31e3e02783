"""Messages to those who reserved: which are due, and sending each of them once.

A row is taken (``sending``, committed) before anything leaves the machine, so two workers never
send the same one, and what was cut off half-way is not sent again.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog
from django.db import connection, transaction

from kaibo.foundation.crypto import open_sealed
from kaibo.foundation.errors import KaiboError
from kaibo.growth.contracts import ReminderOutcome
from kaibo.growth.models import PushSubscription, Reminder
from kaibo.growth.push.send import send
from kaibo.growth.rules import reminders as rules
from kaibo.members import facade as members

BATCH = 200
log = structlog.get_logger(__name__)

# Reservations whose show begins within the next 15 minutes, or has begun within the last 30.
_DUE = """
insert into growth_reminder
    (reservation_id, moment, state, channel, due_at, last_at, tries, why, reached)
select r.id, due.moment, 'due', '', %(now)s, due.last_at, 0, '', '[]'
from planning_show s
cross join lateral (values
    ('soon', s.planned_start_at - %(before)s::interval, s.planned_start_at),
    ('live', s.went_live_at, s.went_live_at + %(late)s::interval)
) as due (moment, from_at, last_at)
join growth_reservation r on r.show_id = s.id and r.cancelled_at is null
where not s.is_rehearsal and s.ended_at is null
    and due.from_at <= %(now)s and due.last_at > %(now)s
    and (due.moment = 'live' or s.went_live_at is null)
on conflict (reservation_id, moment) do nothing
"""


def collect_due(now: datetime) -> int:
    """Write the reminders that have become due; returns how many are new."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"now": now, "before": str(rules.BEFORE), "late": str(rules.LATE)})
        return int(cursor.rowcount)


def send_due(now: datetime) -> int:
    """Send what is due; returns how many were tried."""
    tried = 0
    while taken := _take(now):
        for row in taken:
            _finish(row, _deliver(row, now), now)
        tried += len(taken)
    return tried


@transaction.atomic
def _take(now: datetime) -> list[Reminder]:
    rows = Reminder.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = list(rows.filter(state="due", due_at__lte=now).order_by("id")[:BATCH])
    for row in due:
        row.state, row.tries = "sending", row.tries + 1
    Reminder.objects.bulk_update(due, ["state", "tries"])
    ids = [row.pk for row in due]
    wanted = ("reservation__show__shop", "reservation__room")
    return list(Reminder.objects.select_related(*wanted).filter(pk__in=ids).order_by("pk"))


def _deliver(row: Reminder, now: datetime) -> ReminderOutcome:
    if row.reservation.cancelled_at is not None:
        return ReminderOutcome("none", "", "cancelled")
    if row.last_at <= now:
        return ReminderOutcome("failed", row.channel, row.why or "too late")
    outcome = _push(row, now)
    if outcome.state == "none" and row.reservation.by_sms:
        return _text_message(row)
    return outcome


def _push(row: Reminder, now: datetime) -> ReminderOutcome:
    """To every browser of the viewer that was not reached yet; one that took it is enough."""
    browsers = PushSubscription.objects.filter(
        viewer_id=row.reservation.viewer_id, ended_at__isnull=True
    ).exclude(pk__in=row.reached)
    told = {browser.pk: _push_one(browser, row, now) for browser in browsers}
    row.reached += [pk for pk, what in told.items() if what == "sent"]
    if "later" in told.values():
        return ReminderOutcome("later", "push", "push service busy")
    if row.reached:
        return ReminderOutcome("sent", "push", "")
    return ReminderOutcome("none", "", "no browser" if not told else "refused")


def _push_one(browser: PushSubscription, row: Reminder, now: datetime) -> str:
    head, body = _words(row)
    show = row.reservation.show_id
    message = {
        "title": head, "body": body, "tag": f"show-{show}-{row.moment}",
        "url": f"/r/{row.reservation.room.slug}?from=reminder",
    }  # fmt: skip
    ttl = max(60, int((row.last_at - now) / timedelta(seconds=1)))
    what = send(json.loads(open_sealed(browser.sealed)), message, ttl)
    if what in ("gone", "refused"):
        browser.ended_at, browser.why = now, what
        browser.save(update_fields=["ended_at", "why"])
    return what


def _text_message(row: Reminder) -> ReminderOutcome:
    try:
        is_sent = members.send_notice(row.reservation.viewer_id, "，".join(_words(row)))
    except KaiboError as error:
        return ReminderOutcome("later", "sms", error.message)
    return ReminderOutcome("sent" if is_sent else "none", "sms", "" if is_sent else "no phone")


def _finish(row: Reminder, outcome: ReminderOutcome, now: datetime) -> None:
    row.channel, row.why = outcome.channel, outcome.why[:120]
    row.state = outcome.state
    if outcome.state == "later":
        again = rules.retry_at(row.tries, now, row.last_at)
        row.state = "due" if again else "sent" if row.reached else "failed"
        row.due_at = again or row.due_at
    row.sent_at = now if row.state == "sent" else None
    row.save()
    log.info("reminder", id=row.pk, state=row.state, channel=row.channel, tries=row.tries)


def _words(row: Reminder) -> tuple[str, str]:
    show = row.reservation.show
    starts = show.planned_start_at.astimezone(ZoneInfo(show.shop.time_zone)).strftime("%H:%M")
    return rules.text(row.moment, show.shop.name, show.title, starts)
