"""Fixtures that every kind of test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaibo.supervisor.testbed import FOLDER


@pytest.fixture
def data_folder() -> Path:
    """The data folder (`KAIBO_DATA`) of this test session."""
    return FOLDER
