"""Opening a figure to its rows, and exporting them, straight from the log."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kaibo.foundation.eventlog import KIND_NAMES, KINDS, SCHEMA, Reader
from kaibo.insight.lake.again import undisturbed
from kaibo.insight.lake.seal import AIR, PLAIN, REHEARSAL, Lake

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows: of one show, and of whatever else is given; ``minute``: its start in Unix ms."""

    show: int
    rehearsal: bool = False
    kinds: tuple[str, ...] = ()
    segment: int | None = None
    link: int | None = None
    minute: int | None = None
    viewer: int | None = None
    source: str | None = None

    def mask(self, table: pa.RecordBatch) -> pa.Array:
        """Rows of the batch that pass."""
        equal = {
            "show": self.show, "rehearsal": self.rehearsal, "segment_run": self.segment,
            "link": self.link, "viewer": self.viewer,
        }  # fmt: skip
        tests = [
            pc.equal(table.column(name), value)
            for name, value in equal.items()
            if value is not None
        ]
        if self.kinds:
            codes = pa.array([KINDS[kind] for kind in self.kinds], pa.uint8())
            tests.append(pc.is_in(table.column("kind"), codes))
        if self.minute is not None:
            ts = table.column("ts")
            tests.append(pc.greater_equal(ts, self.minute))
            tests.append(pc.less(ts, self.minute + 60_000))
        if self.source is not None:
            tests.append(pc.equal(table.column("source").cast(pa.string()), self.source))
        mask = tests[0]
        for test in tests[1:]:
            mask = pc.and_kleene(mask, test)
        return pc.fill_null(mask, False)


def rows(events: Path, lake: Lake, wanted: Filter) -> pa.Table:
    """All rows that pass, each event once, by time. Raises KeyError for an unknown kind.

    Sealed segments are read from the lake, of them only the show's parts; the rest from the log.
    """
    return undisturbed(lambda: _rows(events, lake, wanted))


def _rows(events: Path, lake: Lake, wanted: Filter) -> pa.Table:
    view, found = lake.view(), []
    reader = Reader(events, view.open_at(events))
    while chunks := reader.poll():
        found += [chunk.batch.filter(wanted.mask(chunk.batch)) for chunk in chunks]
    fresh = pa.Table.from_batches([one for one in found if one.num_rows], SCHEMA).cast(PLAIN)
    kind = REHEARSAL if wanted.rehearsal else AIR
    parts = [
        pq.read_table(path, schema=PLAIN, partitioning=None)
        for path in view.parts(show=str(wanted.show), kind=kind)
    ]
    sealed = [batch for part in parts for batch in part.to_batches()]
    kept = [batch.filter(wanted.mask(batch)) for batch in sealed]
    return _once(pa.concat_tables([fresh, pa.Table.from_batches(kept, PLAIN)]))


def export(table: pa.Table) -> pa.Table:
    """The table as documented in `docs/events.md`: kind by name, id as text, time in Shanghai."""
    kinds = [KIND_NAMES[code] for code in table.column("kind").to_pylist()]
    ids = [value.hex() for value in table.column("event_id").to_pylist()]
    at = pc.cast(table.column("ts"), pa.timestamp("ms", tz="Asia/Shanghai"))
    table = table.set_column(
        table.schema.get_field_index("kind"), "kind", pa.array(kinds, pa.string())
    )
    table = table.set_column(0, "event_id", pa.array(ids, pa.string()))
    return table.add_column(1, "at", at)


def _once(table: pa.Table) -> pa.Table:
    """Without repeated events, in the order of time. ``table`` is read by DuckDB by its name."""
    import duckdb  # not while the process starts

    with duckdb.connect() as db:
        db.register("events", table)
        return db.sql(
            "select * from events qualify row_number() over (partition by event_id order by ts) = 1"
            " order by ts, event_id"
        ).to_arrow_table()
