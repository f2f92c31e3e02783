"""Batches of others: good rows arrive as they were sent, bad ones are named with the reason."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kaibo.foundation.eventlog import FIELDS, KINDS, SCHEMA
from kaibo.insight.intake import wire
from kaibo.insight.intake.checks import checked

NOW = 1_763_809_200_000
WHOLE = some.integers(0, 2**63 - 1)
SMALL = some.integers(0, 2**31 - 1)
MAYBE = some.one_of(some.none(), WHOLE)
TEXT = some.one_of(
    some.none(), some.text(some.characters(codec="utf-8", exclude_characters="\0"), max_size=300)
)
SOURCES = ["", "feed", "朋友圈"]
THEIRS = some.sampled_from([KINDS[kind] for kind in ("enter", "like", "comment", "rage_tap")])
rows = some.tuples(
    some.binary(min_size=16, max_size=16), some.integers(NOW - 500_000, NOW), THEIRS, WHOLE, WHOLE,
    WHOLE, WHOLE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, some.integers(-(2**62), 2**62),
    some.integers(-(2**31), 2**31 - 1), SMALL, SMALL, MAYBE, some.booleans(), some.integers(0, 2),
    TEXT,
)  # fmt: skip


def pack(found: list[Any], sent: int = NOW, version: int = 1) -> bytes:
    return msgspec.msgpack.encode([version, sent, SOURCES, found])


def good(**changes: Any) -> list[Any]:
    row = [
        b"\1" * 16,
        NOW - 5,
        KINDS["like"],
        1,
        7,
        1,
        42,
        *[None] * 6,
        0,
        0,
        3,
        0,
        None,
        False,
        1,
        None,
    ]
    for name, value in changes.items():
        row[FIELDS.index(name)] = value
    return row


@settings(max_examples=200, deadline=None)
@given(some.lists(rows, max_size=40))
def test_rows_arrive_as_they_were_sent(sent: list[tuple[Any, ...]]) -> None:
    batch, verdict = checked(wire.read(pack(sent)), NOW)
    batch.validate(full=True)
    assert batch.schema == SCHEMA
    assert not verdict.dropped
    assert not verdict.fixed
    source = FIELDS.index("source")
    expected = [(*row[:source], SOURCES[row[source]], *row[source + 1 :]) for row in sent]
    assert [tuple(row.values()) for row in batch.to_pylist()] == expected


@pytest.mark.capability("DATA-04")
@pytest.mark.parametrize(("row", "reason"), [
    ([1, 2, 3], "shape"), ("a row", "shape"), ({"kind": 5}, "shape"),
    (good(event_id=b"short"), "value"), (good(ts="now"), "value"), (good(n=1.5), "value"),
    (good(n=2**31), "value"), (good(ts=None), "value"), (good(source=9), "value"),
    (good(link=[1, {"a": [2.5]}]), "value"), (good(shop=2**63), "value"),
    (good(kind=200), "kind"), (good(kind=-1), "kind"), (good(kind=KINDS["pay"]), "kind"),
    (good(kind=KINDS["show_end"]), "kind"), (good(n=-1), "range"), (good(viewer=-4), "range"),
    (good(ts=NOW - 40 * 86_400_000), "old"), (good(text="a\0b"), "text"),
])  # fmt: skip
def test_a_bad_row_is_dropped_with_its_reason_and_shown(row: Any, reason: str) -> None:
    batch, verdict = checked(wire.read(pack([good(), row, good(event_id=b"\2" * 16)])), NOW)
    assert batch.num_rows == 2
    assert verdict.dropped == {reason: 1}
    assert verdict.samples[reason] == [row]


def test_text_that_is_no_text_is_dropped() -> None:
    data = pack([good(text="abcd")]).replace(b"abcd", b"a\xff\xffd")
    batch, verdict = checked(wire.read(data), NOW)
    assert (batch.num_rows, verdict.dropped) == (0, {"text": 1})


@pytest.mark.capability("DATA-04")
def test_a_clock_that_is_wrong_is_mended_and_lateness_is_noted() -> None:
    rows = [good(ts=NOW - 3_600_000 - 5), good(ts=NOW - 3_600_000 - 900_000)]
    batch, verdict = checked(wire.read(pack(rows, sent=NOW - 3_600_000)), NOW)
    assert batch.column("ts").to_pylist() == [NOW - 5, NOW - 900_000]
    assert verdict.fixed == {"clock": 2, "late": 1}
    batch, verdict = checked(wire.read(pack([good(ts=NOW + 60_000)])), NOW)
    assert batch.column("ts").to_pylist() == [NOW + 5000]
    assert verdict.fixed == {"future": 1}


@pytest.mark.parametrize("data", [
    b"", b"\x94", b"\x93\1\2\3", msgspec.msgpack.encode([1, NOW, [""], 5]), b"\xc1" * 30,
    pack([good()], version=2), pack([good()])[:-3], pack([good()]) + b"\0",
    msgspec.msgpack.encode(["1", NOW, [""], []]), msgspec.msgpack.encode([1, NOW, [5], []]),
    b"\x94\x01\x02\x90\xdd\xff\xff\xff\xff",
])  # fmt: skip
def test_what_is_no_batch_is_refused_whole(data: bytes) -> None:
    with pytest.raises(wire.BadBatch):
        wire.read(data)


@settings(max_examples=400, deadline=None)
@given(some.binary(max_size=200), some.integers(0, 400), some.integers(0, 255))
def test_any_bytes_are_read_or_refused(junk: bytes, place: int, value: int) -> None:
    damaged = bytearray(pack([good(text="能机洗吗"), good(), good(link=5)]))
    damaged[place % len(damaged)] = value
    head = pack([])[:-1]
    for data in (junk, bytes(damaged), head + b"\x91" + junk):
        try:
            batch, _ = checked(wire.read(data), int(time.time() * 1000))
        except wire.BadBatch:
            continue
        batch.validate(full=True)
