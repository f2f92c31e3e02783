"""A whole show that is over: plan, orders, executed segments, outbox facts and viewer events."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from pathlib import Path

from django.db import transaction

from kaibo.catalog.models import Product, Sku
from kaibo.foundation import outbox
from kaibo.foundation.clock import from_ms
from kaibo.foundation.eventlog import VIEWER_KINDS, Writer
from kaibo.foundation.models import Shop
from kaibo.liveroom.models import Room, SegmentRun
from kaibo.members.models import Viewer
from kaibo.planning.models import Goal, LineupLink, ScriptSegment, Show
from kaibo.selling.contracts import LINES_PER_ORDER
from kaibo.selling.models import Offer, OfferSnapshot, Order, OrderLine, Payment, Refund
from kaibo.supply import facade as supply
from tests.factories.show_log import Goods, Sale, ShowLog

NAMES = (
    "云禾 60 支长绒棉四件套（宽边绣花 · 春夏新款 · 1.8 米床）", "天然乳胶护颈枕", "桑蚕丝夏凉被",
    "加厚抗菌浴巾两条装", "全棉针织空调毯",
)  # fmt: skip
PRICES = (12_900, 8_900, 25_950, 4_990, 15_900)
STAFF_KINDS = ("show_start", "segment", "pin", "price", "show_end")


class StagedShow:
    """Rows of one ended show of a new shop; `log` tells what viewers did."""

    def __init__(
        self, events: Path, *, links: int = 3, viewers: int = 150, minutes: int = 20,
        rehearsal: bool = False, seed: int = 7, shop: Shop | None = None, days_ago: int = 0,
    ) -> None:  # fmt: skip
        self.tag = secrets.token_hex(4)
        self.shop = shop or Shop.objects.create(slug=f"shop-{self.tag}", name="云禾家居")
        start = dt.datetime.now(dt.UTC).replace(microsecond=0) - dt.timedelta(
            days=days_ago, minutes=minutes + 2
        )
        self.show = self._show(start, minutes, rehearsal)
        self.room = Room.objects.create(
            shop=self.shop, slug=f"room-{self.tag}", title="云禾直播间", stream_key=self.tag
        )
        goods = [self._goods(number) for number in range(1, links + 1)]
        people = Viewer.objects.bulk_create(Viewer(nickname=f"观众{n}") for n in range(viewers))
        runs = self._runs(goods, start, minutes)
        self.log = ShowLog(
            show=self.show.pk, goods=goods, seed=seed, start_ms=int(start.timestamp() * 1000),
            minutes=minutes, viewers=viewers, first_viewer=people[0].pk, first_order=0,
            first_run=runs[0].pk, shop=self.shop.pk, room=self.room.pk, rehearsal=rehearsal,
            buy_share=0.6,
        )  # fmt: skip
        self.orders = self._orders()
        self._publish()
        with Writer(events, f"gateway-{self.tag}") as writer:
            for batch in self.log.batches(kinds=VIEWER_KINDS):
                writer.append(batch)

    def refund(self, order: Order) -> None:
        """Give an order's money back, as the refund action does, with its fact."""
        sale = self.log.sales[self.orders.index(order)]
        with transaction.atomic():
            order.state, order.closed_at = "refunded", dt.datetime.now(dt.UTC)
            order.save()
            _give_money_back([order])
            self._fact("refund", sale, order, int(dt.datetime.now(dt.UTC).timestamp() * 1000))

    def _show(self, start: dt.datetime, minutes: int, rehearsal: bool) -> Show:
        end = start + dt.timedelta(minutes=minutes)
        show = Show.objects.create(
            shop=self.shop, title="周五夜场 · 春夏床品专场", theme="换季上新", host_name="阿月",
            phase="review", is_rehearsal=rehearsal, planned_start_at=start, planned_end_at=end,
            went_live_at=start, ended_at=end,
        )  # fmt: skip
        goals = (("gmv", "effect", 2_000_000), ("conversion_rate", "efficiency", 8),
                 ("stay_seconds", "experience", 120), ("interaction_rate", "experience", 60),
                 ("completion_rate", "experience", 95))  # fmt: skip
        for metric, dimension, target in goals:
            Goal.objects.create(show=show, metric=metric, dimension=dimension, target=target)
        return show

    def _goods(self, number: int) -> Goods:
        name, price = NAMES[(number - 1) % 5], PRICES[(number - 1) % 5]
        product = Product.objects.create(shop=self.shop, code=f"P{number}-{self.tag}", name=name)
        sku = Sku.objects.create(
            product=product, shop=self.shop, code=f"S{number}-{self.tag}", daily_price=price * 2
        )
        link = LineupLink.objects.create(
            show=self.show, number=number, product=product, live_price=price
        )
        accounts = supply.link_accounts(link.pk, sku.pk)
        body = {"name": name, "price": price}
        offer = Offer.objects.create(
            shop=self.shop, show=self.show, link=link, sku=sku, normal_price=price,
            stock_account_id=accounts.stock_id, reserved_account_id=accounts.reserved_id,
            snapshot=OfferSnapshot.objects.create(body=body, made_at=dt.datetime.now(dt.UTC)),
        )  # fmt: skip
        return Goods(link.pk, sku.pk, offer.pk, price)

    def _runs(self, goods: list[Goods], start: dt.datetime, minutes: int) -> list[SegmentRun]:
        length = dt.timedelta(minutes=minutes) / len(goods)
        rows = []
        for place, one in enumerate(goods):
            title = f"讲解 {place + 1} 号链接"
            segment = ScriptSegment.objects.create(
                show=self.show, position=place, part="product", title=title,
                seconds=int(length.total_seconds()), link_id=one.link,
            )  # fmt: skip
            rows.append(SegmentRun(
                show=self.show, segment_id=segment.pk, title=title, link_id=one.link,
                planned_seconds=segment.seconds, started_at=start + place * length,
                ended_at=start + (place + 1) * length,
            ))  # fmt: skip
        return SegmentRun.objects.bulk_create(rows)

    def _orders(self) -> list[Order]:
        rows = [self._order(sale) for sale in self.log.sales]
        made = Order.objects.bulk_create(rows)
        snapshot = OfferSnapshot.objects.create(body={}, made_at=dt.datetime.now(dt.UTC))
        OrderLine.objects.bulk_create(
            OrderLine(
                id=order.pk * LINES_PER_ORDER, order=order, offer_id=sale.goods.offer,
                sku_id=sale.goods.sku,
                link_id=sale.goods.link, snapshot=snapshot, quantity=sale.quantity,
                unit_price=sale.goods.price, amount=sale.amount,
            )
            for order, sale in zip(made, self.log.sales, strict=True)
        )  # fmt: skip
        _give_money_back([order for order in made if order.state == "refunded"])
        return made

    def _order(self, sale: Sale) -> Order:
        state = "refunded" if sale.refunded_ms else "paid" if sale.paid_ms else "placed"
        placed = from_ms(sale.placed_ms)
        return Order(
            shop=self.shop, show=self.show, room_id=self.room.pk, buyer_id=sale.viewer,
            idempotency_key=uuid.uuid4(), state=state, is_rehearsal=self.show.is_rehearsal,
            goods_amount=sale.amount, pay_amount=sale.amount, source="direct",
            segment_run_id=sale.segment_run, pinned_link_id=sale.pinned_link, placed_at=placed,
            expires_at=placed + dt.timedelta(minutes=15),
            paid_at=from_ms(sale.paid_ms) if sale.paid_ms else None,
        )  # fmt: skip

    @transaction.atomic
    def _publish(self) -> None:
        base = {
            "shop": self.shop.pk, "show": self.show.pk, "room": self.room.pk, "source": "console",
            "rehearsal": self.show.is_rehearsal,
        }  # fmt: skip
        names = ("link", "offer", "amount", "text", "segment_run", "pinned_link")
        for kind, columns in self.log.events:
            if kind in STAFF_KINDS:
                chosen = {name: columns[name] for name in names if columns.get(name) is not None}
                outbox.publish(kind, base | chosen | {"at_ms": columns["ts"]})
        for sale, order in zip(self.log.sales, self.orders, strict=True):
            steps = {"order": sale.placed_ms, "pay": sale.paid_ms, "refund": sale.refunded_ms}
            for kind, at in steps.items():
                if at is not None:
                    self._fact(kind, sale, order, at)

    def _fact(self, kind: str, sale: Sale, order: Order, at_ms: int) -> None:
        goods = sale.goods
        line = {
            "link": goods.link, "sku": goods.sku, "offer": goods.offer, "amount": sale.amount,
            "quantity": sale.quantity,
        }  # fmt: skip
        outbox.publish(kind, {
            "at_ms": at_ms, "shop": self.shop.pk, "show": self.show.pk, "room": self.room.pk,
            "viewer": sale.viewer, "segment_run": sale.segment_run, "order": order.pk,
            "pinned_link": sale.pinned_link, "rehearsal": self.show.is_rehearsal,
            "source": "direct", "lines": [line],
        })  # fmt: skip


def _give_money_back(orders: list[Order]) -> None:
    """The payment of each order, and its refund."""
    now = dt.datetime.now(dt.UTC)
    paid = Payment.objects.bulk_create(
        Payment(
            order=order, provider="wechat", trade_no=f"STAGED{order.pk}", amount=order.pay_amount,
            state="succeeded", created_at=now, succeeded_at=now,
        )
        for order in orders
    )  # fmt: skip
    Refund.objects.bulk_create(
        Refund(
            payment=one, order_id=one.order_id, refund_no=f"{one.trade_no}R1", amount=one.amount,
            state="succeeded", requested_at=now, succeeded_at=now,
        )
        for one in paid
    )  # fmt: skip
