from django.db import migrations

# Gateways learn of rules of conduct by the revision of their shop; rules that were published
# before had none.
TELL = """
insert into compliance_revision as known (shop_id, words, penalties, rooms)
select distinct shop_id, 1, 1, 1 from compliance_conductrules
on conflict (shop_id) do update set rooms = known.rooms + 1
"""


class Migration(migrations.Migration):
    dependencies = [("compliance", "0002_moderation")]
    operations = [migrations.RunSQL(TELL, migrations.RunSQL.noop)]
