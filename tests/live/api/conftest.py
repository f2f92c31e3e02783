"""A world that the files of bad input share; the random attack ends its own (`test_fuzz.py`)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.factories.api_world import Callers, World, running_world


@pytest.fixture(scope="package")
def world() -> Iterator[World]:
    with running_world() as running:
        yield running


@pytest.fixture(scope="package")
def callers(world: World) -> Callers:
    return Callers(world)
