"""What selling asks of a payment provider. Amounts in minor units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Prepaid:
    """A trade that waits for the buyer at ``pay_url``."""

    trade_no: str
    pay_url: str


@dataclass(frozen=True, slots=True)
class Trade:
    """What the provider says about one of our trades."""

    trade_no: str
    provider_no: str
    paid: bool
    closed: bool
    amount: int
    paid_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class RefundState:
    """``state`` is pending, succeeded or failed."""

    refund_no: str
    state: str
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """A callback whose signature and time hold; carries a trade or a refund."""

    notice_id: str
    trade_no: str
    trade: Trade | None
    refund: RefundState | None
    body: Mapping[str, object]


class Adapter(Protocol):
    """A provider. Network errors raise `errors.PaymentUnavailable`."""

    name: str

    @property
    def is_simulated(self) -> bool:
        """No real money moves; only such a provider takes rehearsal orders."""
        ...

    def prepay(
        self,
        trade_no: str,
        amount: int,
        description: str,
        expires_at: dt.datetime,
        client_ip: str,
        is_phone: bool,
    ) -> Prepaid:
        """Open the trade; the same number with the same amount gives the same trade."""
        ...

    def query(self, trade_no: str) -> Trade | None:
        """The trade as the provider knows it, None when it does not."""
        ...

    def close(self, trade_no: str) -> None:
        """No payment is accepted from now on; an unknown trade is no error."""
        ...

    def refund(
        self, trade_no: str, refund_no: str, amount: int, total: int, reason: str
    ) -> RefundState:
        """Send money back; the same number is the same refund."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> Notice:
        """Verify and decrypt a callback; raises `errors.ForgedNotice`."""
        ...
