"""A finished draw as it is published, made by the platform's own arithmetic."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
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


def _other_winner(proof: dict[str, Any]) -> None:
    won = {number for number, _ in proof["winners"]}
    proof["winners"][0][0] = next(n for n in range(1, 10) if n not in won)


def _swapped_prizes(proof: dict[str, Any]) -> None:
    first, second = proof["winners"][:2]
    first[1], second[1] = second[1], first[1]


def _dropped_entry(proof: dict[str, Any]) -> None:
    del proof["entries"][4]


def _dropped_and_recounted(proof: dict[str, Any]) -> None:
    del proof["entries"][4]
    for number, entry in enumerate(proof["entries"], 1):
        entry[0] = number
    proof["count"] -= 1


def _late_entry(proof: dict[str, Any]) -> None:
    proof["entries"].append([10, "aa", "bb", 1_790_000_000_010, 1])
    proof["count"] += 1


def _changed_rules(proof: dict[str, Any]) -> None:
    rules = json.loads(proof["rules_text"])
    rules["prizes"][0]["count"] = 3
    proof["rules_text"] = json.dumps(rules, sort_keys=True, separators=(",", ":"))


def _changed_rules_and_hash(proof: dict[str, Any]) -> None:
    _changed_rules(proof)
    proof["rules_hash"] = hashlib.sha256(proof["rules_text"].encode()).hexdigest()


def _other_seed(proof: dict[str, Any]) -> None:
    proof["seed"] = bytes(32).hex()


def _excluded_buyer(proof: dict[str, Any]) -> None:
    proof["entries"][0][4] = 0


def _other_activity(proof: dict[str, Any]) -> None:
    proof["activity"] += 1


Forge = Callable[[dict[str, Any]], None]
FORGERIES: list[Forge] = [
    _other_winner, _swapped_prizes, _dropped_entry, _dropped_and_recounted, _late_entry,
    _changed_rules, _changed_rules_and_hash, _other_seed, _excluded_buyer, _other_activity,
]  # fmt: skip
