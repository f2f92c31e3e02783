"""Fixtures of the live processes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.order_writer import OrderWriter, running


@pytest.fixture
def order_writer(transactional_db: None, tmp_path: Path) -> Iterator[OrderWriter]:
    """The order writer on the test database."""
    yield from running(tmp_path)
