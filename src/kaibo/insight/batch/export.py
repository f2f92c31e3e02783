"""The dataset of a shop as files: one Parquet per documented table, and the page that tells them.

Numbers of persons in texts are masked as in questions; names, phones and addresses are not in it.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from kaibo.insight.batch import load
from kaibo.insight.batch.ask import MEMORY_MB
from kaibo.insight.batch.tables import TABLES, Table
from kaibo.insight.lake.seal import Lake


def export(shop: int, folder: Path, lake: Lake, log: Path, dsn: str) -> dict[str, int]:
    """Write the files into ``folder``; rows by table. Files that are there are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"memory_limit": f"{MEMORY_MB}MB"}) as db:
        load.fill(db, shop, TABLES, lake, log, dsn)
        written = {name: _write(db, name, folder / f"{name}.parquet") for name in TABLES}
    (folder / "README.md").write_text(document(), encoding="utf-8")
    return written


def document() -> str:
    """The dataset in words: every table and column, in Chinese and English."""
    lines = [
        "# 数据集 · The dataset",
        "",
        "`kaibo dataset <店铺 shop> <文件夹 folder>` 为每张表写一个 Parquet 文件；"
        "数据查询页读的是同样的表。",
        "Writes one Parquet file per table; the page for questions reads the same tables.",
        "",
        "时刻为 Unix 毫秒，金额为分；文字中的手机号、证件号、邮箱已遮盖，"
        "不含姓名、电话、地址。彩排带 `rehearsal`。",
        "Times are Unix ms, money minor units; phones, identity numbers and mail addresses in texts"
        " are masked; there are no names, phones or addresses. Rehearsals carry `rehearsal`.",
    ]
    return "\n".join([*lines, *(text for one in TABLES.values() for text in _told(one)), ""])


def _told(table: Table) -> list[str]:
    rows = [f"| `{one.name}` | {one.type} | {one.zh} | {one.en} |" for one in table.columns]
    head = ["", f"## {table.name}", "", f"{table.zh} · {table.en}", "",
            "| Column | Type | 含义 | Meaning |", "|---|---|---|---|"]  # fmt: skip
    return [*head, *rows]


def _write(db: duckdb.DuckDBPyConnection, name: str, path: Path) -> int:
    table = db.table(name)
    table.write_parquet(str(path), compression="zstd", overwrite=True)
    count: int = db.execute(f"select count(*) from {name}").fetchall()[0][0]  # noqa: S608 - our own name
    return count
