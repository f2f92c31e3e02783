"""What older releases wrote is read rightly after the upgrade."""

from __future__ import annotations

import datetime as dt
from importlib import import_module

import pytest
from django.db import connection
from tests.factories.selling import buyers, place, stage

from kaibo.foundation.models import LedgerTransfer
from kaibo.fulfillment.queries import line_units
from kaibo.selling.actions.close_orders import cancel


@pytest.mark.django_db
def test_an_old_return_of_order_64_is_none_of_the_line_of_order_1() -> None:
    """Order n's line is n * 64, so the old reference of order n * 64 was the line of order n."""
    scene, people = stage(stock=9), buyers(2)
    now = dt.datetime.now(dt.UTC)
    (waits,) = place(scene, scene.request(people[0]))
    (gone,) = place(scene, scene.request(people[1]))
    cancel(gone.pk, gone.buyer_id, now)
    line = gone.lines.get().pk
    moves = LedgerTransfer.objects.filter(reason="cancel", ref_id=line)
    moves.update(ref_id=gone.pk, at=now - dt.timedelta(days=400))  # as the old release wrote it
    migration = import_module("kaibo.selling.migrations.0013_old_moves")
    with connection.cursor() as cursor:
        cursor.execute(migration.FORWARD)
    assert LedgerTransfer.objects.get(reason="cancel").ref_id == line
    assert line_units([gone.pk]) == []
    assert [one.units for one in line_units([waits.pk])] == [1]
