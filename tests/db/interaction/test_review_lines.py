"""The review's line of an activity: who joined, and what they bought within ten minutes."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.factories.selling import Stage, buyers, place, stage

from kaibo.console.reports.interactions import activity_lines
from kaibo.interaction.models import Activity, Entry
from kaibo.liveroom.models import SegmentRun
from kaibo.members.models import Viewer
from kaibo.selling.models import Order

pytestmark = pytest.mark.django_db


def _activity(scene: Stage, at: dt.datetime, **more: object) -> Activity:
    run = SegmentRun.objects.create(show_id=scene.room.show_id, title="互动答疑", started_at=at)
    values: dict[str, object] = {
        "shop": scene.shop, "room": scene.room, "show_id": scene.room.show_id, "kind": "poll",
        "title": "选颜色", "state": "settled", "armed_at": at, "opens_at": at,
        "closes_at": at + dt.timedelta(seconds=60), "rules_hash": "0" * 64,
        "segment_run_id": run.pk,
    }  # fmt: skip
    run.ended_at = at
    run.save()
    return Activity.objects.create(**values | more)


def _join(activity: Activity, people: list[Viewer], at: dt.datetime, grade: int = 0) -> None:
    begin = Entry.objects.filter(activity=activity).count() + 1
    Entry.objects.bulk_create(
        Entry(activity=activity, viewer=one, number=begin + n, at=at, grade=grade)
        for n, one in enumerate(people)
    )


def _paid(scene: Stage, person: Viewer, minutes_later: int) -> int:
    (order,) = place(scene, scene.request(person))
    placed = Order.objects.get(pk=order.pk).placed_at + dt.timedelta(minutes=minutes_later)
    Order.objects.filter(pk=order.pk).update(placed_at=placed, paid_at=placed, state="paid")
    return int(order.pay_amount)


def test_orders_count_that_participants_place_soon_and_pay() -> None:
    scene, people = stage(), buyers(5)
    amount = _paid(scene, people[0], 0)
    at = Order.objects.get().placed_at - dt.timedelta(minutes=1)
    row = _activity(scene, at, block_id=7)
    _join(row, people[:4], at)
    _join(row, people[4:], at, grade=2)  # refused as cheating: never joined
    _paid(scene, people[1], 20)  # too late to be of this activity
    place(scene, scene.request(people[2]))  # not paid
    _paid(scene, people[4], 0)
    (line,) = activity_lines(scene.room.show_id)
    assert (line.participants, line.buyers, line.orders, line.amount) == (4, 1, 1, amount)
    assert (line.segment, line.is_scripted, line.prizes) == ("互动答疑", True, 0)


def test_what_was_never_opened_has_no_line() -> None:
    scene = stage()
    at = dt.datetime.now(dt.UTC)
    _activity(scene, at, state="armed", opens_at=None, closes_at=None, rules_hash="")
    _activity(scene, at, state="cancelled")
    assert activity_lines(scene.room.show_id) == []
