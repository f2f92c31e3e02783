"""The life of an order, pure.

placed ──pay──► paid ──ship──► shipped ──complete──► completed
  │ │            │ ╲            │   ▲ ╲                │  ╲
  │ │            │  part back ──┘   └─ part back       │   part back (the state stays; the
  │ │            │                                     │    refunds say what is back)
  │ │            └───────────refund (all that is left)─┴──────┐
  │ └expire─► expired ──pay (all can be taken again)──► paid  ▼
  │              └──────────return money (it cannot)────► refunding ──refunded──► refunded
  └cancel──► cancelled ─────return money (paid meanwhile)───┘

A partial refund is no state: what was sold goes on to be shipped and completed. `Money` tells how
far the money is back, beside the state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum


class Verb(StrEnum):
    """What can happen to an order."""

    PAY = "pay"
    EXPIRE = "expire"
    CANCEL = "cancel"
    SHIP = "ship"
    COMPLETE = "complete"
    REFUND = "refund"
    RETURN_MONEY = "return_money"  # paid too late, or after cancelling: no sale, money back
    REFUNDED = "refunded"


class Money(StrEnum):
    """How far the money of an order is back."""

    NONE = ""
    PENDING = "refunding"
    FAILED = "refund_failed"
    PART = "part_refunded"
    WHOLE = "refunded"


MOVES: Mapping[Verb, Mapping[str, str]] = {
    Verb.PAY: {"placed": "paid", "expired": "paid"},
    Verb.EXPIRE: {"placed": "expired"},
    Verb.CANCEL: {"placed": "cancelled"},
    Verb.SHIP: {"paid": "shipped"},
    Verb.COMPLETE: {"shipped": "completed"},
    Verb.REFUND: {"paid": "refunding", "shipped": "refunding", "completed": "refunding"},
    Verb.RETURN_MONEY: {"expired": "refunding", "cancelled": "refunding"},
    Verb.REFUNDED: {"refunding": "refunded"},
}
# States in which the order's units stand on its reserved account.
HOLDS_STOCK = frozenset({"placed", "paid"})
# States in which a part of what was sold may come back.
PART_FROM = frozenset(MOVES[Verb.REFUND])
FINAL = frozenset({"refunded"})
# A parcel is on its way for some days; then the order completes by itself.
COMPLETES_AFTER = dt.timedelta(days=10)
# 七天无理由退货 counts from the day after the goods were received.
RETURN_WINDOW = dt.timedelta(days=7)


def after(verb: Verb, state: str) -> str | None:
    """The state that ``verb`` leads to, or None when it is not possible now."""
    return MOVES[verb].get(state)


def before(verb: Verb) -> list[str]:
    """The states from which ``verb`` is possible, for a conditional UPDATE."""
    return sorted(MOVES[verb])


def may_expire(state: str, expires_at: dt.datetime, now: dt.datetime) -> bool:
    """An unpaid order closes when its time has run out, not a moment earlier."""
    return after(Verb.EXPIRE, state) is not None and now >= expires_at


def return_until(
    state: str, shipped_at: dt.datetime | None, completed_at: dt.datetime | None
) -> dt.datetime | None:
    """Until when goods may be sent back without a reason; None where nothing was sent."""
    if state not in ("shipped", "completed") or shipped_at is None:
        return None
    received = completed_at or shipped_at + COMPLETES_AFTER
    return received + RETURN_WINDOW


def money_of(state: str, refund_states: list[str]) -> Money:
    """How far the money is back; ``refund_states`` are those of its refunds."""
    if state == "refunded":
        return Money.WHOLE
    if "failed" in refund_states:
        return Money.FAILED
    if "pending" in refund_states or state == "refunding":
        return Money.PENDING
    return Money.PART if refund_states else Money.NONE
