"""The dataset of a shop as files, and the notebook that queries it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.factories.staged_show import StagedShow
from tests.live.test_insight_process import Process, home, process, settled

from kaibo.insight.batch.export import document
from kaibo.insight.batch.tables import TABLES
from kaibo.insight.sales import sales

__all__ = ["home", "process"]
NOTEBOOK = Path("docs/notebook/kaibo-dataset.ipynb")


def run(notebook: Path) -> dict[str, Any]:
    """Run the code cells in order, in one name space; the last expression of each by its cell."""
    found: dict[str, Any] = {"__name__": "__notebook__"}
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile(ast.parse("".join(cell["source"])), cell["id"], "exec"), found)
    return found


def test_the_page_tells_of_every_table_and_column() -> None:
    assert Path("docs/dataset.md").read_text(encoding="utf-8") == document()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.capability("DATA-12")
def test_the_notebook_runs_over_an_export(
    process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    show, other = StagedShow(process.config.events), StagedShow(process.config.events)
    settled(show)
    settled(other)
    folder = tmp_path / "dataset"
    environment = {**os.environ, "KAIBO_DATA": str(process.config.data), "PYTHONPATH": "src",
                   "DATABASE_URL": str(process.config.database_url)}  # fmt: skip
    subprocess.run(
        [sys.executable, "-c", "from kaibo.cli.main import app; app()", "dataset", show.shop.slug,
         str(folder)], env=environment, check=True, capture_output=True,
    )  # fmt: skip
    assert {path.stem for path in folder.glob("*.parquet")} == set(TABLES)
    for name, table in TABLES.items():
        columns = [column.name for column in table.columns]
        assert pq.read_schema(folder / f"{name}.parquet").names == columns
    monkeypatch.setenv("KAIBO_DATASET", str(folder))
    found = run(NOTEBOOK)
    assert found["in_log"] == [(show.show.pk, sales(show.show.pk).gmv)], "one shop, to the cent"
    assert found["agrees"] is True
    assert found["tables"] == sorted(TABLES)
    viewers = len({columns["viewer"] for kind, columns in show.log.events if kind == "enter"})
    assert found["funnel"]["enter"] == viewers
    assert list(found["funnel"].values()) == sorted(found["funnel"].values(), reverse=True)
    assert found["peak"][1] > 0
    assert sum(row[2] for row in found["by_source"]) > 0
