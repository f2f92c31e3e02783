"""Messages to those who reserved: which are due, and sending each of them once.

A row is taken (``sending``, committed) before anything leaves the machine, so two workers never
send the same one, and what was cut off half-way is not sent again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
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

AT_ONCE = 8
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
    """Send what is due, eight at a time; returns how many were tried."""
    tried = 0
    flying: dict[Future[_Told], Reminder] = {}
    with ThreadPoolExecutor(AT_ONCE, "reminders") as pool:
        while (taken := _take(now, AT_ONCE - len(flying))) or flying:
            tried += len(taken)
            for row in taken:
                parcel = _pack(row, now)
                if isinstance(parcel, ReminderOutcome):
                    _finish(row, parcel, now)
                else:
                    flying[pool.submit(_carry, parcel)] = row
            for done in wait(flying, return_when=FIRST_COMPLETED).done if flying else ():
                row = flying.pop(done)
                _finish(row, _outcome(row, done, now), now)
    return tried


@transaction.atomic
def _take(now: datetime, most: int) -> list[Reminder]:
    """No more than can leave at once: a worker that is killed leaves but these behind."""
    rows = Reminder.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    due = list(rows.filter(state="due", due_at__lte=now).order_by("id")[:most])
    for row in due:
        row.state, row.tries = "sending", row.tries + 1
    Reminder.objects.bulk_update(due, ["state", "tries"])
    ids = [row.pk for row in due]
    wanted = ("reservation__show__shop", "reservation__room")
    return list(Reminder.objects.select_related(*wanted).filter(pk__in=ids).order_by("pk"))


@dataclass(frozen=True, slots=True)
class _Parcel:
    """All that sending needs; threads have no database. ``notice``: None without phone or yes."""

    browsers: list[tuple[int, dict[str, str]]]  # subscription and what it is sealed from
    message: dict[str, str]
    ttl_s: int
    reached: bool  # some browser took it at an earlier try
    notice: Callable[[], None] | None


@dataclass(frozen=True, slots=True)
class _Told:
    """What each push service said; ``sms``: sent, none, or why to try later."""

    browsers: dict[int, str]
    sms: str = ""


def _pack(row: Reminder, now: datetime) -> _Parcel | ReminderOutcome:
    """To every browser of the viewer that was not reached yet; or why nothing is sent."""
    wish = row.reservation
    if wish.cancelled_at is not None:
        return ReminderOutcome("none", "", "cancelled")
    if row.last_at <= now:
        return ReminderOutcome("failed", row.channel, row.why or "too late")
    open_ones = PushSubscription.objects.filter(viewer_id=wish.viewer_id, ended_at__isnull=True)
    browsers = open_ones.exclude(pk__in=row.reached)
    head, body = _words(row)
    message = {
        "title": head, "body": body, "tag": f"show-{wish.show_id}-{row.moment}",
        "url": f"/r/{wish.room.slug}?from=reminder",
    }  # fmt: skip
    return _Parcel(
        [(one.pk, json.loads(open_sealed(one.sealed))) for one in browsers], message,
        max(60, int((row.last_at - now) / timedelta(seconds=1))), bool(row.reached),
        members.prepare_notice(wish.viewer_id, f"{head}，{body}") if wish.by_sms else None,
    )  # fmt: skip


def _carry(parcel: _Parcel) -> _Told:
    """On a thread. A text message goes when no browser took it and none may take it later."""
    told: dict[int, str] = {
        key: send(browser, parcel.message, parcel.ttl_s) for key, browser in parcel.browsers
    }
    is_told = parcel.reached or not {"sent", "later"}.isdisjoint(told.values())
    if is_told or parcel.notice is None:
        return _Told(told)
    try:
        parcel.notice()
    except KaiboError as error:
        return _Told(told, error.message)
    return _Told(told, "sent")


def _outcome(row: Reminder, done: Future[_Told], now: datetime) -> ReminderOutcome:
    """What was not foreseen may have left: it is not sent again."""
    error = done.exception()
    if error is not None:
        log.error("reminder failed", id=row.pk, exc_info=error)
        return ReminderOutcome("failed", row.channel, type(error).__name__)
    told = done.result()
    _note(row, told.browsers, now)
    if "later" in told.browsers.values():
        return ReminderOutcome("later", "push", "push service busy")
    if row.reached:
        return ReminderOutcome("sent", "push", "")
    if told.sms:
        is_sent = told.sms == "sent"
        return ReminderOutcome("sent" if is_sent else "later", "sms", "" if is_sent else told.sms)
    why = "no phone" if row.reservation.by_sms else "refused" if told.browsers else "no browser"
    return ReminderOutcome("none", "sms" if row.reservation.by_sms else "", why)


def _note(row: Reminder, told: dict[int, str], now: datetime) -> None:
    """Browsers that took it, and those that are no more."""
    row.reached += [key for key, what in told.items() if what == "sent"]
    for key, what in told.items():
        if what in ("gone", "refused"):
            PushSubscription.objects.filter(pk=key).update(ended_at=now, why=what)


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
