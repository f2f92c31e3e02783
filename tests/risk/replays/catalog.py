"""Every family, and whether rules may be tuned on it.

python -m tests.risk.replays.catalog      check `frozen.json` against the modules
python -m tests.risk.replays.catalog --freeze
"""

from __future__ import annotations

import hashlib
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

from tests.risk.replays import attacks, attacks_held, fourth, honest, second, third
from tests.risk.replays.stage import Session, Stage

Family = Callable[[Stage], None]
FROZEN = Path(__file__).with_name("frozen.json")
_MODULES = ("stage", "honest", "attacks", "attacks_held", "second", "third", "fourth")

TUNING: tuple[Family, ...] = (
    honest.evening_crowd, honest.campus_nat, honest.family_devices, honest.fast_tappers,
    honest.host_calls, honest.returning_pages,
    attacks.like_flood_steady, attacks.like_flood_human, attacks.vote_ring_few_devices,
    attacks.vote_ring_lockstep, attacks.packet_ring_instant, attacks.draw_sybils_fresh,
    attacks.spam_spaced, attacks.spam_homoglyph, attacks.farm_sequence,
)  # fmt: skip
HELD_OUT: tuple[Family, ...] = (
    honest.countdown_rush, honest.carrier_nat, honest.office_party, honest.fan_chant,
    attacks_held.like_flood_jittered, attacks_held.vote_ring_few_addresses,
    attacks_held.packet_ring_paced, attacks_held.draw_sybils_aged, attacks_held.spam_templates,
    attacks_held.farm_cleared_storage, attacks_held.mixed_in_crowd,
)  # fmt: skip
SECOND: tuple[Family, ...] = (
    second.households_of_five, second.metro_ride, second.factory_shift, second.quiz_night,
    second.two_nats_and_a_countdown,
    second.like_flood_relay, second.vote_ring_wide_jitter, second.draw_sybils_lively,
    second.packet_ring_learned, second.farm_rotating, second.spam_numbers, second.mixed_second,
)  # fmt: skip
THIRD: tuple[Family, ...] = (
    third.like_challenge, third.classroom, third.reminder_rush, third.gamers, third.lurkers,
    third.like_flood_short, third.vote_ring_two_waves, third.sybils_by_turns,
    third.packet_ring_variable, third.farm_slow_row, third.spam_hearts, third.mixed_third,
)  # fmt: skip
# Opened by their runs (`first_run.txt`, …), since then for tuning too.
OPENED = (*TUNING, *HELD_OUT, *SECOND, *THIRD)
FOURTH: tuple[Family, ...] = (
    fourth.slow_and_steady, fourth.regulars_of_a_cafe, fourth.hot_packet,
    fourth.sellers_questions,
    fourth.like_flood_trickle, fourth.vote_ring_late, fourth.packet_ring_polite,
    fourth.sybils_of_a_studio, fourth.farm_cleared_twice, fourth.spam_links, fourth.mixed_fourth,
)  # fmt: skip


def replay(family: Family, seed: int) -> Session:
    """The session of a family; the same for the same seed."""
    stage = Stage(random.Random(f"{family.__name__}:{seed}"))
    family(stage)
    return stage.session(family.__name__, seed)


def fingerprint() -> dict[str, str]:
    """SHA-256 of the split and of the modules that make the sessions."""
    names = {
        "tuning": [one.__name__ for one in TUNING],
        "held_out": [one.__name__ for one in HELD_OUT],
        "second": [one.__name__ for one in SECOND],
        "third": [one.__name__ for one in THIRD],
        "fourth": [one.__name__ for one in FOURTH],
    }
    found = {"split": hashlib.sha256(json.dumps(names).encode()).hexdigest()}
    for name in _MODULES:
        text = FROZEN.with_name(f"{name}.py").read_bytes()
        found[name] = hashlib.sha256(text).hexdigest()
    return found


def main() -> int:
    if "--freeze" in sys.argv:
        FROZEN.write_text(json.dumps(fingerprint(), indent=1) + "\n")
        return 0
    return 0 if json.loads(FROZEN.read_text()) == fingerprint() else 1


if __name__ == "__main__":
    sys.exit(main())
