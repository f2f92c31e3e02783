"""Parcels that left before had one order each."""

from __future__ import annotations

from django.db import migrations

# An order that left in several parcels keeps its first one.
FORWARD = """
insert into fulfillment_parcelorder (parcel_id, order_id)
select id, order_id from fulfillment_parcel order by id on conflict do nothing;
"""


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0004_parcels_of_many_orders")]
    operations = [migrations.RunSQL(FORWARD, "")]
