"""Make the draft of a review when a show has ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from kaibo.foundation.clock import now_ms, to_ms
from kaibo.insight import draft
from kaibo.insight.models import Review
from kaibo.planning import facade as planning

PATIENCE_SECONDS = 8.0
_PAUSE = 0.25


def build_review(
    show_id: int, now: Callable[[], datetime], patience: float = PATIENCE_SECONDS
) -> Review | None:
    """Write the draft once; returns the stored one when it is there, None before the show ended.

    Waits up to ``patience`` seconds until the event log is read and has reached the order tables,
    then stores what there is, with the difference in it. Locks nothing: the one-to-one column
    keeps it single.
    Raises Unavailable while the insight process is away, so that the task is tried again.
    """
    if (stored := Review.objects.filter(show_id=show_id).first()) is not None:
        return stored
    if planning.show_card(show_id).ended_at is None:
        return None
    body = _settled(show_id, now, patience)
    with transaction.atomic():
        review, is_new = Review.objects.get_or_create(
            show_id=show_id, defaults={"body": body, "made_at": now()}
        )
        if is_new:  # the goal card of the plan shows what was measured
            planning.record_actuals(show_id, _measured(body), review.made_at)
    return review


def _measured(body: dict[str, Any]) -> dict[str, float]:
    return {one["metric"]: one["actual"] for one in body["goals"] if one["actual"] is not None}


def _settled(show_id: int, now: Callable[[], datetime], patience: float) -> dict[str, Any]:
    asked, until = now_ms(), time.monotonic() + patience
    while True:
        card = planning.show_card(show_id)
        body = draft.build(card, to_ms(now()))
        if (draft.is_settled(body, asked) and body["ended_at"]) or time.monotonic() > until:
            return body
        time.sleep(_PAUSE)
