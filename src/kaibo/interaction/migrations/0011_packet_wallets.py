"""Those refused as cheating are not counted among the ones a wallet is opened for."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

BEFORE = import_module("kaibo.interaction.migrations.0008_enter_draw_and_packet").PACKET
CHANGES = (
    ("create function", "create or replace function"),
    (
        "from unnest(p_activity, p_viewer) with ordinality as wish (activity, viewer, ord)\n"
        "        join interaction_activity act on act.id = wish.activity and act.state = 'open'\n"
        "        where not act.is_rehearsal",
        "from unnest(p_activity, p_viewer, p_grade)\n"
        "            with ordinality as wish (activity, viewer, grade, ord)\n"
        "        join interaction_activity act on act.id = wish.activity and act.state = 'open'\n"
        "        where not act.is_rehearsal and wish.grade = 0",
    ),
)


def _changed(text: str) -> str:
    for old, new in CHANGES:
        if old not in text:
            raise ValueError(f"the function no longer has {old[:40]!r}")
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    dependencies = [("interaction", "0010_draw_followers")]
    operations = [migrations.RunSQL(_changed(BEFORE), migrations.RunSQL.noop)]
