"""The compiled fold equals a plain recount of the rows, whatever the rows, order and batches."""

from __future__ import annotations

import io
import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from kaibo.foundation.eventlog import KIND_NAMES, KINDS, Batch, Offset
from kaibo.foundation.eventlog.schema import STAFF_KINDS, TRADE_KINDS
from kaibo.insight.engine import beside, query, snapshot
from kaibo.insight.engine.columns import Sources, block
from kaibo.insight.engine.fold import EXACT_VIEWERS, Folds, Seen
from kaibo.insight.engine.state import Cell, Key, ShowFold
from kaibo.insight.rules.view import View, curve

START = 1_763_809_200_000
PEOPLE = sorted(set(KINDS) - STAFF_KINDS - TRADE_KINDS)
UNIONS = (("enter",), ("enter", "heartbeat", "leave"), ("like", "comment", "share", "follow"),
          ("product_view",), ("gift", "claim"))  # fmt: skip
ids = some.one_of(some.none(), some.integers(1, 3))
events = some.fixed_dictionaries({
    "kind": some.sampled_from(sorted(KINDS)),
    "ts": some.integers(START, START + 200_000),
    "viewer": some.integers(0, 5), "show": some.sampled_from((0, 7, 7, 7, 8)),
    "shop": some.integers(0, 2), "room": some.integers(0, 2), "rehearsal": some.booleans(),
    "segment_run": ids, "pinned_link": ids, "link": ids, "offer": ids, "ref": ids,
    "amount": some.integers(-500, 5000), "quantity": some.integers(0, 3),
    "n": some.integers(0, 4), "ms": some.integers(0, 70_000),
    "source": some.sampled_from(("", "feed", "短信")),
    "text": some.sampled_from((None, "主播好", "hls first_frame")),
    "event_id": some.integers(0, 400).map(lambda number: number.to_bytes(16, "big")),
})  # fmt: skip


def batch_of(rows: Iterable[dict[str, Any]]) -> Batch:
    batch = Batch()
    for row in rows:
        batch.add(**row)
    return batch


def folded(
    rows: list[dict[str, Any]], sizes: Iterable[int] = (), limit: int = EXACT_VIEWERS
) -> Folds:
    folds, at = Folds(limit), 0
    for size in [*sizes, len(rows)]:
        if part := rows[at : at + size]:
            folds.add(batch_of(part).to_arrow())
        at += size
    return folds


def once(rows: list[dict[str, Any]]) -> dict[Key, list[dict[str, Any]]]:
    """Rows by show, an id counted the first time only: facts per show, viewers' acts anywhere."""
    found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    seen: set[Any] = set()
    for row in rows:
        key = Key(row["show"], row["rehearsal"])
        name = row["event_id"] if KINDS[row["kind"]] < 20 else (key, row["event_id"])
        if row["show"] and name not in seen:
            seen.add(name)
            found[key].append(row)
    return found


def assert_cell(cell: Cell, rows: list[dict[str, Any]]) -> None:
    counts: dict[str, Counter[int]] = {name: Counter() for name in ("n", "amount", "quantity")}
    for row in rows:
        for name, counter in counts.items():
            counter[KINDS[row["kind"]]] += row[name]
    for name, found in (("n", cell.count), ("amount", cell.amount), ("quantity", cell.quantity)):
        assert found == {kind: n for kind, n in counts[name].items() if n}
    acts = [row for row in rows if row["kind"] in PEOPLE and row["viewer"]]
    watched: Counter[int] = Counter()
    for row in acts:
        if row["kind"] in ("heartbeat", "leave"):
            watched[row["viewer"]] += row["ms"]
    view = View(cell)
    assert cell.watch_ms == sum(watched.values())
    for union in UNIONS:
        assert view.u(*union) == len({row["viewer"] for row in acts if row["kind"] in union})
    for seconds in (30, 45, 60):
        assert view.stayed(seconds) == sum(ms >= seconds * 1000 for ms in watched.values())
    for kind in TRADE_KINDS:
        assert view.traders(kind) == len({row["viewer"] for row in rows if row["kind"] == kind})


def assert_links(fold: ShowFold, rows: list[dict[str, Any]]) -> None:
    for link, cell in fold.links.items():
        trade = [row for row in rows if row["link"] == link and row["kind"] in TRADE_KINDS]
        orders = {(row["kind"], row["ref"]) for row in trade if row["ref"] is not None}
        assert cell.orders == Counter(KINDS[kind] for kind, _ in orders)
        placed = Counter(row["ts"] // 60_000 for row in trade if row["kind"] == "order")
        assert cell.order_minutes == placed
        assert cell.presented_amount == sum(
            row["amount"] for row in trade if row["kind"] == "pay" and row["pinned_link"] == link
        )


def assert_presence(fold: ShowFold, rows: list[dict[str, Any]]) -> None:
    present: Counter[int] = Counter()
    for row in rows:
        if row["kind"] in ("heartbeat", "leave"):
            present.update(range(-(-(row["ts"] - row["ms"]) // 1000), -(-row["ts"] // 1000)))
    found = curve(fold.presence)
    for second, number in found.items():
        assert number == present[second]
    now = START + 150_000
    seen: dict[int, int] = {}
    left: dict[int, int] = {}
    for row in rows:
        into = left if row["kind"] == "leave" else seen
        if row["kind"] in ("enter", "heartbeat", "leave"):
            into[row["viewer"]] = max(into.get(row["viewer"], 0), row["ts"])
    online = sum(at > now - 45_000 and at > left.get(who, -1) for who, at in seen.items())
    assert query.online_now(fold, now) == online


def is_first_frame(row: dict[str, Any]) -> bool:
    return row["kind"] == "qoe" and (row["text"] or "").endswith("first_frame")


def assert_beside(fold: ShowFold, rows: list[dict[str, Any]]) -> None:
    def first(kind: str, key: str) -> dict[Any, int]:
        found: dict[Any, int] = {}
        for row in rows:
            if row["kind"] == kind and row[key] is not None:
                found[row[key]] = min(found.get(row[key], row["ts"]), row["ts"])
        return found

    paid, viewed, bought = (
        first("pay", "ref"),
        first("product_view", "viewer"),
        first("pay", "viewer"),
    )
    took = sorted(at - viewed[who] for who, at in bought.items() if at >= viewed.get(who, at + 1))
    assert beside.decision_ms(fold) == (took[(len(took) - 1) // 2] if took else None)
    assert beside.refunded_within(fold, 60_000) == sum(
        row["amount"] for row in rows
        if row["kind"] == "refund" and row["ref"] in paid and row["ts"] - paid[row["ref"]] <= 60_000
    )  # fmt: skip
    frames = sorted(row["ms"] for row in rows if is_first_frame(row))
    for percent in (50, 95):
        expected = frames[-(-len(frames) * percent // 100) - 1] if frames else None
        assert beside.first_frame(fold, percent) == expected


@settings(max_examples=150, deadline=None)
@given(some.lists(events, max_size=120), some.lists(some.integers(1, 30), max_size=6))
def test_every_counter_equals_a_recount(rows: list[dict[str, Any]], sizes: list[int]) -> None:
    folds = folded(rows, sizes)
    counted = once(rows)
    assert folds.shows.keys() == counted.keys()
    assert folds.rows == len(rows)
    kept = sum(len(found) for found in counted.values())
    assert folds.repeated == sum(bool(row["show"]) for row in rows) - kept
    for key, mine in counted.items():
        fold = folds.shows[key]
        guests = [row for row in mine if row["kind"] not in STAFF_KINDS]
        assert fold.rows == len(mine)
        assert (fold.first_ts, fold.last_ts) == (
            min(r["ts"] for r in mine),
            max(r["ts"] for r in mine),
        )
        assert fold.shop == max(row["shop"] for row in mine)
        assert_cell(fold.total, mine)
        for grain, cells, among in (
            (lambda row: row["ts"] // 60_000, fold.minutes, mine),
            (lambda row: row["segment_run"], fold.segments, mine),
            (lambda row: row["link"], fold.links, guests),
            (lambda row: row["source"] or None, fold.sources, guests),
        ):
            assert set(cells) == {grain(row) for row in among} - {None}
            for name, cell in cells.items():
                assert_cell(cell, [row for row in among if grain(row) == name])
        assert_links(fold, mine)
        assert_presence(fold, mine)
        assert_beside(fold, mine)
        assert {mark.event_id for mark in fold.marks} == {
            row["event_id"] for row in mine if row["kind"] in STAFF_KINDS
        }


@settings(max_examples=50, deadline=None)
@given(some.lists(events, max_size=80, unique_by=lambda row: row["event_id"]), some.randoms())
def test_order_and_batches_and_a_snapshot_leave_no_trace(
    rows: list[dict[str, Any]], chance: random.Random
) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    folds = folded(rows)
    assert folded(shuffled, [7, 1, 30]).shows == folds.shows
    half = folded(rows[: len(rows) // 2])
    again = Folds()
    file = io.BytesIO()
    assert snapshot.Copy(half, {}).put(file) == file.tell()
    snapshot.restore(file, again)
    if rest := rows[len(rows) // 2 :]:
        again.add(batch_of(rest).to_arrow())
    assert again.shows == folds.shows


def test_a_sample_of_viewers_is_within_a_percent_and_money_is_exact() -> None:
    """Over many viewers: 99 of 100 counts within 1 %, with the limit that the process has."""
    folds, chance = Folds(), np.random.default_rng(3)
    enters = Batch()
    enters.add("enter", ts=START, show=7, viewer=1)
    enters.add("pay", ts=START, show=7, viewer=1, ref=1, amount=5)
    row = enters.to_arrow()
    errors, seen = [], 0
    for part in range(24):
        viewers = pa.array(np.arange(part * 50_000, (part + 1) * 50_000) * 7 + 1)
        columns = {name: row.column(name).take(pa.array(np.zeros(50_000, np.int64)))
                   for name in row.schema.names}  # fmt: skip
        columns["viewer"] = viewers
        columns["event_id"] = pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(16), 50_000, [None, pa.py_buffer(chance.bytes(16 * 50_000))]
        )
        folds.add(pa.RecordBatch.from_arrays(list(columns.values()), schema=row.schema))
        seen += 50_000
        view = View(folds.shows[Key(7, False)].total)
        errors.append(abs(view.u("enter") - seen) / seen)
        assert view.error("enter") == 0 if seen <= EXACT_VIEWERS else view.error("enter") < 0.0033
    assert errors[3] == 0
    assert max(errors) < 0.01


def test_names_of_kinds_are_counted_back(tmp_path: Path) -> None:
    """A state read back with another list of kinds is not used: its numbers mean something else."""
    folds = folded([{"kind": "enter", "ts": START, "show": 7, "viewer": 1}])
    snapshot.save(tmp_path / "one", folds, {})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kaibo.insight.engine.state.NUMBER", {1: 5})
        assert snapshot.load(tmp_path / "one", again := Folds()) == {}
    assert again.shows == {}
    assert set(folds.shows[Key(7, False)].total.count) <= set(KIND_NAMES)


def test_a_damaged_snapshot_is_not_used(tmp_path: Path) -> None:
    """Whatever byte is wrong, and wherever the file ends: the log is folded from its beginning."""
    folds = folded([{"kind": "enter", "ts": START, "show": 7, "viewer": 1}])
    path, chance = tmp_path / "one", random.Random(5)
    snapshot.save(path, folds, {"gateway": Offset(1, 500)})
    whole = path.read_bytes()
    assert snapshot.load(path, again := Folds()) == {"gateway": Offset(1, 500)}
    assert again.shows == folds.shows
    places = [*range(60), *chance.sample(range(60, len(whole)), 200)]
    damaged = [whole[:at] + bytes([whole[at] ^ 0x80]) + whole[at + 1 :] for at in places]
    for data in [*damaged, *(whole[:at] for at in places)]:
        path.write_bytes(data)
        assert snapshot.load(path, again := Folds()) == {}
        assert again.shows == {}


def test_ids_are_remembered_for_a_window_and_at_most_two() -> None:
    seen = Seen(window=10)
    rows = [
        {"kind": "like", "ts": START, "show": 7, "event_id": bytes([n]) * 16} for n in range(15)
    ]
    found = block(batch_of(rows).to_arrow(), Sources())

    def repeated(*places: int) -> int:
        flags = np.zeros(len(rows), np.bool_)
        for place in places:
            seen.mark(found, np.array([place]), flags)
        return int(flags.sum())

    assert repeated(*range(15)) == 0
    assert repeated(*range(15)) == 15
    assert repeated(0) == 1
    others = [{**row, "event_id": bytes([90 + n]) * 16} for n, row in enumerate(rows[:12])]
    for other in others:
        flags = np.zeros(1, np.bool_)
        seen.mark(block(batch_of([other]).to_arrow(), Sources()), np.array([0]), flags)
        assert not flags.any()
    assert repeated(0) == 0, "it left with its generation"
