"""Refunds of before: what they were for, and the units they gave back."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
update selling_refund set kind = 'late' where reason = 'paid after closing';
update selling_refund set kind = 'duplicate' where reason = 'paid twice';
insert into selling_refundline (refund_id, line_id, quantity, amount)
select r.id, l.id, l.quantity, l.amount - l.discount
from selling_refund r join selling_orderline l on l.order_id = r.order_id
where r.kind = 'order';
"""


class Migration(migrations.Migration):
    dependencies = [("selling", "0007_payments_and_refunds")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
