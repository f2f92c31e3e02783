"""Private threads: a viewer asks, one agent answers, times are told per agent."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from tests.db.live_desk.stage import Stage, client_of
from tests.db.live_desk.talking import hear, said, viewers

from kaibo.foundation.models import AuditEntry
from kaibo.foundation.tokens import Claims, issue
from kaibo.interaction.models import RoomComment
from kaibo.liveroom.models import PersonalEvent
from kaibo.members.models import Viewer
from kaibo.selling.models import Order
from kaibo.service import facade
from kaibo.service.models import HandOver, Message, Thread
from kaibo.team.models import Membership, Staff

API = "/api/v1/service"
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def call(client: Client, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    answer = getattr(client, method)(
        f"{API}{path}", data=body if body is not None else {}, content_type="application/json"
    )
    return answer.status_code, answer.json() if answer.content else None


def bearer(viewer: Viewer) -> Client:
    claims = Claims(viewer.pk, "buyer", name=viewer.nickname, expires_at=4_000_000_000)
    return Client(headers={"Authorization": f"Bearer {issue(claims)}"})


def key() -> str:
    return str(uuid.uuid4())


def agent(stage: Stage, name: str) -> Staff:
    made = Staff.objects.create_user(name, display_name=name)
    Membership.objects.create(shop=stage.world.shop, staff=made, role="service")
    return made


def ask(stage: Stage, viewer: Viewer, text: str = "我的订单什么时候发") -> int:
    status, answer = call(
        bearer(viewer), "post", f"/mine/{stage.slug}", {"key": key(), "text": text}
    )
    assert status == 200, answer
    return Message.objects.get(pk=answer["message_id"]).thread_id


@pytest.fixture
def people(on_air: Stage) -> tuple[Client, Client]:
    """Two agents of the shop."""
    return client_of(agent(on_air, "小客")), client_of(agent(on_air, "小服"))


def test_a_viewer_asks_and_one_agent_answers(on_air: Stage, people: tuple[Client, Client]) -> None:
    [viewer] = viewers(1)
    one, two = people
    thread = ask(on_air, viewer)
    [row] = call(one, "get", f"/rooms/{on_air.slug}/threads")[1]
    assert (row["state"], row["unread"], row["last_text"]) == ("waiting", 1, "我的订单什么时候发")
    assert call(one, "post", f"/threads/{thread}/reply", {"key": key(), "text": "马上查"})[0] == 200
    status, problem = call(two, "post", f"/threads/{thread}/reply", {"key": key(), "text": "在的"})
    assert (status, problem["code"]) == (409, "thread_taken")
    assert "小客" in problem["detail"]
    [told] = PersonalEvent.objects.filter(viewer=viewer, kind="service_message")
    assert told.body["text"] == "马上查"
    mine = call(bearer(viewer), "get", f"/mine/{on_air.slug}")[1]
    assert [(m["sender"], m["text"]) for m in mine["messages"]] == [
        ("viewer", "我的订单什么时候发"), ("staff", "马上查"),
    ]  # fmt: skip
    assert mine["unread"] == 1
    assert call(bearer(viewer), "post", f"/mine/{on_air.slug}/read")[0] == 204
    assert call(bearer(viewer), "get", f"/mine/{on_air.slug}")[1]["unread"] == 0


def test_another_agent_takes_over_only_when_they_say_so(
    on_air: Stage, people: tuple[Client, Client]
) -> None:
    [viewer] = viewers(1)
    one, two = people
    thread = ask(on_air, viewer)
    assert call(one, "post", f"/threads/{thread}/take", {})[0] == 204
    assert call(two, "post", f"/threads/{thread}/take", {})[0] == 409
    assert call(two, "post", f"/threads/{thread}/take", {"takes_over": True})[0] == 204
    assert AuditEntry.objects.filter(action="service.take_over").count() == 1
    assert call(one, "post", f"/threads/{thread}/reply", {"key": key(), "text": "好"})[0] == 409


def test_a_message_sent_again_is_the_same(on_air: Stage, people: tuple[Client, Client]) -> None:
    [viewer] = viewers(1)
    body = {"key": key(), "text": "在吗"}
    first = call(bearer(viewer), "post", f"/mine/{on_air.slug}", body)[1]
    assert call(bearer(viewer), "post", f"/mine/{on_air.slug}", body)[1] == first
    thread = Thread.objects.get()
    answer = {"key": key(), "text": "在的"}
    sent = [call(people[0], "post", f"/threads/{thread.pk}/reply", answer)[1] for _ in range(2)]
    assert sent[0] == sent[1]
    assert Message.objects.count() == 2
    assert PersonalEvent.objects.filter(kind="service_message").count() == 1


def test_ten_messages_in_two_minutes_are_enough(on_air: Stage) -> None:
    [viewer] = viewers(1)
    for n in range(10):
        ask(on_air, viewer, f"问题{n}")
    body = {"key": key(), "text": "还有"}
    status, problem = call(bearer(viewer), "post", f"/mine/{on_air.slug}", body)
    assert (status, problem["code"]) == (429, "too_many")
    assert problem["retry_after"] > 0


def test_a_comment_is_answered_in_private_with_its_words(
    on_air: Stage, people: tuple[Client, Client]
) -> None:
    [viewer] = viewers(1)
    hear(said(on_air, viewer, "上次买的还没发货"), said(on_air, None, "欢迎", staff=1))
    comment = RoomComment.objects.get(viewer=viewer).comment_id
    body = {"comment_id": comment, "key": key(), "text": f"{viewer.nickname}，帮您查"}
    assert call(people[0], "post", f"/rooms/{on_air.slug}/private", body)[0] == 200
    call(people[0], "post", f"/rooms/{on_air.slug}/private", body | {"key": key(), "text": "已催"})
    thread = Thread.objects.get()
    page = call(people[0], "get", f"/threads/{thread.pk}")[1]
    assert [(m["sender"], m["is_quote"]) for m in page["messages"]] == [
        ("viewer", True), ("staff", False), ("staff", False),
    ]  # fmt: skip
    assert page["said"][0]["tag"] == "complaint"
    staff_said = RoomComment.objects.get(viewer=None).comment_id
    body = {"comment_id": staff_said, "key": key(), "text": "好"}
    assert call(people[0], "post", f"/rooms/{on_air.slug}/private", body)[0] == 409


def test_after_sales_gets_the_order_of_this_viewer_only(
    on_air: Stage, people: tuple[Client, Client]
) -> None:
    viewer, other = viewers(2)
    thread = ask(on_air, viewer)
    mine, theirs = (paid(on_air, who, NOON) for who in (viewer, other))
    status, problem = call(people[0], "post", f"/threads/{thread}/hand", {"order_id": theirs.pk})
    assert (status, str(theirs.pk) in problem["detail"]) == (422, True)
    body = {"order_id": mine.pk, "note": "少发一件"}
    assert call(people[0], "post", f"/threads/{thread}/hand", body)[0] == 204
    row = call(people[1], "get", f"/threads/{thread}")[1]
    assert (row["thread"]["state"], row["thread"]["order_id"], row["thread"]["note"]) == (
        "handed", mine.pk, "少发一件",
    )  # fmt: skip
    assert row["messages"][-1]["sender"] == "system"
    assert (
        call(people[1], "post", f"/threads/{thread}/reply", {"key": key(), "text": "补发"})[0]
        == 200
    )


def test_a_closed_thread_opens_with_the_next_message(
    on_air: Stage, people: tuple[Client, Client]
) -> None:
    [viewer] = viewers(1)
    thread = ask(on_air, viewer)
    assert call(people[0], "post", f"/threads/{thread}/close")[0] == 204
    assert call(people[0], "post", f"/threads/{thread}/close")[0] == 409
    assert call(bearer(viewer), "get", f"/mine/{on_air.slug}")[1]["is_closed"] is True
    assert ask(on_air, viewer, "还有个问题") == thread
    assert (
        call(people[1], "post", f"/threads/{thread}/reply", {"key": key(), "text": "说"})[0] == 200
    )


@pytest.mark.capability("LIVE-03")
def test_first_response_times_are_told_per_agent(on_air: Stage) -> None:
    """Waits of 10, 20 and 60 s for one agent, 5 s for the other, while the host talks."""
    fast, slow = agent(on_air, "快手"), agent(on_air, "慢手")
    waits = [(slow, 10), (slow, 20), (slow, 60), (fast, 5)]
    for (who, wait), viewer in zip(waits, viewers(4), strict=True):
        made = facade.ask_service(on_air.slug, viewer.pk, "你好", uuid.uuid4(), NOON)
        later = NOON + dt.timedelta(seconds=wait)
        facade.answer_thread(made.thread_id, "在", uuid.uuid4(), who, later)
        facade.answer_thread(
            made.thread_id, "还在", uuid.uuid4(), who, later + dt.timedelta(hours=1)
        )
    whole, first, second = facade.responses(on_air.room.pk, on_air.show)
    assert (whole.agent_id, whole.threads, whole.median) == (None, 4, 15.0)
    assert (first.agent, first.threads, first.median, first.p90) == ("慢手", 3, 20.0, 52.0)
    assert (second.agent, second.threads, second.median) == ("快手", 1, 5.0)
    status, report = call(on_air.world.client("analyst"), "get", f"/rooms/{on_air.slug}/report")
    assert (status, len(report["responses"])) == (200, 3)


def paid(stage: Stage, buyer: Viewer, at: dt.datetime, **changes: Any) -> Order:
    values = {"pay_amount": 9900, "goods_amount": 9900, "paid_at": at, "state": "paid"} | changes
    return Order.objects.create(
        shop=stage.world.shop, show_id=stage.show, room_id=stage.room.pk, buyer=buyer,
        idempotency_key=uuid.uuid4(), placed_at=at, expires_at=at, **values,
    )  # fmt: skip


@pytest.mark.capability("INTR-01")
def test_conversion_of_askers_counts_paid_orders_after_the_question(on_air: Stage) -> None:
    asker, early, unpaid, talker, quiet = viewers(5)
    asked_at = int(NOON.timestamp() * 1000)
    hear(
        *[said(on_air, who, "什么时候发货", at=asked_at) for who in (asker, early, unpaid)],
        said(on_air, talker, "主播好", at=asked_at),
    )
    minute = dt.timedelta(minutes=1)
    paid(on_air, asker, NOON + minute)
    paid(on_air, asker, NOON + 2 * minute, pay_amount=100, goods_amount=100)
    paid(on_air, early, NOON - minute)  # before the question
    paid(on_air, unpaid, NOON + minute, paid_at=None, state="placed")
    paid(on_air, talker, NOON + minute)
    paid(on_air, quiet, NOON + minute)  # never said a word
    asked, spoke, wrote = facade.conversion(on_air.show)
    assert (asked.viewers, asked.buyers, asked.orders, asked.amount) == (3, 1, 2, 10_000)
    assert asked.rate == pytest.approx(1 / 3)
    assert (spoke.viewers, spoke.buyers, spoke.rate) == (1, 1, 1.0)
    assert (wrote.viewers, wrote.rate) == (0, None)


def test_the_hand_over_card_tells_the_facts_and_is_signed_by_two(on_air: Stage) -> None:
    one, two = viewers(2)
    on_air.do("/announce", {"text": "满 2 件减 20"})
    on_air.do("/pin", {"link_id": on_air.offer(2).link_id})
    hear(
        said(on_air, one, "什么时候发货"), said(on_air, two, "画面好卡"),
        said(on_air, one, "好卡啊"),
    )  # fmt: skip
    ask(on_air, one)
    host, operator = on_air.world.client("host"), on_air.world.client("operator")
    facts = call(host, "get", f"/rooms/{on_air.slug}/hand-over")[1]["facts"]
    assert facts["announcement"] == "满 2 件减 20"
    assert facts["pinned_link"]["number"] == 2
    assert [one["verb"] for one in facts["promised"]] == ["announce"]
    assert facts["questions"][0]["text"] == "什么时候发货"
    assert facts["complaints"] == [{"topic": "lag", "n": 2, "text": facts["complaints"][0]["text"]}]
    assert facts["waiting"] == 1
    assert all(one["left"] == one["released"] for one in facts["stock"])
    body = {"promises": "答应 3 号链接 8 点加赠"}
    card = call(host, "post", f"/rooms/{on_air.slug}/hand-over", body)[1]["card_id"]
    assert call(host, "post", f"/hand-overs/{card}/take")[0] == 409
    assert call(operator, "post", f"/hand-overs/{card}/take")[0] == 204
    assert call(operator, "post", f"/hand-overs/{card}/take")[0] == 409
    row = HandOver.objects.get()
    assert (row.given_by, row.taken_by) == (on_air.world.staff["host"], on_air.operator)
    assert row.facts["announcement"] == "满 2 件减 20"
    [known] = call(host, "get", f"/rooms/{on_air.slug}/hand-over")[1]["cards"]
    assert known["promises"] == "答应 3 号链接 8 点加赠"


def test_a_show_without_answers_has_an_empty_report(on_air: Stage) -> None:
    status, report = call(on_air.world.client("operator"), "get", f"/rooms/{on_air.slug}/report")
    assert (status, report["responses"], report["unanswered"]) == (200, [], [])
    assert report["rate"]["rate"] is None


def test_a_card_nobody_took_is_replaced(on_air: Stage) -> None:
    host = on_air.world.client("host")
    path = f"/rooms/{on_air.slug}/hand-over"
    first = call(host, "post", path, {"promises": "一"})[1]["card_id"]
    assert call(host, "post", path, {"promises": "二"})[1]["card_id"] == first
    assert HandOver.objects.get().promises == "二"


@pytest.mark.parametrize(("role", "method", "path", "status"), [
    ("host", "get", "/rooms/yunhe/threads", 403), ("analyst", "get", "/rooms/yunhe/threads", 200),
    ("analyst", "post", "/threads/1/close", 404),
    ("service", "post", "/rooms/yunhe/hand-over", 403),
    ("service", "get", "/rooms/nowhere/threads", 404),
])  # fmt: skip
def test_who_may_do_what(on_air: Stage, role: str, method: str, path: str, status: int) -> None:
    with patch("kaibo.service.routes.timezone.now", return_value=NOON):
        assert call(on_air.world.client(role), method, path, {})[0] == status


def test_another_shop_sees_nothing(on_air: Stage) -> None:
    [viewer] = viewers(1)
    thread = ask(on_air, viewer)
    stranger = Staff.objects.create_user("stranger")
    assert call(client_of(stranger), "get", f"/threads/{thread}")[0] == 403
    assert call(client_of(stranger), "get", f"/rooms/{on_air.slug}/threads")[0] == 403
