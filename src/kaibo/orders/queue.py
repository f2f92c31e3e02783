"""The line in front of the writer: arrival order, and a buyer at most once per batch."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from kaibo.selling.contracts import BuyRequest, BuyResult

BATCH_LIMIT = 512
QUEUE_LIMIT = 50_000


class Client(Protocol):
    """Where the answers of a request go."""

    @property
    def is_gone(self) -> bool: ...

    def take(self, results: list[BuyResult], left: dict[int, dict[int, int]]) -> None: ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request and who asked."""

    client: Client
    request: BuyRequest


class Line:
    """Requests in arrival order; `next_batch` takes from the front."""

    def __init__(self, limit: int = QUEUE_LIMIT) -> None:
        self._waiting: deque[Waiting] = deque()
        self._limit = limit

    def __len__(self) -> int:
        return len(self._waiting)

    def join(self, client: Client, requests: Iterable[BuyRequest]) -> list[BuyRequest]:
        """Queue the requests; returns those for which there was no room."""
        refused = []
        for request in requests:
            if len(self._waiting) >= self._limit:
                refused.append(request)
            else:
                self._waiting.append(Waiting(client, request))
        return refused

    def put_back(self, batch: Iterable[Waiting]) -> None:
        """Put requests at the front again, in the order given."""
        self._waiting.extendleft(reversed(list(batch)))

    def next_batch(self, limit: int = BATCH_LIMIT) -> list[Waiting]:
        """Up to ``limit`` requests; a buyer or key that is already in it waits for the next.

        A request that waits holds back the later ones of the same buyer, so the order of one
        buyer's wishes is kept. Requests of clients that have left are dropped: nobody was told
        anything, and the buyer's page sends the same key again.
        """
        batch: list[Waiting] = []
        later: list[Waiting] = []
        buyers: set[int] = set()
        keys: set[bytes] = set()
        while self._waiting and len(batch) < limit and len(later) < limit:
            waiting = self._waiting.popleft()
            request = waiting.request
            if waiting.client.is_gone:
                continue
            if request.buyer_id in buyers or request.key in keys:
                later.append(waiting)
            else:
                batch.append(waiting)
            buyers.add(request.buyer_id)
            keys.add(request.key)
        self.put_back(later)
        return batch
