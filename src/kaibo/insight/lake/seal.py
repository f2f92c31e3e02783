"""Turns closed segments of the log into Parquet, by shop, day and show, each event once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kaibo.foundation.eventlog import SCHEMA, Offset, Reader
from kaibo.foundation.eventlog.frames import decode, frames
from kaibo.foundation.eventlog.writer import segment_numbers, segment_path

PLAIN = pa.schema(
    [field.with_type(pa.string()) if field.name == "source" else field for field in SCHEMA],
    SCHEMA.metadata,
)
AIR, REHEARSAL = "air", "rehearsal"
_DAY_MS = 86_400_000


class Sealed(msgspec.Struct, frozen=True):
    """What became of one segment; the line of the data-quality page.

    ``rows`` read, ``repeated`` left out because their id was there before, ``damaged`` bytes that
    were no whole frame, ``parts`` written below ``events/``, relative; ``places``: rows and
    repeated of each folder, empty in notes of earlier releases.
    """

    writer: str
    segment: int
    rows: int
    repeated: int
    damaged: int
    parts: list[str]
    first_ts: int
    last_ts: int
    places: dict[str, tuple[int, int]] = {}


class Lake:
    """The sealed log below ``folder``. One process seals; any number read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events = folder / "events"
        self._notes = folder / "sealed"

    def seal(self, log: Path) -> list[Sealed]:
        """Seal what is closed and not sealed yet, oldest first; the newest segment stays open.

        A segment counts as sealed when its note is on disk, which is written last: killed in
        between, the same parts are written again.
        """
        return [self._seal_one(home, number) for home, number in self._waiting(log)]

    def is_behind(self, log: Path) -> bool:
        """Whether a closed segment waits."""
        return next(self._waiting(log), None) is not None

    def sealed(self) -> list[Sealed]:
        """All notes, by writer and segment."""
        paths = sorted(self._notes.glob("*.json")) if self._notes.exists() else []
        return [msgspec.json.decode(path.read_bytes(), type=Sealed) for path in paths]

    def view(self) -> View:
        """What is sealed now and what is not: whoever reads both reads one view."""
        return View(self.events, self.sealed())

    def parts(self, shop: str = "*", show: str = "*", kind: str = "*") -> list[Path]:
        """The parts of one view."""
        return self.view().parts(shop, show, kind)

    def open_at(self, log: Path) -> dict[str, Offset]:
        """Where the unsealed rest of one view begins."""
        return self.view().open_at(log)

    def _waiting(self, log: Path) -> Iterator[tuple[Path, int]]:
        homes = sorted(path for path in log.iterdir() if path.is_dir()) if log.exists() else []
        for home in homes:
            for number in segment_numbers(home)[:-1]:
                if not self._note_path(home.name, number).exists():
                    yield home, number

    def _note_path(self, writer: str, segment: int) -> Path:
        return self._notes / f"{writer}-{segment:08d}.json"

    def _seal_one(self, home: Path, segment: int) -> Sealed:
        table, damaged = read_segment(segment_path(home, segment))
        name = f"{home.name}-{segment:08d}.parquet"
        parts, kept, places = [], 0, {}
        for place, rows in by_day_and_show(table):
            others = (self.events / place).glob("*.parquet")
            fresh = _unseen(rows, sorted(path for path in others if path.name != name))
            places[place] = rows.num_rows, rows.num_rows - fresh.num_rows
            if fresh.num_rows:
                _write(self.events / place / name, fresh)
                parts.append(f"{place}/{name}")
                kept += fresh.num_rows
        ts = table.column("ts")
        note = Sealed(
            home.name, segment, table.num_rows, table.num_rows - kept, damaged, parts,
            pc.min(ts).as_py() or 0, pc.max(ts).as_py() or 0, places,
        )  # fmt: skip
        _save(self._note_path(home.name, segment), msgspec.json.encode(note))
        return note


class View:
    """The lake by the notes of one moment: an event is in a part or in the rest, never in both.

    Parts without a note of it, of a sealing under way or later, count as not there.
    """

    def __init__(self, events: Path, notes: list[Sealed]) -> None:
        self.notes = notes
        self._events = events
        self._noted = {part for note in notes for part in note.parts}

    def parts(self, shop: str = "*", show: str = "*", kind: str = "*") -> list[Path]:
        """The sealed parts of a shop, a show, a kind (`AIR`, `REHEARSAL`), by shop and day."""
        return self._found(f"shop={shop}/day=*/show={show}/{kind}")

    def open_at(self, log: Path) -> dict[str, Offset]:
        """Where the unsealed rest of every writer's log begins."""
        homes = [path for path in log.iterdir() if path.is_dir()] if log.exists() else []
        done = {(note.writer, note.segment) for note in self.notes}
        return {
            home.name: Offset(number, 0)
            for home in homes
            for number in [n for n in segment_numbers(home) if (home.name, n) not in done][:1]
        }

    def unsealed(self, log: Path) -> Iterator[tuple[str, pa.Table]]:
        """What is in the log and not here yet, each event once, with the folder it will be in."""
        reader, found = Reader(log, self.open_at(log)), []
        while chunks := reader.poll():
            found += [chunk.batch for chunk in chunks]
        table = pa.Table.from_batches(found, SCHEMA).cast(PLAIN)
        for place, rows in by_day_and_show(table):
            yield place, self.unseen(place, rows)

    def unseen(self, place: str, rows: pa.Table) -> pa.Table:
        """Rows whose id is neither earlier in ``rows`` nor in a part of that day and show."""
        return _unseen(rows, self._found(place))

    def _found(self, place: str) -> list[Path]:
        found = self._events.glob(f"{place}/*.parquet")
        return sorted(path for path in found if str(path.relative_to(self._events)) in self._noted)


def read_segment(path: Path) -> tuple[pa.Table, int]:
    """All events of a segment file, and how many of its bytes were no whole frame."""
    data = path.read_bytes()
    found = list(frames(data))
    batches = [decode(one.payload) for one in found if one.start > 0]
    damaged = len(data) - sum(one.end - one.start for one in found)
    return pa.Table.from_batches(batches, SCHEMA).cast(PLAIN), damaged


def by_day_and_show(table: pa.Table) -> Iterator[tuple[str, pa.Table]]:
    """Rows of one day in Shanghai and one show, by time, with the folder they belong in.

    A row that does not tell its shop goes with the others of its show.
    """
    day = pc.divide(pc.add(table.column("ts"), 8 * 3_600_000), _DAY_MS)
    keyed = table.append_column("_day", day)
    groups = keyed.group_by(["_day", "show", "rehearsal"]).aggregate([]).to_pylist()
    for one in sorted(groups, key=lambda row: (row["_day"], row["show"], row["rehearsal"])):
        mask = pc.and_(
            pc.and_(pc.equal(day, one["_day"]), pc.equal(table.column("show"), one["show"])),
            pc.equal(table.column("rehearsal"), one["rehearsal"]),
        )
        rows = table.filter(mask).sort_by("ts")
        kind = REHEARSAL if one["rehearsal"] else AIR
        date = datetime.fromtimestamp(one["_day"] * 86_400, UTC).date().isoformat()
        shop = pc.max(rows.column("shop")).as_py()
        yield f"shop={shop}/day={date}/show={one['show']}/{kind}", rows


def _unseen(rows: pa.Table, parts: list[Path]) -> pa.Table:
    """The first row of every id that is in none of ``parts``."""
    rows = _once(rows)
    for path in parts:
        known = pq.read_table(path, columns=["event_id"], partitioning=None)
        is_known = pc.is_in(rows.column("event_id"), known.column("event_id"))
        rows = rows.filter(pc.invert(is_known))
    return rows


def _once(rows: pa.Table) -> pa.Table:
    """The first row of every id."""
    at = pa.array(range(rows.num_rows), pa.int64())
    firsts = pa.table({"id": rows.column("event_id"), "at": at}).group_by("id")
    keep = firsts.aggregate([("at", "min")]).column("at_min")
    return rows if len(keep) == rows.num_rows else rows.take(keep.sort())


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    pq.write_table(table, fresh, compression="zstd", compression_level=1)
    _settle(fresh, path)


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(data)
    _settle(fresh, path)


def _settle(fresh: Path, path: Path) -> None:
    """On disk under its name, also after a power cut."""
    for one in (fresh, path.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            if one is fresh:
                os.fsync(handle)
                fresh.replace(path)
            else:
                os.fsync(handle)
        finally:
            os.close(handle)
