"""The gateway put together: pages, rooms, feed, orders, event log, one tick for all."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

import msgspec
import picows
import structlog
from picows import WSTransport

from kaibo.foundation.clock import now_ms
from kaibo.foundation.config import Config
from kaibo.foundation.errors import LoginRequired
from kaibo.gateway import fanout, gauges, metrics, publish
from kaibo.gateway.activities import Activities
from kaibo.gateway.badges import Badges
from kaibo.gateway.bus.node import GatewayNode
from kaibo.gateway.buying import OrdersClient
from kaibo.gateway.commands import Commands
from kaibo.gateway.comments import Comments
from kaibo.gateway.connection import Connection
from kaibo.gateway.door import Door
from kaibo.gateway.eventsink import EventSink
from kaibo.gateway.feed import Feed, Loaded, Note
from kaibo.gateway.gifts import Gifts
from kaibo.gateway.guard import Guard
from kaibo.gateway.leaving import hand_over, send_away, spread
from kaibo.gateway.limits import AddressLimits, Defence
from kaibo.gateway.moderation import Moderation
from kaibo.gateway.passes import Passes
from kaibo.gateway.queries import PersonalRow
from kaibo.gateway.room import TICK_MS, Room
from kaibo.gateway.routes import Routes
from kaibo.gateway.snapshot import Snapshots, Taken, take
from kaibo.gateway.viewers import Viewers
from kaibo.interaction.hot import Rule
from kaibo.interaction.wire import Act, ClientCommand, DeskChanged, Gift, Hello, Personal
from kaibo.liveroom.contracts import NumberedEvent

HELLO_SECONDS = 10.0
SILENCE_SECONDS = 45.0
# Commands kept of a page that speaks before it is welcomed.
EARLY_LIMIT = 20
RESUME_GRACE_SECONDS = 60.0
# Above `MAX_FRAME_BYTES`, so that a page that sends too much reads why it was closed.
_PARSER_LIMIT = 64 * 1024
log = structlog.get_logger(__name__)
_decoder = msgspec.json.Decoder(ClientCommand)


class Keeper(Protocol):
    """A thread that reads and writes rows; `stop` blocks until all is written."""

    def start(self) -> None: ...
    def stop(self) -> None: ...


class Gateway:
    """Implements `Desk` for connections and `Receiver` for the feed. Lives on one loop."""

    now = staticmethod(time.monotonic)

    def __init__(self, config: Config) -> None:
        self._config = config
        self._loop = asyncio.get_running_loop()
        self._pages: set[Connection] = set()
        self._viewers = Viewers()
        self._rooms: dict[int, Room] = {}
        self._slugs: dict[str, int] = {}
        self._waiting: defaultdict[str, list[tuple[Connection, Hello]]] = defaultdict(list)
        self._sink = EventSink(config.events, self._loop, config.gateway_name)
        self._orders = OrdersClient(config.orders_socket, self._left)
        self._limits = AddressLimits()
        self._passes = Passes()
        self._talk = Comments(config.dsn)
        self._badges = Badges(config.dsn)
        self._defence = Defence()
        self._door = Door(self._rooms, self._defence)
        self._moderation = Moderation(config.dsn, self._door, self._loop.call_soon_threadsafe)
        self._door.moderation = self._moderation
        self._commands = Commands(
            self._sink, self._orders, self._limits, self._moderation, self._defence
        )
        self._guard = Guard(config.dsn, self._loop.call_soon_threadsafe, config.guard)
        self._commands.guard = self._commands.speaking.guard = self._guard
        self._activities = Activities(
            config.dsn, self._loop, self._sink, self._rooms.get, self._guard.judge
        )
        self._commands.handle(Act, self._activities.act)
        self._gifts = Gifts(
            config.dsn, self._loop.call_soon_threadsafe, self._sink, self._rooms.get
        )
        self._commands.handle(Gift, self._gifts.gift)
        self._feed = Feed(config.dsn, self, self._loop.call_soon_threadsafe, listens=config.listens)
        self._keepers: tuple[Keeper, ...] = (
            self._talk, self._badges, self._activities, self._gifts, self._moderation,
            self._guard, self._feed,
        )  # fmt: skip
        self._node = GatewayNode(config, self._feed, self)
        self._snapshots = Snapshots(config.data / config.gateway_name)
        self._engine = fanout.choose(config.fanout)
        metrics.fan_out_engine.labels(self._engine.name).set(1)
        self._started_at = self.now()
        self._servers: list[asyncio.AbstractServer] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._sink.start()
        for keeper in self._keepers:
            keeper.start()
        self._node.start()
        self._servers.append(await publish.serve(self._config.gateway_socket, self._publish))
        self._servers.append(
            await picows.ws_create_server(
                Routes(self, self._config.deflate),
                self._config.host,
                self._config.gateway_port,
                max_frame_size=_PARSER_LIMIT,
                read_buffer_init_size=2048,
                enable_auto_pong=False,
                use_aiofastnet=False,  # the loop's own: 6 KB less a page, and less CPU a frame
                websocket_handshake_timeout=5,
                backlog=4096,
                logger_name=logging.LoggerAdapter(logging.getLogger("picows"), {}),
            )
        )
        loops = (self._tick_for_ever(), self._sweep_for_ever(), self._orders.run())
        self._tasks += [asyncio.create_task(one) for one in loops]

    async def stop(self) -> None:
        """Tell every page when to come back, and write all that is known.

        With ``KAIBO_DRAIN_SECONDS`` pages first leave bit by bit while the rest is served on.
        """
        for server in self._servers:
            server.close()
        if self._config.drain_seconds:
            await hand_over(self._pages, self._config.drain_seconds)
        for task in self._tasks:
            task.cancel()
        self._count_likes()
        for room in self._rooms.values():  # while it is still known who is here
            room.crowd.stop(room.stamp())
        send_away(list(self._pages), spread(len(self._pages)))
        self._save()
        await self._node.stop()
        await asyncio.sleep(0.2)  # the close frames leave
        self._moderation.note(self._defence.collect())
        await asyncio.gather(*(asyncio.to_thread(keeper.stop) for keeper in self._keepers))
        await asyncio.to_thread(self._sink.close)

    # What connections bring

    def opened(self, connection: Connection) -> None:
        if not self._defence.admit(connection.address):
            connection.close(4429)
            return
        self._pages.add(connection)

    def gone(self, connection: Connection) -> None:
        if connection in self._pages:
            self._pages.discard(connection)
            self._defence.left(connection.address)
        if self._viewers.discard(connection):
            self._feed.forget_person(connection.viewer)
        if connection.room is not None:
            self._rooms[connection.room].leave(connection)

    def fell_behind(self, connection: Connection) -> None:
        if connection.room is None:
            connection.drop("lagging")
        else:
            self._rooms[connection.room].fell_behind(connection)

    def later(self, seconds: float, transport: WSTransport) -> None:
        self._loop.call_later(seconds, transport.disconnect, False)

    def received(self, connection: Connection, payload: bytes) -> None:
        try:
            command = _decoder.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._sink.notes.dropped("frame")
            connection.close(4400)
            return
        if connection.room is not None:
            room = self._rooms[connection.room]
            self._commands.run(connection, room, command, connection.heard_at)
        elif isinstance(command, Hello) and connection.claims is None:
            self._hello(connection, command)
        elif connection.claims is None:
            connection.close(4408)
        elif len(connection.early) < EARLY_LIMIT:
            connection.early.append(payload)
        else:
            connection.close(4429)

    def _hello(self, page: Connection, hello: Hello) -> None:
        if self._limits.take(page.address, "hello", page.heard_at):
            self._defence.blocked("hello", page.address)
            page.close(4429)
            return
        try:
            page.known_as(self._passes.claims(hello.token, time.time()))
        except LoginRequired:
            page.close(4401)
            return
        page.page, page.source, page.device = hello.page, hello.source, hello.device
        room_id = self._slugs.get(hello.room)
        if room_id is not None:
            self._enter(page, hello, self._rooms[room_id])
            return
        if hello.room not in self._waiting:
            self._feed.want_room(hello.room)
        self._waiting[hello.room].append((page, hello))

    def _enter(self, page: Connection, hello: Hello, room: Room) -> None:
        claims = page.claims
        assert claims is not None, "entered before hello"
        if page.is_staff and not claims.roles.get(str(room.state.shop_id)):
            page.close(4403)
            return
        if not page.is_staff and page.page != "room":
            page.close(4403)
            return
        if not self._door.may_enter(page, room):
            return
        page.room = room.state.room_id
        open_pages = self._viewers.add(page)
        room.enter(page, hello, is_resuming=self._may_resume() and hello.epoch > 0)
        if room.link is not None:
            room.link.opened(page.viewer, open_pages)
        if not page.is_staff and page.is_open:
            self._feed.want_person(page.viewer, hello.person)
            self._door.greet(page, room)
            self._guard.hello(page, room)
        early, page.early = page.early, []
        for payload in early:
            if page.is_open:
                self.received(page, payload)

    def _may_resume(self) -> bool:
        """Whether pages come from a gateway whose visits this one does not know."""
        is_young = self.now() - self._started_at < RESUME_GRACE_SECONDS
        return is_young or self._node.is_blind(RESUME_GRACE_SECONDS)

    # What other nodes bring

    def is_ahead(self) -> None:
        self._feed.hurry()

    def opened_elsewhere(self, viewer: int, pages: int) -> None:
        self._viewers.opened_elsewhere(viewer, pages)

    # What the feed brings

    def room_loaded(self, slug: str, loaded: Loaded | None) -> None:
        waiting = self._waiting.pop(slug, [])
        if loaded is None:
            for page, _ in waiting:
                page.close(4404)
            return
        room = self._room(slug, loaded)
        for page, hello in waiting:
            if page.is_open:
                self._enter(page, hello, room)

    def room_events(self, room_id: int, events: list[NumberedEvent]) -> None:
        room = self._rooms.get(room_id)
        self._count_likes()  # a show that ends has them all
        if room is not None and not room.take(events):
            self._feed.want_room(room.state.slug)

    def personal(self, rows: list[PersonalRow]) -> None:
        for row in rows:
            frame = Personal(id=row.id, at=row.at, kind=row.kind, body=row.body)
            for page in self._viewers.of(row.viewer):
                page.tell(frame)

    def stock(self, room_id: int, left: dict[int, int]) -> None:
        self._left(room_id, left)

    def reply_rules(self, room_id: int, rules: tuple[Rule, ...]) -> None:
        self._talk.swap_rules(room_id, rules)

    def desk_changed(self, room_id: int, topic: str) -> None:
        room = self._rooms.get(room_id)
        if room is not None:
            room.kpi(DeskChanged(topic=topic))

    def notified(self, notes: list[Note]) -> None:
        self._node.notified(notes)

    def _room(self, slug: str, loaded: Loaded) -> Room:
        state = loaded.state
        known = self._rooms.get(state.room_id)
        if known is not None:
            known.renew(state, loaded.mutes, loaded.events)
            return known
        room = Room(
            state, loaded.mutes, loaded.events, self._sink, self._engine, self._talk,
            self._node.name,
        )  # fmt: skip
        room.badges = self._badges
        self._snapshots.restore(room, RESUME_GRACE_SECONDS)
        self._rooms[state.room_id] = room
        self._slugs[slug] = state.room_id
        self._moderation.watch(state.shop_id)
        room.link = self._node.join(room)
        return room

    # What other processes bring

    def _left(self, room_id: int, left: dict[int, int]) -> None:
        room = self._rooms.get(room_id)
        if room is not None:
            room.stock(left)

    def _publish(self, publication: publish.Publication) -> None:
        room = self._rooms.get(publication.room)
        if room is not None:
            room.kpi(publication.frame)
            if room.link is not None:
                room.link.figures(publication.frame)

    # Time

    async def _tick_for_ever(self) -> None:
        due = self.now()
        while True:
            metrics.tick_lateness.observe(max(0.0, self.now() - due))
            _guarded(self._count_likes)
            _guarded(self._guard.turn)
            for room in list(self._rooms.values()):
                _guarded(room.tick)
            self._sink.flush()
            due = max(due + TICK_MS / 1000, self.now() - TICK_MS / 1000)
            half = (due - self.now()) / 2
            await asyncio.sleep(max(0.0, half))
            _guarded(self._count_likes)
            self._sink.flush()  # events go out every half tick: 100 ms
            await asyncio.sleep(max(0.0, due - self.now()))

    def _count_likes(self) -> None:
        self._commands.count_likes(self._rooms)

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            _guarded(self._sweep)
            rooms, fresh = self._counters()
            await asyncio.to_thread(self._snapshots.save, rooms, fresh)
            await asyncio.to_thread(self._snapshots.forget, time.time())
            gauges.measure(self._pages, self._rooms.values(), self.now())

    def _sweep(self) -> None:
        now, wall = self.now(), time.time()
        for page in list(self._pages):
            self._check(page, now, wall)
        self._orders.expire()
        self._limits.forget(now)
        self._commands.speaking.forget(now_ms())
        self._moderation.note(self._defence.collect())
        self._talk.forget(now_ms())
        self._activities.sweep(self._rooms.values())
        self._gifts.sweep()
        self._guard.sweep(self._rooms.values())
        for room in self._rooms.values():
            room.crowd.beat(room.stamp())
        self._node.beat()

    def _check(self, page: Connection, now: float, wall: float) -> None:
        if page.claims is None:
            if now - page.opened_at > HELLO_SECONDS:
                page.close(4408)
        elif page.claims.expires_at <= wall:
            page.close(4401)
        elif now - page.heard_at > SILENCE_SECONDS:
            page.drop("silent")

    def _counters(self) -> Taken:
        return take((room.stamp(), room.crowd, room.recent) for room in self._rooms.values())

    def _save(self) -> None:
        self._snapshots.save(*self._counters())


def _guarded(work: Callable[[], None]) -> None:
    """One bad turn must not stop the turns after it."""
    try:
        work()
    except Exception:
        log.exception("turn failed")
