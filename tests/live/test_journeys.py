"""Journeys over the door of insight: equal to the order tables and to DuckDB over the export."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import duckdb
import pyarrow.parquet
import pytest
from tests.factories.staged_show import StagedShow
from tests.live.test_insight_process import Process, analyst, home, process, settled, wait_for

from kaibo.foundation.errors import InvalidInput, NotAllowed, NotFound
from kaibo.foundation.eventlog import Batch, Writer
from kaibo.insight import facade
from kaibo.insight.lake.cluster import copy_of
from kaibo.insight.lake.seal import Lake
from kaibo.insight.sales import sales

__all__ = ["home", "process"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_journeys_equal_the_rows_and_the_books(process: Process) -> None:
    show = StagedShow(process.config.events)
    settled(show)
    staff = analyst(show)
    found = facade.journeys(show.shop.pk, show.show.pk, staff)
    everybody = found["funnel"][0]
    data = io.BytesIO(facade.export(show.show.pk, facade.Rows(), "parquet", staff))
    log = pyarrow.parquet.read_table(data)  # DuckDB reads it by its name
    assert log.num_rows
    reached = duckdb.sql(
        "with e as (select viewer, min(ts) ts from log where kind = 'enter' group by all),"
        " v as (select l.viewer, min(l.ts) ts from log l join e on e.viewer = l.viewer"
        " and l.ts >= e.ts where kind = 'product_view' group by all)"
        " select (select count(*) from e), (select count(*) from v)"
    ).fetchall()[0]
    assert everybody["source"] is None
    assert tuple(everybody["reached"][:2]) == reached
    assert everybody["reached"] == sorted(everybody["reached"], reverse=True)
    books = sales(show.show.pk)
    assert sum(row["last"] for row in found["touch"]) == books.gmv > 0
    assert sum(row["first"] for row in found["touch"]) == books.gmv
    assert sum(cell["amount"] for cell in found["rfm"]) == books.gmv
    assert sum(cell["orders"] for cell in found["rfm"]) == books.paid_orders


def test_a_shop_sees_its_viewers_alike_before_and_after_sealing(process: Process) -> None:
    show, other = StagedShow(process.config.events), StagedShow(process.config.events)
    settled(show)
    settled(other)
    staff = analyst(show)
    before = facade.journeys(show.shop.pk, None, staff)
    lake = _close_and_seal(process)
    assert lake.parts(show=str(show.show.pk))
    wait_for(copy_of(lake.folder, show.shop.pk).covered)
    after = facade.journeys(show.shop.pk, None, staff)
    assert after == before
    alone = facade.journeys(show.shop.pk, show.show.pk, staff)
    if other.shop.pk != show.shop.pk:
        assert alone["funnel"] == after["funnel"]


def _close_and_seal(process: Process) -> Lake:
    """As when a day ended: the segments of the shows are closed, the sealer runs."""
    folder = process.config.events
    names = [home.name for home in folder.iterdir() if home.name != "outbox"]
    for name in names:
        batch = Batch()
        batch.add("enter", ts=1, show=0, viewer=0)
        with Writer(folder, name, segment_bytes=1) as writer:
            writer.append(batch)
    environment: dict[str, Any] = {"KAIBO_DATA": str(process.config.data), "PYTHONPATH": "src"}
    subprocess.run([sys.executable, "-m", "kaibo.insight.lake"], env=environment, check=True)
    lake = Lake(process.config.lake)
    wait_for(lambda: not lake.is_behind(folder))  # the process may have been at it itself
    return lake


def test_bad_wishes_and_strangers_are_refused(process: Process) -> None:
    show, other = StagedShow(process.config.events), StagedShow(process.config.events)
    settled(show)
    staff = analyst(show)
    with pytest.raises(InvalidInput, match="nonsense"):
        facade.journeys(show.shop.pk, show.show.pk, staff, steps="enter,nonsense")
    if other.shop.pk != show.shop.pk:
        with pytest.raises(NotAllowed):
            facade.journeys(other.shop.pk, None, staff)
        with pytest.raises((NotFound, NotAllowed)):
            facade.journeys(show.shop.pk, other.show.pk, staff)
