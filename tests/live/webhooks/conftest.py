"""A shop whose facts go to a receiver, and the process that sends them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.live.webhooks.receiver import Receiver

from kaibo.foundation.config import config
from kaibo.foundation.models import Shop
from kaibo.team.models import Membership, Staff


class Process:
    """``python -m kaibo.integrations`` on the test database."""

    def __init__(self, folder: Path, data: Path, private: bool = True) -> None:
        name = connection.settings_dict["NAME"]
        self._environment = {
            **os.environ, "KAIBO_DATA": str(data),
            "DATABASE_URL": f"postgresql://kaibo@/{name}?host={data / 'postgres'}",
            "KAIBO_WEBHOOKS_PRIVATE": "1" if private else "", "PYTHONPATH": "src",
        }  # fmt: skip
        self._log = folder / "webhooks.log"
        self.start()

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "kaibo.integrations"], env=self._environment,
                stdout=log, stderr=log,
            )  # fmt: skip

    def kill(self) -> None:
        self.child.kill()
        self.child.wait()

    def stop(self) -> None:
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            self.child.wait(30)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver()
    yield running
    running.close()


@pytest.fixture
def boss(transactional_db: None) -> Staff:
    shop = Shop.objects.create(slug="hooks", name="云禾家居")
    staff = Staff.objects.create_user("boss", display_name="阿禾")
    Membership.objects.create(shop=shop, staff=staff, role="admin")
    return staff


@pytest.fixture
def process(
    transactional_db: None, tmp_path: Path, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Process]:
    allowed = replace(config(), webhooks_private=True)
    monkeypatch.setattr("kaibo.integrations.actions.save_endpoint.config", lambda: allowed)
    running = Process(tmp_path, data_folder)
    yield running
    running.stop()


def wait_for(what: Callable[[], Any], seconds: float = 25.0) -> Any:
    until = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
    return found


def now() -> datetime:
    return datetime.now(UTC)
