from __future__ import annotations

import pytest
from tests.db.live_desk.stage import Stage, make_stage


@pytest.fixture
def on_air(db: None) -> Stage:
    """A show on air."""
    made = make_stage()
    made.go_live()
    return made
