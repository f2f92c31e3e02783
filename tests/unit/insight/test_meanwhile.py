"""A question is of one moment, whatever is sealed, merged or deleted meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.factories.show_log import ShowLog, goods

from kaibo.foundation.eventlog import Batch, Writer
from kaibo.insight.batch import ask, database
from kaibo.insight.batch.question import Question
from kaibo.insight.behaviour.questions import Rfm
from kaibo.insight.engine.journeys import Wish, answer
from kaibo.insight.engine.rows import Filter, rows
from kaibo.insight.lake.__main__ import update
from kaibo.insight.lake.cluster import EVERYTHING, Copy, Index, copy_of
from kaibo.insight.lake.forget import forget
from kaibo.insight.lake.seal import AIR, Lake, View

SHOP = "shop=1"
SHOW = ShowLog(show=7, goods=goods(3), viewers=200, minutes=10)
LATER = ShowLog(show=8, goods=goods(3), viewers=150, minutes=10, first_viewer=1100, seed=3,
                start_ms=SHOW.start_ms + 86_400_000, first_order=500)  # fmt: skip
WISH = Wish(shop=1, now=LATER.end_ms)


class World:
    """A log of which the first show is in the copy, the second sealed, the third not sealed."""

    def __init__(self, folder: Path) -> None:
        self.log, self.lake = folder / "events", Lake(folder / "lake")
        self.copy = copy_of(self.lake.folder, 1)
        for name, show in (("one", SHOW), ("two", LATER)):
            self.write(name, show)
            self.lake.seal(self.log)
            if show is SHOW:
                self.add()
        self.write("three", ShowLog(show=9, goods=goods(2), seed=5, first_order=900,
                                    start_ms=LATER.start_ms))  # fmt: skip

    def write(self, name: str, show: ShowLog) -> None:
        """In several segments; the newest, which is never sealed, has nothing of a viewer."""
        with Writer(self.log, name, segment_bytes=30_000) as writer:
            for batch in show.batches(400):
                writer.append(batch)
        with Writer(self.log, name, segment_bytes=1) as writer:
            writer.append(enter(0, "direct"))

    def add(self) -> None:
        """Bring the copy up to date, in two runs."""
        parts = self.lake.parts(shop="1", kind=AIR)
        for chosen in (parts[::2], parts[1::2]):
            names = [str(path.relative_to(self.lake.events)) for path in chosen]
            self.copy.add(chosen, names)

    def ask(self) -> dict[str, Any]:
        return answer(self.log, self.lake, WISH)

    def settle(self) -> None:
        """Seal all, also a source that nobody knows, and add it to the copy."""
        with Writer(self.log, "four", segment_bytes=1) as writer:
            for viewer in range(1000, 1200):
                writer.append(enter(viewer, "a new source"))
        self.seal()

    def seal(self) -> None:
        self.lake.seal(self.log)
        update(self.lake, SHOP)

    def merge(self) -> None:
        self.seal()
        self.copy.merge()

    def forget(self) -> None:
        assert forget(self.lake, self.log, 1, lambda day: True)

    def forget_and_seal(self) -> None:
        """The files of the copy's runs are gone, and others are there."""
        self.forget()
        self.seal()


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def enter(viewer: int, source: str) -> Batch:
    batch = Batch()
    batch.add("enter", ts=SHOW.start_ms - 1000, shop=1, show=7, viewer=viewer, source=source)
    return batch


def before_call(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, number: int, action: Callable[[], None]
) -> list[int]:
    """Have ``action`` done once, before that call; returns the list of calls until then."""
    original, calls = getattr(owner, name), list[int]()

    def called(*args: Any, **named: Any) -> Any:
        if len(calls) < number:
            calls.append(len(calls))
            if len(calls) == number:
                action()
        return original(*args, **named)

    monkeypatch.setattr(owner, name, called)
    return calls


@pytest.mark.parametrize("what", ["settle", "merge", "forget", "forget_and_seal"])
def test_between_two_buckets(world: World, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = world.ask()
    assert sum(row["last"] for row in quiet["touch"]) > 0
    calls = before_call(monkeypatch, Rfm, "add", 4, getattr(world, what))
    assert world.ask() == quiet
    assert len(calls) == 4


@pytest.mark.parametrize("what", ["seal", "merge"])
def test_before_a_young_part_is_read(
    world: World, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = world.ask()
    before_call(monkeypatch, pq, "read_table", 2, getattr(world, what))
    assert world.ask() == quiet == world.ask()


@pytest.mark.parametrize("number", [1, 2])
def test_a_part_that_is_deleted_begins_the_question_again(
    world: World, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet = world.ask()
    calls = before_call(monkeypatch, pq, "read_table", number, world.forget)
    found = world.ask()
    assert len(calls) == number
    assert found == world.ask() != quiet


def test_parts_without_a_note_are_not_missed(world: World) -> None:
    """A sealing is under way, or was killed."""
    quiet = world.ask()
    before = world.lake.sealed()
    world.lake.seal(world.log)
    for note in world.lake.sealed()[len(before) :]:
        (world.lake.folder / "sealed" / f"{note.writer}-{note.segment:08d}.json").unlink()
    assert world.ask() == quiet


def test_a_copy_with_more_than_the_parts_counts_as_none(world: World) -> None:
    """A deletion was killed before it came to the copy."""
    index = world.copy.folder / "index.json"
    runs = {path: path.read_bytes() for path in (index, *world.copy.folder.glob("run-*"))}
    world.forget()
    quiet = world.ask()
    for path, data in runs.items():
        path.write_bytes(data)
    assert world.ask() == quiet
    update(world.lake, SHOP)
    assert world.copy.covered() == set()


def test_a_merge_between_the_index_and_its_files(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, left = Copy.index, [world.copy.merge]

    def index(copy: Copy) -> Index:
        found = original(copy)
        if left:
            left.pop()()
        return found

    rows = [len(bucket["pay"]["ts"]) for bucket in world.copy.open().buckets(EVERYTHING)]
    monkeypatch.setattr(Copy, "index", index)
    opened = world.copy.open()
    assert len(opened.index.runs) == 1
    assert [len(bucket["pay"]["ts"]) for bucket in opened.buckets(EVERYTHING)] == rows
    assert sum(rows) > 0


def test_no_file_has_a_name_again(world: World) -> None:
    first = {run.name for run in world.copy.index().runs}
    world.copy.clear()
    world.add()
    again = {run.name for run in world.copy.index().runs}
    assert first
    assert again
    assert not first & again


def test_what_a_crash_left_goes(world: World) -> None:
    left = world.copy.folder / "run-000009-left.parquet"
    left.write_bytes(b"half")
    world.seal()
    names = {run.name for run in world.copy.index().runs}
    assert {path.name for path in world.copy.folder.glob("run-*")} == names


def test_files_that_are_missing_for_good_are_told(world: World) -> None:
    next(world.copy.folder.glob("run-*")).unlink()
    with pytest.raises(FileNotFoundError):
        world.copy.open()


def test_a_view_has_every_event_once_though_all_is_sealed_meanwhile(world: World) -> None:
    """What questions in SQL and the dataset read."""

    def ids(view: View, meanwhile: Callable[[], None]) -> list[bytes]:
        parts = [pq.read_table(path, partitioning=None) for path in view.parts()]
        meanwhile()
        tables = [*parts, *(table for _, table in view.unsealed(world.log))]
        return sorted(one for table in tables for one in table.column("event_id").to_pylist())

    quiet = ids(world.lake.view(), lambda: None)
    assert ids(world.lake.view(), world.seal) == quiet == ids(world.lake.view(), lambda: None)
    assert len(set(quiet)) == len(quiet) > 0


@pytest.mark.parametrize("number", [1, 2])
def test_rows_of_a_show_whose_day_is_deleted(
    world: World, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ids() -> list[bytes]:
        found = rows(world.log, world.lake, Filter(LATER.show))
        return list(found.column("event_id").to_pylist())

    quiet = ids()
    calls = before_call(monkeypatch, pq, "read_table", number, world.forget)
    found = ids()
    assert len(calls) == number
    assert found == ids()
    assert len(found) < len(quiet)


@pytest.mark.parametrize(("owner", "name"), [(database, "create_events"), (ask, "run")])
def test_a_question_in_sql_about_days_that_are_deleted(
    world: World, owner: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = Question(1, "select count(*), count(distinct event_id) from events", "json")

    def counted() -> list[int]:
        found = json.loads(ask.answer(question, world.lake, world.log, ""))["rows"][0]
        return [int(one) for one in found]

    quiet = counted()
    calls = before_call(monkeypatch, owner, name, 1, world.forget)
    found = counted()
    assert len(calls) == 1
    assert found == counted()
    assert 0 < found[0] == found[1] < quiet[0] == quiet[1]


def test_files_that_stay_away_are_a_refusal(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question(1, "select count(*) from events", "json")
    parts = View.parts
    monkeypatch.setattr(
        View, "parts", lambda *a, **k: [world.log / "gone.parquet", *parts(*a, **k)]
    )
    with pytest.raises(ask.Refused, match="failed"):
        ask.answer(question, world.lake, world.log, "")
