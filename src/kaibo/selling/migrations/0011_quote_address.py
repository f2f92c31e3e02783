"""The address that a quote was priced for gets a column: the order writer reads it."""

from __future__ import annotations

from django.db import migrations, models

FORWARD = """
update selling_quote set address_id = (explanation ->> 'address_id')::bigint
where jsonb_typeof(explanation -> 'address_id') = 'number'
"""


class Migration(migrations.Migration):
    dependencies = [("selling", "0010_place_by_kinds")]
    operations = [
        migrations.AddField("quote", "address_id", models.BigIntegerField(null=True)),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
    ]
