"""Gifts: paid in points, counted on within five seconds, limited a day, none from minors."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from tests.db.live_desk.stage import Stage, make_stage
from tests.factories import fair

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount
from kaibo.interaction.models import Gift, GiftRule, GiftSent
from kaibo.promotions import facade as promotions


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


@pytest.fixture
def gift(on_air: Stage) -> Gift:
    return fair.gift_shop(on_air.room.shop_id)


def _giver(stage: Stage, points: int = 1000) -> int:
    (viewer,) = fair.viewers(1)
    fair.of_age(viewer)
    fair.give_points(stage.room.shop_id, viewer, points)
    return viewer


def test_points_go_from_the_viewer_to_the_gifts_of_the_shop(on_air: Stage, gift: Gift) -> None:
    viewer = _giver(on_air)
    (sent,) = fair.send_gifts(on_air.room, [(viewer, gift.pk, 3)])
    assert (sent.code, sent.combo, sent.points, sent.left) == ("", 3, 30, 970)
    assert promotions.balances(on_air.room.shop_id, viewer).points == 970
    assert LedgerAccount.objects.get(book="points", place="gifts").balance == 30
    assert (ledger.verify("points"), ledger.total("points")) == ([], 0)


def test_a_combo_goes_on_for_five_seconds(on_air: Stage, gift: Gift) -> None:
    viewer, start = _giver(on_air), fair.now()
    other = Gift.objects.create(shop_id=gift.shop_id, name="掌声", icon="👏", points=1)
    combos = []
    for seconds, which in ((0, gift), (4, gift), (5, other), (8, gift), (13.1, gift)):
        at = start + dt.timedelta(seconds=seconds)
        (sent,) = fair.send_gifts(on_air.room, [(viewer, which.pk, 1)], at)
        combos.append(sent.combo)
    assert combos == [1, 2, 1, 3, 1]


def test_a_batch_counts_its_own_gifts_on(on_air: Stage, gift: Gift) -> None:
    viewer = _giver(on_air)
    sent = fair.send_gifts(on_air.room, [(viewer, gift.pk, 1)] * 4)
    assert [one.combo for one in sent] == [1, 2, 3, 4]


def test_a_key_sent_again_is_paid_once(on_air: Stage, gift: Gift) -> None:
    viewer, key = _giver(on_air), uuid.uuid4()
    (first,) = fair.send_gifts(on_air.room, [(viewer, gift.pk, 1)], keys=[key])
    (again,) = fair.send_gifts(on_air.room, [(viewer, gift.pk, 1)], keys=[key])
    assert (again.id, again.is_new) == (first.id, False)
    assert promotions.balances(on_air.room.shop_id, viewer).points == 990


def test_nobody_under_age_or_of_unknown_age_gives(on_air: Stage, gift: Gift) -> None:
    unknown, minor = fair.viewers(2)
    fair.of_age(minor, is_adult=False)
    for viewer in (unknown, minor):
        fair.give_points(gift.shop_id, viewer, 100)
    sent = fair.send_gifts(on_air.room, [(unknown, gift.pk, 1), (minor, gift.pk, 1)])
    assert [one.code for one in sent] == ["age_unknown", "minor"]
    assert not GiftSent.objects.exists()


def test_the_limit_of_a_day_holds_within_a_batch(on_air: Stage) -> None:
    gift = fair.gift_shop(on_air.room.shop_id, daily=25)
    viewer = _giver(on_air)
    sent = fair.send_gifts(on_air.room, [(viewer, gift.pk, 1)] * 3)
    assert [(one.code, one.left) for one in sent] == [("", 990), ("", 980), ("daily_limit", 5)]
    tomorrow = fair.now() + dt.timedelta(days=1)
    (later,) = fair.send_gifts(on_air.room, [(viewer, gift.pk, 1)], tomorrow)
    assert later.code == ""


def test_what_cannot_be_paid_is_refused(on_air: Stage, gift: Gift) -> None:
    viewer = _giver(on_air, points=15)
    sent = fair.send_gifts(on_air.room, [(viewer, gift.pk, 1), (viewer, gift.pk, 1)])
    assert [(one.code, one.left) for one in sent] == [("", 5), ("points_low", 5)]


def test_gifts_that_are_off_are_refused(on_air: Stage, gift: Gift) -> None:
    viewer = _giver(on_air)
    Gift.objects.update(is_active=False)
    assert fair.send_gifts(on_air.room, [(viewer, gift.pk, 1)])[0].code == "not_found"
    GiftRule.objects.update(is_open=False)
    assert fair.send_gifts(on_air.room, [(viewer, gift.pk, 1)])[0].code == "closed"
