"""Sealing: every event of a closed segment once, wherever the sealer dies."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest
from tests.factories.show_log import ShowLog, goods

from kaibo.foundation.eventlog import KINDS, Batch, Writer, read_all
from kaibo.insight.engine import rows
from kaibo.insight.lake.cluster import EVERYTHING, JOURNEY_KINDS, Copy
from kaibo.insight.lake.seal import Lake


def write_show(folder: Path, name: str = "gateway", show: int = 7) -> None:
    with Writer(folder, name, segment_bytes=30_000) as writer:
        for batch in ShowLog(show=show, goods=goods(3), viewers=200, minutes=10).batches(400):
            writer.append(batch)


def ids_of_log(folder: Path, without_newest: bool = True) -> set[bytes]:
    newest = {home.name: max(home.glob("*.kev")).stem for home in folder.iterdir()}
    return {
        one
        for chunk in read_all(folder)
        if not without_newest or chunk.end.segment < int(newest[chunk.writer])
        for one in chunk.batch.column("event_id").to_pylist()
    }


def sealed_ids(lake: Lake) -> list[bytes]:
    tables = [pq.read_table(path, columns=["event_id"], partitioning=None) for path in lake.parts()]
    return [one for table in tables for one in table.column("event_id").to_pylist()]


def test_closed_segments_are_sealed_once(tmp_path: Path) -> None:
    log, lake = tmp_path / "events", Lake(tmp_path / "lake")
    write_show(log)
    notes = lake.seal(log)
    assert len(notes) >= 3
    assert sorted(sealed_ids(lake)) == sorted(ids_of_log(log))
    assert sum(note.rows - note.repeated for note in notes) == len(sealed_ids(lake))
    assert lake.seal(log) == []
    assert lake.sealed() == notes


def test_a_death_between_parts_and_note_changes_nothing(tmp_path: Path) -> None:
    log, lake = tmp_path / "events", Lake(tmp_path / "lake")
    write_show(log)
    lake.seal(log)
    before = sorted(sealed_ids(lake))
    for note in sorted((tmp_path / "lake" / "sealed").glob("*.json"))[1:]:
        note.unlink()
    for part in sorted((tmp_path / "lake" / "events").rglob("*.parquet"))[-1:]:
        part.rename(part.with_suffix(".new"))
    lake.seal(log)
    assert sorted(sealed_ids(lake)) == before


def test_what_two_writers_wrote_counts_once(tmp_path: Path) -> None:
    """A page sends its beacons again to another gateway when the first did not answer."""
    log, lake = tmp_path / "events", Lake(tmp_path / "lake")
    write_show(log, "gateway")
    write_show(log, "gateway-2")
    first = sorted(ids_of_log(log))
    notes = lake.seal(log)
    assert sorted(sealed_ids(lake)) == first
    assert sum(note.repeated for note in notes if note.writer == "gateway") == 0
    assert sum(note.repeated for note in notes if note.writer == "gateway-2") == len(first)


def test_damage_is_told(tmp_path: Path) -> None:
    log, lake = tmp_path / "events", Lake(tmp_path / "lake")
    write_show(log)
    path = log / "gateway" / "00000001.kev"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    note = lake.seal(log)[0]
    assert note.damaged > 0
    assert note.rows > 0


def test_days_and_rehearsals_are_apart(tmp_path: Path) -> None:
    log, lake = tmp_path / "events", Lake(tmp_path / "lake")
    batch = Batch()
    evening = 1_763_827_199_000  # 2025-11-22 23:59:59 Shanghai
    for ts, rehearsal in ((evening, False), (evening + 2000, False), (evening, True)):
        batch.add("enter", ts=ts, shop=3, show=7, viewer=1, rehearsal=rehearsal)
    with Writer(log, "gateway", segment_bytes=2000) as writer:
        writer.append(batch)
        writer.append(batch)
        writer.append(batch)
    lake.seal(log)
    places = {str(path.parent.relative_to(lake.events)) for path in lake.parts()}
    assert places == {
        "shop=3/day=2025-11-22/show=7/air", "shop=3/day=2025-11-23/show=7/air",
        "shop=3/day=2025-11-22/show=7/rehearsal",
    }  # fmt: skip


@pytest.mark.parametrize("cuts", [1, 3])
def test_the_copy_has_every_journey_event(tmp_path: Path, cuts: int) -> None:
    log, lake = tmp_path / "events", Lake(tmp_path / "lake")
    write_show(log)
    lake.seal(log)
    copy, parts = Copy(tmp_path / "viewers"), lake.parts()
    for at in range(cuts):
        chosen = parts[at::cuts]
        copy.add(chosen, [str(path.relative_to(lake.events)) for path in chosen])
    codes = {KINDS[kind] for kind in JOURNEY_KINDS}
    buckets = list(copy.open().buckets(EVERYTHING))
    copied = sum(len(columns["ts"]) for bucket in buckets for columns in bucket.values())
    wanted = [
        row
        for path in parts
        for row in pq.read_table(path, partitioning=None).to_pylist()
        if row["viewer"] and row["kind"] in codes
    ]
    assert copied == len(wanted) > 0


def test_a_copy_of_an_earlier_layout_is_made_again(tmp_path: Path) -> None:
    log, lake = tmp_path / "events", Lake(tmp_path / "lake")
    write_show(log)
    lake.seal(log)
    copy, parts = Copy(tmp_path / "viewers"), lake.parts()
    copy.add(parts, ["old"])
    index = tmp_path / "viewers" / "index.json"
    index.write_bytes(msgspec.json.encode(msgspec.structs.replace(copy.index(), layout=1)))
    assert copy.covered() == set()
    buckets = copy.open().buckets(EVERYTHING)
    assert not any(len(rows["ts"]) for bucket in buckets for rows in bucket.values())
    copy.add(parts[:1], ["new"])
    assert copy.covered() == {"new"}
    assert len(list((tmp_path / "viewers").glob("run-*.parquet"))) == 1


def test_a_day_that_ends_closes_the_segment(tmp_path: Path) -> None:
    evening = 1_763_827_199.0  # 2025-11-22 23:59:59 Shanghai
    batch = next(iter(ShowLog(show=7, goods=goods(1), viewers=5, minutes=1).batches(50)))
    clock = [evening]
    with Writer(tmp_path, "gateway", clock=lambda: clock[0]) as writer:
        first = writer.append(batch)
        assert writer.append(batch).segment == first.segment
        clock[0] += 2
        assert writer.append(batch).segment == first.segment + 1
        assert writer.append(batch).segment == first.segment + 1


def test_rows_open_alike_before_and_after_sealing(tmp_path: Path) -> None:
    log, lake = tmp_path / "events", Lake(tmp_path / "lake")
    write_show(log)
    write_show(log, "gateway-2")
    write_show(log, "gateway-3", show=8)
    wanted = rows.Filter(show=7, kinds=("comment", "pay"))
    before = rows.rows(log, lake, wanted)
    lake.seal(log)
    after = rows.rows(log, lake, wanted)
    assert before.num_rows == after.num_rows > 0
    assert before.to_pylist() == after.to_pylist()
