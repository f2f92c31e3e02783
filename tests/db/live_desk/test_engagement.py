"""Questions, gifts and reservations of a show, told for each segment as it ran."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from tests.db.live_desk.stage import Stage, make_stage
from tests.db.live_desk.talking import hear, said, viewers

from kaibo.console.reports.engagement import EngagementLine, engagement_lines
from kaibo.foundation.clock import to_ms
from kaibo.growth.models import Reservation
from kaibo.interaction import talk_facade as talk
from kaibo.interaction.models import Gift, GiftSent, Question
from kaibo.liveroom.models import SegmentRun
from kaibo.members.models import Viewer
from kaibo.planning.models import Show
from kaibo.selling.models import Order
from kaibo.service import facade as service

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def _minute(number: float) -> dt.datetime:
    return NOON + dt.timedelta(minutes=number)


@pytest.fixture
def scene() -> Stage:
    """On air since noon: ten minutes of one segment, then another that still runs."""
    made = make_stage()
    made.go_live()
    SegmentRun.objects.filter(show_id=made.show).delete()
    for title, start, end in (("开场", 0, 10), ("互动答疑", 10, None)):
        ended = _minute(end) if end is not None else None
        SegmentRun.objects.create(
            show_id=made.show, title=title, started_at=_minute(start), ended_at=ended
        )
    return made


def _ask(scene: Stage, viewer: Viewer, text: str, minute: float) -> Question:
    hear(said(scene, viewer, text, at=to_ms(_minute(minute))))
    return Question.objects.latest("id")


def _paid(scene: Stage, viewer: Viewer, minute: float, amount: int) -> None:
    at = _minute(minute)
    Order.objects.create(
        shop=scene.world.shop, show_id=scene.show, room_id=scene.room.pk, buyer=viewer,
        idempotency_key=uuid.uuid4(), state="paid", goods_amount=amount, pay_amount=amount,
        placed_at=at, paid_at=at, expires_at=at,
    )  # fmt: skip


def _gift(scene: Stage, viewer: Viewer, minute: float, quantity: int, points: int) -> None:
    gift, _new = Gift.objects.get_or_create(
        shop=scene.world.shop, name="小心心", defaults={"icon": "heart", "points": 5}
    )
    GiftSent.objects.create(
        key=uuid.uuid4(), shop=scene.world.shop, room_id=scene.room.pk, show_id=scene.show,
        viewer=viewer, gift=gift, quantity=quantity, points=points, combo=quantity,
        at=_minute(minute),
    )  # fmt: skip


def _lines(scene: Stage) -> tuple[EngagementLine, EngagementLine, EngagementLine]:
    whole, first, second = engagement_lines(scene.show)
    return whole, first, second


@pytest.mark.capability("INTR-01")
def test_questions_count_where_they_were_asked_first(scene: Stage) -> None:
    one, two, three = viewers(3)
    question = _ask(scene, one, "这个能机洗吗？", 1)
    hear(said(scene, two, "这个能机洗吗？", at=to_ms(_minute(12))))
    _ask(scene, three, "发什么快递？", 13)
    Question.objects.filter(pk=question.pk).update(state="answered", answered_at=_minute(3.5))
    _paid(scene, one, 0.5, 100)  # before the question: no conversion
    _paid(scene, two, 14, 12900)
    whole, first, second = _lines(scene)
    assert (first.questions, first.answered, first.median, first.askers) == (1, 1, 150.0, 1)
    assert (second.questions, second.answered, second.median, second.askers) == (1, 0, None, 2)
    assert (first.buyers, second.buyers, second.amount) == (0, 1, 12900)
    assert (whole.run_id, whole.questions, whole.askers, whole.buyers) == (None, 2, 3, 1)


def test_the_whole_show_agrees_with_the_desks_own_report(scene: Stage) -> None:
    people = viewers(4)
    for place, person in enumerate(people):
        _ask(scene, person, "这个能机洗吗？" if place % 2 else "发什么快递？", place * 5)
    _paid(scene, people[3], 16, 5000)
    whole = _lines(scene)[0]
    rate = talk.answer_rate(scene.show)
    asked = next(one for one in service.conversion(scene.show) if one.who == "asked")
    assert (whole.questions, whole.answered) == (rate.questions, rate.answered)
    assert (whole.askers, whole.buyers, whole.amount) == (asked.viewers, asked.buyers, asked.amount)


def test_gifts_and_reservations_have_their_segment(scene: Stage) -> None:
    one, two = viewers(2)
    _gift(scene, one, 2, 3, 15)
    _gift(scene, one, 11, 1, 5)
    _gift(scene, two, 12, 2, 10)
    later = Show.objects.create(
        shop=scene.world.shop, title="明晚见", planned_start_at=_minute(1500),
        planned_end_at=_minute(1600),
    )  # fmt: skip
    for viewer, cancelled in ((one, None), (two, _minute(13))):
        Reservation.objects.create(
            show=later, viewer=viewer, during_id=scene.show, room=scene.room,
            made_at=_minute(11), cancelled_at=cancelled,
        )  # fmt: skip
    whole, first, second = _lines(scene)
    assert (first.gifts, first.points, first.givers, first.reserves) == (3, 15, 1, 0)
    assert (second.gifts, second.points, second.givers, second.reserves) == (3, 15, 2, 1)
    assert (whole.gifts, whole.points, whole.givers, whole.reserves) == (6, 30, 2, 1)


@pytest.mark.capability("INTR-04")
def test_the_desk_counts_reservations_of_the_next_show(scene: Stage) -> None:
    assert scene.desk()["next_show"] is None
    [viewer] = viewers(1)
    begins = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    later = Show.objects.create(
        shop=scene.world.shop, title="明晚见", planned_start_at=begins,
        planned_end_at=begins + dt.timedelta(hours=2),
    )  # fmt: skip
    elsewhere = viewers(1, "路人")[0]
    Reservation.objects.create(
        show=later, viewer=viewer, during_id=scene.show, room=scene.room, made_at=NOON
    )
    Reservation.objects.create(show=later, viewer=elsewhere, room=scene.room, made_at=NOON)
    found = scene.desk()["next_show"]
    assert (found["title"], found["reserved"], found["here"]) == ("明晚见", 2, 1)
    answer = scene.world.client("operator").get(f"/api/v1/insight/shows/{scene.show}/engagement")
    assert answer.json()["next_show"]["reserved"] == 2


def test_another_shop_reads_nothing(scene: Stage) -> None:
    other = make_stage("qingshan")
    answer = other.world.client("operator").get(f"/api/v1/insight/shows/{scene.show}/engagement")
    assert answer.status_code in (403, 404)
