"""The event log keeps every whole frame through truncation, bit rot and kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaibo.foundation.eventlog import (
    FIELDS,
    KINDS,
    Batch,
    Offset,
    Reader,
    Writer,
    WriterBusy,
    read_all,
)
from kaibo.foundation.eventlog.frames import SCHEMA_MESSAGE, frame
from kaibo.foundation.eventlog.writer import segment_path

HEAD = len(frame(SCHEMA_MESSAGE))


def batch(first: int, count: int = 3) -> Batch:
    made = Batch()
    for number in range(first, first + count):
        made.add("comment", ts=number, show=7, viewer=number, source="direct", text="能机洗吗")
    return made


def stamps(folder: Path) -> list[int]:
    return [ts for chunk in read_all(folder) for ts in chunk.batch.column("ts").to_pylist()]


@contextmanager
def log_of(frames: int) -> Iterator[tuple[Path, Path, list[int]]]:
    """A folder with one segment of so many frames, its path, and the end of each frame."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Writer(folder, "gateway") as writer:
            ends = [writer.append(batch(index * 3)).position for index in range(frames)]
        yield folder, segment_path(folder / "gateway", 1), ends


def test_an_event_comes_back_with_every_column(tmp_path: Path) -> None:
    event = {
        "event_id": bytes(range(16)), "ts": 1_700_000_000_123, "shop": 1, "show": 2, "room": 3,
        "viewer": 4, "segment_run": 5, "pinned_link": 6, "link": 7, "sku": 8, "offer": 9,
        "ref": 10, "amount": -11, "quantity": 12, "n": 0, "ms": 14, "video_ms": 15,
        "rehearsal": True, "source": "朋友圈", "text": "四件套 ¥129",
    }  # fmt: skip
    one = Batch()
    one.add("pay", **event)  # type: ignore[arg-type]
    with Writer(tmp_path, "outbox") as writer:
        writer.append(one)
    [chunk] = read_all(tmp_path)
    [row] = chunk.batch.to_pylist()
    assert row == {**event, "kind": KINDS["pay"]}
    assert tuple(row) == FIELDS


def test_codes_are_unique_and_fit_a_byte() -> None:
    assert len(set(KINDS.values())) == len(KINDS)
    assert all(0 < code < 256 for code in KINDS.values())


def test_unknown_kind_and_short_id_are_refused() -> None:
    with pytest.raises(KeyError):
        Batch().add("dance", ts=1, show=1)
    with pytest.raises(ValueError, match="3 bytes"):
        Batch().add("like", ts=1, show=1, event_id=b"abc")


def test_truncation_at_every_byte_loses_only_the_cut_frame(tmp_path: Path) -> None:
    with log_of(2) as (folder, path, ends):
        whole = path.read_bytes()
        for length in range(len(whole) + 1):
            path.write_bytes(whole[:length])
            kept = sum(end <= length for end in ends)
            reader = Reader(folder)
            got = [ts for chunk in reader.poll() for ts in chunk.batch.column("ts").to_pylist()]
            assert got == list(range(kept * 3)), length
            assert reader.damage == []


@pytest.mark.parametrize("cut", [0, 1, HEAD - 1, HEAD, HEAD + 1, HEAD + 40, -1])
def test_reopening_cuts_the_torn_tail_and_goes_on(cut: int) -> None:
    with log_of(2) as (folder, path, ends):
        whole = path.read_bytes()
        path.write_bytes(whole[:cut])
        kept = sum(end <= (cut % (len(whole) + 1)) for end in ends) if cut >= 0 else 1
        with Writer(folder, "gateway") as writer:
            writer.append(batch(100))
        assert stamps(folder) == [*range(kept * 3), 100, 101, 102]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_flipped_bit_is_reported_and_costs_one_frame(data: st.DataObject) -> None:
    with log_of(4) as (folder, path, ends):
        whole = bytearray(path.read_bytes())
        place = data.draw(st.integers(0, len(whole) - 1))
        whole[place] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(whole)
        hit = sum(end <= place for end in ends) if place >= HEAD else None
        reader = Reader(folder)
        got = [ts for chunk in reader.poll() for ts in chunk.batch.column("ts").to_pylist()]
        assert got == [ts for ts in range(12) if hit is None or ts // 3 != hit]
        if hit != 3:  # the last frame may be a write under way
            assert [(one.start <= place < one.end) for one in reader.damage] == [True]


@settings(max_examples=60, deadline=None)
@given(junk=st.binary(max_size=60), after=st.booleans())
def test_any_junk_behind_the_last_frame_is_cut(junk: bytes, after: bool) -> None:
    with log_of(2) as (folder, path, _):
        with path.open("ab") as file:
            file.write(b"KBE1" + junk if after else junk)
        assert stamps(folder) == list(range(6))
        with Writer(folder, "gateway") as writer:
            writer.append(batch(6))
        assert stamps(folder) == list(range(9))


def test_reopening_keeps_whole_frames_behind_damage() -> None:
    with log_of(3) as (folder, path, ends):
        whole = bytearray(path.read_bytes())
        whole[ends[0] + 30] ^= 1
        path.write_bytes(whole)
        with Writer(folder, "gateway") as writer:
            writer.append(batch(9))
        assert stamps(folder) == [0, 1, 2, 6, 7, 8, 9, 10, 11]


def test_segments_roll_and_offsets_resume(tmp_path: Path) -> None:
    with Writer(tmp_path, "gateway", segment_bytes=20_000) as writer:
        ends = [writer.append(batch(index * 3)) for index in range(40)]
    assert ends == sorted(ends)
    assert ends[-1].segment > 2
    for number, end in enumerate(ends):
        rest = Reader(tmp_path, {"gateway": end}).poll()
        assert sum(chunk.batch.num_rows for chunk in rest) == 3 * (39 - number)


def test_damage_at_the_end_of_a_sealed_segment_is_reported(tmp_path: Path) -> None:
    with Writer(tmp_path, "gateway", segment_bytes=20_000) as writer:
        while writer.append(batch(0)).segment == 1:
            pass
    with segment_path(tmp_path / "gateway", 1).open("ab") as file:
        file.write(b"\0" * 50)
    reader = Reader(tmp_path)
    reader.poll()
    reader.poll()
    assert [(one.segment, one.end - one.start) for one in reader.damage] == [(1, 50)]


def test_tail_sees_later_appends_and_later_writers(tmp_path: Path) -> None:
    reader = Reader(tmp_path / "events")
    assert reader.poll() == []
    with (
        Writer(tmp_path / "events", "gateway") as one,
        Writer(tmp_path / "events", "outbox") as two,
    ):
        one.append(batch(0))
        assert [chunk.writer for chunk in reader.poll()] == ["gateway"]
        two.append(batch(3))
        one.append(batch(6))
        assert [chunk.writer for chunk in reader.poll()] == ["gateway", "outbox"]
        assert reader.poll() == []
    assert reader.offsets == {
        "gateway": one_end(tmp_path, "gateway"),
        "outbox": one_end(tmp_path, "outbox"),
    }


def one_end(folder: Path, name: str) -> Offset:
    return Offset(1, segment_path(folder / "events" / name, 1).stat().st_size)


def test_a_frame_larger_than_one_read_comes_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kaibo.foundation.eventlog.reader._READ_BYTES", 64)
    with Writer(tmp_path, "gateway") as writer:
        for index in range(5):
            writer.append(batch(index * 3))
    assert stamps(tmp_path) == list(range(15))


def test_two_writers_of_one_name_are_refused(tmp_path: Path) -> None:
    with (
        Writer(tmp_path, "gateway"),
        pytest.raises(WriterBusy, match="another process"),
    ):
        Writer(tmp_path, "gateway")
    Writer(tmp_path, "gateway").close()


def test_a_failed_write_leaves_the_log_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    with Writer(tmp_path, "gateway") as writer:
        first = writer.append(batch(0))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(OSError, match="No space"):
                writer.append(batch(3))
        assert segment_path(tmp_path / "gateway", 1).stat().st_size == first.position
        writer.append(batch(6))
    assert stamps(tmp_path) == [0, 1, 2, 6, 7, 8]


def test_appends_of_several_threads_all_come_back(tmp_path: Path) -> None:
    def fill(first: int) -> None:
        for index in range(20):
            writer.append(batch(first + index * 3))

    with Writer(tmp_path, "gateway") as writer:
        threads = [threading.Thread(target=fill, args=(at,)) for at in (0, 1000, 2000)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(stamps(tmp_path)) == [at + i for at in (0, 1000, 2000) for i in range(60)]


CHILD = """
import sys, pathlib
from kaibo.foundation.eventlog import Batch, Writer
writer = Writer(pathlib.Path(sys.argv[1]), "gateway", segment_bytes=50_000)
number = int(sys.argv[2])
while True:
    batch = Batch()
    for _ in range(3):
        batch.add("like", ts=number, show=7)
        number += 1
    writer.append(batch)
    print(number, flush=True)
"""


def test_nothing_acknowledged_is_lost_by_kill_9(tmp_path: Path) -> None:
    done = 0
    for _ in range(3):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(tmp_path), str(done)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "src"},
        )  # fmt: skip
        assert child.stdout is not None
        acknowledged = [int(child.stdout.readline()) for _ in range(40)][-1]
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read().split("\n")
        child.stdout.close()
        child.wait()
        acknowledged = max([acknowledged, *(int(line) for line in rest[:-1])])
        seen = stamps(tmp_path)
        assert seen == list(range(len(seen)))
        assert len(seen) in (acknowledged, acknowledged + 3)
        done = len(seen)
