"""A coupon that was claimed holds until it expires, also after its campaign has ended."""

from __future__ import annotations

from django.db import migrations

# `selling_place` asked for a running campaign. A coupon's campaign may have been ended, and a
# coupon that is valid for hours outlives the last moment of claiming; the claim's own expiry is
# checked where it is spent. `promotions.queries.usable_until` says the same for quotes.
OLD = """c.state = 'running' and c.starts_at <= p_now and p_now < c.ends_at"""
NEW = """(c.state = 'running' or (c.state = 'ended'
                    and c.kind in ('amount_coupon', 'percent_coupon')))
                and c.starts_at <= p_now and p_now < c.ends_at + case
                    when c.kind in ('amount_coupon', 'percent_coupon')
                    then make_interval(hours => coalesce(c.valid_hours, 0))
                    else interval '0' end"""


def _swap(old: str, new: str) -> str:
    return f"""
do $swap$ declare v_old text; v_new text; begin
    select pg_get_functiondef(oid) into v_old from pg_proc where proname = 'selling_place';
    v_new := replace(v_old, $text${old}$text$, $text${new}$text$);
    if v_new = v_old then
        raise exception 'selling_place is not the function that this migration changes';
    end if;
    execute v_new;
end $swap$;
"""


class Migration(migrations.Migration):
    dependencies = [("selling", "0011_quote_address"), ("promotions", "0003_buyer_standing")]
    operations = [migrations.RunSQL(_swap(OLD, NEW), _swap(NEW, OLD))]
