"""Folds equal what the log says, in any order, after any crash, exactly where money is meant."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.factories.show_log import ShowLog, goods

from kaibo.foundation.config import from_environment
from kaibo.foundation.eventlog import KIND_NAMES, Batch, Writer, read_all
from kaibo.insight import registry
from kaibo.insight.engine import query, snapshot
from kaibo.insight.engine.fold import Folds
from kaibo.insight.engine.service import Service
from kaibo.insight.engine.state import Key, ShowFold
from kaibo.insight.rules.sampling import estimate, is_sampled, relative_error
from kaibo.insight.rules.view import View

SHOW = ShowLog(show=7, goods=goods())
END = SHOW.end_ms


def folded(events: ShowLog = SHOW) -> ShowFold:
    folds = Folds()
    for batch in events.batches():
        folds.add(batch.to_arrow())
    return folds.shows[Key(events.show, events.rehearsal)]


def figures(fold: ShowFold) -> dict[str, Any]:
    return query.metrics(fold, END)


def rows(kind: str | tuple[str, ...], **equal: Any) -> list[dict[str, Any]]:
    kinds = (kind,) if isinstance(kind, str) else kind
    return [
        columns
        for name, columns in SHOW.events
        if name in kinds and all(columns.get(key) == value for key, value in equal.items())
    ]


def watched() -> dict[int, int]:
    total: dict[int, int] = defaultdict(int)
    for row in rows(("heartbeat", "leave")):
        total[row["viewer"]] += row["ms"]
    return total


@pytest.mark.capability("DATA-01")
def test_every_second_equals_the_event_log() -> None:
    expected: Counter[tuple[int, str]] = Counter()
    for kind, row in SHOW.events:
        if kind in ("enter", "leave", "comment", "like", "share", "follow"):
            expected[row["ts"] // 1000 * 1000, kind] += row.get("n", 1)
    counted = {
        (second["at"], kind): second[kind]
        for second in query.seconds(folded())
        for kind in ("enter", "leave", "comment", "like", "share", "follow")
        if kind in second
    }
    assert counted == expected


@pytest.mark.capability("DATA-01")
def test_presence_of_every_second_equals_the_visits_in_the_log() -> None:
    present: Counter[int] = Counter()
    for row in rows(("heartbeat", "leave")):
        first, last = -(-(row["ts"] - row["ms"]) // 1000), -(-row["ts"] // 1000)
        present.update(range(first, last))
    for second in query.seconds(folded()):
        assert second["online"] == present[second["at"] // 1000]
    assert figures(folded())["totals"]["pcu"] == max(present.values())


@pytest.mark.capability("DATA-01")
def test_every_segment_equals_the_event_log() -> None:
    found = {one["run"]: one["values"] for one in figures(folded())["segments"]}
    assert sorted(found) == [100, 101, 102]
    for run, values in found.items():
        assert values["comments"] == len(rows("comment", segment_run=run))
        assert values["likes"] == sum(row["n"] for row in rows("like", segment_run=run))
        assert values["shares"] == len(rows("share", segment_run=run))
        assert values["uv"] == len({row["viewer"] for row in rows("enter", segment_run=run)})
        assert values["gmv"] == sum(row["amount"] for row in rows("pay", segment_run=run))


@pytest.mark.capability("EVAL-01")
def test_the_four_kpis_of_the_show_and_of_each_segment() -> None:
    assert registry.KPIS == ("stay_seconds", "retention_30s", "interaction_rate", "conversion_rate")
    totals = figures(folded())["totals"]
    viewers = {row["viewer"] for row in rows("enter")}
    active = {row["viewer"] for row in rows(("like", "comment", "share", "follow"))}
    buyers = {row["viewer"] for row in rows("pay")}
    stay = watched()
    assert totals["stay_seconds"] == round(sum(stay.values()) / 1000 / len(viewers), 4)
    assert totals["interaction_rate"] == round(100 * len(active) / len(viewers), 4)
    assert totals["conversion_rate"] == round(100 * len(buyers) / len(viewers), 4)
    long = sum(ms >= 30_000 for ms in stay.values())
    assert totals["retention_30s"] == round(100 * long / len(viewers), 4)
    for segment in figures(folded())["segments"]:
        assert all(segment["values"][name] is not None for name in registry.KPIS)
        run = segment["run"]
        here = {row["viewer"] for row in rows(("enter", "heartbeat", "leave"), segment_run=run)}
        paid = {row["viewer"] for row in rows("pay", segment_run=run)}
        assert segment["values"]["conversion_rate"] == round(100 * len(paid) / len(here), 4)


@pytest.mark.capability("EVAL-01")
def test_every_kpi_carries_its_formula() -> None:
    for name in registry.KPIS:
        assert registry.metric(name).formula


def test_identities_hold_exactly() -> None:
    view = query.show_view(folded(), END)
    value = {name: one.compute(view) for name, one in registry.METRICS.items() if one.compute}
    gmv = value["gmv"]
    assert gmv
    assert gmv == value["pv"] * value["gpm"] / 1000
    assert gmv == value["uv"] * value["uv_value"]
    assert gmv == value["buyers"] * value["gmv_per_buyer"]
    assert gmv == value["paid_orders"] * value["gmv_per_order"]
    assert gmv == value["units"] * value["gmv_per_unit"]
    assert gmv == value["pv"] * value["orders_per_view"] / 100 * value["gmv_per_order"]
    assert value["net_gmv"] == gmv - value["refund_amount"]
    assert value["watch_seconds"] == value["acu"] * Fraction(view.live_ms, 1000)
    assert value["watch_seconds"] == value["uv"] * value["stay_seconds"]


def test_minutes_and_links_and_sources_add_up() -> None:
    found = figures(folded())
    for grain in ("minutes", "segments", "links", "sources"):
        for name in ("gmv", "paid_orders", "units", "gmv_created", "refund_amount"):
            total = sum(one["values"].get(name) or 0 for one in found[grain])
            assert total == found["totals"][name], (grain, name)
    for grain in ("minutes", "segments", "sources"):
        for name in ("pv", "comments", "likes", "product_views", "product_clicks"):
            total = sum(one["values"].get(name) or 0 for one in found[grain])
            assert total == found["totals"][name], (grain, name)


def test_the_order_of_events_does_not_matter() -> None:
    shuffled = ShowLog(show=7, goods=goods())
    random.Random(3).shuffle(shuffled.events)
    assert figures(folded(shuffled)) == figures(folded())


def test_repeated_events_count_once() -> None:
    folds = Folds()
    for batch in [*SHOW.batches(), *SHOW.batches()]:
        folds.add(batch.to_arrow())
    assert figures(folds.shows[Key(7, False)]) == figures(folded())
    assert folds.repeated == len(SHOW.events)


def test_rehearsal_never_mixes_with_real_figures() -> None:
    folds = Folds()
    for one in (SHOW, ShowLog(show=7, goods=goods(), rehearsal=True, seed=9)):
        for batch in one.batches():
            folds.add(batch.to_arrow())
    assert figures(folds.shows[Key(7, False)]) == figures(folded())
    assert folds.shows[Key(7, True)].total.amount != folds.shows[Key(7, False)].total.amount


def test_lines_of_one_order_count_one_order_and_every_unit() -> None:
    batch = Batch()
    for number, link in enumerate((50, 51)):
        batch.add("pay", ts=END, show=7, viewer=1, ref=9, link=link, amount=500, quantity=2,
                  n=0 if number else 1)  # fmt: skip
    folds = Folds()
    folds.add(batch.to_arrow())
    found = figures(folds.shows[Key(7, False)])
    assert (found["totals"]["paid_orders"], found["totals"]["units"]) == (1, 4)
    assert [one["values"]["paid_orders"] for one in found["links"]] == [1, 1]
    assert found["totals"]["gmv"] == 1000


def test_online_counts_who_was_heard_and_has_not_left() -> None:
    batch = Batch()
    for viewer in range(4):
        batch.add("enter", ts=1_000_000 + viewer, show=7, viewer=viewer + 1)
    batch.add("leave", ts=1_010_000, show=7, viewer=1, ms=10_000)
    batch.add("heartbeat", ts=1_015_000, show=7, viewer=2, ms=15_000)
    folds = Folds()
    folds.add(batch.to_arrow())
    fold = folds.shows[Key(7, False)]
    assert query.online_now(fold, 1_020_000) == 3
    assert query.online_now(fold, 1_050_000) == 1
    assert query.online_now(fold, 1_061_000) == 0


def test_a_show_taken_on_air_again_is_not_over() -> None:
    batch = Batch()
    for kind, ts in (("show_start", 60_000), ("show_end", 90_000), ("show_start", 95_000)):
        batch.add(kind, ts=ts, show=7)
    folds = Folds()
    folds.add(batch.to_arrow())
    found = query.metrics(folds.shows[Key(7, False)], 120_000)
    assert (found["started_at"], found["ended_at"], found["live_ms"]) == (60_000, None, 60_000)


def test_above_the_limit_counts_are_estimates_with_their_error() -> None:
    folds = Folds(limit=2000)
    batch = Batch()
    for viewer in range(30_000):
        batch.add("enter", ts=END, show=7, viewer=viewer + 1)
        if viewer % 100 == 0:
            batch.add("pay", ts=END, show=7, viewer=viewer + 1, ref=viewer + 1, amount=5)
    folds.add(batch.to_arrow())
    view = View(folds.shows[Key(7, False)].total)
    error = view.error("enter")
    assert 0 < error < 0.05
    assert abs(view.u("enter") - 30_000) < 4 * error * 30_000
    assert registry.errors(view)["uv"] == round(error, 4)
    assert view.traders("pay") == 300  # money is never estimated
    assert view.e("enter") == 30_000


def test_the_error_of_the_sample_is_what_it_says() -> None:
    misses = []
    for base in range(60):
        sampled = sum(
            is_sampled(viewer, 4) for viewer in range(base * 10_000, base * 10_000 + 10_000)
        )
        misses.append(abs(estimate(sampled, 4) - 10_000) / 10_000 / relative_error(sampled, 4))
    assert sum(miss <= 1 for miss in misses) / len(misses) > 0.5
    assert max(misses) < 4


def test_a_metric_without_formula_is_refused() -> None:
    good = registry.metric("gmv")
    bare = registry.Metric("bare", 1, "空", "Bare", "", "count", ("enter",), lambda view: 1)
    with pytest.raises(registry.BadMetric, match="no formula"):
        registry.validate([good, bare])
    with pytest.raises(registry.BadMetric, match="twice"):
        registry.validate([good, good])
    with pytest.raises(registry.UnknownMetric, match="not in the metric registry"):
        registry.figures(View(folded().total), ["made_up"])


def test_snapshot_gives_the_same_state(tmp_path: Path) -> None:
    folds = Folds()
    for batch in SHOW.batches():
        folds.add(batch.to_arrow())
    snapshot.save(tmp_path / "one", folds, {})
    again = Folds()
    snapshot.load(tmp_path / "one", again)
    assert again.shows == folds.shows
    for batch in SHOW.batches():
        again.add(batch.to_arrow())
    assert again.shows == folds.shows


def test_a_broken_snapshot_means_the_whole_log_is_folded(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"\x93\x01")
    assert snapshot.load(tmp_path / "one", Folds()) == {}


@pytest.mark.capability("TECH-04")
def test_a_fresh_event_is_in_the_fold_after_one_poll_and_the_gauge_says_how_late(
    tmp_path: Path,
) -> None:
    service = Service(from_environment({"KAIBO_DATA": str(tmp_path)}))
    batch = Batch()
    batch.add("comment", ts=int(time.time() * 1000) - 40, show=7, viewer=1, text="扣1")
    with Writer(tmp_path / "events", "gateway") as writer:
        writer.append(batch)
    assert service.fold_once() == 1
    fold = service.fold(7, False)
    assert fold is not None
    assert View(fold.total).e("comment") == 1
    assert service.lag_ms >= 40
    from kaibo.insight.engine.gauges import REGISTRY

    assert REGISTRY.get_sample_value("kaibo_insight_lag_seconds") == service.lag_ms / 1000
    assert service.fold_once() == 0
    assert service.lag_ms == 0, "nothing waits any more"


CHILD = """
import os, pathlib, sys, time
os.environ["KAIBO_DATA"] = sys.argv[1]
from kaibo.foundation.config import config
from kaibo.insight.engine.service import Service
service = Service(config())
while True:
    rows = service.fold_once()
    if rows:
        service.save()
        print(service.folds.rows, flush=True)
"""


def test_kill_9_then_replay_equals_a_batch_recompute(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": "src"}
    batches = list(SHOW.batches(40))
    with Writer(tmp_path / "events", "gateway") as writer:
        for part in range(3):
            for batch in batches[part::3]:
                writer.append(batch)
            child = subprocess.Popen(
                [sys.executable, "-c", CHILD, str(tmp_path)], stdout=subprocess.PIPE,
                env=environment, text=True,
            )  # fmt: skip
            assert child.stdout is not None
            child.stdout.readline()
            child.send_signal(signal.SIGKILL)
            child.stdout.close()
            child.wait()
    service = Service(from_environment({"KAIBO_DATA": str(tmp_path)}))
    assert service.folds.rows > 0  # the snapshot was used
    while service.fold_once():
        pass
    again = Folds()
    for chunk in read_all(tmp_path / "events"):
        again.add(chunk.batch)
    key = Key(7, False)
    assert figures(service.folds.shows[key]) == figures(again.shows[key]) == figures(folded())
    assert service.folds.shows[key].total == again.shows[key].total
    assert {KIND_NAMES[kind] for kind in again.shows[Key(7, False)].total.count} >= {"enter", "pay"}
