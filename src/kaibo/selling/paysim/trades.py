"""Trades and refunds of the simulator, kept in a file: a restart forgets nothing."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import msgspec


class SimRefund(msgspec.Struct):
    refund_no: str
    refund_id: str
    amount: int
    state: str
    at: str


class SimTrade(msgspec.Struct):
    """``state`` is NOTPAY, SUCCESS, CLOSED or REFUND, as WeChat names them."""

    trade_no: str
    prepay_id: str
    amount: int
    description: str
    notify_url: str
    expires_at: str
    state: str = "NOTPAY"
    transaction_id: str = ""
    paid_at: str = ""
    refunds: list[SimRefund] = []


class Trades:
    """All trades by our number and by prepay id."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._by_no: dict[str, SimTrade] = {}
        if path.exists():
            for line in path.read_bytes().splitlines():
                trade = msgspec.json.decode(line, type=SimTrade)
                self._by_no[trade.trade_no] = trade

    def get(self, trade_no: str) -> SimTrade | None:
        return self._by_no.get(trade_no)

    def by_prepay(self, prepay_id: str) -> SimTrade | None:
        return next((t for t in self._by_no.values() if t.prepay_id == prepay_id), None)

    def open(
        self, trade_no: str, amount: int, description: str, notify_url: str, expires_at: str
    ) -> SimTrade:
        """The trade of that number, made when there is none."""
        found = self._by_no.get(trade_no)
        if found is None:
            found = SimTrade(
                trade_no, secrets.token_hex(16), amount, description, notify_url, expires_at
            )
            self.keep(found)
        return found

    def keep(self, trade: SimTrade) -> None:
        """Append the trade as it is now; the last line of a number counts."""
        self._by_no[trade.trade_no] = trade
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(trade) + b"\n")
            file.flush()
            os.fsync(file.fileno())
