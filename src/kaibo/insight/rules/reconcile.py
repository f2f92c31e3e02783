"""Whether the event log and the order tables tell the same story (DATA-03)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ITEMS = (
    "gmv_created", "orders", "order_buyers", "gmv", "paid_orders", "units", "buyers",
    "refund_amount",
)  # fmt: skip
LINK_ITEMS = ("gmv", "paid_orders", "units")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in both books; ``link`` is None for the whole show. Money in minor units."""

    metric: str
    link: int | None
    orders: int
    log: int

    @property
    def difference(self) -> int:
        return self.log - self.orders


def reconcile(
    orders: Mapping[str, int],
    log: Mapping[str, float | int | None],
    order_links: Mapping[int, Mapping[str, int]],
    log_links: Mapping[int, Mapping[str, float | int | None]],
) -> list[Line]:
    """Every item of the show and of every link that either book knows."""
    lines = [Line(item, None, orders[item], int(log.get(item) or 0)) for item in ITEMS]
    for link in sorted(order_links.keys() | log_links.keys()):
        left, right = order_links.get(link, {}), log_links.get(link, {})
        lines += [
            Line(item, link, int(left.get(item, 0)), int(right.get(item) or 0))
            for item in LINK_ITEMS
        ]
    return lines


def agrees(lines: Sequence[Line]) -> bool:
    return all(line.difference == 0 for line in lines)
