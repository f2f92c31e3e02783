"""What staff see of the log's quality and of how long it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from kaibo.insight import client
from kaibo.insight.access import may_review
from kaibo.insight.actions import keep_events
from kaibo.insight.models import Keeping, LegalHold
from kaibo.insight.rules.keeping import is_held

if TYPE_CHECKING:
    from kaibo.team.facade import Staff


def quality(shop_id: int, days: int, actor: Staff, now: datetime) -> dict[str, Any]:
    """Lines of the last ``days`` days by day and writer. Raises Unavailable while the insight
    process is away."""
    may_review(actor, shop_id)
    first = (now + timedelta(hours=8)).date() - timedelta(days=days - 1)
    lines = client.ask(f"/quality/{shop_id}", first_day=first.isoformat()) or []
    return {"first_day": first, "lines": lines}


def keeping(shop_id: int, actor: Staff) -> dict[str, Any]:
    """The shop's days, what is deleted already, and its holds, newest first."""
    may_review(actor, shop_id)
    row = Keeping.objects.filter(shop_id=shop_id).first()
    holds = LegalHold.objects.filter(shop_id=shop_id).select_related("placed_by", "lifted_by")
    return {
        "days": row.days if row else None,
        "kept_from": row.kept_from if row else None,
        "holds": [_hold(hold) for hold in holds.order_by("-placed_at", "-id")[:200]],
    }


def deletion(shop_id: int) -> Callable[[date], bool]:
    """Tells of a day in Shanghai whether the shop's events of it were deleted."""
    row = Keeping.objects.filter(shop_id=shop_id).first()
    kept_from = row.kept_from if row else None
    if kept_from is None:
        return lambda _day: False
    standing = LegalHold.objects.filter(shop_id=shop_id, lifted_at__isnull=True)
    holds = list(standing.values_list("first_date", "last_date"))
    return lambda day: day < kept_from and not is_held(day, holds)


def set_keeping(shop_id: int, days: int | None, actor: Staff) -> None:
    keep_events.set_keeping(shop_id, days, actor)


def place_hold(
    shop_id: int, first: date, last: date, reason: str, actor: Staff, now: datetime
) -> dict[str, Any]:
    return _hold(keep_events.place_hold(shop_id, first, last, reason, actor, now))


def lift_hold(hold_id: int, reason: str, actor: Staff, now: datetime) -> None:
    keep_events.lift_hold(hold_id, reason, actor, now)


def _hold(hold: LegalHold) -> dict[str, Any]:
    lifter = hold.lifted_by
    return {
        "id": hold.pk, "first_date": hold.first_date, "last_date": hold.last_date,
        "reason": hold.reason, "placed_by": hold.placed_by.username, "placed_at": hold.placed_at,
        "lifted_by": lifter.username if lifter else None, "lifted_at": hold.lifted_at,
        "lift_reason": hold.lift_reason,
    }  # fmt: skip
