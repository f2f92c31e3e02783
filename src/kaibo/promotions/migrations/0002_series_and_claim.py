"""Coupons issued together, and the function that claims one coupon in one statement."""

from __future__ import annotations

from django.db import migrations, models

# Locks the unissued and held accounts in ascending id: everything after them is decided on what
# is committed then, so that neither the quantity nor the limit of a buyer can be passed.
FORWARD = """
create function promotions_claim(
    p_campaign bigint, p_version integer, p_buyer bigint, p_at timestamptz
) returns table (code text, claim_id bigint, expires_at timestamptz, units_left bigint)
language plpgsql as $$
#variable_conflict use_column
declare
    v_campaign promotions_campaign;
    v_unissued foundation_ledgeraccount;
    v_held bigint;
    v_claim bigint;
    v_expires timestamptz;
begin
    perform 1 from foundation_ledgeraccount
    where book = 'coupon' and subject_id = p_campaign and place in ('unissued', 'held')
      and place_id = 0
    order by id for update;
    select * into v_campaign from promotions_campaign where id = p_campaign;
    select * into v_unissued from foundation_ledgeraccount
    where book = 'coupon' and subject_id = p_campaign and place = 'unissued' and place_id = 0;
    select id into v_held from foundation_ledgeraccount
    where book = 'coupon' and subject_id = p_campaign and place = 'held' and place_id = 0;
    code := case
        when v_campaign.id is null or v_unissued.id is null or v_held is null then 'not_found'
        when v_campaign.state <> 'running' then 'not_running'
        when v_campaign.version <> p_version then 'changed'
        when p_at < v_campaign.starts_at then 'not_begun'
        when p_at >= v_campaign.ends_at then 'over'
        when (select count(*) from promotions_couponclaim
              where buyer_id = p_buyer and campaign_id = p_campaign)
             >= v_campaign.claim_limit then 'limit'
        when v_unissued.balance < 1 and not v_unissued.may_go_negative then 'gone'
        else '' end;
    if code = '' then
        v_expires := case when v_campaign.valid_hours is null then v_campaign.ends_at
                          else p_at + make_interval(hours => v_campaign.valid_hours) end;
        insert into promotions_couponclaim (campaign_id, buyer_id, claimed_at, expires_at)
        values (p_campaign, p_buyer, p_at, v_expires) returning id into v_claim;
        update foundation_ledgeraccount set balance = balance - 1 where id = v_unissued.id;
        update foundation_ledgeraccount set balance = balance + 1 where id = v_held;
        insert into foundation_ledgertransfer (
            debit_id, credit_id, amount, reason, ref_id, actor_id, at)
        values (v_unissued.id, v_held, 1, 'claim', v_claim, null, p_at);
        insert into foundation_outboxmessage (event_id, kind, body, at)
        values (gen_random_uuid(), 'claim', jsonb_build_object(
            'at_ms', floor(extract(epoch from p_at) * 1000)::bigint,
            'shop', v_campaign.shop_id, 'show', v_campaign.show_id, 'viewer', p_buyer,
            'ref', p_campaign, 'quantity', 1, 'text', v_campaign.name), p_at);
        v_unissued.balance := v_unissued.balance - 1;
    end if;
    claim_id := v_claim;
    expires_at := v_expires;
    units_left := v_unissued.balance;
    return next;
end $$;
"""
BACKWARD = "drop function promotions_claim(bigint, integer, bigint, timestamptz)"


class Migration(migrations.Migration):
    dependencies = [
        ("promotions", "0001_initial"),
        ("foundation", "0002_initial"),
    ]
    operations = [
        migrations.AddField(
            model_name="campaign",
            name="series",
            field=models.CharField(blank=True, default="", max_length=32),
            preserve_default=False,
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
