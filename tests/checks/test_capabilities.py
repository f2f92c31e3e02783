"""docs/capabilities.csv tells the truth: *done* has a test that carries its marker."""

from __future__ import annotations

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STATUSES = {"planned", "partial", "done"}
_MARK = re.compile(r"mark\.capability\(([^)]*)\)")


def ledger() -> list[dict[str, str]]:
    with (ROOT / "docs/capabilities.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def marked(path: Path) -> set[str]:
    """Capability ids that tests of a file carry."""
    found = _MARK.findall(path.read_text(encoding="utf-8"))
    return {name for group in found for name in re.findall(r"[A-Z]{4}-\d+", group)}


def test_every_capability_has_one_row() -> None:
    ids = [row["id"] for row in ledger()]
    assert len(ids) == len(set(ids)) == 304


def test_statuses_are_known_and_rows_are_whole() -> None:
    for row in ledger():
        assert row["status"] in STATUSES, row["id"]
        assert row["acceptance"], row["id"]
        if row["status"] != "planned":
            assert row["where"], f"{row['id']} is {row['status']} but names no screen or API"


def test_done_rows_name_tests_that_carry_their_marker() -> None:
    problems = []
    for row in ledger():
        if row["status"] != "done":
            continue
        files = [ROOT / part.split("::")[0] for part in row["test"].split()]
        carried = set().union(*(marked(file) for file in files if file.exists()))
        if not files or row["id"] not in carried:
            problems.append(f"{row['id']}: no test of {row['test']!r} carries its marker")
    assert not problems, "\n".join(problems)


def test_markers_belong_to_known_capabilities() -> None:
    known = {row["id"] for row in ledger()}
    for path in (ROOT / "tests").rglob("test_*.py"):
        assert marked(path) <= known, path
