"""Fixtures that every kind of test may ask for, and the ledger of capabilities that were shown."""

from __future__ import annotations

import csv
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.utils import translation
from hypothesis import HealthCheck, settings

from kaibo.supervisor.testbed import FOLDER

# How long an example takes says nothing on a machine that others use too.
settings.register_profile("steady", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")

# Every client of a test would list all static files first; the real processes do so once.
django_settings.WHITENOISE_AUTOREFRESH = True

_outcomes: dict[str, set[str]] = {}


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """A request leaves its language active in the thread; the next test begins without one."""
    yield
    translation.deactivate()


@pytest.fixture
def data_folder() -> Path:
    """The data folder (`KAIBO_DATA`) of this test session."""
    return FOLDER


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    for mark in item.iter_markers("capability"):
        for name in mark.args:
            outcome = "passed" if report.when == "call" and report.passed else report.outcome
            if report.when == "call" or not report.passed:
                _outcomes.setdefault(name, set()).add(outcome)
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a full run, a capability called *done* must have been shown by passing tests only."""
    if os.environ.get("KAIBO_FULL_RUN") != "1":
        return
    ledger = Path(__file__).parents[1] / "docs/capabilities.csv"
    with ledger.open(newline="", encoding="utf-8") as file:
        done = [row["id"] for row in csv.DictReader(file) if row["status"] == "done"]
    unshown = [name for name in done if _outcomes.get(name) != {"passed"}]
    if unshown:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(f"called done but not shown by a passing test: {', '.join(unshown)}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
