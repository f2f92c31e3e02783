"""A red packet from arming to the end: what is set aside, what is grabbed, what goes back."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.db.live_desk.stage import Stage, make_stage
from tests.factories import fair

from kaibo.foundation import ledger
from kaibo.foundation.errors import InvalidInput, KaiboError
from kaibo.foundation.models import LedgerAccount
from kaibo.interaction.actions.arm_activity import ActivityDraft, arm_activity
from kaibo.interaction.actions.cancel_activity import cancel_activity
from kaibo.interaction.actions.close_activity import close_activity
from kaibo.interaction.actions.open_activity import open_activity
from kaibo.interaction.models import Activity
from kaibo.interaction.timing import end_activity


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def _opened(stage: Stage, total: int = 1000, count: int = 10) -> Activity:
    draft = ActivityDraft("packet", "红包雨", 30, {"total": total, "count": count})
    row = arm_activity(stage.room.pk, draft, stage.world.staff["brand_manager"], fair.now())
    return open_activity(stage.room.pk, row.pk, stage.operator, fair.now())


def _balance(place: str) -> int:
    return LedgerAccount.objects.get(book="redpacket", place=place).balance


def test_the_sum_is_set_aside_and_the_rest_goes_back(on_air: Stage) -> None:
    activity = _opened(on_air)
    assert (_balance("issued"), _balance("packet")) == (-1000, 1000)
    people = fair.viewers(4)
    fair.enter("interaction_enter_packet", activity, people)
    grabbed = sum(activity.secret["shares"][:4])
    assert end_activity(activity.pk, fair.now() + dt.timedelta(seconds=31))
    activity.refresh_from_db()
    assert (_balance("issued"), _balance("packet")) == (-grabbed, 0)
    result = activity.result
    assert (result["taken"], result["amount"], result["returned"]) == (4, grabbed, 1000 - grabbed)
    assert result["best_amount"] == max(activity.secret["shares"][:4])
    assert (ledger.verify("redpacket"), ledger.total("redpacket")) == ([], 0)


def test_a_cancelled_packet_gives_everything_back(on_air: Stage) -> None:
    activity = _opened(on_air)
    cancel_activity(on_air.room.pk, activity.pk, on_air.operator, fair.now())
    assert (_balance("issued"), _balance("packet")) == (0, 0)


def test_a_packet_is_opened_once(on_air: Stage) -> None:
    activity = _opened(on_air)
    with pytest.raises(KaiboError):
        open_activity(on_air.room.pk, activity.pk, on_air.operator, fair.now())
    assert _balance("packet") == 1000


def test_staff_may_close_a_packet_early(on_air: Stage) -> None:
    activity = _opened(on_air)
    closed = close_activity(activity.pk, on_air.operator, fair.now(), on_air.room.pk)
    assert closed.state == "closed"


def test_only_who_may_give_cash_prepares_one(on_air: Stage) -> None:
    draft = ActivityDraft("packet", "红包雨", 30, {"total": 100, "count": 10})
    with pytest.raises(KaiboError):
        arm_activity(on_air.room.pk, draft, on_air.operator, fair.now())


@pytest.mark.parametrize(("total", "count"), [(9, 10), (0, 1), (100_000, 1), (6_000_000, 5000)])
def test_sums_that_cannot_be_cut_are_refused(on_air: Stage, total: int, count: int) -> None:
    with pytest.raises(InvalidInput):
        _opened(on_air, total, count)
