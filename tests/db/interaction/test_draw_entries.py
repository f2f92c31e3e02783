"""Entries of a draw: each gets a receipt over all before it, and only who may enter does."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from tests.db.live_desk.stage import Stage, make_stage
from tests.factories import fair

from kaibo.growth.models import ShopFollow
from kaibo.interaction.models import Activity, Entry
from kaibo.interaction.rules.activities import draw, draw_proof

ENTER = "interaction_enter_draw"
PRIZE = {"name": "抱枕", "kind": "points", "count": 2, "value": 0, "amount": 100}


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def _draw(stage: Stage, **rules: Any) -> Activity:
    return fair.opened(stage.room, draw.KIND, {"prizes": [PRIZE], "work": 1000, **rules})


def _nonces(count: int) -> list[dict[str, str]]:
    return [{"nonce": secrets.token_hex(16)} for _ in range(count)]


def test_receipts_are_the_leaves_and_heads_of_the_proof(on_air: Stage) -> None:
    """What SQL wrote in three batches is what the arithmetic of the proof says."""
    activity = _draw(on_air)
    people = fair.viewers(12)
    answers = []
    for start in (0, 5, 6):
        part = people[start : 5 if start == 0 else 6 if start == 5 else 12]
        answers += fair.enter(ENTER, activity, part, _nonces(len(part)))
    rows = list(Entry.objects.filter(activity=activity).order_by("number"))
    leaves = [
        draw_proof.Leaf(one.number, one.body["tag"], one.body["nonce"], one.body["at"])
        for one in rows
    ]
    hashes = [draw_proof.leaf_hash(activity.pk, leaf) for leaf in leaves]
    assert [one.body["leaf"] for one in answers if one.body] == [leaf.hex() for leaf in hashes]
    heads = draw_proof.heads(activity.public["commitment"], hashes)
    assert [one.body["head"] for one in answers if one.body] == heads
    assert len({leaf.tag for leaf in leaves}) == 12


def test_who_asks_again_gets_the_first_receipt(on_air: Stage) -> None:
    activity = _draw(on_air)
    (viewer,) = fair.viewers(1)
    (first,) = fair.enter(ENTER, activity, [viewer], _nonces(1))
    (again,) = fair.enter(ENTER, activity, [viewer], _nonces(1))
    twice = fair.enter(ENTER, activity, [viewer, viewer], _nonces(2))
    assert (again.number, again.body, again.is_new) == (1, first.body, False)
    assert [one.body for one in twice] == [first.body, first.body]
    assert Entry.objects.filter(activity=activity).count() == 1


def test_who_asks_twice_in_one_batch_gets_one_receipt(on_air: Stage) -> None:
    activity = _draw(on_air)
    (viewer,) = fair.viewers(1)
    first, second = fair.enter(ENTER, activity, [viewer, viewer], _nonces(2))
    assert (first.number, first.is_new, second.number, second.is_new) == (1, True, 1, False)
    assert first.body == second.body


def test_an_entry_refused_as_cheating_stays_in_the_list_and_is_not_counted(on_air: Stage) -> None:
    activity = _draw(on_air)
    people = fair.viewers(3)
    answers = fair.enter(ENTER, activity, people, _nonces(3), [0, 2, 1])
    assert [one.body and one.body["counted"] for one in answers] == [1, 0, 1]


@pytest.mark.parametrize(
    ("rules", "bought", "code"),
    [
        ({"audience": "new"}, True, "not_new"), ({"audience": "new"}, False, ""),
        ({"audience": "old"}, False, "not_old"), ({"audience": "old"}, True, ""),
        ({"need_order": True}, False, "no_order"), ({"need_order": True}, True, ""),
    ],
)  # fmt: skip
def test_only_who_may_enter_does(
    on_air: Stage, rules: dict[str, Any], bought: bool, code: str
) -> None:
    activity = _draw(on_air, **rules)
    one, other = fair.viewers(2)
    if bought:
        fair.paid_order(on_air.room, one)
    answers = fair.enter(ENTER, activity, [one, other], _nonces(2))
    assert answers[0].code == code
    assert answers[0].number == (None if code else 1)
    assert answers[1].code == ("" if rules == {"audience": "new"} else answers[1].code)


def test_nobody_enters_after_the_end(on_air: Stage) -> None:
    activity = _draw(on_air)
    Activity.objects.filter(pk=activity.pk).update(state="closed")
    (answer,) = fair.enter(ENTER, activity, fair.viewers(1), _nonces(1))
    assert (answer.code, answer.number) == ("not_open", None)


def test_followers_only(on_air: Stage) -> None:
    activity = _draw(on_air, need_follow=True)
    follower, other, former = fair.viewers(3)
    for viewer, ended in ((follower, None), (former, fair.now())):
        ShopFollow.objects.create(
            shop_id=activity.shop_id, viewer_id=viewer, followed_at=fair.now(), ended_at=ended
        )
    answers = fair.enter(ENTER, activity, [follower, other, former], _nonces(3))
    assert [one.code for one in answers] == ["", "not_following", "not_following"]
