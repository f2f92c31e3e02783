"""A show that is on air now: its rows, and a log that goes up to this second."""

from __future__ import annotations

import datetime as dt
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kaibo.catalog.models import Product, Sku
from kaibo.foundation.eventlog import Batch, Writer
from kaibo.foundation.models import LedgerAccount, Shop
from kaibo.liveroom.models import ConsoleAction, Room
from kaibo.planning.models import Goal, LineupLink, Show
from kaibo.selling.models import Offer, OfferSnapshot
from kaibo.supply import facade as supply
from kaibo.team.models import Membership, Staff
from tests.factories.show_log import Goods, ShowLog

MINUTE_MS = 60_000
Event = tuple[str, dict[str, Any]]


class LiveShow:
    """``keep`` says which events of the log happened; one link with 3 of 100 pieces left.

    Two segments on that link, the second since six minutes.
    """

    def __init__(
        self, events: Path, *, minutes: int = 26, viewers: int = 900,
        keep: Callable[[Event, int], bool] = lambda event, now: True,
    ) -> None:  # fmt: skip
        self.tag = secrets.token_hex(4)
        self.now = int(time.time() * 1000)
        self.shop = Shop.objects.create(
            slug=f"shop-{self.tag}", name="云禾家居", requires_totp=False
        )
        self.product = Product.objects.create(
            shop=self.shop, code=f"P{self.tag}", name="长绒棉四件套"
        )
        self.past = self._show("上周五·床品专场", days_ago=7)
        self.show = self._show("周五夜场·床品专场", minutes_ago=minutes)
        Goal.objects.create(show=self.show, metric="gmv", dimension="effect", target=2_000_000)
        self.link, self.offer = self._goods()
        self.room = Room.objects.create(
            shop=self.shop, slug=f"room-{self.tag}", title="云禾直播间", stream_key=self.tag,
            show=self.show, is_on_air=True, pinned_link_id=self.link.pk, stream_state="up",
        )  # fmt: skip
        goods = Goods(self.link.pk, self.offer.sku_id, self.offer.pk, 12_900)
        self.log = ShowLog(
            show=self.show.pk, goods=[goods, goods], start_ms=self.now - minutes * MINUTE_MS,
            minutes=2 * (minutes - 6), viewers=viewers, shop=self.shop.pk, room=self.room.pk,
            buy_share=0.5,
        )  # fmt: skip
        batch = Batch()
        for kind, columns in self.log.events:
            if columns["ts"] <= self.now and keep((kind, columns), self.now):
                batch.add(kind, **columns)
        with Writer(events, f"gateway-{self.tag}") as writer:
            writer.append(batch)

    def staff(self, role: str) -> Staff:
        made = Staff.objects.create_user(username=f"{role}-{secrets.token_hex(4)}", password=None)
        Membership.objects.create(staff=made, shop=self.shop, role=role)
        return made

    def act(self, verb: str, at: dt.datetime, by: Staff) -> ConsoleAction:
        """A console action as the journal keeps it."""
        return ConsoleAction.objects.create(
            room=self.room, show=self.show, actor=by, verb=verb, detail={"number": 1}, at=at
        )

    def _show(self, title: str, minutes_ago: int = 0, days_ago: int = 0) -> Show:
        began = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=minutes_ago, days=days_ago)
        ends = began + dt.timedelta(hours=2)
        show = Show.objects.create(
            shop=self.shop, title=title, host_name="阿月", phase="review" if days_ago else "on_air",
            planned_start_at=began, planned_end_at=ends, went_live_at=began,
            ended_at=ends if days_ago else None,
        )  # fmt: skip
        LineupLink.objects.create(
            show=show, number=1 if days_ago else 9, product=self.product, live_price=12_900
        )
        return show

    def _goods(self) -> tuple[LineupLink, Offer]:
        sku = Sku.objects.create(
            product=self.product, shop=self.shop, code=f"S{self.tag}", daily_price=25_900
        )
        link = LineupLink.objects.get(show=self.show)
        accounts = supply.link_accounts(link.pk, sku.pk)
        LedgerAccount.objects.filter(pk=accounts.stock_id).update(balance=3)
        offer = Offer.objects.create(
            shop=self.shop, show=self.show, link=link, sku=sku, normal_price=12_900, released=100,
            is_listed=True, stock_account_id=accounts.stock_id,
            reserved_account_id=accounts.reserved_id,
            snapshot=OfferSnapshot.objects.create(body={}, made_at=dt.datetime.now(dt.UTC)),
        )  # fmt: skip
        return link, offer
