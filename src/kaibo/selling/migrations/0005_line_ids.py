"""Lines get the id that says their order, and the moves of their units refer to it."""

from __future__ import annotations

from django.db import migrations

# An order of before has one line and one move of its units.
FORWARD = """
create temporary table line_ids on commit drop as
select l.id as old_id, l.order_id,
       l.order_id * 64 + row_number() over (partition by l.order_id order by l.id) - 1 as new_id,
       o.stock_account_id, o.reserved_account_id
from selling_orderline l join selling_offer o on o.id = l.offer_id;
update foundation_ledgertransfer t set ref_id = m.new_id
from line_ids m
where t.ref_id = m.order_id and t.reason = 'order' and t.debit_id = m.stock_account_id
  and t.credit_id = m.reserved_account_id;
update selling_orderline l set id = -1 - m.new_id from line_ids m where m.old_id = l.id;
update selling_orderline set id = -1 - id;
"""


class Migration(migrations.Migration):
    dependencies = [("selling", "0004_narrow_orders"), ("foundation", "0003_narrow_transfers")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
