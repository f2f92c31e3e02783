"""What stood in the one warehouse of a shop stands in its main warehouse from now on."""

from __future__ import annotations

from django.db import migrations

OPEN = """
insert into supply_warehouse (shop_id, code, name, province, priority, is_main, is_active)
select distinct shop_id, 'MAIN', '主仓', '', 100, true, true
from foundation_ledgeraccount where book = 'stock' and place = 'warehouse' and place_id = 0
on conflict do nothing;
"""
MOVE_IN = """
update foundation_ledgeraccount account set place_id = house.id
from supply_warehouse house
where house.shop_id = account.shop_id and house.is_main
  and account.book = 'stock' and account.place = 'warehouse' and account.place_id = 0;
"""
MOVE_OUT = """
update foundation_ledgeraccount account set place_id = 0
from supply_warehouse house
where house.id = account.place_id and house.is_main
  and account.book = 'stock' and account.place = 'warehouse';
"""


class Migration(migrations.Migration):
    dependencies = [("supply", "0001_initial"), ("foundation", "0002_initial")]
    operations = [migrations.RunSQL(OPEN, ""), migrations.RunSQL(MOVE_IN, MOVE_OUT)]
