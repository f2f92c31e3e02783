from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from unittest.mock import patch

import pytest
from tests.db.live_desk.stage import Stage, make_stage


@pytest.fixture
def stage(db: None) -> Stage:
    """A show ready to go live, nothing on air yet."""
    return make_stage()


@pytest.fixture
def on_air(stage: Stage) -> Stage:
    stage.go_live()
    return stage


@pytest.fixture
def clock() -> Iterator[object]:
    """Sets the time the routes see: ``clock(datetime)``."""
    with patch("kaibo.console.routes.live_desk.timezone") as fake:

        def at(moment: datetime) -> None:
            fake.now.return_value = moment

        yield at
