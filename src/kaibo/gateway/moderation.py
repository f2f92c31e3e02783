"""Words, penalties and room settings in force: read by a thread, swapped whole on the loop.

A NOTIFY only wakes; what counts are the revision numbers of the shops that are watched, read again
every second. A matcher is built in the thread, so that the loop swaps one reference.
"""

from __future__ import annotations

import os
import select
import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

import psycopg
import structlog

from kaibo.compliance import hot
from kaibo.compliance.hot import DEFAULT, Attack, Held, Matcher, Revisions, RoomOrder
from kaibo.gateway import metrics

POLL_SECONDS = 1.0
_RETRY_SECONDS = 1.0
_NOTHING = Revisions(0, 0, 0)
# A negative answer is asked again soon: the viewer may have just followed or bought. Who agrees to
# the rules speaks at once.
_YES_SECONDS = 600.0
_NO_SECONDS = {"followers": 5.0, "buyers": 5.0, "agreed": 0.0}
log = structlog.get_logger(__name__)


class Bench(Protocol):
    """Who acts when penalties changed; called on the loop."""

    def penalties_changed(self, shop: int, fresh: list[Held], lifted: list[Held]) -> None: ...


class Moderation:
    """Asked on the loop; its thread only reads and hands over."""

    def __init__(self, dsn: str, bench: Bench, call: Callable[..., object]) -> None:
        """``call`` runs a function with arguments on the loop."""
        self._dsn, self._bench, self._call = dsn, bench, call
        shipped = hot.merged([], uses_system=True)
        self._shipped = (Matcher.build(shipped), Matcher.build(shipped, contacts="mask"))
        self._matchers: dict[int, tuple[Matcher, Matcher]] = {}
        self._orders: dict[int, RoomOrder] = {}
        self._rules: dict[int, int] = {}  # shop → the rules of conduct in force
        self._held: dict[int, list[Held]] = {}
        self._by_viewer: dict[tuple[int, int], list[Held]] = {}
        self._standing: dict[tuple[int, int, str], tuple[bool, float]] = {}
        self._reader = _Reader(self)

    def start(self) -> None:
        self._reader.start()

    def stop(self) -> None:
        """Writes what was counted; blocks for at most five seconds."""
        self._reader.stop()

    def watch(self, shop: int) -> None:
        """Follow a shop from now on."""
        self._reader.watch(shop)

    def note(self, attacks: list[Attack]) -> None:
        """Add to the counts of what was turned away."""
        self._reader.note(attacks)

    # What is in force

    def matcher(self, shop: int, *, with_contacts: bool) -> Matcher:
        return self._matchers.get(shop, self._shipped)[with_contacts]

    def order(self, room: int) -> RoomOrder:
        return self._orders.get(room, DEFAULT)

    def rules(self, shop: int) -> int:
        """Number of the rules of conduct that speakers must have agreed to; 0: none."""
        return self._rules.get(shop, 0)

    def held(self, shop: int, room: int, viewer: int, measure: str, now: int) -> Held | None:
        """The penalty of this measure that holds longest for a viewer; ``now`` in Unix ms."""
        mine = self._by_viewer.get((shop, viewer))
        if mine is None:
            return None
        found = [one for one in mine if one.measure == measure and _holds(one, room, now)]
        return max(found, key=lambda one: one.until, default=None)

    def ban(
        self, shop: int, room: int, viewer: int, device: str, address: str, now: int
    ) -> Held | None:
        """Why somebody may not enter: by person, or by a device or address that a ban names."""
        own = self.held(shop, room, viewer, "ban", now)
        if own is not None:
            return own
        for one in self._held.get(shop, ()):
            if one.measure != "ban" or not _holds(one, room, now):
                continue
            if (device and one.device == device) or (address and one.address == address):
                return one
        return None

    def of_viewer(self, shop: int, viewer: int, now: int) -> list[Held]:
        """What holds for a viewer now, shadows left out: those are told on request only."""
        mine = self._by_viewer.get((shop, viewer), ())
        return [one for one in mine if one.measure in ("mute", "ban") and one.until > now]

    def standing(self, shop: int, viewer: int, audience: str, then: Callable[[bool], None]) -> None:
        """Whether a viewer follows, has bought, or agreed; ``then`` at once when it is known."""
        known = self._standing.get((shop, viewer, audience))
        if known is not None and time.monotonic() < known[1]:
            then(known[0])
        else:
            self._reader.ask(shop, viewer, audience, then)

    # What the thread brings; on the loop

    def take_words(self, shop: int, matchers: tuple[Matcher, Matcher]) -> None:
        self._matchers[shop] = matchers
        metrics.words_swapped.inc()

    def take_orders(self, orders: dict[int, RoomOrder]) -> None:
        self._orders |= orders

    def take_rules(self, shop: int, rules: int) -> None:
        """Of a new version nobody's yes is known."""
        if self._rules.get(shop, 0) == rules:
            return
        self._rules[shop] = rules
        is_old = [key for key in self._standing if key[0] == shop and key[2] == "agreed"]
        for key in is_old:
            del self._standing[key]

    def take_penalties(self, shop: int, held: list[Held]) -> None:
        before = {one.id: one for one in self._held.get(shop, ())}
        self._held[shop] = held
        self._by_viewer = {key: ones for key, ones in self._by_viewer.items() if key[0] != shop}
        for one in held:
            self._by_viewer.setdefault((shop, one.viewer), []).append(one)
        metrics.penalties_held.set(sum(len(ones) for ones in self._held.values()))
        now = {one.id for one in held}
        fresh = [one for one in held if one.id not in before]
        lifted = [one for id, one in before.items() if id not in now and one.measure != "none"]
        self._bench.penalties_changed(shop, fresh, lifted)

    def take_standing(
        self, key: tuple[int, int, str], is_one: bool, then: Callable[[bool], None]
    ) -> None:
        if len(self._standing) > 100_000:
            self._standing.clear()
        lasts = _YES_SECONDS if is_one else _NO_SECONDS[key[2]]
        self._standing[key] = (is_one, time.monotonic() + lasts)
        then(is_one)


def _holds(held: Held, room: int, now: int) -> bool:
    return held.until > now and held.room in (None, room)


_Wish = tuple[int, int, str, Callable[[bool], None]]


class _Reader:
    """The thread."""

    def __init__(self, owner: Moderation) -> None:
        self._owner = owner
        self._guard = threading.Lock()
        self._shops: set[int] = set()
        self._wishes: list[_Wish] = []
        self._attacks: list[Attack] = []
        self._known: dict[int, Revisions] = {}
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="moderation", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._wake()
        self._thread.join(5)

    def watch(self, shop: int) -> None:
        with self._guard:
            is_new = shop not in self._shops
            self._shops.add(shop)
        if is_new:
            self._wake()

    def ask(self, shop: int, viewer: int, audience: str, then: Callable[[bool], None]) -> None:
        with self._guard:
            self._wishes.append((shop, viewer, audience, then))
        self._wake()

    def note(self, attacks: list[Attack]) -> None:
        with self._guard:
            self._attacks += attacks

    def _wake(self) -> None:
        try:
            os.write(self._wake_write, b"x")
        except BlockingIOError:
            return  # already awake

    def _run(self) -> None:
        while not self._stopping:
            try:
                with psycopg.connect(
                    self._owner._dsn, autocommit=True, connect_timeout=5,
                    application_name="kaibo-gateway-moderation",
                ) as connection:  # fmt: skip
                    self._follow(connection)
            except psycopg.Error as error:
                log.warning("moderation cannot be read", error=str(error).strip())
            except Exception:
                log.exception("moderation round failed")
            if not self._stopping:
                time.sleep(_RETRY_SECONDS)

    def _follow(self, connection: psycopg.Connection[Any]) -> None:
        connection.execute(f"listen {hot.CHANNEL}")
        while True:
            self._answer(connection)
            self._write(connection)
            self._read(connection)
            if self._stopping:
                return
            self._sleep(connection)

    def _sleep(self, connection: psycopg.Connection[Any]) -> None:
        ready, _, _ = select.select([connection.fileno(), self._wake_read], [], [], POLL_SECONDS)
        if self._wake_read in ready:
            os.read(self._wake_read, 4096)
        if connection.fileno() in ready:
            connection.pgconn.consume_input()
            while connection.pgconn.notifies() is not None:
                continue  # the round looks at every shop

    def _read(self, connection: psycopg.Connection[Any]) -> None:
        with self._guard:
            shops = sorted(self._shops)
        if not shops:
            return
        for shop, now in hot.revisions(connection, shops).items():
            before = self._known.get(shop, _NOTHING)
            if now != before:
                self._load(connection, shop, before, now)
                self._known[shop] = now

    def _load(
        self, connection: psycopg.Connection[Any], shop: int, before: Revisions, now: Revisions
    ) -> None:
        owner, call = self._owner, self._owner._call
        if now.penalties != before.penalties:
            call(owner.take_penalties, shop, hot.penalties(connection, shop))
        if now.rooms != before.rooms:
            call(owner.take_orders, hot.room_orders(connection, shop))
            call(owner.take_rules, shop, hot.rules_in_force(connection, shop))
        if now.words != before.words:
            call(owner.take_words, shop, hot.matchers(connection, shop))

    def _answer(self, connection: psycopg.Connection[Any]) -> None:
        with self._guard:
            wishes, self._wishes = self._wishes, []
        for shop, viewer, audience, then in wishes:
            found = _belongs(connection, shop, viewer, audience)
            key = (shop, viewer, audience)
            self._owner._call(self._owner.take_standing, key, found, then)

    def _write(self, connection: psycopg.Connection[Any]) -> None:
        with self._guard:
            attacks, self._attacks = self._attacks, []
        if not attacks:
            return
        try:
            hot.add_attacks(connection, attacks)
        except psycopg.Error:
            self.note(attacks)
            raise


_BELONGS = {
    "buyers": """
        select exists (select from selling_order
                       where shop_id = %(shop)s and buyer_id = %(viewer)s and paid_at is not null)
    """,
    "followers": """
        select exists (select from growth_shopfollow
                       where shop_id = %(shop)s and viewer_id = %(viewer)s and ended_at is null)
    """,
    # To the newest version; what a guest agreed to holds for the buyer who was that guest.
    "agreed": """
        select exists (select from compliance_rulesacceptance agreed
                       join members_viewer who on who.id = agreed.viewer_id
                       where agreed.rules_id = (select max(id) from compliance_conductrules
                                                where shop_id = %(shop)s)
                         and %(viewer)s in (who.id, who.merged_into_id))
    """,
}


def _belongs(connection: psycopg.Connection[Any], shop: int, viewer: int, audience: str) -> bool:
    row = connection.execute(_BELONGS[audience], {"shop": shop, "viewer": viewer}).fetchone()
    return bool(row and row[0])
