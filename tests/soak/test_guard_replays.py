"""All labelled sessions of the guard, with seeds that no rule was tuned on."""

from __future__ import annotations

import os

import pytest

from tests.risk.replays import catalog
from tests.risk.score import score

SEEDS = 12 if int(os.environ.get("KAIBO_SOAK_TRIALS", "1")) > 1 else 1


# Recall with fresh seeds. The families that were opened hold rings scattered over a second and
# scripts paced like thumbs, which the guard knows to miss (decision 36): 0.88 there, not 0.90.
LEAST_RECALL = {"OPENED": 0.85, "FOURTH": 0.90}


@pytest.mark.slow
@pytest.mark.capability("TECH-03")
@pytest.mark.parametrize("split", ["OPENED", "FOURTH"])
def test_precision_recall_and_honest_people(split: str) -> None:
    total, each = score(getattr(catalog, split), range(101, 101 + SEEDS))
    lines = {name: one.line() for name, one in each.items()}
    assert total.precision >= 0.95, lines
    assert total.recall >= LEAST_RECALL[split], lines
    assert total.untouched >= 0.999, lines
