"""What is looked at once a second for the metrics of the loop."""

from __future__ import annotations

from collections.abc import Collection

from kaibo.gateway import metrics
from kaibo.gateway.connection import Connection
from kaibo.gateway.room import Room


def measure(pages: Collection[Connection], rooms: Collection[Room], now: float) -> None:
    """``now``: monotonic seconds, as `Connection.slow_since`."""
    metrics.connections.set(len(pages))
    metrics.rooms.set(sum(1 for room in rooms if room.members))
    metrics.bus_peers.set(max((len(room.crowd.peers.nodes) for room in rooms), default=0))
    slow = [page for page in pages if page.slow_since is not None]
    metrics.lagging.set(len(slow))
    metrics.bytes_waiting.set(sum(len(page.pending) for page in slow))
    metrics.lag_seconds.set(max((now - (page.slow_since or 0) for page in slow), default=0))
