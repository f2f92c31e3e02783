"""A finished draw as it is published, made by the platform's own arithmetic."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from kaibo.interaction.rules.activities import draw_proof
from kaibo.interaction.rules.activities.draw_proof import Leaf

WORK = 1000
CLOSES_AT = 1_790_000_060_000
SEED = bytes(range(32))


def published(
    entries: int = 9, winners: tuple[int, ...] = (1, 2), seed: bytes = SEED
) -> dict[str, Any]:
    """The proof of activity 7 with so many entries; the third one was refused as cheating."""
    rules = {
        "work": WORK,
        "prizes": [{"name": f"奖品{i}", "count": n, "value": 1000} for i, n in enumerate(winners)],
    }
    text = json.dumps(rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    leaves = [_leaf(number) for number in range(1, entries + 1)]
    return draw_proof.proof(7, text, CLOSES_AT, seed, leaves)


def _leaf(number: int) -> Leaf:
    made = hashlib.sha256(str(number).encode()).hexdigest()
    at = 1_790_000_000_000 + number
    return Leaf(number, made[:16], made[:32], at, 0 if number == 3 else 1)
