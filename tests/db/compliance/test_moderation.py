"""Words, the ladder with appeal, conduct rules with reports, room settings, persons: over HTTP."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone
from tests.db.live_desk.stage import Stage, make_stage

from kaibo.compliance import facade, hot
from kaibo.compliance.models import BlockedAttack, Penalty, Report, Revision
from kaibo.foundation import tokens
from kaibo.foundation.errors import Conflict, NotAllowed, NotFound
from kaibo.foundation.models import AuditEntry
from kaibo.liveroom.models import ConsoleAction, PersonalEvent
from kaibo.members.models import Viewer

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def stage() -> Stage:
    made = make_stage()
    made.go_live()
    return made


@pytest.fixture
def rude(stage: Stage) -> Viewer:
    return Viewer.objects.create(nickname="小雨")


class Call:
    """Requests of one member of staff."""

    def __init__(self, stage: Stage, role: str = "operator") -> None:
        self.client: Client = stage.world.client(role)
        self.shop = stage.world.shop.pk

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        answer = getattr(self.client, method)(
            f"{API}{path}", data=body, content_type="application/json"
        )
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"{API}{path}", {"shop_id": self.shop} | query)
        assert answer.status_code == 200, answer.content
        return answer.json()


def viewer_calls(viewer: Viewer) -> Client:
    claims = tokens.Claims(viewer.pk, "buyer", viewer.nickname, expires_at=int(time.time()) + 600)
    return Client(headers={"authorization": f"Bearer {tokens.issue(claims)}"})


def revision(stage: Stage) -> Revision:
    return Revision.objects.get(shop=stage.world.shop)


def test_words_are_kept_tried_and_carried_as_csv(stage: Stage) -> None:
    call = Call(stage)
    word = {"text": "坏词", "category": "abuse", "grade": "block", "reach": "letters"}
    assert call("post", "/moderation/words", {"shop_id": call.shop, "words": [word]}) == {
        "words": 1
    }
    before = revision(stage).words
    tried = {"shop_id": call.shop, "text": "这是坏❤词"}
    found = call("post", "/moderation/words/try", tried)
    assert (found["grade"], found["shown"]) == ("block", "")
    assert [(hit["start"], hit["end"], hit["via"]) for hit in found["hits"]] == [
        (2, 5, "separated")
    ]
    masked = call("post", "/moderation/words/try", {"shop_id": call.shop, "text": "打13812345678"})
    assert masked["shown"] == "打" + "*" * 11
    file = SimpleUploadedFile(
        "w.csv", "word,category,grade\n坏词,abuse,note\n好坏词,abuse,allow\n".encode()
    )
    answer = call.client.post(
        f"{API}/moderation/words/import", {"shop_id": call.shop, "file": file}
    )
    assert answer.json() == {"words": 2}
    assert revision(stage).words == before + 1
    listed = call.get("/moderation/words")
    assert {(w["text"], w["grade"]) for w in listed["words"]} == {
        ("坏词", "note"),
        ("好坏词", "allow"),
    }
    sheet = call.client.get(f"{API}/moderation/words/export?shop_id={call.shop}").content.decode()
    assert sheet.startswith("\ufeffword,category,grade,reach")
    assert "坏词,abuse,note,letters" in sheet
    ids = [w["id"] for w in listed["words"]]
    assert (
        call("post", "/moderation/words/remove", {"shop_id": call.shop, "ids": ids})["words"] == 2
    )
    call("post", "/moderation/words/remove", {"shop_id": call.shop, "ids": ids}, 404)


def test_a_bad_row_is_named_and_nothing_is_taken(stage: Stage) -> None:
    call = Call(stage)
    file = SimpleUploadedFile("w.csv", "坏词,abuse,note\n怪词,abuse,ban\n".encode())
    answer = call.client.post(
        f"{API}/moderation/words/import", {"shop_id": call.shop, "file": file}
    )
    assert answer.status_code == 422
    assert "第 2 行「ban」" in answer.json()["detail"]
    broken = SimpleUploadedFile("w.csv", "坏词".encode("gb18030"))
    answer = call.client.post(
        f"{API}/moderation/words/import", {"shop_id": call.shop, "file": broken}
    )
    assert answer.status_code == 422
    for odd in (("词" * 140_000).encode(), b"", b'"'):
        file = SimpleUploadedFile("w.csv", odd)
        answer = call.client.post(
            f"{API}/moderation/words/import", {"shop_id": call.shop, "file": file}
        )
        assert answer.status_code == 422
    assert call.get("/moderation/words")["words"] == []


def test_without_the_shipped_list_only_own_words_match(stage: Stage) -> None:
    call = Call(stage)
    body = {"shop_id": call.shop, "text": "刷单吗", "with_contacts": False}
    assert call("post", "/moderation/words/try", body)["grade"] == "block"
    call("put", "/moderation/words/system", {"shop_id": call.shop, "is_on": False}, 204)
    assert call("post", "/moderation/words/try", body)["grade"] is None
    connection.ensure_connection()
    plain, _ = hot.matchers(connection.connection, call.shop)
    assert plain.find("刷单吗") == []


def test_another_shop_sees_and_changes_nothing(stage: Stage, rude: Viewer) -> None:
    other = make_stage("other")
    call = Call(other)
    shop = stage.world.shop.pk
    word = {"text": "词", "category": "x"}
    call("post", "/moderation/words", {"shop_id": shop, "words": [word]}, 403)
    call("put", f"/moderation/rooms/{stage.slug}", {"slow_seconds": 5}, 403)
    body = {"viewer_id": rude.pk, "cause": "abuse"}
    call("post", f"/moderation/rooms/{stage.slug}/penalties", body, 403)
    for path in ("words", "penalties", "reports", "conduct", "persons", "attacks"):
        assert call.client.get(f"{API}/moderation/{path}?shop_id={shop}").status_code == 403
    assert not Penalty.objects.exists()


@pytest.mark.capability("COMP-12")
def test_warn_limit_pause_ban_each_with_a_line_in_the_log(stage: Stage, rude: Viewer) -> None:
    call = Call(stage)
    path = f"/moderation/rooms/{stage.slug}/penalties"
    body = {"viewer_id": rude.pk, "cause": "abuse", "quote": "主播傻逼", "note": "辱骂主播"}
    for _ in range(4):
        call("post", path, body, 201)
    log = call.get("/moderation/penalties")
    assert [(p["step"], p["measure"]) for p in log] == [
        ("ban", "ban"), ("pause", "ban"), ("limit", "mute"), ("warn", "none"),
    ]  # fmt: skip
    assert log[0]["ends_at"] is None
    assert log[0]["by"] == "operator 小林"
    assert log[0]["evidence"] == {"text": "主播傻逼", "hits": []}
    assert {p["viewer"] for p in call.get("/moderation/penalties", state="holding")} == {"小雨"}
    suggested = call.get("/moderation/penalties/next", viewer_id=rude.pk, cause="spam")
    assert (suggested["step"], suggested["points"]) == ("ban", 12.0)
    deeds = ConsoleAction.objects.filter(verb="penalize")
    assert deeds.count() == 4
    assert AuditEntry.objects.filter(action="compliance.penalize").count() == 4
    held = hot.penalties(connection.connection, call.shop)
    assert [one.measure for one in held] == ["none", "mute", "ban", "ban"]


def test_a_step_is_undone_at_the_console(stage: Stage, rude: Viewer) -> None:
    call = Call(stage)
    body = {
        "viewer_id": rude.pk,
        "cause": "spam",
        "step": "limit",
        "measure": "shadow",
        "minutes": 5,
    }
    done = call("post", f"/moderation/rooms/{stage.slug}/penalties", body, 201)
    status, answer = stage.send(f"/undo/{done['action_id']}")
    assert status == 200, answer
    card = facade.penalty(call.shop, done["penalty_id"])
    assert card is not None
    assert card.revoked_by == "operator 小林"
    assert hot.penalties(connection.connection, call.shop) == []
    again = f"/moderation/penalties/{done['penalty_id']}/revoke"
    call("post", again, {"shop_id": call.shop}, 409)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"cause": "mood"}, 422), ({"viewer_id": 2**62}, 404), ({"step": "ban"}, 422),
        ({"step": "warn", "measure": "ban", "minutes": 5}, 422),
        ({"step": "limit", "measure": "mute", "minutes": 0}, 422), ({"note": "长" * 201}, 422),
        ({"quote": "\x00"}, 422),
    ],
)  # fmt: skip
def test_unsound_steps_are_refused(
    stage: Stage, rude: Viewer, change: dict[str, Any], status: int
) -> None:
    call = Call(stage)
    body = {"viewer_id": rude.pk, "cause": "abuse"} | change
    call("post", f"/moderation/rooms/{stage.slug}/penalties", body, status)
    assert not Penalty.objects.exists()


def test_the_guard_goes_up_to_a_pause(stage: Stage, rude: Viewer) -> None:
    shop, now = stage.world.shop.pk, timezone.now()
    for _ in range(5):
        charge = facade.Charge(shop, rude.pk, "cheat", {"score": 0.99}, grade=4, device="d1")
        last = facade.penalize(charge, None, now)
    card = facade.penalty(shop, last)
    assert card is not None
    assert (card.step, card.by, card.grade) == ("pause", "", 4)
    assert card.ends_at == now + timedelta(days=3)
    [held] = [one for one in hot.penalties(connection.connection, shop) if one.id == last]
    assert (held.device, held.viewer) == ("d1", rude.pk)


def test_an_appeal_is_decided_by_another_person_and_told(stage: Stage, rude: Viewer) -> None:
    call, second = Call(stage), Call(stage, "second")
    body = {"viewer_id": rude.pk, "cause": "abuse", "step": "pause", "measure": "ban",
            "minutes": 60, "note": "辱骂", "quote": "原话"}  # fmt: skip
    made = call("post", f"/moderation/rooms/{stage.slug}/penalties", body, 201)["penalty_id"]
    buyer = viewer_calls(rude)
    [mine] = buyer.get(f"{API}/rooms/{stage.slug}/conduct").json()["penalties"]
    assert (mine["measure"], mine["note"], mine["quote"], mine["appeal"]) == (
        "ban",
        "辱骂",
        "原话",
        "",
    )
    assert mine["ends_at"]
    ask = f"{API}/rooms/{stage.slug}/penalties/{made}/appeal"
    stranger = viewer_calls(Viewer.objects.create(nickname="路人"))
    said = {"data": {"text": "我没有骂人"}, "content_type": "application/json"}
    assert stranger.post(ask, **said).status_code == 404
    assert buyer.post(ask, **said).status_code == 201
    assert buyer.post(ask, **said).status_code == 409
    assert [p["id"] for p in call.get("/moderation/penalties", state="appealed")] == [made]
    decision = {"shop_id": call.shop, "outcome": "revoked", "answer": "查看回放，确是误判"}
    call("post", f"/moderation/penalties/{made}/appeal", decision, 403)  # gave it
    second("post", f"/moderation/penalties/{made}/appeal", decision, 204)
    second("post", f"/moderation/penalties/{made}/appeal", decision, 409)
    [mine] = buyer.get(f"{API}/rooms/{stage.slug}/conduct").json()["penalties"]
    assert (mine["is_revoked"], mine["appeal"], mine["answer"]) == (
        True,
        "revoked",
        "查看回放，确是误判",
    )
    told = PersonalEvent.objects.get(viewer=rude, kind="appeal_decided")
    assert told.body["outcome"] == "revoked"
    assert facade.next_step(call.shop, rude.pk, "spam", timezone.now()).step == "warn"


@pytest.mark.capability("COMP-13")
def test_rules_are_published_agreed_to_and_breaches_reported(stage: Stage, rude: Viewer) -> None:
    call = Call(stage)
    text = "一、友善发言。\n二、不发联系方式。"
    assert (
        call("post", "/moderation/conduct", {"shop_id": call.shop, "text": text}, 201)[0]["version"]
        == 1
    )
    call("post", "/moderation/conduct", {"shop_id": call.shop, "text": text}, 409)
    buyer, room = viewer_calls(rude), f"{API}/rooms/{stage.slug}"
    assert Client().get(f"{room}/info").json()["rules"] == {"version": 1, "text": text}
    json = {"content_type": "application/json"}
    assert buyer.get(f"{room}/conduct").json()["accepted_version"] == 0
    assert buyer.post(f"{room}/conduct", {"version": 1}, **json).status_code == 204
    assert buyer.post(f"{room}/conduct", {"version": 1}, **json).status_code == 204
    assert buyer.get(f"{room}/conduct").json()["accepted_version"] == 1
    call("post", "/moderation/conduct", {"shop_id": call.shop, "text": text + "\n三、。"}, 201)
    assert buyer.post(f"{room}/conduct", {"version": 1}, **json).status_code == 409
    assert [r["accepted"] for r in call.get("/moderation/conduct")] == [0, 1]
    bad = Viewer.objects.create(nickname="广告号")
    told = {"kind": "comment", "subject_id": bad.pk, "subject_name": "广告号", "quote": "加微信",
            "reason": "contact", "note": "刷了三次"}  # fmt: skip
    first = buyer.post(f"{room}/reports", told, **json)
    assert first.status_code == 201
    assert buyer.post(f"{room}/reports", told, **json).json() == first.json()
    [open_one] = call.get("/moderation/reports")
    assert (open_one["reporter"], open_one["quote"]) == ("小雨", "加微信")
    body = {"viewer_id": bad.pk, "cause": "contact", "quote": "加微信"}
    penalty = call("post", f"/moderation/rooms/{stage.slug}/penalties", body, 201)["penalty_id"]
    decision = {
        "shop_id": call.shop,
        "outcome": "upheld",
        "answer": "已警告",
        "penalty_id": penalty,
    }
    call("post", f"/moderation/reports/{open_one['id']}", decision, 204)
    call("post", f"/moderation/reports/{open_one['id']}", decision, 409)
    assert call.get("/moderation/reports") == []
    [handled] = call.get("/moderation/reports", is_open="false")
    assert (handled["outcome"], handled["penalty_id"]) == ("upheld", penalty)
    assert handled["handled_at"] > handled["at"]
    [mine] = buyer.get(f"{room}/conduct").json()["reports"]
    assert (mine["outcome"], mine["answer"]) == ("upheld", "已警告")
    assert PersonalEvent.objects.get(viewer=rude, kind="report_handled").body["outcome"] == "upheld"


def test_a_report_needs_a_viewer_and_has_a_limit(stage: Stage, rude: Viewer) -> None:
    room = f"{API}/rooms/{stage.slug}/reports"
    body = {"kind": "host", "reason": "false_claim"}
    json = {"content_type": "application/json"}
    assert Client().post(room, body, **json).status_code == 401
    buyer = viewer_calls(rude)
    for n in range(20):
        assert buyer.post(room, body | {"quote": f"第{n}句"}, **json).status_code == 201
    assert buyer.post(room, body | {"quote": "再一句"}, **json).status_code == 429
    assert buyer.post(room, body | {"reason": "mood"}, **json).status_code == 422
    assert Report.objects.count() == 20


def test_a_report_names_only_a_penalty_of_the_shop(stage: Stage, rude: Viewer) -> None:
    buyer = viewer_calls(rude)
    body = {"kind": "host", "reason": "false_claim"}
    made = buyer.post(
        f"{API}/rooms/{stage.slug}/reports", body, content_type="application/json"
    ).json()
    call = Call(stage)
    decision = {"shop_id": call.shop, "outcome": "upheld", "penalty_id": 2**62}
    call("post", f"/moderation/reports/{made['id']}", decision, 404)


def test_settings_of_a_room_are_kept_and_read_by_gateways(stage: Stage) -> None:
    call = Call(stage)
    path = f"/moderation/rooms/{stage.slug}"
    assert call("get", path)["slow_seconds"] == 0
    order = {"slow_seconds": 10, "audience": "followers", "link_filter": False, "max_length": 50,
             "rates": {"comment": {"per_second": 1, "burst": 5}}}  # fmt: skip
    assert call("put", path, order) == order
    found = hot.room_orders(connection.connection, call.shop)[stage.room.pk]
    assert (found.slow_seconds, found.audience, found.rates) == (
        10,
        "followers",
        {"comment": (1, 5)},
    )
    call("put", path, {"rates": {"hello": {"per_second": 1, "burst": 5}}}, 422)
    call("put", path, {"slow_seconds": 601}, 422)
    assert hot.revisions(connection.connection, [call.shop])[call.shop].rooms == 1


@pytest.mark.capability("COMP-11")
def test_the_room_shows_operator_seller_and_host(stage: Stage) -> None:
    manager = Call(stage, "brand_manager")
    stage.world.shop.company_name, stage.world.shop.license_no = "杭州云禾家居有限公司", "9133"
    stage.world.shop.save()
    info = f"{API}/rooms/{stage.slug}/info"
    bare = Client().get(info).json()
    assert bare["operator"] == bare["seller"]
    assert bare["host"] == {"name": "阿月", "is_verified": False, "verified_on": None, "agency": "",
                            "license_kind": "", "license_no": ""}  # fmt: skip
    operator = {"name": "杭州播云文化有限公司", "license_no": "9144", "address": "文一西路",
                "complaint_contact": "400-1"}  # fmt: skip
    manager("put", f"/moderation/persons/operator?shop_id={manager.shop}", operator, 204)
    host = {"shop_id": manager.shop, "name": "阿月", "verified_on": "2026-11-01",
            "agency": "播云", "license_kind": "营养师", "license_no": "Y-1"}  # fmt: skip
    manager("put", "/moderation/persons/hosts", host, 204)
    shown = Client().get(info).json()
    assert shown["operator"]["name"] == "杭州播云文化有限公司"
    assert shown["seller"]["license_no"] == "9133"
    assert (shown["host"]["is_verified"], shown["host"]["license_no"]) == (True, "Y-1")
    late = host | {"verified_on": str((timezone.now() + timedelta(days=2)).date())}
    manager("put", "/moderation/persons/hosts", late, 422)
    Call(stage)("put", "/moderation/persons/hosts", host, 403)  # an operator keeps no files
    [file] = manager.get("/moderation/persons")["hosts"]
    manager("delete", f"/moderation/persons/hosts/{file['id']}?shop_id={manager.shop}", None, 204)
    manager("delete", f"/moderation/persons/hosts/{file['id']}?shop_id={manager.shop}", None, 404)


@pytest.mark.capability("SECU-01")
def test_blocked_attacks_add_up_and_are_seen(stage: Stage) -> None:
    now = time.time()
    hour = int(now // 3600) * 3600
    connection.ensure_connection()
    for count in (3, 4):
        attack = hot.Attack("hello", "203.0.113.0/24", hour, count, now - 5, now)
        hot.add_attacks(connection.connection, [attack])
    assert BlockedAttack.objects.get().count == 7
    [seen] = Call(stage).get("/moderation/attacks")
    assert (seen["kind"], seen["prefix"], seen["count"]) == ("hello", "203.0.113.0/24", 7)
    assert seen["first_at"] < seen["last_at"]


def test_refusals_of_the_facade(stage: Stage, rude: Viewer) -> None:
    now, actor = timezone.now(), stage.operator
    with pytest.raises(NotFound):
        facade.decide_appeal(actor, stage.world.shop.pk, 1, "upheld", "", now)
    with pytest.raises(NotFound):
        facade.accept_rules(rude.pk, stage.world.shop.pk, 1, now)
    with pytest.raises(NotAllowed):
        facade.put_words(stage.world.staff["analyst"], stage.world.shop.pk, [], now)
    facade.publish_rules(actor, stage.world.shop.pk, "规则", now)
    with pytest.raises(Conflict):
        facade.publish_rules(actor, stage.world.shop.pk, "规则", now)
