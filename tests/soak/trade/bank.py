"""A payment provider in memory: it keeps what was paid and decides about refunds when told to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kaibo.selling.errors import PaymentRefused
from kaibo.selling.payments.adapter import (
    BillRow,
    Channel,
    Notice,
    PayAsk,
    Prepaid,
    RefundAsk,
    RefundState,
    Trade,
)


@dataclass
class Bank:
    """`Adapter` whose trades are paid, and whose refunds end, when the machine says so."""

    name: str = "wechat"
    amounts: dict[str, int] = field(default_factory=dict)
    paid: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    refunds: dict[str, tuple[int, str]] = field(default_factory=dict)  # no: (amount, state)

    account = "merchant"
    is_simulated = True
    channels: Sequence[Channel] = ("h5",)

    @property
    def kept(self) -> int:
        """Money taken and not sent back."""
        back = sum(amount for amount, state in self.refunds.values() if state == "succeeded")
        return sum(self.amounts[trade] for trade in self.paid) - back

    def prepay(self, ask: PayAsk) -> Prepaid:
        assert self.amounts.setdefault(ask.trade_no, ask.amount) == ask.amount
        return Prepaid(ask.trade_no, f"/pay/{ask.trade_no}")

    def query(self, trade_no: str, ref: str = "") -> Trade | None:
        if trade_no not in self.amounts:
            return None
        amount, is_paid = self.amounts[trade_no], trade_no in self.paid
        return Trade(trade_no, f"B{trade_no}", is_paid, trade_no in self.closed, amount, None)

    def close(self, trade_no: str, ref: str = "") -> None:
        if trade_no in self.paid:
            raise PaymentRefused("paid already")
        self.closed.add(trade_no)

    def refund(self, ask: RefundAsk) -> RefundState:
        self.refunds.setdefault(ask.refund_no, (ask.amount, "pending"))
        return RefundState(ask.refund_no, self.refunds[ask.refund_no][1], None)

    def query_refund(self, ask: RefundAsk) -> RefundState | None:
        found = self.refunds.get(ask.refund_no)
        return RefundState(ask.refund_no, found[1], None) if found else None

    def end_refund(self, refund_no: str, state: str) -> RefundState:
        """The bank has decided; a refund that ended stays as it is."""
        amount, was = self.refunds[refund_no]
        if was == "pending":
            self.refunds[refund_no] = (amount, state)
        return RefundState(refund_no, self.refunds[refund_no][1], None, "account closed")

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: dt.datetime) -> Notice:
        raise NotImplementedError("the machine speaks of trades, not of signed bytes")

    def bill(self, day: dt.date) -> list[BillRow]:
        raise NotImplementedError
