"""A room: its state, its two lanes, and the one frame a tick that all its pages share."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from kaibo.foundation.clock import now_ms
from kaibo.gateway import frames, metrics
from kaibo.gateway.badges import Badges
from kaibo.gateway.bus.link import SLOTS, RoomLink
from kaibo.gateway.bus.peers import Peers
from kaibo.gateway.comments import Comments
from kaibo.gateway.connection import Connection
from kaibo.gateway.crowd import Crowd
from kaibo.gateway.eventsink import EventSink
from kaibo.gateway.fanout import BROKEN, Engine, Writes
from kaibo.gateway.lanes import Lanes
from kaibo.gateway.queries import RING
from kaibo.gateway.sample import sample
from kaibo.gateway.stamp import Stamp, stamp
from kaibo.gateway.tallies import Tallies
from kaibo.gateway.threads import Threads
from kaibo.interaction.hot import Tagged, classify
from kaibo.interaction.wire import (
    CommentItem,
    DeskChanged,
    Flagged,
    GiftItem,
    Hello,
    Kpi,
    Tick,
    Welcome,
)
from kaibo.liveroom.contracts import (
    LinkCard,
    NumberedEvent,
    OfferCard,
    RoomState,
    ShowEnded,
    ShowStarted,
    ViewerMuted,
)
from kaibo.liveroom.hot import room_state
from kaibo.selling.hot import reprice_state

TICK_MS = 200
COMMENTS_KEPT = 50
GIFTS_PER_TICK = 30
# Ids by which a comment that comes twice from other nodes is known.
_KNOWN = 500
# A comment that comes later than this from another node stays away.
_LATE_MS = 60_000


class Room:
    """Everything the loop knows of one room. Not thread-safe: the loop alone touches it."""

    def __init__(
        self, state: RoomState, mutes: dict[int, float], events: Iterable[NumberedEvent],
        sink: EventSink, engine: Engine | None = None, talk: Comments | None = None,
        node: str = "",
    ) -> None:  # fmt: skip
        """``node`` is the name of this gateway among others."""
        self.state = state
        self.mutes = mutes
        self.sink = sink
        self._talk = talk
        self.crowd = Crowd(sink, now_ms(), Peers(node))
        self.link: RoomLink | None = None  # to the same room on other nodes
        self.slot = 0  # last digits of comment ids
        self.comments: deque[CommentItem] = deque(maxlen=COMMENTS_KEPT)
        self.members: set[Connection] = set()
        self._ring: deque[NumberedEvent] = deque(events, maxlen=RING)
        self._fast = Lanes(engine or Writes())
        self._slow: set[Connection] = set()
        self._said: list[CommentItem] = []  # here
        self._gifts: list[GiftItem] = []  # committed, in their order
        self._heard: list[CommentItem] = []  # on other nodes
        self._known: dict[int, None] = {}  # newest ids
        self._threads = Threads()
        self.badges: Badges | None = None
        self.tallies = Tallies()  # of open activities
        self._left: dict[int, int] = {}
        self._left_changed: dict[int, int] = {}
        self._told = (0, 0, 0)  # online, likes, uv of the last frame; -1: pages differ
        self._comment_id = 0
        self._state_made = (0, state, state)  # when (Unix ms), of which state, with prices

    # Pages come and go

    def enter(self, page: Connection, hello: Hello, is_resuming: bool) -> None:
        """Welcome the page and let it follow; it misses nothing and gets nothing twice."""
        self.members.add(page)
        if not page.is_staff:
            self.crowd.enter(page.viewer, page.source, is_resuming, self.stamp())
            if self.badges is not None and page.claims and page.claims.kind == "buyer":
                self.badges.flags(self.state.shop_id, page.viewer)  # read before they speak
            self._moved()
        self._fast.add(page)
        page.send(self._welcome(page, hello))

    def leave(self, page: Connection) -> None:
        self.members.discard(page)
        self._slow.discard(page)
        self._fast.remove(page)
        if not page.is_staff:
            self.crowd.leave(page.viewer, now_ms())
            self._moved()

    def _moved(self) -> None:
        if self.link is not None:
            self.link.moved()

    def fell_behind(self, page: Connection) -> None:
        """Takes no shared frames until it has caught up."""
        page.slow_seq = self.state.seq
        self._fast.remove(page)
        self._slow.add(page)

    def pages_of(self, viewer: int) -> Iterator[Connection]:
        return (page for page in self.members if page.viewer == viewer)

    def stamp(self) -> Stamp:
        return stamp(self.state, now_ms())

    # The reliable lane

    def renew(self, state: RoomState, mutes: dict[int, float], events: list[NumberedEvent]) -> None:
        """A fresh snapshot after a gap or a new epoch: everybody gets it."""
        self._follow_show(self.state, state)
        self.state, self.mutes = state, mutes
        self._ring = deque(events, maxlen=RING)
        self._left.clear()
        for page in list(self.members):
            page.send(self._welcome(page, None))

    def take(self, events: list[NumberedEvent]) -> bool:
        """Apply and broadcast at once; False when the state has a gap before them."""
        public: list[NumberedEvent] = []
        for numbered in [event for event in events if event.seq > self.state.seq]:
            before = self.state
            try:
                self.state = room_state.apply(before, numbered)
            except room_state.Gap:
                self._broadcast(public)
                return False
            self._ring.append(numbered)
            self._follow_show(before, self.state, numbered)
            if isinstance(numbered.event, ViewerMuted):
                self._broadcast(public)
                self._muted(numbered, numbered.event)
            else:
                public.append(numbered)
        self._broadcast(public)
        return True

    def _broadcast(self, events: list[NumberedEvent]) -> None:
        if events:
            self._fan_out(Tick(now=now_ms(), ev=events.copy()))
            events.clear()

    def _follow_show(
        self, before: RoomState, after: RoomState, numbered: NumberedEvent | None = None
    ) -> None:
        """Visits belong to shows: leave the one that ended, enter the one that began."""
        ended = before.is_on_air and not after.is_on_air
        began = after.is_on_air and (not before.is_on_air or before.show_id != after.show_id)
        event = numbered.event if numbered else None
        if ended or (began and before.is_on_air) or isinstance(event, ShowEnded):
            self.crowd.end_show(stamp(before, now_ms()))
        if began or isinstance(event, ShowStarted):
            self.comments.clear()
            self._left.clear()
            self.crowd.begin_show(stamp(after, now_ms()))

    def _muted(self, numbered: NumberedEvent, event: ViewerMuted) -> None:
        """Only staff and the viewer concerned hear of it."""
        if event.lifted:
            self.mutes.pop(event.viewer_id, None)
        else:
            self.mutes[event.viewer_id] = float("inf") if event.ends_at is None else event.ends_at
        frame = Tick(now=now_ms(), ev=[numbered])
        for page in list(self.members):
            if page.is_staff or page.viewer == event.viewer_id:
                page.send(frame)

    # The lossy lane

    def say(self, page: Connection, text: str, now: int, to: int = 0) -> None:
        """A comment that was accepted goes out with the next tick; ``to``: what it answers."""
        tagged = Tagged("other") if page.is_staff else classify(text)
        flags = (1 if page.is_staff else 0) | tagged.flags
        if self.badges is not None and not page.is_staff:
            flags |= self.badges.flags(self.state.shop_id, page.viewer)
        name = page.claims.name if page.claims else ""
        item = self._item(page.viewer, name, text, now, flags)
        self._said.append(item)
        source = self.crowd.source(page.viewer)
        thread = self._threads.of(to)
        self._threads.note(item.id, thread)
        self.sink.add(
            "comment", viewer=page.viewer, text=text, source=source, ref=thread or None,
            **self.stamp().columns(),
        )  # fmt: skip
        if self._talk is not None:
            reply = self._talk.hear(item, tagged, self.state, self.stamp())
            if reply:
                self._say_as_room(reply, now)

    def _say_as_room(self, text: str, now: int) -> None:
        """The shop answers by itself: seen as a comment of staff."""
        self._said.append(self._item(0, self.state.shop_name, text, now, 1))

    def _item(self, viewer: int, name: str, text: str, now: int, flags: int) -> CommentItem:
        self._comment_id = max(self._comment_id + 1, now)
        flags |= 2 if self.state.is_rehearsal else 0
        id = self._comment_id * SLOTS + self.slot
        self._know(id)
        return CommentItem(id, viewer, name, text, now, flags)

    def hear(self, items: Sequence[CommentItem]) -> None:
        """Comments said on other nodes go out with the next tick, each once."""
        oldest = now_ms() - _LATE_MS
        for item in items:
            if item.at >= oldest and item.id not in self._known:
                self._heard.append(item)
                self._know(item.id)
                self._threads.note(item.id)

    def _know(self, id: int) -> None:
        self._known[id] = None
        if len(self._known) > _KNOWN:
            del self._known[next(iter(self._known))]

    @property
    def recent(self) -> list[CommentItem]:
        """The newest comments, oldest first."""
        return list(self.comments)

    def gifted(self, item: GiftItem) -> None:
        """A gift that was paid goes out in its turn; none is left out, many take some ticks."""
        self._gifts.append(item)
        if self.link is not None:
            self.link.gave(item)

    def gifted_elsewhere(self, items: Sequence[GiftItem]) -> None:
        """Gifts that were paid on another node."""
        self._gifts += items

    def stock(self, left: dict[int, int]) -> None:
        """Units left now; only what changed is sent."""
        for offer, units in left.items():
            if self._left.get(offer) != units:
                self._left[offer] = self._left_changed[offer] = units
                self._state_made = (0, self.state, self.state)

    def kpi(self, frame: Kpi | DeskChanged | Flagged) -> None:
        """Staff pages only; a page that lags skips it."""
        data = frames.text(frame)
        for page in list(self.members):
            if page.is_staff and page.page != "room" and page.slow_since is None:
                page.write(data)

    def tick(self) -> None:
        """Once a tick: what changed, in one frame, to everybody who keeps up."""
        if self.link is not None:
            self.link.pulse(self._said)
        for page in list(self._slow):
            if page.catch_up():
                self._resync(page)
        frame = self._collect()
        if frame is not None:
            self._fan_out(frame)

    def _collect(self) -> Tick | None:
        counts = self._counts()
        said = self._said + self._heard
        if self._heard:  # the same order on every node
            said.sort(key=_by_id)
            self.comments = deque(sorted([*self.comments, *said], key=_by_id), COMMENTS_KEPT)
        else:
            self.comments.extend(said)
        self._said, self._heard = [], []
        left, self._left_changed = self._left_changed, {}
        gifts, self._gifts = self._gifts[:GIFTS_PER_TICK], self._gifts[GIFTS_PER_TICK:]
        tallies = self.tallies.take_changed()
        if not (said or left or tallies or gifts) and counts == self._told:
            return None
        told, self._told = self._told, counts
        shown = sample(said)
        metrics.comments_sampled.inc(len(said) - len(shown))
        changed = [new if new != old else None for new, old in zip(counts, told, strict=True)]
        return Tick(
            now=now_ms(), cm=shown, on=changed[0], lk=changed[1], uv=changed[2],
            st=left or None, ac=tallies, gf=gifts,
        )  # fmt: skip

    def _counts(self) -> tuple[int, int, int]:
        return self.crowd.online(now_ms()), self.crowd.likes, len(self.crowd.seen)

    def _tell_counts(self) -> tuple[int, int, int]:
        """For one page; when others were told otherwise, the next frame tells everybody."""
        counts = self._counts()
        if counts != self._told:
            self._told = (-1, -1, -1)
        return counts

    def _fan_out(self, frame: Tick) -> None:
        """Encoded once, offered once to each page; only who did not take all is looked at."""
        started = time.perf_counter()
        for page, data, sent in self._fast.send(frame):
            self._refused(page, data, sent, bool(frame.ev))
        metrics.fan_out_seconds.observe(time.perf_counter() - started)

    def _refused(self, page: Connection, data: bytes, sent: int, is_reliable: bool) -> None:
        if sent == BROKEN:
            page.drop("broken")
        else:  # half a frame must be finished; a lossy one that has not begun is left out
            page.fall_behind(data[sent:] if sent or is_reliable else b"")

    def _resync(self, page: Connection) -> None:
        """A page that caught up: the reliable events it missed, and the lossy lane as it is."""
        if not page.is_open:
            return
        self._slow.discard(page)
        missed = [one for one in self._ring if one.seq > page.slow_seq and _concerns(one, page)]
        if self._ring and self._ring[0].seq > page.slow_seq + 1 and self.state.seq > page.slow_seq:
            page.close(4503)  # older than the ring: a fresh hello reads it all
            return
        online, likes, uv = self._tell_counts()
        self._fast.add(page)
        page.send(Tick(
            now=now_ms(), ev=missed, cm=list(self.comments)[-10:], on=online, lk=likes, uv=uv,
            st=dict(self._left) or None, ac=self.tallies.all() or None, lag=True,
        ))  # fmt: skip

    def _welcome(self, page: Connection, hello: Hello | None) -> Welcome:
        events = self._replay(hello, page) if hello else None
        online, likes, uv = self._tell_counts()
        claims = page.claims
        assert claims is not None, "welcome before hello"
        return Welcome(
            viewer=page.viewer, name=claims.name, role=claims.kind, now=now_ms(),
            state=self._state_now() if events is None else None, events=events or [],
            comments=list(self.comments), online=online, likes=likes, tick_ms=TICK_MS, uv=uv,
            muted_until=_wire_mute(self.mutes.get(page.viewer)), ac=self.tallies.all(),
        )  # fmt: skip

    def _replay(self, hello: Hello, page: Connection) -> list[NumberedEvent] | None:
        """The events behind (epoch, seq), or None when only a whole state will do."""
        if hello.epoch != self.state.epoch or hello.seq > self.state.seq:
            return None
        missed = [one for one in self._ring if one.seq > hello.seq]
        if len(missed) != self.state.seq - hello.seq:
            return None
        return [one for one in missed if _concerns(one, page)]

    def _state_now(self) -> RoomState:
        """The state with prices and units of this moment; a rush of arrivals shares one."""
        now = now_ms()
        at, of, made = self._state_made
        if of is not self.state or now - at >= TICK_MS:
            made = reprice_state(self.state, now)
            if self._left:
                made = replace(made, links=[self._with_left(link) for link in made.links])
            self._state_made = (now, self.state, made)
        return made

    def _with_left(self, link: LinkCard) -> LinkCard:
        return replace(link, offers=[self._offer(card) for card in link.offers])

    def _offer(self, card: OfferCard) -> OfferCard:
        return replace(card, left=self._left.get(card.offer_id, card.left))


def _by_id(item: CommentItem) -> int:
    return item.id


def _wire_mute(until: float | None) -> int:
    if until is None or until <= now_ms():
        return 0
    return -1 if until == float("inf") else int(until)


def _concerns(numbered: NumberedEvent, page: Connection) -> bool:
    event = numbered.event
    return not isinstance(event, ViewerMuted) or page.is_staff or event.viewer_id == page.viewer
