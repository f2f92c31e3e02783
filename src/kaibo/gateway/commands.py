"""What each command of a page does once its page is in a room."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from kaibo.foundation.clock import now_ms
from kaibo.gateway import metrics
from kaibo.gateway.buying import OrdersClient, refusal
from kaibo.gateway.connection import Connection
from kaibo.gateway.eventsink import EventSink
from kaibo.gateway.room import Room
from kaibo.interaction.hot import Bucket, Rate, Refusal, Speaker, comments
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
_RATES = {
    "comment": Rate(0.5, 3), "like": Rate(3, 10), "buy": Rate(2, 6), "beacon": Rate(2, 20),
    "ping": Rate(1, 20),
}  # fmt: skip
_STAFF_COMMENTS = Rate(3, 10)
# Many viewers share one address behind a carrier's NAT, so it may do much more than one page.
ADDRESS_RATES = {
    "hello": Rate(20, 300), "comment": Rate(50, 200), "like": Rate(300, 1000),
    "buy": Rate(100, 500), "beacon": Rate(200, 1000), "ping": Rate(200, 1000),
}  # fmt: skip


class AddressLimits:
    """Token buckets per address and command. This machine itself is not limited."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def take(self, address: str, kind: str, now: float) -> float:
        """0.0, or the seconds to wait."""
        if not address:
            return 0.0
        key = (address, kind)
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = Bucket(ADDRESS_RATES[kind], now)
        return bucket.take(now)

    def forget(self, now: float) -> None:
        """Drop the buckets that are full again."""
        full = [key for key, bucket in self._buckets.items() if bucket.is_full(now)]
        for key in full:
            del self._buckets[key]


class Commands:
    """Carries commands out. Refusals are answered with `Err`, never by silence."""

    def __init__(self, sink: EventSink, orders: OrdersClient, limits: AddressLimits) -> None:
        self._sink, self._orders, self._limits = sink, orders, limits
        self._handlers: dict[type, Callable[[Connection, Room, Any], None]] = {
            Comment: self._comment, Like: self._like, Buy: self._buy, Beacon: self._beacon,
            Ping: self._ping,
        }  # fmt: skip

    def run(self, page: Connection, room: Room, command: ClientCommand, now: float) -> None:
        """``now`` is monotonic seconds. A second hello closes with 4400."""
        handler = self._handlers.get(type(command))
        if handler is None:
            page.close(4400)
            return
        kind = type(command).__name__.lower()
        metrics.commands.labels(kind).inc()
        wait = self._wait(page, kind, now)
        if wait:
            retry = int(wait * 1000) + 1
            self._refuse(page, command, Refusal("slow_down", "操作太快了，请稍候", retry))
        else:
            handler(page, room, command)

    def _wait(self, page: Connection, kind: str, now: float) -> float:
        bucket = page.buckets.get(kind)
        if bucket is None:
            is_staff_comment = page.is_staff and kind == "comment"
            rate = _STAFF_COMMENTS if is_staff_comment else _RATES[kind]
            bucket = page.buckets[kind] = Bucket(rate, now)
        return bucket.take(now) or self._limits.take(page.address, kind, now)

    def _comment(self, page: Connection, room: Room, command: Comment) -> None:
        now = now_ms()
        text = comments.clean(command.text)
        assert page.claims is not None, "comment before hello"
        muted = room.mutes.get(page.viewer)
        speaker = Speaker(page.claims.kind, muted, page.last_text, page.last_at)
        refusal = comments.check(text, speaker, now)
        if refusal is not None:
            self._refuse(page, command, refusal)
            return
        page.last_text, page.last_at = text, now
        room.say(page, text, now)
        page.send(Ok(id=command.id))
        self._suggest(page, room, text)

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
        n = min(LIKES_PER_FRAME, command.n)
        if n and not page.is_staff:
            room.crowd.like(page.viewer, n, room.stamp())

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
