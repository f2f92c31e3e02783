"""The copy of the log for questions about journeys: viewer after viewer, in the order of time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kaibo.foundation.eventlog import KINDS
from kaibo.insight.lake.radix import bucket_starts, viewer_order

BUCKETS = 16
JOURNEY_KINDS = (
    "enter", "comment", "share", "follow", "product_view", "product_click", "favorite", "act",
    "gift", "order", "pay",
)  # fmt: skip
NO_LINK = -1
MOST_RUNS = 8
# Row for row, sorted by (viewer, ts): ts Unix ms, source an index into `Index.sources`, link −1
# for none, amount minor units, n the counting weight.
TYPES = {
    "viewer": np.int64, "ts": np.int64, "kind": np.uint8, "source": np.uint16,
    "amount": np.int64, "n": np.int32, "show": np.int64, "link": np.int64,
}  # fmt: skip
Columns = dict[str, np.ndarray]
SCHEMA = pa.schema([pa.field(name, pa.from_numpy_dtype(kind)) for name, kind in TYPES.items()])
_PARQUET = {
    "compression": "lz4", "use_dictionary": ["kind", "source", "show", "link", "n"],
    "write_statistics": False,
}  # fmt: skip
_MOST_SOURCES = 2**16
_IS_JOURNEY = np.isin(np.arange(256), [KINDS[kind] for kind in JOURNEY_KINDS])
_READ = ["event_id", "ts", "kind", "show", "viewer", "link", "amount", "n", "source"]


class Run(msgspec.Struct, frozen=True):
    """A Parquet file with a row group a bucket (``groups``: which, −1 where the bucket is empty),
    and the names of the log's parts that it holds."""

    name: str
    groups: list[int]
    parts: list[str]


class Index(msgspec.Struct, frozen=True):
    """What the copy consists of; ``sources[0]`` is no source. Replaced whole, so always true."""

    sources: list[str] = msgspec.field(default_factory=lambda: [""])
    runs: list[Run] = []


class Copy:
    """The copy below ``folder``. One process adds and merges; any number read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index_path = folder / "index.json"

    def index(self) -> Index:
        if not self._index_path.exists():
            return Index()
        return msgspec.json.decode(self._index_path.read_bytes(), type=Index)

    def sources(self) -> list[str]:
        """Names of the source codes."""
        return self.index().sources

    def buckets(self, names: Sequence[str]) -> Iterator[Columns]:
        """All buckets in turn; a viewer is in one of them only."""
        runs = self._opened()
        return (_bucket(runs, number, _always(names)) for number in range(BUCKETS))

    def covered(self) -> set[str]:
        """Names of the parts that are in the copy."""
        return {part for run in self.index().runs for part in run.parts}

    def add(self, parts: Sequence[Path], names: Sequence[str]) -> None:
        """One more run, of these Parquet parts (oldest first), which are called ``names``."""
        if not parts:
            return
        index = self.index()
        sources = list(index.sources)
        name = self._next_name(index)
        groups = write(self.folder / name, _buckets(_read(parts, sources)))
        self._settle(Index(sources, [*index.runs, Run(name, groups, list(names))]))

    def merge(self) -> None:
        """Make one run of all of them, bucket after bucket; every answer stays the same."""
        index = self.index()
        if len(index.runs) < 2:
            return
        name = self._next_name(index)
        groups = write(self.folder / name, self.buckets(tuple(TYPES)))
        parts = sorted(part for run in index.runs for part in run.parts)
        self._settle(Index(index.sources, [Run(name, groups, parts)]))

    def clear(self) -> None:
        """Leave nothing of it; it is made again from the parts that are there."""
        if self._index_path.exists():
            self._settle(Index())

    def bucket(self, number: int, names: Sequence[str]) -> Columns:
        """These columns of one bucket, all runs as one; viewer, ts and kind are always read."""
        return _bucket(self._opened(), number, _always(names))

    def _opened(self) -> list[tuple[Run, pq.ParquetFile]]:
        """Every run; its file is opened once, and stays readable when a merge replaces it."""
        return [(run, pq.ParquetFile(self.folder / run.name)) for run in self.index().runs]

    def _next_name(self, index: Index) -> str:
        """A file that a crash left under this name is written over."""
        last = max((int(run.name[4:10]) for run in index.runs), default=0)
        self.folder.mkdir(parents=True, exist_ok=True)
        return f"run-{last + 1:06d}.parquet"

    def _settle(self, index: Index) -> None:
        """From here on this is the copy; files of earlier runs go."""
        fresh = self._index_path.with_suffix(".new")
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(index))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._index_path)
        kept = {run.name for run in index.runs}
        for path in self.folder.glob("run-*.parquet"):
            if path.name not in kept:
                path.unlink()


def copy_of(lake: Path, shop: int) -> Copy:
    """The journeys of one shop's viewers."""
    return Copy(lake / "viewers" / f"shop={shop}")


def write(path: Path, buckets: Iterable[Columns]) -> list[int]:
    """One run, durable; the row group of every bucket, −1 for an empty one."""
    groups: list[int] = []
    with path.open("wb") as file, pq.ParquetWriter(file, SCHEMA, **_PARQUET) as writer:
        for columns in buckets:
            table = pa.table(columns, SCHEMA)
            groups.append(1 + max(groups, default=-1) if table.num_rows else -1)
            if table.num_rows:
                writer.write_table(table, row_group_size=table.num_rows)
        writer.close()
        file.flush()
        os.fsync(file.fileno())
    return groups


def _bucket(
    runs: Sequence[tuple[Run, pq.ParquetFile]], number: int, names: Sequence[str]
) -> Columns:
    found = [read(file, run.groups[number], names) for run, file in runs]
    return found[0] if len(found) == 1 else _joined(found, names)


def read(file: pq.ParquetFile, group: int, names: Sequence[str]) -> Columns:
    """These columns of one row group."""
    if group < 0:
        return {name: _none(name) for name in names}
    table = file.read_row_group(group, columns=list(names), use_threads=False)
    return {name: table.column(name).to_numpy() for name in names}


def _none(name: str) -> np.ndarray:
    return np.empty(0, TYPES[name])


class Memory:
    """Journeys of rows at hand, alone or on top of a copy that lacks them.

    ``tables`` have the columns of the log; rows without a viewer and other kinds are left out.
    """

    def __init__(self, tables: Iterable[pa.Table], below: Copy | None = None) -> None:
        self._below = below
        self._sources = below.sources() if below else [""]
        found = _columns(tables, self._sources)
        self._young = list(_buckets(found))

    def sources(self) -> list[str]:
        return self._sources

    def buckets(self, names: Sequence[str]) -> Iterator[Columns]:
        for number, young in enumerate(self._young):
            old = self._below.bucket(number, names) if self._below else {}
            yield _joined([old, young], _always(names)) if old else young


def _always(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(["viewer", "ts", "kind", *names]))


def _joined(parts: Sequence[Columns], names: Sequence[str]) -> Columns:
    """Several buckets of the same viewers as one, in viewer order."""
    both = {name: np.concatenate([_none(name), *(one[name] for one in parts)]) for name in names}
    order = viewer_order(both["viewer"], both["ts"], both["kind"].astype(np.uint64))
    return {name: column[order] for name, column in both.items()}


def _read(parts: Sequence[Path], sources: list[str]) -> Columns:
    """Journey events of Parquet parts as plain arrays."""
    files = (pq.ParquetFile(path, read_dictionary=["source"]) for path in parts)
    return _columns((file.read(_READ, use_threads=False) for file in files), sources)


def _journeys(table: pa.Table) -> pa.Table:
    """Rows of a viewer, of the kinds that belong in journeys."""
    is_one = _IS_JOURNEY[table.column("kind").to_numpy()] & (table.column("viewer").to_numpy() > 0)
    return table.filter(pa.array(is_one))


def _columns(tables: Iterable[pa.Table], sources: list[str]) -> Columns:
    """Plain arrays, with ``tie`` for the order of events of one millisecond."""
    found: dict[str, list[np.ndarray]] = {name: [_none(name)] for name in TYPES}
    found["tie"] = [np.empty(0, np.uint64)]
    for every in tables:
        table = _journeys(every.select(_READ))
        for name in ("viewer", "ts", "kind", "amount", "n", "show"):
            found[name].append(table.column(name).to_numpy())
        found["link"].append(pc.fill_null(table.column("link"), NO_LINK).to_numpy())
        found["source"].append(_source_codes(table.column("source"), sources))
        found["tie"].append(_ties(found["kind"][-1], table.column("event_id").cast(pa.binary(16))))
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


def _ties(kind: np.ndarray, ids: pa.ChunkedArray) -> np.ndarray:
    """uint64[n]: the order within one millisecond, by kind and then by event id."""
    halves = [
        np.frombuffer(chunk.buffers()[1], ">u8")[2 * chunk.offset :][: 2 * len(chunk) : 2]
        for chunk in ids.chunks
    ]
    first = np.concatenate([np.empty(0, np.uint64), *halves]).astype(np.uint64)
    return (kind.astype(np.uint64) << np.uint64(56)) | (first >> np.uint64(8))


def _buckets(events: Columns) -> Iterator[Columns]:
    """Every bucket's columns in viewer order."""
    starts, order = bucket_starts(events["viewer"], BUCKETS)
    for bucket in range(BUCKETS):
        rows = order[starts[bucket] : starts[bucket + 1]]
        local = {name: column[rows] for name, column in events.items()}
        by_viewer = viewer_order(local["viewer"], local["ts"], local.pop("tie"))
        yield {name: local[name][by_viewer] for name in TYPES}
