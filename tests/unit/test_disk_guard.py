"""Recordings stop first, events next, orders last."""

from __future__ import annotations

from pathlib import Path

import pytest

from kaibo.foundation.disk import LIMITS, DiskGuard, allowed, limits_from

MB = 1024**2


@pytest.mark.parametrize(
    ("free", "expected"),
    [
        (10_000 * MB, {"recordings", "events", "orders"}),
        (1_000 * MB, {"events", "orders"}),
        (200 * MB, {"orders"}),
        (10 * MB, set()),
    ],
)
def test_writing_stops_in_order(free: int, expected: set[str]) -> None:
    assert allowed(free) == expected


def test_limits_come_from_the_environment() -> None:
    limits = limits_from({"KAIBO_DISK_RECORDINGS_MB": "7"})
    assert limits["recordings"] == 7 * MB
    assert limits["orders"] == LIMITS["orders"]


def test_a_wrong_limit_names_the_value() -> None:
    with pytest.raises(ValueError, match="'lots'; give whole megabytes"):
        limits_from({"KAIBO_DISK_EVENTS_MB": "lots"})


def test_guard_reads_the_real_disk(tmp_path: Path) -> None:
    open_guard = DiskGuard(tmp_path / "not-yet-there", {"recordings": 1, "events": 1, "orders": 1})
    full_guard = DiskGuard(tmp_path, {"recordings": 1 << 60, "events": 1, "orders": 1})
    assert open_guard.allows("recordings")
    assert not full_guard.allows("recordings")
    assert full_guard.allows("orders")
