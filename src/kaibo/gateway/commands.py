"""What each command of a page does once its page is in a room."""

from __future__ import annotations

import math
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from kaibo.foundation.clock import now_ms
from kaibo.gateway import metrics
from kaibo.gateway.buying import OrdersClient, refusal
from kaibo.gateway.connection import Connection
from kaibo.gateway.eventsink import EventSink
from kaibo.gateway.guard import Guard
from kaibo.gateway.limits import AddressLimits, Defence, page_bucket
from kaibo.gateway.moderation import Moderation
from kaibo.gateway.room import Room
from kaibo.gateway.speaking import Speaking
from kaibo.gateway.stamp import Stamp
from kaibo.interaction.hot import Refusal
from kaibo.interaction.wire import (
    Beacon,
    Buy,
    ClientCommand,
    Comment,
    Err,
    Like,
    Ok,
    OrderSuggested,
    Ping,
    Pong,
)
from kaibo.selling.contracts import BuyRequest
from kaibo.selling.hot import read_comment

LIKES_PER_FRAME = 50
Handler = Callable[[Connection, Room, Any], None]


class Commands:
    """Carries commands out. Refusals are answered with `Err`, never by silence.

    A command is known by its struct.
    """

    def __init__(
        self, sink: EventSink, orders: OrdersClient, limits: AddressLimits,
        moderation: Moderation, defence: Defence,
    ) -> None:  # fmt: skip
        self._sink, self._orders, self._limits = sink, orders, limits
        self._moderation, self._defence = moderation, defence
        self.speaking = Speaking(moderation, self._refuse, self._suggest)
        self._liked: dict[Connection, int] = {}  # likes that the next tick counts
        self.guard: Guard | None = None
        self._handlers: dict[type, tuple[str, Handler]] = {}
        self.handle(Comment, self.speaking.comment)
        self.handle(Like, self._like)
        self.handle(Buy, self._buy)
        self.handle(Beacon, self._beacon)
        self.handle(Ping, self._ping)

    def handle(self, command: type[ClientCommand], handler: Handler) -> None:
        """What is done with a command; its name in lower case is a row of `limits.RATES`."""
        self._handlers[command] = command.__name__.lower(), handler

    def run(self, page: Connection, room: Room, command: ClientCommand, now: float) -> None:
        """``now`` is monotonic seconds. A second hello closes with 4400."""
        known = self._handlers.get(type(command))
        if known is None:
            page.close(4400)
            return
        kind, handler = known
        metrics.commands.counts[kind] += 1
        wait = self._wait(page, room, kind, now)
        if wait:
            seconds = math.ceil(wait)
            message = f"操作太快了，请等 {seconds} 秒再试"
            self._refuse(page, command, Refusal("slow_down", message, int(wait * 1000) + 1))
        else:
            handler(page, room, command)

    def _wait(self, page: Connection, room: Room, kind: str, now: float) -> float:
        rates = self._moderation.order(room.state.room_id).rates
        if page.rates is not rates:  # the room's order is another: rates may have changed
            page.rates = rates
            for one in list(page.buckets):
                page_bucket(page.buckets, one, rates, page.is_staff, now)
        bucket = page.buckets.get(kind)
        if bucket is None:
            bucket = page_bucket(page.buckets, kind, rates, page.is_staff, now)
        wait = bucket.take(now)
        if not wait and page.address:
            wait = self._limits.take(page.address, kind, now)
        if wait:
            self._defence.blocked(kind, page.address)
        return wait

    def _suggest(self, page: Connection, room: Room, text: str) -> None:
        """评论下单: a buyer whose comment names a link is shown an order to confirm."""
        state = room.state
        if not state.comment_orders or page.claims is None or page.claims.kind != "buyer":
            return
        if (wish := read_comment(text)) is None:
            return
        links = {link.number: link.link_id for link in state.links}
        link = state.pinned_link_id if wish.number is None else None
        link = link or links.get(wish.number or 1)
        if link is not None:
            page.send(OrderSuggested(link=link, quantity=wish.quantity))

    def _like(self, page: Connection, room: Room, command: Like) -> None:
        """Taken in now, counted and logged once a tick: `count_likes`."""
        if command.n:
            self._liked[page] = self._liked.get(page, 0) + min(LIKES_PER_FRAME, command.n)

    def count_likes(self, rooms: Mapping[int, Room]) -> None:
        """One row in the event log for what a page liked since the last tick."""
        liked, self._liked = self._liked, {}
        by_room: dict[int, list[tuple[Connection, int]]] = {}
        for page, n in liked.items():
            if page.room is not None and not page.is_staff:
                by_room.setdefault(page.room, []).append((page, n))
        for id, likes in by_room.items():
            if id in rooms:
                self._count(rooms[id], likes)

    def _count(self, room: Room, likes: list[tuple[Connection, int]]) -> None:
        stamp = room.stamp()
        context = stamp.columns()
        for page, n in likes:
            counts = self.guard is None or self.guard.liked(page, room, n, stamp.ts)
            if counts and not self._is_shadowed(page, stamp):
                room.crowd.like(page.viewer, n, context)

    def _is_shadowed(self, page: Connection, stamp: Stamp) -> bool:
        held = self._moderation.held(stamp.shop, stamp.room, page.viewer, "shadow", stamp.ts)
        return held is not None

    def _buy(self, page: Connection, room: Room, command: Buy) -> None:
        assert page.claims is not None, "buy before hello"
        key = _uuid(command.id)
        if key is None:
            self._refuse(page, command, Refusal("bad_key", "id 必须是 UUID"))
        elif page.claims.kind != "buyer":
            self._refuse(page, command, Refusal("login_required", "请先登录再下单"))
        elif not room.state.is_on_air:
            page.send(refusal(command.id, "not_on_air"))
        elif not self._orders.ask(page, command.id, self._request(page, room, command, key)):
            page.send(refusal(command.id, "try_again"))

    def _request(self, page: Connection, room: Room, command: Buy, key: bytes) -> BuyRequest:
        context = room.stamp()
        return BuyRequest(
            ref=self._orders.next_ref(), key=key, room_id=context.room, show_id=context.show,
            buyer_id=page.viewer, offer_id=command.offer, quantity=command.quantity,
            price=command.price, address_id=command.address,
            segment_run_id=context.segment_run, pinned_link_id=context.pinned_link,
            video_ms=context.video_ms, source=page.source, is_rehearsal=context.rehearsal,
            coupon_claim_id=command.coupon, pay=command.pay, quote_id=command.quote,
        )  # fmt: skip

    def _beacon(self, page: Connection, room: Room, command: Beacon) -> None:
        keys = [_uuid(item.id) for item in command.items]
        if None in keys:
            samples = [msgspec.to_builtins(command.items[keys.index(None)])]
            self._sink.notes.dropped("id", len(keys), room.state.shop_id, samples)
            self._refuse(page, command, Refusal("bad_key", "id 必须是 UUID"))
            return
        columns = room.stamp().columns()
        is_kept = page.is_staff  # staff pages are no viewers: acknowledged, not counted
        for item, key in zip(command.items, keys, strict=True):
            is_kept = page.is_staff or self._sink.add(
                item.kind, event_id=key, viewer=page.viewer, link=item.link, n=item.n,
                ms=item.ms or 0, text=item.text or None, source=page.source, **columns,
            )  # fmt: skip
        if is_kept:
            last = command.items[-1].id
            self._sink.when_written(lambda written: self._acknowledge(page, last, written))

    def _acknowledge(self, page: Connection, id: str, written: bool) -> None:
        if written:
            page.send(Ok(id=id))
        else:
            page.send(Err(id=id, code="try_again", message="请稍后重试", retry_ms=5000))

    def _ping(self, page: Connection, room: Room, command: Ping) -> None:
        page.send(Pong(now=now_ms()))

    def _refuse(self, page: Connection, command: ClientCommand, why: Refusal) -> None:
        metrics.refused.labels(why.code).inc()
        id = getattr(command, "id", None)
        if isinstance(command, Beacon):
            id = command.items[-1].id
        page.send(Err(id=id, code=why.code, message=why.message, retry_ms=why.retry_ms))


def _uuid(text: str) -> bytes | None:
    try:
        return uuid.UUID(text).bytes
    except ValueError:
        return None
