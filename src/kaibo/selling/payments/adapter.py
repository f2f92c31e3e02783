"""What selling asks of a payment provider. Amounts in minor units.

One class per provider stands behind `Adapter`: `wechat`, `alipay`, `stripe`. `registry` picks it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

# How the buyer reaches the provider: a phone's browser, a desktop page or QR code, the page
# inside the provider's own app.
Channel = Literal["h5", "native", "jsapi"]


@dataclass(frozen=True, slots=True)
class PayAsk:
    """A trade to open. ``payer`` is the openid, needed by ``jsapi`` only."""

    trade_no: str
    amount: int
    currency: str
    description: str
    expires_at: dt.datetime
    client_ip: str
    channel: Channel = "h5"
    payer: str = ""
    return_url: str = ""


@dataclass(frozen=True, slots=True)
class Prepaid:
    """A trade that waits for the buyer at ``pay_url``, or for ``jsapi`` in the in-app browser.

    ``ref`` is the provider's number of the waiting trade, where it is needed to ask again.
    """

    trade_no: str
    pay_url: str
    ref: str = ""
    jsapi: Mapping[str, str] = field(default_factory=dict)


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
class RefundAsk:
    """Money to send back: ``amount`` of the ``total`` that was paid."""

    trade_no: str
    provider_no: str
    refund_no: str
    amount: int
    total: int
    reason: str


@dataclass(frozen=True, slots=True)
class RefundState:
    """``state`` is pending, succeeded or failed; ``reason`` says why it failed."""

    refund_no: str
    state: str
    at: dt.datetime | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A callback whose signature and time hold; carries a trade, a refund, or nothing of ours."""

    notice_id: str
    trade_no: str
    trade: Trade | None
    refund: RefundState | None
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class BillRow:
    """One movement of money on the provider's bill of a day.

    ``refund_no`` is empty for a payment. ``amount`` is positive both ways.
    """

    trade_no: str
    refund_no: str
    provider_no: str
    amount: int
    at: dt.datetime


class Adapter(Protocol):
    """A provider with one merchant. Network errors raise `errors.PaymentUnavailable`."""

    name: str

    @property
    def account(self) -> str:
        """The merchant's id at the provider: a notice settles only payments of its account."""
        ...

    @property
    def is_simulated(self) -> bool:
        """No real money moves; only such a provider takes rehearsal orders."""
        ...

    @property
    def channels(self) -> Sequence[Channel]:
        """What this provider can open, best first."""
        ...

    def prepay(self, ask: PayAsk) -> Prepaid:
        """Open the trade; the same number with the same amount gives the same trade."""
        ...

    def query(self, trade_no: str, ref: str = "") -> Trade | None:
        """The trade as the provider knows it, None when it does not."""
        ...

    def close(self, trade_no: str, ref: str = "") -> None:
        """No payment is accepted from now on; an unknown trade is no error."""
        ...

    def refund(self, ask: RefundAsk) -> RefundState:
        """Send money back; the same number is the same refund.

        What the provider refuses is a `RefundState` that failed, with its words as the reason.
        """
        ...

    def query_refund(self, ask: RefundAsk) -> RefundState | None:
        """How a refund that was asked for stands, None when the provider does not know it."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> Notice:
        """Verify and decrypt a callback; raises `errors.ForgedNotice`."""
        ...

    def bill(self, day: dt.date) -> list[BillRow]:
        """Every payment and refund of that day in Shanghai, as the provider booked them."""
        ...
