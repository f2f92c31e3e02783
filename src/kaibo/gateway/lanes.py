"""The pages of a room that keep up: one audience for plain frames, one for compressed ones."""

from __future__ import annotations

from kaibo.gateway import frames, metrics
from kaibo.gateway.connection import Connection
from kaibo.gateway.fanout import Audience, Engine
from kaibo.interaction.wire import Tick


class Lanes:
    """A frame is encoded once and compressed at most once, whatever the number of pages."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._plain: Audience[Connection] = Audience()
        self._packed: Audience[Connection] = Audience()

    def __len__(self) -> int:
        return len(self._plain) + len(self._packed)

    def add(self, page: Connection) -> None:
        self._of(page).add(page)

    def remove(self, page: Connection) -> None:
        self._of(page).remove(page)

    def send(self, frame: Tick) -> list[tuple[Connection, bytes, int]]:
        """To everybody; who did not take all of it, the bytes offered, and how many were taken."""
        data = frames.text(frame)
        refused = self._offer(self._plain, data) if len(self._plain) else []
        if len(self._packed):
            refused += self._offer(self._packed, frames.packed(data))
        return refused

    def _offer(
        self, audience: Audience[Connection], data: bytes
    ) -> list[tuple[Connection, bytes, int]]:
        metrics.frames_sent.inc(len(audience))
        metrics.bytes_sent.inc(len(audience) * len(data))
        short = self._engine.send(audience, data)
        return [(audience.page(place), data, sent) for place, sent in short]

    def _of(self, page: Connection) -> Audience[Connection]:
        return self._packed if page.deflates else self._plain
