"""One synthetic viewer over a real WebSocket, reconnecting as a browser does."""

from __future__ import annotations

import asyncio
import contextlib
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import aiohttp
import msgspec

from kaibo.interaction import wire
from kaibo.liveroom.contracts import (
    LinkCard,
    LinkPinned,
    NumberedEvent,
    OfferCard,
    OffersChanged,
    ShowEnded,
    ShowStarted,
)
from kaibo.rehearsal.contracts import Member, Scenario, Tally
from kaibo.rehearsal.rules.behavior import Visit, next_pause, units, words

_decode = msgspec.json.Decoder(wire.ServerFrame).decode
_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class SyntheticViewer:
    """Watches, likes, asks, clicks, buys and pays through one room visit."""

    member: Member
    visit: Visit
    scenario: Scenario
    tally: Tally
    http: aiohttp.ClientSession
    rng: random.Random
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _epoch: int = 0
    _seq: int = 0
    _person: int = 0
    _links: dict[int, LinkCard] = field(default_factory=dict)
    _offers: dict[int, OfferCard] = field(default_factory=dict)
    _pinned: LinkCard | None = None
    _ended: bool = False
    _leaving: bool = False
    _inside: asyncio.Event = field(default_factory=asyncio.Event)
    _bought: set[int] = field(default_factory=set)
    _waiting: dict[str, wire.Buy] = field(default_factory=dict)
    _settled: asyncio.Event = field(default_factory=asyncio.Event)
    _paying: set[asyncio.Task[None]] = field(default_factory=set)

    async def attend(self) -> None:
        """Come, stay, leave."""
        await asyncio.sleep(self.visit.arrives)
        self._settled.set()
        acts = [self._comment_now_and_then(), self._like_now_and_then(), self._ping()]
        tasks = [asyncio.create_task(act) for act in [self._stay_connected(), *acts]]
        with contextlib.suppress(TimeoutError):  # whoever waits at the door has not begun to stay
            await asyncio.wait_for(self._inside.wait(), 20)
        await asyncio.sleep(self.visit.stays)
        await self._settle()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()
        self.tally.left += 1

    async def _settle(self) -> None:
        """Nobody leaves between pressing buy and the answer, or in the middle of paying; who is
        about to leave buys nothing more."""
        self._leaving = True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), 20)
        if self._paying:
            await asyncio.wait(self._paying, timeout=30)

    async def _stay_connected(self) -> None:
        first = True
        while not self._ended:
            try:
                await self._connect_once()
            except (aiohttp.ClientError, OSError, TimeoutError) as error:
                _count(self.tally.errors, type(error).__name__)
            if not first:
                self.tally.reconnects += 1
            first = False
            await asyncio.sleep(0.3 + self.rng.random())

    async def _connect_once(self) -> None:
        async with self.http.ws_connect(self.scenario.gateway_url, max_msg_size=0) as socket:
            hello = wire.Hello(
                token=self.member.token, room=self.scenario.room, epoch=self._epoch,
                seq=self._seq, person=self._person, source=self.visit.source,
            )  # fmt: skip
            await socket.send_str(_encode(hello).decode())
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self._receive(_decode(message.data), socket)
            self._socket = None

    async def _receive(
        self, frame: wire.ServerFrame, socket: aiohttp.ClientWebSocketResponse
    ) -> None:
        if isinstance(frame, wire.Welcome):
            await self._welcome(frame, socket)
        elif isinstance(frame, wire.Tick):
            for event in frame.ev:
                await self._event(event)
        elif isinstance(frame, wire.Personal):
            self._person = max(self._person, frame.id)
        elif isinstance(frame, wire.BuyAnswer):
            await self._answer(frame)
        elif isinstance(frame, wire.Err):
            _count(self.tally.refused, frame.code)

    async def _welcome(self, frame: wire.Welcome, socket: aiohttp.ClientWebSocketResponse) -> None:
        if not self._inside.is_set():
            self.tally.entered += 1
            self._inside.set()
        if frame.state is not None:
            self._epoch, self._seq = frame.state.epoch, frame.state.seq
            self._learn(frame.state.links)
            self._pinned = self._links.get(frame.state.pinned_link_id or 0)
            self._ended = not frame.state.is_on_air
        for event in frame.events:
            await self._event(event)
        self._socket = socket
        for buy in self._waiting.values():  # the same key: the same order
            await self._send(buy)
        if self._pinned is not None:
            await self._notice(self._pinned)

    async def _event(self, numbered: NumberedEvent) -> None:
        if numbered.epoch == self._epoch and numbered.seq <= self._seq:
            self.tally.doubles += 1
            return
        if numbered.epoch == self._epoch and numbered.seq > self._seq + 1:
            self.tally.gaps += numbered.seq - self._seq - 1
        self._epoch, self._seq = numbered.epoch, numbered.seq
        event = numbered.event
        if isinstance(event, LinkPinned):
            self._learn([event.link])
            self._pinned = event.link
            await self._notice(event.link)
        elif isinstance(event, OffersChanged):
            self._offers.update({offer.offer_id: offer for offer in event.offers})
        elif isinstance(event, ShowStarted):
            self._learn(event.links)
        elif isinstance(event, ShowEnded):
            self._ended = True

    def _learn(self, links: list[LinkCard]) -> None:
        self._links.update({link.link_id: link for link in links})
        self._offers.update({offer.offer_id: offer for link in links for offer in link.offers})

    async def _notice(self, link: LinkCard) -> None:
        """See the card; perhaps click it; perhaps buy."""
        self.tally.views += 1
        await self._beacon("impression", link.link_id)
        await self._beacon("product_view", link.link_id)
        if self.rng.random() > 0.5 and not self.visit.wants_to_buy:
            return
        self.tally.clicks += 1
        await self._beacon("product_click", link.link_id)
        if self.visit.wants_to_buy and link.link_id not in self._bought:
            await self._buy(link)

    async def _buy(self, link: LinkCard) -> None:
        offers = [self._offers[offer.offer_id] for offer in link.offers]
        listed = [offer for offer in offers if offer.is_listed and offer.left > 0]
        if not listed or self.member.address_id is None:
            return
        self._bought.add(link.link_id)
        await asyncio.sleep(self.rng.random())  # thumbs are not all equally fast
        if self._leaving:
            return
        offer = self.rng.choice(listed)
        offer = self._offers[offer.offer_id]
        buy = wire.Buy(
            id=str(uuid.UUID(int=self.rng.getrandbits(128), version=4)), offer=offer.offer_id,
            quantity=units(self.rng, self.scenario.more_rate, offer), price=offer.price,
            address=self.member.address_id,
        )  # fmt: skip
        self._waiting[buy.id] = buy
        self._settled.clear()
        self.tally.buys_sent += 1
        await self._send(buy)

    async def _answer(self, answer: wire.BuyAnswer) -> None:
        buy = self._waiting.pop(answer.id, None)
        if not self._waiting:
            self._settled.set()
        if answer.ok and answer.order is not None:
            self.tally.orders[answer.order] = answer.amount or 0
            if buy is not None and self.visit.pays:
                self._paying.add(asyncio.create_task(self._pay(answer.order)))
            return
        _count(self.tally.refused, answer.code)

    async def _pay(self, order: int) -> None:
        """Ask for the cashier's address, then confirm there, as the buyer's phone would."""
        await asyncio.sleep(0.5 + self.rng.random() * 3)
        headers = {"Authorization": f"Bearer {self.member.token}"}
        for _ in range(8):
            try:
                url = f"{self.scenario.web_url}/api/v1/orders/mine/{order}/pay"
                async with self.http.post(url, headers=headers) as answer:
                    body: dict[str, Any] = await answer.json()
                    answer.raise_for_status()
                async with self.http.post(body["pay_url"], data={"do": "pay"}) as confirmed:
                    confirmed.raise_for_status()
                self.tally.paid.add(order)
                return
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
                _count(self.tally.errors, f"pay {type(error).__name__}")
                await asyncio.sleep(1)

    async def _comment_now_and_then(self) -> None:
        def make() -> wire.Command:
            self.tally.comments += 1
            name = self._pinned.name if self._pinned else ""
            return wire.Comment(id=str(uuid.uuid4()), text=words(self.rng, name))

        await self._repeat(self.scenario.comment_rate, make)

    async def _like_now_and_then(self) -> None:
        def make() -> wire.Command:
            count = self.rng.randint(1, 5)
            self.tally.likes += count
            return wire.Like(n=count)

        await self._repeat(self.scenario.like_rate / 3, make)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(15)
            await self._send(wire.Ping())

    async def _repeat(self, per_minute: float, make: Callable[[], wire.Command]) -> None:
        while True:
            await asyncio.sleep(next_pause(self.rng, per_minute))
            if self._socket is not None:
                await self._send(make())

    async def _beacon(
        self, kind: Literal["impression", "product_view", "product_click"], link: int
    ) -> None:
        item = wire.BeaconItem(id=str(uuid.uuid4()), kind=kind, link=link)
        await self._send(wire.Beacon(items=[item]))

    async def _send(self, command: wire.Command) -> None:
        if self._socket is None or self._socket.closed:
            return
        try:
            await self._socket.send_str(_encode(command).decode())
        except (ConnectionError, aiohttp.ClientError):
            self._socket = None


def _count(counts: dict[str, int], name: str) -> None:
    counts[name] = counts.get(name, 0) + 1
