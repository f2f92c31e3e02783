"""The one statement behind `room_state` runs on the migrated schema and needs no Django."""

from __future__ import annotations

import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from kaibo.selling.hot import link_cards, offer_cards, room_state, statement


@pytest.fixture
def raw(db: None) -> psycopg.Connection:
    connection.ensure_connection()
    return connection.connection


def test_unknown_room_is_none(raw: psycopg.Connection) -> None:
    assert room_state(raw, "no-such-room") is None


def test_show_without_links_has_no_cards(raw: psycopg.Connection) -> None:
    assert link_cards(raw, 1) == []
    assert offer_cards(raw, [1, 2]) == []


def test_statements_are_planned_with_indexes(raw: psycopg.Connection) -> None:
    """Small tables are scanned whatever the indexes; forbid it, and only a missing one scans."""
    with psycopg.Cursor(raw) as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("explain " + statement("room_state"), {"slug": "x"})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan


def test_reading_a_room_imports_no_django() -> None:
    probe = "import sys, kaibo.selling.hot; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
