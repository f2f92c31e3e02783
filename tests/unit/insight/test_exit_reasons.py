"""Why viewers left, by SQL over a log small enough to be told by hand."""

from __future__ import annotations

import random
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from kaibo.foundation.eventlog import Batch
from kaibo.insight.batch import database, statements
from kaibo.insight.batch.tables import OFFERS

START, MINUTE = 1_800_000_000_000, 60_000
END = START + 30 * MINUTE
STAYS = {  # viewer: minutes of coming and leaving
    1: (0, 10), 2: (0, 20), 3: (2, 12), 4: (0, 6), 5: (0, 30), 6: (1, 8), 7: (3, 15), 8: (0, 22),
    9: (0, 25), 10: (5, 5),
}  # fmt: skip


def log() -> list[tuple[str, float, int, dict[str, Any]]]:
    """(kind, minute, viewer, columns)."""
    rows: list[tuple[str, float, int, dict[str, Any]]] = [
        ("show_start", 0, 0, {}), ("show_end", 30, 0, {}),
        ("segment", 14, 0, {"segment_run": 1, "text": "讲解"}),  # 7 leaves a minute later
        ("qoe", 9, 1, {"ms": 700, "text": "llhls stalls=1"}),  # and 1 leaves a minute later
        ("qoe", 9, 2, {"ms": 700, "text": "llhls stalls=1"}),  # 2 stays for 11 more
        ("qoe", 5.5, 4, {"ms": 200, "text": "llhls first_frame"}),  # the first frame is no stall
        ("product_click", 10, 3, {"link": 4}), ("product_click", 10, 5, {"link": 4}),
        ("product_click", 10.2, 8, {"link": 4}), ("order", 10.3, 8, {"link": 4, "ref": 1}),
        ("sold_out", 11, 0, {"offer": 9}),  # 3 leaves a minute later, 5 stays, 8 has bought
        ("stock", 21, 0, {"offer": 9, "quantity": 5}),
        ("product_click", 21.5, 8, {"link": 4}),  # there is stock again
        ("comment", 7, 6, {"text": "这个能机洗吗"}),  # nobody answers; 6 leaves a minute later
        ("comment", 19, 2, {"text": "多少钱？"}), ("question_answer", 19.5, 0, {"ref": 1}),
        ("product_view", 23, 9, {"link": 4}), ("price", 24, 0, {"offer": 9, "amount": 100}),
        ("mute", 24, 9, {}),  # of one moment: the mute stands first
    ]  # fmt: skip
    for viewer, (came, gone) in STAYS.items():
        rows += [("enter", came, viewer, {}), ("leave", gone, viewer, {"ms": 1000})]
    return rows


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, int]]:
    chance, batch = random.Random(1), Batch()
    for kind, minute, viewer, columns in log():
        batch.add(kind, ts=START + int(minute * MINUTE), event_id=chance.randbytes(16), show=7,
                  shop=1, viewer=viewer, **columns)  # fmt: skip
    db = duckdb.connect()
    db.register("log", pa.Table.from_batches([batch.to_arrow()]))
    database.create_events(db, ["log"])
    database.create_books(db, {"offers": database.arrow(OFFERS, [(9, 7, 4, 1, 10)])})
    rows = database.answer(db, statements.behaviour("reasons", statements.Asked(7, END)))
    return {row.pop("reason"): row for row in rows}


@pytest.mark.capability("DATA-16")
def test_each_exit_has_the_reason_that_was_met_last(found: dict[str, dict[str, int]]) -> None:
    exits = {reason: row["exits"] for reason, row in found.items() if row["exits"]}
    assert exits == {
        "end": 1,  # 5
        "stall": 1,  # 1
        "sold_out": 1,  # 3
        "question": 1,  # 6
        "segment": 1,  # 7
        "muted": 1,  # 9
        "unknown": 4,  # 2, whose question was answered; 4; 8, who had bought; 10
    }
    assert sum(exits.values()) == len(STAYS)


@pytest.mark.capability("DATA-16")
def test_who_met_it_and_stayed_is_told_beside(found: dict[str, dict[str, int]]) -> None:
    told = {reason: (row["met"], row["gone"]) for reason, row in found.items() if row["met"]}
    assert told.pop("base") == (
        sum(gone - came + 1 for came, gone in STAYS.values()),
        sum(min(gone - came, 2) + 1 for came, gone in STAYS.values() if gone < 30),
    )
    assert told == {
        "stall": (2, 1),
        "sold_out": (2, 1),
        "question": (1, 1),
        "muted": (1, 1),
        "price": (2, 1),  # 5 and 9 knew the product; 3 and 8 were gone
        "segment": (5, 1),  # 2, 5, 7, 8, 9 were there at minute 14
    }
