"""The life of an order, pure.

placed ──pay──► paid ──ship──► shipped ──complete──► completed
  │ │             └────────refund────────┴──────┬───────┘
  │ └expire─► expired ──pay (stock left)──► paid ▼
  └cancel──► cancelled     refund (no stock)► refunding ──refunded──► refunded
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
FINAL = frozenset({"refunded"})


def after(verb: Verb, state: str) -> str | None:
    """The state that ``verb`` leads to, or None when it is not possible now."""
    return MOVES[verb].get(state)


def before(verb: Verb) -> list[str]:
    """The states from which ``verb`` is possible, for a conditional UPDATE."""
    return sorted(MOVES[verb])


def may_expire(state: str, expires_at: dt.datetime, now: dt.datetime) -> bool:
    """An unpaid order closes when its time has run out, not a moment earlier."""
    return after(Verb.EXPIRE, state) is not None and now >= expires_at
