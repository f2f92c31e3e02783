"""公屏: tags, the question queue, the pinned comment, phrases; every step as staff send it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.db.live_desk.stage import Stage
from tests.db.live_desk.talking import hear, said, viewers

from kaibo.foundation.models import AuditEntry, OutboxMessage
from kaibo.interaction import talk_facade
from kaibo.interaction.models import Phrase, Question, QuestionAsker, RoomComment
from kaibo.liveroom.models import PersonalEvent


def call(stage: Stage, method: str, path: str, body: Any = None, role: str = "operator") -> Any:
    """(status, JSON) of a call below the room."""
    client = stage.world.client(role)
    answer = getattr(client, method)(
        f"/api/v1/rooms/{stage.slug}{path}", data=body or {}, content_type="application/json"
    )
    return answer.status_code, answer.json() if answer.content else None


def talk(stage: Stage) -> dict[str, Any]:
    answer = stage.world.client("host").get(f"/api/v1/rooms/{stage.slug}/talk")
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.fixture
def asked(on_air: Stage) -> Stage:
    """Three ask when it ships, one of them twice; one asks for washing, two complain."""
    one, two, three = viewers(3)
    hear(
        said(on_air, one, "什么时候发货"), said(on_air, two, "几天发货呀"),
        said(on_air, two, "到底多久发货？"), said(on_air, three, "啥时候能发？"),
        said(on_air, one, "能机洗吗"), said(on_air, one, "画面好卡"), said(on_air, two, "没声音了"),
        said(on_air, three, "物流太慢了"), said(on_air, three, "扣1"),
    )  # fmt: skip
    return on_air


def question(stage: Stage, key: str = ":ships") -> Question:
    return Question.objects.get(show_id=stage.show, key=key)


@pytest.mark.capability("INTR-01")
def test_the_same_question_counts_viewers_and_goes_to_host_and_askers(asked: Stage) -> None:
    first, second = talk(asked)["questions"]
    assert (first["text"], first["askers"]) == ("什么时候发货", 3)
    assert (second["text"], second["askers"]) == ("能机洗吗", 1)
    asked.do(f"/questions/{first['id']}/promote")
    assert [card.text for card in asked.state().questions] == ["什么时候发货"]
    link = asked.offer(2).link_id
    asked.do(f"/questions/{first['id']}/answer", {"link_id": link}, role="host")
    [card] = asked.state().questions
    assert (card.state, card.link_id, card.askers) == ("answered", link, 3)
    told = PersonalEvent.objects.filter(kind="question_answered")
    askers = set(
        QuestionAsker.objects.filter(question_id=first["id"]).values_list("viewer", flat=True)
    )
    assert {row.viewer_id for row in told} == askers
    assert {row.body["link"] for row in told} == {link}
    rate = talk(asked)["rate"]
    assert rate == {
        "questions": 2, "answered": 1, "dropped": 0, "askers": 3, "askers_answered": 3, "rate": 0.5,
    }  # fmt: skip
    assert [row.text for row in talk_facade.unanswered(asked.show)] == ["能机洗吗"]
    kinds = set(OutboxMessage.objects.values_list("kind", flat=True))
    assert {"question_promote", "question_answer"} <= kinds


def test_who_asks_what_was_answered_is_told_at_once(asked: Stage) -> None:
    asked.do(f"/questions/{question(asked).pk}/answer", {})
    [late] = viewers(1, "迟到")
    hear(said(asked, late, "多久发货啊"))
    [event] = PersonalEvent.objects.filter(viewer=late)
    assert event.kind == "question_answered"
    assert event.body["text"] == "什么时候发货"
    assert question(asked).askers == 4


def test_a_batch_sent_again_is_kept_once(on_air: Stage) -> None:
    [one] = viewers(1)
    row = said(on_air, one, "什么时候发货")
    assert hear(row, row) == 1
    assert hear(row) == 0
    assert question(on_air).askers == 1
    assert RoomComment.objects.count() == 1


def test_three_have_room_on_the_prompter(on_air: Stage) -> None:
    people = viewers(4)
    texts = ("什么时候发货", "能机洗吗", "有运费险吗", "是正品吗")
    hear(*[said(on_air, who, text) for who, text in zip(people, texts, strict=True)])
    ids = list(Question.objects.order_by("id").values_list("pk", flat=True))
    for one in ids[:3]:
        on_air.do(f"/questions/{one}/promote")
    status, problem = on_air.send(f"/questions/{ids[3]}/promote")
    assert (status, "3" in problem["detail"]) == (409, True)
    on_air.do(f"/questions/{ids[0]}/reopen")
    on_air.do(f"/questions/{ids[3]}/promote")
    assert [card.id for card in on_air.state().questions] == [ids[1], ids[2], ids[3]]


def test_dropped_ones_are_no_debt_and_do_not_come_back(asked: Stage) -> None:
    asked.do(f"/questions/{question(asked, ':wash').pk}/drop")
    [again] = viewers(1, "又")
    hear(said(asked, again, "可以机洗吗"))
    assert [row["text"] for row in talk(asked)["questions"]] == ["什么时候发货"]
    assert talk(asked)["rate"]["rate"] == 0.0
    asked.do(f"/questions/{question(asked).pk}/answer", {})
    assert talk(asked)["rate"]["rate"] == 1.0


def test_merging_counts_each_viewer_once(asked: Stage) -> None:
    ships, wash = question(asked), question(asked, ":wash")
    asked.do(f"/questions/{ships.pk}/merge", {"from_id": wash.pk})
    assert not Question.objects.filter(pk=wash.pk).exists()
    assert question(asked).askers == 3
    assert RoomComment.objects.filter(question=ships).count() == 5
    status, _ = asked.send(f"/questions/{ships.pk}/merge", {"from_id": ships.pk})
    assert status == 422


@pytest.mark.capability("CONT-15")
def test_issues_are_counted_by_topic_and_follow_corrections(asked: Stage) -> None:
    found = {one["topic"]: one for one in talk(asked)["issues"]}
    assert {topic: one["recent"] for topic, one in found.items()} == {"lag": 2, "shipping": 1}
    assert found["lag"]["viewers"] == 2
    row = RoomComment.objects.get(text="没声音了")
    path = f"/comments/{row.comment_id}/tag"
    status, _ = call(asked, "put", path, {"tag": "complaint", "topic": "service"}, "service")
    assert status == 200
    counts = {one["topic"]: one["total"] for one in talk(asked)["issues"]}
    assert counts == {"lag": 1, "shipping": 1, "service": 1}
    assert talk(asked)["corrected"] == [
        {"comment_id": row.comment_id, "tag": "complaint", "topic": "service"}
    ]
    assert AuditEntry.objects.filter(action="interaction.tag_comment").count() == 1


def test_a_comment_is_handed_to_the_queue_and_taken_out_again(asked: Stage) -> None:
    [other] = viewers(1, "别人")
    hear(said(asked, other, "我想问快递的事"))
    row = RoomComment.objects.get(text="我想问快递的事")
    _, done = call(asked, "put", f"/comments/{row.comment_id}/tag", {"tag": "praise"})
    assert done == {"question_id": None}
    _, done = call(asked, "put", f"/comments/{row.comment_id}/tag", {"tag": "question"})
    made = Question.objects.get(pk=done["question_id"])
    assert made.askers == 1
    call(asked, "put", f"/comments/{row.comment_id}/tag", {"tag": "other"})
    assert not Question.objects.filter(pk=made.pk).exists()
    two = RoomComment.objects.get(text="到底多久发货？")
    call(asked, "put", f"/comments/{two.comment_id}/tag", {"tag": "other"})
    assert question(asked).askers == 3  # the same viewer asked in other words, too


def test_a_pinned_comment_stands_until_it_is_taken_down_or_the_show_ends(asked: Stage) -> None:
    row = RoomComment.objects.get(text="扣1")
    status, _ = call(asked, "put", "/pinned-comment", {"comment_id": row.comment_id})
    assert status == 200
    assert asked.state().pinned_comment.text == "扣1"
    assert call(asked, "delete", "/pinned-comment")[0] == 200
    assert asked.state().pinned_comment is None
    assert call(asked, "delete", "/pinned-comment")[0] == 409
    call(asked, "put", "/pinned-comment", {"comment_id": row.comment_id})
    asked.do("/end")
    assert asked.state().pinned_comment is None
    assert call(asked, "put", "/pinned-comment", {"comment_id": 10**15})[0] == 409


def test_phrases_come_in_by_lines_and_bad_ones_are_told(on_air: Stage) -> None:
    text = "发货/几天到|48 小时内发出\n没有竖线\n尺码|{昵称}看尺码表"
    status, tried = call(on_air, "post", "/phrases", {"text": text})
    assert (status, tried["added"], len(tried["bad"])) == (200, 2, 1)
    assert not Phrase.objects.exists()
    call(on_air, "post", "/phrases", {"text": text, "store": True}, "service")
    _, again = call(on_air, "post", "/phrases", {"text": "发 货|今天发", "store": True})
    assert (again["added"], again["changed"]) == (0, 1)
    _, rows = call(on_air, "get", "/phrases", role="host")
    assert [(row["keywords"], row["reply"], row["mode"]) for row in rows] == [
        (["发 货"], "今天发", "off"), (["尺码"], "{昵称}看尺码表", "off"),
    ]  # fmt: skip
    one = rows[0]["id"]
    _, row = call(on_air, "put", f"/phrases/{one}", {"mode": "public", "again_minutes": 3})
    assert (row["mode"], row["again_minutes"]) == ("public", 3)
    assert call(on_air, "delete", f"/phrases/{one}")[0] == 204
    assert call(on_air, "delete", f"/phrases/{one}")[0] == 404


def test_a_long_phrase_cannot_be_said_in_public(on_air: Stage) -> None:
    call(on_air, "post", "/phrases", {"text": "介绍|" + "长" * 101, "store": True})
    one = Phrase.objects.get().pk
    assert call(on_air, "put", f"/phrases/{one}", {"mode": "public"})[0] == 409
    assert call(on_air, "put", f"/phrases/{one}", {"mode": "private"})[0] == 200


def test_keyword_replies_are_off_for_each_show(on_air: Stage) -> None:
    assert talk(on_air)["answers_keywords"] is False
    assert call(on_air, "put", "/keyword-replies", {"is_on": True})[0] == 204
    assert talk(on_air)["answers_keywords"] is True
    on_air.do("/end")
    assert call(on_air, "put", "/keyword-replies", {"is_on": True})[0] == 409


@pytest.mark.parametrize(("path", "role", "status"), [
    ("promote", "host", 403), ("promote", "analyst", 403), ("answer", "analyst", 403),
    ("answer", "host", 200), ("drop", "service", 200),
])  # fmt: skip
def test_who_may_do_what(asked: Stage, path: str, role: str, status: int) -> None:
    found, _ = asked.send(f"/questions/{question(asked).pk}/{path}", {}, role)
    assert found == status


def test_questions_of_another_room_are_not_there(asked: Stage) -> None:
    assert asked.send("/questions/999999/promote")[0] == 404
    assert asked.send(f"/questions/{question(asked).pk}/answer", {"link_id": 2**40})[0] == 422
