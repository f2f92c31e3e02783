"""A draw may ask for followers of the shop."""

from __future__ import annotations

from django.db import migrations

# Orders and followers are looked up by name when it runs: their packages stand above this one.
FORWARD = """
create or replace function interaction_draw_refusal(p_activity bigint, p_viewer bigint)
returns text language plpgsql stable as $$
declare
    v_act interaction_activity;
    v_ever boolean;
    v_here boolean;
begin
    select * into v_act from interaction_activity where id = p_activity;
    if v_act.id is null or exists (
        select 1 from interaction_entry where activity_id = p_activity and viewer_id = p_viewer
    ) then
        return '';
    end if;
    if (v_act.rules->>'need_follow')::boolean and not exists (
        select 1 from growth_shopfollow
        where shop_id = v_act.shop_id and viewer_id = p_viewer and ended_at is null
    ) then
        return 'not_following';
    end if;
    if v_act.rules->>'audience' = 'all' and not (v_act.rules->>'need_order')::boolean then
        return '';
    end if;
    select count(*) > 0, coalesce(bool_or(sale.show_id = v_act.show_id), false)
    into v_ever, v_here from selling_order sale
    where sale.buyer_id = p_viewer and sale.shop_id = v_act.shop_id
      and sale.state in ('paid', 'shipped', 'completed')
      and sale.is_rehearsal = v_act.is_rehearsal;
    return case
        when v_act.rules->>'audience' = 'new' and v_ever then 'not_new'
        when v_act.rules->>'audience' = 'old' and not v_ever then 'not_old'
        when (v_act.rules->>'need_order')::boolean and not v_here then 'no_order'
        else '' end;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("interaction", "0009_gift")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
