"""Grabbing shares of a red packet: exact, once a person, in the ledger."""

from __future__ import annotations

import pytest
from tests.db.live_desk.stage import Stage, make_stage
from tests.factories import fair

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.interaction.models import Activity, ActivityPrize
from kaibo.interaction.rules.activities import packet
from kaibo.liveroom.models import PersonalEvent
from kaibo.promotions import facade as promotions
from kaibo.promotions.models import RedPacket

ENTER = "interaction_enter_packet"


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def _packet(stage: Stage, total: int = 1000, count: int = 8, mode: str = "lucky") -> Activity:
    rules = {"total": total, "count": count, "mode": mode}
    activity = fair.opened(stage.room, packet.KIND, rules)
    fair.fund_packet(activity)
    return activity


def test_everybody_gets_the_next_share_until_none_is_left(on_air: Stage) -> None:
    activity = _packet(on_air)
    people = fair.viewers(12)
    answers = [
        *fair.enter(ENTER, activity, people[:5]),
        *fair.enter(ENTER, activity, people[5:]),
    ]
    amounts = [one.body["amount"] for one in answers if one.body]
    assert amounts == [*activity.secret["shares"], 0, 0, 0, 0]
    held = [promotions.balances(activity.shop_id, viewer).redpacket for viewer in people]
    assert held == amounts
    assert LedgerAccount.objects.get(place="packet").balance == 0
    assert (ledger.verify("redpacket"), ledger.total("redpacket")) == ([], 0)
    assert sum(RedPacket.objects.values_list("amount", flat=True)) == 1000


def test_a_rush_opens_no_empty_wallets(on_air: Stage) -> None:
    activity = _packet(on_air, 100, 3)
    fair.enter(ENTER, activity, fair.viewers(50))
    assert LedgerAccount.objects.filter(book="redpacket", place="viewer").count() == 3


def test_who_asks_again_keeps_the_share(on_air: Stage) -> None:
    activity = _packet(on_air)
    (viewer,) = fair.viewers(1)
    (first,) = fair.enter(ENTER, activity, [viewer])
    again = fair.enter(ENTER, activity, [viewer, viewer])
    assert [one.body for one in again] == [first.body, first.body]
    assert promotions.balances(activity.shop_id, viewer).redpacket == first.body["amount"]  # type: ignore[index]
    assert PersonalEvent.objects.filter(viewer_id=viewer, kind="packet_got").count() == 1


def test_a_held_share_waits_and_a_refused_one_is_nobodys(on_air: Stage) -> None:
    """Risk holds the second and refuses the third: neither gets money now."""
    activity = _packet(on_air, 400, 4, "even")
    people = fair.viewers(4)
    answers = fair.enter(ENTER, activity, people, grades=[0, 1, 2, 0])
    assert [one.body and one.body["amount"] for one in answers] == [100, 100, 0, 100]
    held = [promotions.balances(activity.shop_id, viewer).redpacket for viewer in people]
    assert held == [100, 0, 0, 100]
    waiting = ActivityPrize.objects.get(activity=activity)
    assert (waiting.viewer_id, waiting.amount, waiting.is_held) == (people[1], 100, True)
    assert LedgerAccount.objects.get(place="packet").balance == 200


def test_a_rehearsal_moves_no_money(db: None) -> None:
    stage = make_stage()
    stage.go_live()
    activity = fair.opened(stage.room, packet.KIND, {"total": 100, "count": 2})
    Activity.objects.filter(pk=activity.pk).update(is_rehearsal=True)
    (answer, _) = fair.enter(ENTER, activity, fair.viewers(2))
    assert answer.body is not None
    assert answer.body["amount"] > 0
    assert not LedgerAccount.objects.filter(book="redpacket").exists()


def test_those_who_cheat_take_no_wallet_from_those_behind_them(on_air: Stage) -> None:
    activity = _packet(on_air, 100, 2, "even")
    answers = fair.enter(ENTER, activity, fair.viewers(3), grades=[2, 0, 0])
    assert [one.body and one.body["amount"] for one in answers] == [0, 50, 50]
