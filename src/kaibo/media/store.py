"""What media reads and writes in PostgreSQL. The database may go away at any time.

Reads fall back to what was known; writes wait in memory and are carried out when it is back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import msgspec
import structlog

from kaibo.foundation.clock import from_ms
from kaibo.liveroom.contracts import StreamChanged
from kaibo.media.recorder import Found

log = structlog.get_logger("media.store")
FRESH_SECONDS = 5
ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)
_ROOM = "select id, slug, shop_id, show_id, stream_key, stream_state, is_on_air from liveroom_room"
# Row lock on the room only; the event is numbered in the same transaction.
_STATE = """update liveroom_room set stream_state = $2, stream_at = $3
            where id = $1 and stream_state is distinct from $2 returning id"""
_APPEND = "select liveroom_append_event($1, 'stream_changed', $2::jsonb, null)"
_OPEN = """insert into liveroom_recording
             (room_id, show_id, folder, codecs, started_at, ended_at, seconds, size_bytes)
           select $1, $2, $3::varchar, $4, $5, null, 0, 0
           where not exists (select 1 from liveroom_recording where folder = $3)"""
_CLOSE = """update liveroom_recording set ended_at = $2, seconds = $3, size_bytes = $4
            where folder = $1"""
_OPEN_ROWS = "select folder from liveroom_recording where ended_at is null"


@dataclass(frozen=True, slots=True)
class Room:
    """A room as media knows it."""

    id: int
    slug: str
    shop_id: int
    show_id: int | None
    key: str
    state: str
    is_on_air: bool


class Store:
    """One small pool, rooms remembered, writes in order with retry."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._pool: Any = None
        self.rooms: dict[str, Room] = {}  # by slug
        self._writes: asyncio.Queue[Callable[[Any], Awaitable[None]]] = asyncio.Queue()
        self.is_up = False

    async def refresh(self) -> None:
        """Read all rooms anew. Raises one of `ERRORS`."""
        rows = await self._run(lambda db: db.fetch(_ROOM))
        self.rooms = {row[1]: Room(*row) for row in rows}

    async def room_of(self, key: str) -> Room | None:
        """The room a stream key opens; what was last known if the database is away."""
        if not key:
            return None
        try:
            await asyncio.wait_for(self.refresh(), 3)
        except ERRORS as error:
            log.warning("database away, using known keys", error=str(error))
        return next((room for room in self.rooms.values() if room.key == key), None)

    async def keep_fresh(self) -> None:
        """Refresh the known rooms every few seconds, for ever."""
        while True:
            try:
                await asyncio.wait_for(self.refresh(), 5)
            except ERRORS as error:
                log.warning("rooms not read", error=str(error) or type(error).__name__)
            await asyncio.sleep(FRESH_SECONDS if self.is_up else 1)

    async def write_forever(self) -> None:
        """Carry out queued writes in order; each is repeated until the database has it."""
        while True:
            write = await self._writes.get()
            pause = 0.2
            while not await self._try(write):
                await asyncio.sleep(pause)
                pause = min(pause * 2, 3)

    def stream_changed(self, room_id: int, state: str, at_ms: int) -> None:
        """Queue the room's new stream state and its event."""
        body = msgspec.json.encode(StreamChanged(state=state, at=at_ms)).decode()

        async def write(db: Any) -> None:
            async with db.transaction():
                if await db.fetchval(_STATE, room_id, state, from_ms(at_ms)):
                    await db.execute(_APPEND, room_id, body)

        self._writes.put_nowait(write)

    def recording(self, found: Found, is_closed: bool) -> None:
        """Queue the row of a recording: made at its start, completed at its end."""

        async def write(db: Any) -> None:
            meta = found.meta
            started = from_ms(meta.started_ms)
            await db.execute(
                _OPEN, meta.room_id, meta.show_id, found.folder, meta.codecs[:60], started
            )
            if is_closed:
                ended = from_ms(int(found.ended_ms))
                await db.execute(_CLOSE, found.folder, ended, found.seconds, found.size_bytes)

        self._writes.put_nowait(write)

    async def open_recordings(self) -> set[str]:
        """Folders whose rows were never completed. Raises one of `ERRORS`."""
        return {row[0] for row in await self._run(lambda db: db.fetch(_OPEN_ROWS))}

    async def close(self) -> None:
        """Give queued writes two seconds, then let go."""
        for _ in range(20):
            if self._writes.empty():
                break
            await asyncio.sleep(0.1)
        if self._pool is not None:
            self._pool.terminate()

    async def _try(self, write: Callable[[Any], Awaitable[None]]) -> bool:
        try:
            await self._run(write)
        except (asyncpg.IntegrityConstraintViolationError, asyncpg.RaiseError) as error:
            log.error("write refused by the database", error=str(error))
        except ERRORS as error:
            log.warning("write waits for the database", error=str(error) or type(error).__name__)
            return False
        return True

    async def _run(self, call: Callable[[Any], Awaitable[Any]]) -> Any:
        try:
            if self._pool is None:
                self._pool = asyncpg.create_pool(
                    self._dsn, min_size=0, max_size=2, timeout=3, command_timeout=5
                )
                await self._pool
            async with self._pool.acquire(timeout=3) as db:
                result = await call(db)
        except ERRORS:
            self.is_up = False
            raise
        self.is_up = True
        return result
