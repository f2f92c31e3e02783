"""The score on labelled sessions, short; `tests/soak/test_guard_replays.py` runs all of them."""

from __future__ import annotations

import json

import pytest
from tests.risk.replays import attacks, attacks_held, catalog, fourth, honest, second, third
from tests.risk.score import score

SHORT = (
    honest.campus_nat, honest.family_devices, honest.host_calls, honest.office_party,
    second.factory_shift, third.gamers, fourth.hot_packet,
    attacks.like_flood_human, attacks.vote_ring_lockstep, attacks.farm_sequence,
    attacks_held.draw_sybils_aged, attacks_held.spam_templates, attacks_held.mixed_in_crowd,
    third.packet_ring_variable, fourth.vote_ring_late, fourth.sybils_of_a_studio,
)  # fmt: skip


def test_the_split_is_the_one_that_was_frozen() -> None:
    assert json.loads(catalog.FROZEN.read_text()) == catalog.fingerprint()


@pytest.mark.capability("TECH-03")
def test_attacks_are_caught_and_honest_people_left_alone() -> None:
    """Precision at least 0.95 at recall of at least 0.90; 99.9 % of honest people untouched."""
    total, each = score(SHORT, [11])
    assert total.precision >= 0.95, total.line()
    assert total.recall >= 0.90, {name: one.line() for name, one in each.items()}
    assert total.untouched >= 0.999, {name: one.line() for name, one in each.items()}
