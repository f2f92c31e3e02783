"""Stock moves of orders from before lines had ids of their own name the line, too.

Until 0005 the units of an order came back or left under the order's id. Line ids are multiples of
64, so such a move of order 64 would be read as one of the line of order 1, which then had nothing
left to ship. Those orders had one line each.
"""

from __future__ import annotations

from django.db import migrations

FORWARD = """
update foundation_ledgertransfer t set ref_id = l.id
from selling_orderline l join selling_offer f on f.id = l.offer_id
where l.id = t.ref_id * 64 and f.reserved_account_id in (t.debit_id, t.credit_id)
  and t.reason in ('late_pay', 'expire', 'cancel', 'refund', 'ship')
  and t.at < (select applied from django_migrations
              where app = 'selling' and name = '0005_line_ids')
"""


class Migration(migrations.Migration):
    dependencies = [("selling", "0012_coupons_outlive_campaigns")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
