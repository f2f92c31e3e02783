"""How fast pages and addresses may speak, and what becomes of those who attack.

Many viewers share one address behind a carrier's NAT, so an address may do much more than one
page. This machine itself (an empty address) is not limited.
"""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import Mapping

from kaibo.compliance.hot import Attack
from kaibo.gateway import metrics
from kaibo.interaction.hot import Bucket, Rate

# One row per command: the rate of one page, the rate of one address.
RATES: dict[str, tuple[Rate, Rate]] = {
    "comment": (Rate(0.5, 3), Rate(50, 200)),
    "like": (Rate(3, 10), Rate(300, 1000)),
    "buy": (Rate(2, 6), Rate(100, 500)),
    "act": (Rate(2, 6), Rate(300, 1000)),
    "gift": (Rate(3, 10), Rate(100, 500)),
    "beacon": (Rate(2, 20), Rate(200, 1000)),
    "ping": (Rate(1, 20), Rate(200, 1000)),
}
STAFF_COMMENTS = Rate(3, 10)
HELLOS = Rate(20, 300)
CONNECTIONS_PER_ADDRESS = 3000
CONNECTIONS = 60_000


class AddressLimits:
    """Token buckets per address and command."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def take(self, address: str, kind: str, now: float) -> float:
        """0.0, or the seconds to wait."""
        if not address:
            return 0.0
        key = (address, kind)
        bucket = self._buckets.get(key)
        if bucket is None:
            rate = HELLOS if kind == "hello" else RATES[kind][1]
            bucket = self._buckets[key] = Bucket(rate, now)
        return bucket.take(now)

    def forget(self, now: float) -> None:
        """Drop the buckets that are full again."""
        full = [key for key, bucket in self._buckets.items() if bucket.is_full(now)]
        for key in full:
            del self._buckets[key]


def page_bucket(
    buckets: dict[str, Bucket], kind: str, rates: Mapping[str, tuple[float, float]],
    is_staff: bool, now: float,
) -> Bucket:  # fmt: skip
    """A page's bucket of a command; made anew when the room's rate became another one."""
    own = rates.get(kind)
    rate = Rate(*own) if own is not None else RATES[kind][0]
    if is_staff and kind == "comment":
        rate = STAFF_COMMENTS
    bucket = buckets.get(kind)
    if bucket is None or (bucket.rate is not rate and bucket.rate != rate):
        bucket = buckets[kind] = Bucket(rate, now)
    return bucket


class Defence:
    """Counts connections and what was turned away. Lives on the loop."""

    def __init__(
        self, per_address: int = CONNECTIONS_PER_ADDRESS, total: int = CONNECTIONS
    ) -> None:
        self._per_address, self._total = per_address, total
        self._open: Counter[str] = Counter()
        self._all = 0
        self._blocked: dict[tuple[str, str, int], list[float]] = {}  # count, first, last

    def admit(self, address: str) -> bool:
        """Whether one more connection is taken; each one taken is given back by `left`."""
        if self._all >= self._total:
            self.blocked("full", address)
            return False
        if address and self._open[address] >= self._per_address:
            self.blocked("connections", address)
            return False
        self._all += 1
        self._open[address] += 1
        return True

    def left(self, address: str) -> None:
        self._all -= 1
        self._open[address] -= 1
        if self._open[address] <= 0:
            del self._open[address]

    def blocked(self, kind: str, address: str) -> None:
        """``kind``: connections, full, hello, frames, a command, banned."""
        metrics.blocked.labels(kind).inc()
        now = time.time()
        hour = int(now // 3600) * 3600
        count = self._blocked.setdefault((kind, prefix(address), hour), [0, now, now])
        count[0] += 1
        count[2] = now

    def collect(self) -> list[Attack]:
        """What was turned away since the last call."""
        blocked, self._blocked = self._blocked, {}
        return [
            Attack(kind, where, hour, int(count), first, last)
            for (kind, where, hour), (count, first, last) in blocked.items()
        ]


def prefix(address: str) -> str:
    """The network of an address (/24, /48): enough to act on, less than a person's address."""
    if not address:
        return "local"
    found = ipaddress.ip_address(address)
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 48}", strict=False))
