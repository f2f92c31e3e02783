"""The guard's thread: when accounts were first seen, decisions out, decisions of others in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

import psycopg
import structlog
from msgspec.structs import replace

from kaibo.gateway.guard_hold import Holder
from kaibo.risk import hot
from kaibo.risk.hot import Grade, Ruling, Signal, Verdict

ROUND_SECONDS = 0.25
FOLLOW_ROUNDS = 6  # decisions of others are read every so many rounds
_RETRY_SECONDS = 1.0
_MOST = 50_000
log = structlog.get_logger(__name__)
Db = psycopg.Connection[Any]


class Owner(Protocol):
    """The loop's side."""

    def met(self, signals: list[Signal]) -> None: ...
    def ruled(self, room_id: int, show: int, rulings: list[Ruling]) -> None: ...


class GuardDesk:
    """`ask`, `write` and `follow` are called on the loop; answers come there by ``call``."""

    def __init__(self, dsn: str, call: Callable[..., object], owner: Owner, holds: bool) -> None:
        """``holds``: entries made before a decision wait for it too."""
        self._holder = Holder() if holds else None
        self._dsn, self._call, self._owner = dsn, call, owner
        self._lock = threading.Lock()
        self._strangers: list[Signal] = []
        self._verdicts: list[tuple[int, int, list[Verdict]]] = []
        self._shows: dict[int, int] = {}
        self._round = 0
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="guard", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        self._thread.join(5)

    def ask(self, birth: Signal) -> None:
        with self._lock:
            if len(self._strangers) < _MOST:
                self._strangers.append(birth)

    def write(self, shop: int, show: int, verdicts: list[Verdict]) -> None:
        with self._lock:
            if len(self._verdicts) < _MOST:
                self._verdicts.append((shop, show, verdicts))

    def follow(self, shows: dict[int, int]) -> None:
        """Room → show."""
        with self._lock:
            self._shows = shows

    def _run(self) -> None:
        while not self._stopping:
            try:
                with psycopg.connect(
                    self._dsn, autocommit=True, connect_timeout=5,
                    application_name="kaibo-gateway-guard",
                ) as connection:  # fmt: skip
                    self._work(connection)
            except psycopg.Error as error:
                log.warning("the guard cannot reach the database", error=str(error).strip())
            except Exception:
                log.exception("guard round failed")
            if not self._stopping:
                self._wake.wait(_RETRY_SECONDS)

    def _work(self, connection: Db) -> None:
        while True:
            self._meet(connection)
            self._store(connection)
            if self._round % FOLLOW_ROUNDS == 0:
                self._read(connection)
            self._round += 1
            if self._stopping:
                return
            self._wake.wait(ROUND_SECONDS)

    def _meet(self, connection: Db) -> None:
        with self._lock:
            strangers, self._strangers = self._strangers, []
        if not strangers:
            return
        try:
            born = hot.births(connection, sorted({one.viewer for one in strangers}))
        except psycopg.OperationalError:
            with self._lock:
                self._strangers = strangers + self._strangers
            raise
        met = [replace(one, born=born.get(one.viewer, 0)) for one in strangers]
        self._call(self._owner.met, met)

    def _store(self, connection: Db) -> None:
        with self._lock:
            waiting, self._verdicts = self._verdicts, []
        for number, (shop, show, verdicts) in enumerate(waiting):
            try:
                hot.store(connection, shop, show, verdicts)
                graver = [one.viewer for one in verdicts if one.grade >= Grade.SHADOW]
                if self._holder is not None:
                    self._holder.hold(connection, verdicts[0].room, show, graver)
            except psycopg.OperationalError:
                with self._lock:
                    self._verdicts = waiting[number:] + self._verdicts
                raise

    def _read(self, connection: Db) -> None:
        with self._lock:
            shows = dict(self._shows)
        found = hot.rulings(connection, shows) if shows else {}
        for room, rulings in found.items():
            self._call(self._owner.ruled, room, shows[room], rulings)
        if self._holder is not None:
            self._holder.again(connection, found)
