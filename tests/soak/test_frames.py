"""A million wrong frames against the real gateway; ``KAIBO_SOAK_FRAMES`` says how many."""

from __future__ import annotations

import os

from tests.factories.fuzzing import attack, gateway_inside

FRAMES = int(os.environ.get("KAIBO_SOAK_FRAMES", "2000"))


def test_no_frame_harms_the_gateway(transactional_db: None) -> None:
    with gateway_inside() as inside:
        attack(inside, FRAMES)
