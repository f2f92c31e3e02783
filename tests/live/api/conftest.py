"""A world for each module that attacks the HTTP API: one ends what the other needs."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories.api_world import World


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    """A unix socket's path must be short, so the folder is not pytest's."""
    folder = Path(tempfile.mkdtemp(prefix="kb-api-"))
    running = World(folder)
    try:
        running.start()
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
