"""Trades and refunds of the simulator, kept in a file: a restart forgets nothing."""

from __future__ import annotations

import datetime as dt
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import msgspec

CHINA = dt.timezone(dt.timedelta(hours=8))


class SimRefund(msgspec.Struct):
    """``state`` is SUCCESS, PROCESSING or FAILED; ``at`` in ISO 8601."""

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
    provider: str = "wechat"
    currency: str = "CNY"
    return_url: str = ""
    payer: str = ""
    refund_outcome: str = "succeed"  # what happens to the next refund: succeed, fail, refuse

    @property
    def refunded(self) -> int:
        return sum(one.amount for one in self.refunds if one.state != "FAILED")

    def is_over(self, now: dt.datetime) -> bool:
        """The time to pay has run out."""
        return bool(self.expires_at) and dt.datetime.fromisoformat(self.expires_at) < now

    def pay(self, number: str, now: dt.datetime) -> bool:
        """Whether this moment paid it."""
        if self.state != "NOTPAY":
            return False
        self.state, self.transaction_id = "SUCCESS", number
        self.paid_at = now.isoformat(timespec="seconds")
        return True

    def refund_of(self, refund_no: str) -> SimRefund | None:
        return next((one for one in self.refunds if one.refund_no == refund_no), None)

    def give_back(self, refund_no: str, refund_id: str, amount: int) -> SimRefund | None:
        """The refund of that number, made when there is none; None when too much is asked."""
        if (known := self.refund_of(refund_no)) is not None:
            return known
        if amount <= 0 or amount + self.refunded > self.amount:
            return None
        state = "FAILED" if self.refund_outcome == "fail" else "SUCCESS"
        self.refund_outcome = "succeed"
        made = SimRefund(refund_no, refund_id, amount, state, now().isoformat(timespec="seconds"))
        self.refunds = [*self.refunds, made]
        if state == "SUCCESS":
            self.state = "REFUND"
        return made


class Trades:
    """All trades by provider and our number, and by prepay id."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._by_no: dict[tuple[str, str], SimTrade] = {}
        if path.exists():
            for line in path.read_bytes().splitlines():
                trade = msgspec.json.decode(line, type=SimTrade)
                self._by_no[trade.provider, trade.trade_no] = trade

    def get(self, trade_no: str, provider: str = "wechat") -> SimTrade | None:
        return self._by_no.get((provider, trade_no))

    def by_prepay(self, prepay_id: str) -> SimTrade | None:
        return next((t for t in self._by_no.values() if t.prepay_id == prepay_id), None)

    def of(self, provider: str) -> list[SimTrade]:
        return [trade for trade in self._by_no.values() if trade.provider == provider]

    def open(self, trade_no: str, amount: int, description: str, **more: str) -> SimTrade:
        """The trade of that number, made when there is none."""
        found = self._by_no.get((more.get("provider", "wechat"), trade_no))
        if found is None:
            found = SimTrade(
                trade_no, secrets.token_hex(16), amount, description,
                more.pop("notify_url", ""), more.pop("expires_at", ""), **more,  # type: ignore[arg-type]
            )  # fmt: skip
            self.keep(found)
        return found

    def keep(self, trade: SimTrade) -> None:
        """Append the trade as it is now; the last line of a number counts."""
        self._by_no[trade.provider, trade.trade_no] = trade
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.write(msgspec.json.encode(trade) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def moves(
        self, provider: str, day: dt.date
    ) -> Iterator[tuple[SimTrade, SimRefund | None, dt.datetime]]:
        """Payments and refunds that were booked on that day in China."""
        for trade in self.of(provider):
            if trade.paid_at and _day(trade.paid_at) == day:
                yield trade, None, _moment(trade.paid_at)
            for refund in trade.refunds:
                if refund.state == "SUCCESS" and _day(refund.at) == day:
                    yield trade, refund, _moment(refund.at)


def now() -> dt.datetime:
    return dt.datetime.now(CHINA)


def number(prefix: str) -> str:
    """A number as providers give them: prefix, time, digits."""
    return f"{prefix}{now():%Y%m%d%H%M%S}{secrets.randbelow(10**10):010d}"


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).astimezone(CHINA)


def _day(text: str) -> dt.date:
    return _moment(text).date()
