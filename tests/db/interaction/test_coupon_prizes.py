"""A coupon as a prize: those it is for get it, the others points or a clear word, never nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from tests.db.live_desk.stage import Stage, make_stage
from tests.db.promotions.world import draft
from tests.db.risk.test_decisions import person, raw
from tests.factories.fair import paid_order

from kaibo.foundation.errors import Conflict
from kaibo.interaction import activity_facade as activities
from kaibo.interaction.entering import Wish, enter
from kaibo.interaction.models import Activity, ActivityPrize
from kaibo.interaction.prizes import pay_prizes, unpaid_activities
from kaibo.liveroom.models import PersonalEvent
from kaibo.promotions import facade as promotions
from kaibo.promotions.models import Campaign, CouponClaim


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def coupon(stage: Stage, **change: object) -> Campaign:
    staff = stage.world.staff["brand_manager"]
    made = promotions.create_campaign(staff, stage.room.shop_id, draft(**change))
    return promotions.start_campaign(staff, made.pk, timezone.now(), accepts_cautions=True)


def armed(stage: Stage, campaign: Campaign, instead: int = 0) -> Activity:
    prize = {"kind": "coupon", "campaign_id": campaign.pk, "amount": instead}
    rules = {"mode": "price", "answer": 9900, "winners": 5, "prize": prize}
    draft_ = activities.ActivityDraft("guess", "猜价", 60, rules)
    return activities.arm_activity(stage.room.pk, draft_, stage.operator, timezone.now())


def won(stage: Stage, row: Activity, winners: list[int]) -> Activity:
    now = timezone.now()
    row = activities.open_activity(stage.room.pk, row.pk, stage.operator, now)
    at = int(timezone.now().timestamp() * 1000)
    wishes = [Wish(row.pk, one, 0, 0, {"price": 9900}, False, at) for one in winners]
    assert {one.code for one in enter(raw(), "interaction_enter", wishes)} == {""}
    activities.close_activity(row.pk, stage.operator, timezone.now())
    return activities.settle_activity(row.pk, None, timezone.now() + dt.timedelta(seconds=1))


def test_the_operator_is_told_when_the_prize_is_put_on(on_air: Stage) -> None:
    for audience in ({"newcomers_only": True}, {"min_level": 2}, {"tags": ["老客"]}):
        campaign = coupon(on_air, audience=audience, quantity=5)
        with pytest.raises(Conflict) as told:
            armed(on_air, campaign)
        assert "改发的积分" in told.value.message
        assert armed(on_air, campaign, 200).rules["prize"]["amount"] == 200
    assert armed(on_air, coupon(on_air, quantity=5)).rules["prize"]["amount"] == 0


def test_newcomers_get_the_coupon_and_regulars_the_points(on_air: Stage) -> None:
    newcomer, regular = person("新人"), person("老客")
    paid_order(on_air.room, regular)
    campaign = coupon(on_air, audience={"newcomers_only": True}, quantity=5)
    row = won(on_air, armed(on_air, campaign, 200), [newcomer, regular])
    assert (pay_prizes(row.pk, timezone.now()), pay_prizes(row.pk, timezone.now())) == (2, 0)
    assert list(CouponClaim.objects.values_list("buyer_id", flat=True)) == [newcomer]
    points = [promotions.balances(row.shop_id, one).points for one in (newcomer, regular)]
    assert points == [0, 200]
    kinds = dict(ActivityPrize.objects.values_list("viewer_id", "kind"))
    assert kinds == {newcomer: "coupon", regular: "points"}
    told = PersonalEvent.objects.get(viewer_id=regular, kind="prize_won").body
    assert (told["kind"], told["amount"]) == ("points", 200)
    assert "给其他买家" in told["instead"]


def test_a_coupon_that_ran_out_is_answered_with_its_reason(on_air: Stage) -> None:
    first, second = person("一"), person("二")
    row = won(on_air, armed(on_air, coupon(on_air, quantity=1)), [first, second])
    for _turn in range(2):
        pay_prizes(row.pk, timezone.now())
    assert unpaid_activities(10) == []
    [mine] = activities.my_entries(second, on_air.room.pk, on_air.show)
    assert mine.prize is not None
    assert (mine.prize.state, "领完" in mine.prize.why) == ("refused", True)
    told = PersonalEvent.objects.filter(kind="prize_refused")
    assert [(one.viewer_id, "领完" in one.body["why"]) for one in told] == [(second, True)]
    assert PersonalEvent.objects.filter(kind="prize_won", viewer_id=first).count() == 1
