"""A seeded show as the event log tells it: visits, heartbeats, likes, comments, orders, marks."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kaibo.foundation.eventlog import Batch

SOURCES = ("direct", "朋友圈", "短信", "社群")
COMMENTS = ("能机洗吗", "还有库存吗？", "主播声音好听", "什么时候发货", "已拍", "尺码偏大还是偏小")


@dataclass(frozen=True, slots=True)
class Goods:
    """A link of the show as orders need it; prices in minor units."""

    link: int
    sku: int
    offer: int
    price: int


@dataclass(frozen=True, slots=True)
class Sale:
    """An order that the log tells of."""

    order: int
    viewer: int
    goods: Goods
    quantity: int
    placed_ms: int
    paid_ms: int | None
    refunded_ms: int | None
    segment_run: int | None
    pinned_link: int | None

    @property
    def amount(self) -> int:
        return self.goods.price * self.quantity


@dataclass
class ShowLog:
    """Events of one show. ``goods`` are presented one after the other, one segment each."""

    show: int
    goods: list[Goods]
    seed: int = 7
    start_ms: int = 1_763_809_200_000  # 2025-11-22 19:00 Shanghai
    minutes: int = 20
    viewers: int = 200
    first_viewer: int = 1000
    first_order: int = 1
    first_run: int = 100
    shop: int = 1
    room: int = 1
    rehearsal: bool = False
    buy_share: float = 0.15
    rated: bool = False
    sales: list[Sale] = field(default_factory=list)
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._orders = self.first_order
        self._stage()
        for viewer in range(self.first_viewer, self.first_viewer + self.viewers):
            for _ in range(self._random.choice((1, 1, 1, 2))):
                self._visit(viewer)
            if self.rated and viewer % 3 == 0:
                self._rate(viewer)
        self.events.sort(key=lambda event: event[1]["ts"])

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.minutes * 60_000

    def batches(self, size: int = 500, kinds: frozenset[str] | None = None) -> Iterator[Batch]:
        """The events in time order, ``size`` a batch, only of ``kinds`` when given."""
        chosen = [event for event in self.events if kinds is None or event[0] in kinds]
        for start in range(0, len(chosen), size):
            batch = Batch()
            for kind, columns in chosen[start : start + size]:
                batch.add(kind, **columns)
            yield batch

    def running(self, ts: int) -> tuple[int, Goods]:
        """Segment run and goods on at a moment."""
        share = (ts - self.start_ms) / (self.minutes * 60_000)
        place = min(len(self.goods) - 1, max(0, int(share * len(self.goods))))
        return self.first_run + place, self.goods[place]

    def _add(self, kind: str, ts: int, **columns: Any) -> None:
        run, goods = self.running(ts)
        base = {
            "show": self.show, "shop": self.shop, "room": self.room, "rehearsal": self.rehearsal,
            "segment_run": run, "pinned_link": goods.link, "ts": ts,
            "event_id": self._random.randbytes(16),
        }  # fmt: skip
        self.events.append((kind, {**base, **columns}))

    def _stage(self) -> None:
        self._add("show_start", self.start_ms)
        length = self.minutes * 60_000 // len(self.goods)
        for place, goods in enumerate(self.goods):
            at = self.start_ms + place * length
            self._add(
                "segment", at, text=f"讲解 {place + 1} 号链接", segment_run=self.first_run + place
            )
            self._add("pin", at + 1000, link=goods.link, offer=goods.offer)
            self._add(
                "price", at + length // 2, offer=goods.offer, link=goods.link, amount=goods.price
            )
        self._add("show_end", self.end_ms)

    def _visit(self, viewer: int) -> None:
        dice = self._random
        source = dice.choice(SOURCES)
        at = dice.randrange(self.start_ms, self.end_ms - 5000)
        leaves = min(self.end_ms - 1, at + int(dice.expovariate(1 / 180_000)) + 2000)
        self._add("enter", at, viewer=viewer, source=source)
        beat = at
        while beat + 15_000 < leaves:
            beat += 15_000
            self._add("heartbeat", beat, viewer=viewer, source=source, ms=15_000)
            self._act(viewer, source, beat)
        self._add("leave", leaves, viewer=viewer, source=source, ms=leaves - beat)

    def _act(self, viewer: int, source: str, at: int) -> None:
        dice = self._random
        goods = self.running(at)[1]
        if dice.random() < 0.12:
            self._add("like", at + 10, viewer=viewer, source=source, n=dice.randint(1, 9))
        if dice.random() < 0.05:
            text = dice.choice(COMMENTS)
            self._add("comment", at + 20, viewer=viewer, source=source, text=text)
        if dice.random() < 0.02:
            kind = dice.choice(("share", "follow"))
            self._add(kind, at + 30, viewer=viewer, source=source)
        if dice.random() < 0.4:
            self._add("product_view", at + 40, viewer=viewer, source=source, link=goods.link)
            if dice.random() < 0.3:
                self._add("product_click", at + 50, viewer=viewer, source=source, link=goods.link)
                if dice.random() < self.buy_share:
                    self._buy(viewer, source, at + 60)

    def _rate(self, viewer: int) -> None:
        """Stars for a segment and, from every other viewer, second thoughts; of its own chance."""
        dice = random.Random(self.seed * 100_000 + viewer)
        place, stars, then = dice.randrange(len(self.goods)), dice.randint(1, 5), dice.randint(1, 5)
        at = self.start_ms + (place + 1) * self.minutes * 60_000 // len(self.goods) - 4000
        columns = {"viewer": viewer, "segment_run": self.first_run + place, "ref": viewer}
        for kind, quantity in (("rate", stars), ("rerate", then - stars)):
            if kind == "rate" or (viewer % 2 and quantity):
                made = dice.randbytes(16)
                self._add(kind, at, event_id=made, quantity=quantity, **columns)
                at += 2000

    def _buy(self, viewer: int, source: str, at: int) -> None:
        dice = self._random
        run, goods = self.running(at)
        paid = at + dice.randint(3000, 60_000) if dice.random() < 0.85 else None
        refunded = paid + 90_000 if paid and dice.random() < 0.05 else None
        sale = Sale(
            self._orders, viewer, goods, dice.choice((1, 1, 2)), at, paid, refunded, run, goods.link
        )
        self._orders += 1
        self.sales.append(sale)
        steps = {"order": at, "pay": paid, "refund": refunded}
        for kind, ts in steps.items():
            if ts is not None:
                self._add(kind, ts, source=source, **sale_columns(sale))


def sale_columns(sale: Sale) -> dict[str, Any]:
    """Columns of an event of this order; the context is that of the second of the buy."""
    goods = sale.goods
    return {
        "viewer": sale.viewer, "ref": sale.order, "link": goods.link, "sku": goods.sku,
        "offer": goods.offer, "quantity": sale.quantity, "amount": sale.amount,
        "segment_run": sale.segment_run, "pinned_link": sale.pinned_link,
    }  # fmt: skip


def goods(count: int = 3) -> list[Goods]:
    prices = (12_900, 4_990, 25_950, 1_990, 79_900)
    return [Goods(50 + n, 500 + n, 5000 + n, prices[n % 5]) for n in range(count)]
