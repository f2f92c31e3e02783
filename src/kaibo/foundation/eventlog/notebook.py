"""What a writer refused or mended before the log, by day and shop: beside its segments.

``events/<writer>/quality/<day>.json``. Counts are kept in memory and written by `save`; a crash
loses those of the last seconds, never events.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

_SAMPLES, _SAMPLE_CHARS = 5, 600


class Tally(msgspec.Struct):
    """Rows that came to a writer for a shop in a day, and what became of those that were not as
    they should be: by reason, with some of them."""

    came: int = 0
    dropped: dict[str, int] = {}
    fixed: dict[str, int] = {}
    samples: dict[str, list[str]] = {}


class Page(msgspec.Struct):
    """A writer's day in Shanghai; tallies by shop, 0 where it is not known."""

    writer: str
    day: str
    shops: dict[int, Tally] = {}


class Notebook:
    """One writer's pages. May be written from several threads; ``clock`` gives Unix seconds."""

    def __init__(self, folder: Path, writer: str, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._writer, self._clock = folder / writer / "quality", writer, clock
        self._guard = threading.Lock()
        self._page: Page | None = None
        self._is_saved = True

    def came(self, count: int, shop: int = 0) -> None:
        """So many rows came, good and bad."""
        with self._guard:
            self._tally(shop).came += count

    def dropped(self, reason: str, count: int = 1, shop: int = 0, samples: Any = ()) -> None:
        with self._guard:
            tally = self._tally(shop)
            _add(tally.dropped, tally.samples, reason, count, samples)

    def fixed(self, reason: str, count: int = 1, shop: int = 0, samples: Any = ()) -> None:
        with self._guard:
            tally = self._tally(shop)
            _add(tally.fixed, tally.samples, reason, count, samples)

    def save(self) -> None:
        """Write today's page if it changed."""
        with self._guard:
            if self._is_saved or self._page is None:
                return
            page, data = self._page, msgspec.json.encode(self._page)
            self._is_saved = True
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{page.day}.json"
        fresh = path.with_suffix(".new")
        fresh.write_bytes(data)
        os.replace(fresh, path)

    def _tally(self, shop: int) -> Tally:
        day = datetime.fromtimestamp(self._clock() + 8 * 3600, UTC).date().isoformat()
        if self._page is None or self._page.day != day:
            self._page = self._begun(day)
        self._is_saved = False
        return self._page.shops.setdefault(shop, Tally())

    def _begun(self, day: str) -> Page:
        """The page of an earlier process of this day, or a fresh one."""
        try:
            return msgspec.json.decode((self._folder / f"{day}.json").read_bytes(), type=Page)
        except (OSError, msgspec.DecodeError):
            return Page(self._writer, day)


def pages(folder: Path) -> Iterator[Page]:
    """Every page of every writer below the log, those that are unreadable left out."""
    for path in sorted(folder.glob("*/quality/*.json")):
        try:
            yield msgspec.json.decode(path.read_bytes(), type=Page)
        except (OSError, msgspec.DecodeError):
            continue


def _add(counts: dict[str, int], kept: dict[str, list[str]], reason: str, count: int,
         samples: Any) -> None:  # fmt: skip
    counts[reason] = counts.get(reason, 0) + count
    texts = kept.setdefault(reason, [])
    texts += [shown(one) for one in samples]
    del texts[:-_SAMPLES]


def shown(sample: Any) -> str:
    """A row as text; bytes as hex, cut where it is long."""
    text = msgspec.json.encode(sample, enc_hook=repr).decode("utf-8", "replace")
    return text if len(text) <= _SAMPLE_CHARS else text[:_SAMPLE_CHARS] + "…"
