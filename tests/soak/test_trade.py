"""Orders, payments, refunds, stock and coupons under any sequence of events.

`make soak` walks 100,000 steps, `make test` some hundred. The books are checked after each.
"""

from __future__ import annotations

import os
import sys

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.soak.trade.machine import EVENTS, Trade

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WALK = 50
WALKS = 8  # between two looks at how far it has come
STEPS_WANTED = int(os.environ.get("KAIBO_SOAK_STEPS", "500"))


def test_the_books_hold_whatever_happens(capsys: pytest.CaptureFixture[str]) -> None:
    EVENTS.clear()
    while EVENTS["steps"] < STEPS_WANTED:
        run_state_machine_as_test(
            Trade,
            settings=settings(
                max_examples=WALKS, stateful_step_count=WALK, deadline=None,
                suppress_health_check=list(HealthCheck), print_blob=True,
            ),
        )  # fmt: skip
        if STEPS_WANTED > 10_000:  # a long walk tells how far it is
            with capsys.disabled():
                print(EVENTS["steps"], "steps", flush=True)  # noqa: T201
    with capsys.disabled():
        sys.stdout.write(f"\n{dict(EVENTS.most_common())}\n")
    # A walk that never reached these would prove little.
    assert {"bought", "paid", "notified", "pay page", "cancelled"} <= set(EVENTS)
