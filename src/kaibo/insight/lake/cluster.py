"""The copy of the log for questions about journeys: kind after kind, each by viewer and time."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kaibo.foundation.eventlog import KINDS
from kaibo.insight.lake.again import undisturbed
from kaibo.insight.lake.radix import part_starts, viewer_order

BUCKETS = 16
JOURNEY_KINDS = (
    "enter", "comment", "share", "follow", "product_view", "product_click", "favorite", "act",
    "gift", "order", "pay",
)  # fmt: skip
NO_LINK = -1
MOST_RUNS = 8
LAYOUT = 2  # a copy of another layout counts as none, and is made again
# Row for row, sorted by (viewer, ts): ts Unix ms, source an index into `Index.sources`, link −1
# for none, amount minor units, n the counting weight.
TYPES = {
    "viewer": np.int64, "ts": np.int64, "kind": np.uint8, "source": np.uint16,
    "amount": np.int64, "n": np.int32, "show": np.int64, "link": np.int64,
}  # fmt: skip
Columns = dict[str, np.ndarray]
Bucket = dict[str, Columns]  # by kind
Needs = Mapping[str, Sequence[str]]  # kind → columns, besides viewer and ts
EVERYTHING: Needs = dict.fromkeys(JOURNEY_KINDS, tuple(TYPES))
SCHEMA = pa.schema([pa.field(name, pa.from_numpy_dtype(kind)) for name, kind in TYPES.items()])
# Differences are small where rows are sorted: an eighth of the bytes, and read faster than lz4.
_SORTED = ("viewer", "ts")
_PARQUET = {
    "compression": {name: "none" if name in _SORTED else "lz4" for name in TYPES},
    "column_encoding": dict.fromkeys(_SORTED, "DELTA_BINARY_PACKED"),
    "use_dictionary": ["kind", "source", "show", "link", "n"],
    "write_statistics": ["kind"],
}  # fmt: skip
_MOST_SOURCES = 2**16
_CODES = [KINDS[kind] for kind in JOURNEY_KINDS]
_IS_JOURNEY = np.isin(np.arange(256), _CODES)
_PLACE = np.zeros(256, np.int64)  # of a kind in JOURNEY_KINDS, by its code
_PLACE[_CODES] = np.arange(len(_CODES))
READ = ["event_id", "ts", "kind", "show", "viewer", "link", "amount", "n", "source"]


class Run(msgspec.Struct, frozen=True):
    """A Parquet file with a row group for every bucket and, within, every kind (``groups``: which,
    −1 where there are no rows), and the names of the log's parts that it holds."""

    name: str
    groups: list[int]
    parts: list[str]


class Index(msgspec.Struct, frozen=True):
    """What the copy consists of; ``sources[0]`` is no source. Replaced whole, so always true."""

    sources: list[str] = msgspec.field(default_factory=lambda: [""])
    runs: list[Run] = []
    layout: int = 1


class Snapshot:
    """The copy as it was when it was opened.

    Its files are open: they stay readable when a merge or a deletion removes their names.
    """

    def __init__(self, folder: Path, index: Index) -> None:
        self.index = index
        self._runs = [(run, pq.ParquetFile(folder / run.name)) for run in index.runs]

    def sources(self) -> list[str]:
        """Names of the source codes."""
        return list(self.index.sources)

    def covered(self) -> set[str]:
        """Names of the parts that are in it."""
        return _covered(self.index)

    def buckets(self, needs: Needs) -> Iterator[Bucket]:
        """All buckets in turn, all runs as one; a viewer is in one of them only."""
        return (_bucket(self._runs, number, needs) for number in range(BUCKETS))


class Copy:
    """The copy below ``folder``. One process adds and merges; any number open it to read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index_path = folder / "index.json"

    def index(self) -> Index:
        if not self._index_path.exists():
            return Index()
        found = msgspec.json.decode(self._index_path.read_bytes(), type=Index)
        return found if found.layout == LAYOUT else Index()

    def open(self) -> Snapshot:
        """What a question reads from, whatever is added, merged or cleared meanwhile."""
        return undisturbed(lambda: Snapshot(self.folder, self.index()))

    def covered(self) -> set[str]:
        """Names of the parts that are in the copy."""
        return _covered(self.index())

    def add(self, parts: Sequence[Path], names: Sequence[str]) -> None:
        """One more run, of these Parquet parts (oldest first), which are called ``names``."""
        if not parts:
            return
        index = self.index()
        sources = list(index.sources)
        name = self._fresh_name(index)
        groups = write(self.folder / name, _buckets(_read(parts, sources)))
        self._settle(Index(sources, [*index.runs, Run(name, groups, list(names))], LAYOUT))

    def merge(self) -> None:
        """Make one run of all of them, bucket after bucket; every answer stays the same."""
        old = self.open()
        if len(old.index.runs) < 2:
            return
        name = self._fresh_name(old.index)
        groups = write(self.folder / name, old.buckets(EVERYTHING))
        self._settle(Index(old.sources(), [Run(name, groups, sorted(old.covered()))], LAYOUT))

    def clear(self) -> None:
        """Leave nothing of it; it is made again from the parts that are there."""
        if self._index_path.exists():
            self._settle(Index(layout=LAYOUT))

    def _fresh_name(self, index: Index) -> str:
        """A name no file ever had: who reads an older index never opens another file by it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._tidy(index)
        last = max((int(run.name[4:10]) for run in index.runs), default=0)
        return f"run-{last + 1:06d}-{secrets.token_hex(4)}.parquet"

    def _settle(self, index: Index) -> None:
        """From here on this is the copy."""
        fresh = self._index_path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(index))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._index_path)
        self._tidy(index)

    def _tidy(self, index: Index) -> None:
        """Remove files of earlier runs, and what a crash left; who has them open reads on."""
        kept = {run.name for run in index.runs}
        for path in self.folder.glob("run-*.parquet"):
            if path.name not in kept:
                path.unlink()


def copy_of(lake: Path, shop: int) -> Copy:
    """The journeys of one shop's viewers."""
    return Copy(lake / "viewers" / f"shop={shop}")


def _covered(index: Index) -> set[str]:
    return {part for run in index.runs for part in run.parts}


def write(path: Path, buckets: Iterable[Bucket]) -> list[int]:
    """One run, durable; the row group of every bucket and kind, −1 for an empty one."""
    groups: list[int] = []
    with path.open("wb") as file, pq.ParquetWriter(file, SCHEMA, **_PARQUET) as writer:
        for columns in (bucket[kind] for bucket in buckets for kind in JOURNEY_KINDS):
            table = pa.table(columns, SCHEMA)
            groups.append(1 + max(groups, default=-1) if table.num_rows else -1)
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)
        writer.close()
        file.flush()
        os.fsync(file.fileno())
    return groups


def _bucket(runs: Sequence[tuple[Run, pq.ParquetFile]], number: int, needs: Needs) -> Bucket:
    first = number * len(JOURNEY_KINDS)
    return {
        kind: _joined(
            [read(file, run.groups[first + place], _always(needs[kind])) for run, file in runs],
            _always(needs[kind]),
        )
        for place, kind in enumerate(JOURNEY_KINDS)
        if kind in needs
    }


def read(file: pq.ParquetFile, group: int, names: Sequence[str]) -> Columns:
    """These columns of one row group."""
    if group < 0:
        return _nothing(names)
    table = file.read_row_group(group, columns=list(names), use_threads=False)
    return {name: table.column(name).to_numpy() for name in names}


def _nothing(names: Sequence[str]) -> Columns:
    return {name: np.empty(0, TYPES[name]) for name in names}


class Memory:
    """Journeys of rows at hand, alone or on top of a snapshot that lacks them.

    ``tables`` have the columns of the log; rows without a viewer and other kinds are left out.
    """

    def __init__(self, tables: Iterable[pa.Table], below: Snapshot | None = None) -> None:
        self._below = below
        self._sources = below.sources() if below else [""]
        found = _columns(tables, self._sources)
        self._young = list(_buckets(found))

    def sources(self) -> list[str]:
        return self._sources

    def buckets(self, needs: Needs) -> Iterator[Bucket]:
        below = self._below.buckets(needs) if self._below else repeat({})
        for old, young in zip(below, self._young, strict=False):
            yield {
                kind: _joined([old[kind], young[kind]] if old else [young[kind]], _always(names))
                for kind, names in needs.items()
            }


def _always(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys([*_SORTED, *names]))


def _joined(parts: Sequence[Columns], names: Sequence[str]) -> Columns:
    """Rows of one kind and of the same viewers as one, in viewer order."""
    filled = [one for one in parts if len(one["viewer"])] or [_nothing(names)]
    if len(filled) == 1:
        return {name: _fixed(filled[0][name]) for name in names}
    both = {name: np.concatenate([one[name] for one in filled]) for name in names}
    order = viewer_order(both["viewer"], both["ts"], np.zeros(len(both["ts"]), np.uint64))
    return {name: _fixed(column[order]) for name, column in both.items()}


def _fixed(column: np.ndarray) -> np.ndarray:
    """Not to be written to, wherever it comes from: a pass is compiled for one or the other."""
    column.setflags(write=False)
    return column


def _read(parts: Sequence[Path], sources: list[str]) -> Columns:
    """Journey events of Parquet parts as plain arrays."""
    files = (pq.ParquetFile(path, read_dictionary=["source"]) for path in parts)
    return _columns((file.read(READ, use_threads=False) for file in files), sources)


def _journeys(table: pa.Table) -> pa.Table:
    """Rows of a viewer, of the kinds that belong in journeys."""
    is_one = _IS_JOURNEY[table.column("kind").to_numpy()] & (table.column("viewer").to_numpy() > 0)
    return table.filter(pa.array(is_one))


def _columns(tables: Iterable[pa.Table], sources: list[str]) -> Columns:
    """Plain arrays, with ``tie`` for the order of one kind's events of one millisecond."""
    found: dict[str, list[np.ndarray]] = {
        name: [column] for name, column in _nothing(tuple(TYPES)).items()
    }
    found["tie"] = [np.empty(0, np.uint64)]
    for every in tables:
        table = _journeys(every.select(READ))
        for name in ("viewer", "ts", "kind", "amount", "n", "show"):
            found[name].append(table.column(name).to_numpy())
        found["link"].append(pc.fill_null(table.column("link"), NO_LINK).to_numpy())
        found["source"].append(_source_codes(table.column("source"), sources))
        found["tie"].append(_ties(table.column("event_id").cast(pa.binary(16))))
    return {name: np.concatenate(chunks) for name, chunks in found.items()}


def _source_codes(column: pa.ChunkedArray, sources: list[str]) -> np.ndarray:
    """uint16[n]; names that are new are added to ``sources`` (65,535 at most, then no source)."""
    encoded = pc.dictionary_encode(column).combine_chunks()
    names = encoded.dictionary.to_pylist()
    for name in names:
        if name not in sources and len(sources) < _MOST_SOURCES:
            sources.append(name)
    code = {name: number for number, name in enumerate(sources)}
    table = np.array([code.get(name, 0) for name in names] or [0], np.uint16)
    codes: np.ndarray = table[encoded.indices.to_numpy()]
    return codes


def _ties(ids: pa.ChunkedArray) -> np.ndarray:
    """uint64[n]: the order within one millisecond, by event id."""
    halves = [
        np.frombuffer(chunk.buffers()[1], ">u8")[2 * chunk.offset :][: 2 * len(chunk) : 2]
        for chunk in ids.chunks
    ]
    return np.concatenate([np.empty(0, np.uint64), *halves]).astype(np.uint64)


def _buckets(events: Columns) -> Iterator[Bucket]:
    """Every bucket's kinds in viewer order."""
    kinds = len(JOURNEY_KINDS)
    starts, order = part_starts(events["viewer"], events["kind"], _PLACE, BUCKETS, kinds)
    for first in range(0, BUCKETS * kinds, kinds):
        yield {
            kind: _sorted(events, order[starts[first + place] : starts[first + place + 1]])
            for place, kind in enumerate(JOURNEY_KINDS)
        }


def _sorted(events: Columns, rows: np.ndarray) -> Columns:
    local = {name: column[rows] for name, column in events.items()}
    by_viewer = viewer_order(local["viewer"], local["ts"], local["tie"])
    return {name: local[name][by_viewer] for name in TYPES}
