"""Server and key for the encoder, for those who run the desk only."""

from __future__ import annotations

from typing import Any

from tests.db.live_desk.stage import Stage

from kaibo.foundation.models import AuditEntry


def get_push(stage: Stage, role: str) -> tuple[int, Any]:
    answer = stage.world.client(role).get(f"/api/v1/rooms/{stage.slug}/push")
    return answer.status_code, answer.json()


def test_the_operator_reads_server_and_key(stage: Stage) -> None:
    status, push = get_push(stage, "operator")
    assert status == 200
    assert push == {"server": "rtmp://127.0.0.1:1935/live", "key": stage.room.stream_key}


def test_a_new_key_replaces_the_old_and_stays_out_of_the_audit(stage: Stage) -> None:
    old = stage.room.stream_key
    status, push = stage.send("/push/renew")
    assert status == 200
    assert push["key"] == stage.room.stream_key != old
    entry = AuditEntry.objects.get(action="liveroom.renew_stream_key")
    assert push["key"] not in str(entry.detail)


def test_others_do_not_see_the_key(stage: Stage) -> None:
    assert get_push(stage, "host")[0] == 403
    assert stage.send("/push/renew", role="host")[0] == 403
