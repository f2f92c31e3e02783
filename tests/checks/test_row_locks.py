"""Row locks leave foreign keys alone: a plain FOR UPDATE deadlocks with the checks at COMMIT.

Deferred foreign-key checks run after the audit chain's lock is taken. They need KEY SHARE on the
row referred to, which FOR UPDATE refuses and FOR NO KEY UPDATE allows.
"""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "kaibo"


def _locks_keys(call: ast.Call) -> bool:
    named = isinstance(call.func, ast.Attribute) and call.func.attr == "select_for_update"
    return named and not any(word.arg == "no_key" for word in call.keywords)


def test_every_row_lock_spares_the_keys() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and _locks_keys(node)
    ]
    assert not found, f"write select_for_update(no_key=True): {found}"
