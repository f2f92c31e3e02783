"""The arithmetic of a provable draw, and the 30-line script that checks it from outside."""

from __future__ import annotations

import copy
import hashlib
import itertools
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare
from tests.factories.drawn import FORGERIES, SEED, Forge, published

from kaibo.interaction.rules.activities import draw_proof

SCRIPT = Path(__file__).parents[3] / "docs" / "verify_draw.py"


def _check(proof: dict[str, Any], folder: Path, *noted: str) -> tuple[int, str]:
    path = folder / "proof.json"
    path.write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-I", str(SCRIPT), str(path), *noted]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def test_the_script_is_thirty_lines_of_the_standard_library() -> None:
    lines = SCRIPT.read_text().splitlines()
    assert len(lines) == 30
    assert [line for line in lines if line.startswith(("import", "from"))] == [
        "import hashlib, hmac, json, sys"
    ]


@pytest.mark.parametrize("entries", [0, 1, 2, 3, 4, 9, 64, 65])
def test_an_honest_draw_is_confirmed(entries: int, tmp_path: Path) -> None:
    proof = published(entries)
    code, said = _check(proof, tmp_path, proof["commitment"], proof["root"])
    assert (code, said[:3]) == (0, "OK:"), said
    assert len(proof["winners"]) == min(3, entries - (entries >= 3))


@pytest.mark.capability("INTR-02")
@pytest.mark.parametrize("forge", FORGERIES)
def test_a_forgery_is_refused(forge: Forge, tmp_path: Path) -> None:
    proof = copy.deepcopy(published())
    forge(proof)
    code, said = _check(proof, tmp_path)
    assert code == 1
    assert said.startswith("REFUSED"), said


def test_a_whole_new_draw_is_refused_by_who_noted_the_old_one(tmp_path: Path) -> None:
    """Another seed with everything worked out anew agrees with itself, not with the receipt."""
    honest, forged = published(), published(seed=hashlib.sha256(SEED).digest())
    assert _check(forged, tmp_path)[0] == 0
    code, said = _check(forged, tmp_path, honest["commitment"])
    assert code == 1
    assert honest["commitment"] in said


def test_a_receipt_of_an_entry_that_was_left_out_is_refused(tmp_path: Path) -> None:
    leaf = draw_proof.leaf_hash(7, draw_proof.Leaf(10, "aa", "bb", 1)).hex()
    assert _check(published(), tmp_path, leaf)[0] == 1


def test_every_nonce_counts() -> None:
    """One other nonce of the first of 64 buyers gives another root, head and key."""
    proof = published(64)
    leaves = [draw_proof.Leaf(*entry) for entry in proof["entries"]]
    changed = [draw_proof.Leaf(1, leaves[0].tag, "00" * 16, leaves[0].at), *leaves[1:]]
    sealed = draw_proof.seal(7, proof["commitment"], changed)
    assert sealed.root != proof["root"]
    assert sealed.head != proof["head"]


@given(
    st.integers(1, 60),
    st.lists(st.integers(0, 8), min_size=1, max_size=4),
    st.binary(min_size=32, max_size=32),
)
def test_winners_are_different_entries_in_range(
    entries: int, counts: list[int], key: bytes
) -> None:
    numbers = list(range(1, entries + 1))
    won = draw_proof.shuffle(key, numbers, sum(counts))
    assert len(won) == len(set(won)) == min(sum(counts), entries)
    assert set(won) <= set(numbers)


@given(st.integers(1, draw_proof.WORD), st.lists(st.integers(0, draw_proof.WORD - 1)))
def test_a_word_that_would_favor_small_numbers_is_thrown_away(n: int, words: list[int]) -> None:
    limit = draw_proof.WORD // n * n
    good = [word for word in words if word < limit]
    stream = itertools.chain(words, [0])
    assert draw_proof.below(iter(stream), n) == (good[0] % n if good else 0)


def test_every_entry_wins_as_often_as_every_other() -> None:
    """20,000 draws of 3 among 12: the count of each entry and of each first place is even.

    The seeds are fixed, so the figures are the same every time; 0.1 % would be refused by chance.
    """
    won: Counter[int] = Counter()
    first: Counter[int] = Counter()
    for seed in range(20_000):
        key = hashlib.sha256(b"uniform" + seed.to_bytes(8, "big")).digest()
        drawn = draw_proof.shuffle(key, range(1, 13), 3)
        won.update(drawn)
        first[drawn[0]] += 1
    assert chisquare([first[n] for n in range(1, 13)]).pvalue > 0.001
    assert chisquare([won[n] for n in range(1, 13)]).pvalue > 0.001


def test_every_order_of_three_is_as_likely() -> None:
    orders: Counter[tuple[int, ...]] = Counter()
    for seed in range(12_000):
        key = hashlib.sha256(b"orders" + seed.to_bytes(8, "big")).digest()
        orders[tuple(draw_proof.shuffle(key, [1, 2, 3], 3))] += 1
    assert len(orders) == 6
    assert chisquare(list(orders.values())).pvalue > 0.001


def test_the_browser_is_tested_with_what_the_server_makes() -> None:
    fixture = Path(__file__).parents[3] / "web/src/shared/drawProof.fixture.json"
    assert json.loads(fixture.read_text(encoding="utf-8")) == published(9)
