"""What nobody looks at any more is deleted, the rest stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kaibo.members import limits
from kaibo.members.models import PhoneCode, RequestCount
from kaibo.members.tasks import sweep

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_only_old_codes_and_counts_are_swept() -> None:
    for days in (3, 1):
        sent = NOW - timedelta(days=days)
        PhoneCode.objects.create(
            phone_index=bytes(32), code_hash=bytes(32), sent_at=sent, expires_at=sent
        )
        limits.count_request(limits.GUESTS, "192.0.2.1", sent)
    sweep(int(NOW.timestamp()))
    assert [row.sent_at for row in PhoneCode.objects.all()] == [NOW - timedelta(days=1)]
    assert RequestCount.objects.get().window_start == NOW - timedelta(days=1)
