"""Draws and gifts over HTTP: what everybody may read, what viewers and staff may do."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import secrets
from typing import Any

import pytest
from django.test import Client
from tests.db.live_desk.stage import Stage, make_stage
from tests.factories import fair
from tests.factories.gateway import token
from tests.factories.selling import buyers

from kaibo.foundation.models import Shop
from kaibo.interaction.actions.arm_activity import ActivityDraft, arm_activity
from kaibo.interaction.actions.open_activity import open_activity
from kaibo.interaction.models import Activity
from kaibo.interaction.prizes import pay_prizes
from kaibo.interaction.timing import end_activity
from kaibo.liveroom.models import PersonalEvent
from kaibo.members.models import Address

API = "/api/v1"
PRIZE = {"name": "四件套", "kind": "goods", "count": 1, "value": 12_900}


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def _viewer(viewer: int) -> Client:
    return Client(headers={"Authorization": f"Bearer {token(viewer)}"})


def _drawn(stage: Stage) -> tuple[Activity, int, int]:
    """A settled draw with one prize, its winner and somebody who lost."""
    draft = ActivityDraft("draw", "整点福袋", 60, {"prizes": [PRIZE], "work": 1000})
    row = arm_activity(stage.room.pk, draft, stage.operator, fair.now())
    row = open_activity(stage.room.pk, row.pk, stage.operator, fair.now())
    people = [one.pk for one in buyers(2)]
    bodies = [{"nonce": secrets.token_hex(16)} for _ in people]
    fair.enter("interaction_enter_draw", row, people, bodies)
    end_activity(row.pk, fair.now() + dt.timedelta(seconds=61))
    pay_prizes(row.pk, fair.now())
    winner = PersonalEvent.objects.get(kind="prize_won").viewer_id
    return row, winner, next(one for one in people if one != winner)


def _post(client: Client, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    answer = client.post(API + path, data=body, content_type="application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else None


def test_anybody_reads_the_proof_and_nobody_the_seed_before_its_time(on_air: Stage) -> None:
    draft = ActivityDraft("draw", "整点福袋", 60, {"prizes": [PRIZE], "work": 1000})
    row = arm_activity(on_air.room.pk, draft, on_air.operator, fair.now())
    assert Client().get(f"{API}/draws/{row.pk}/proof").status_code == 404
    open_activity(on_air.room.pk, row.pk, on_air.operator, fair.now())
    proof = Client().get(f"{API}/draws/{row.pk}/proof").json()
    assert proof["state"] == "open"
    assert not {"seed", "entries", "winners"} & set(proof)
    row.refresh_from_db()
    assert row.secret["seed"] not in json.dumps(proof)


def test_the_winner_claims_and_the_desk_ships(on_air: Stage) -> None:
    row, winner, loser = _drawn(on_air)
    mine = _viewer(winner).get(f"{API}/draws/{row.pk}/mine").json()
    assert mine["receipt"]["number"] in (1, 2)
    prize = mine["prize"]["id"]
    assert _viewer(loser).get(f"{API}/draws/{row.pk}/mine").json()["prize"] is None
    own = Address.objects.get(viewer_id=winner).pk
    foreign = Address.objects.get(viewer_id=loser).pk
    path = f"/draws/prizes/{prize}/claim"
    assert _post(_viewer(loser), path, {"address_id": foreign})[0] == 404
    assert _post(_viewer(winner), path, {"address_id": foreign})[0] == 404
    assert _post(_viewer(winner), path, {"address_id": own})[0] == 200

    desk = on_air.world.client("operator")
    shop = on_air.room.shop_id
    (line,) = desk.get(f"{API}/draws/to-ship?shop_id={shop}").json()
    assert (line["name"], line["receiver"], line["shipped_at"]) == ("四件套", "林小月", None)
    ship = f"/draws/prizes/{prize}/ship"
    assert _post(desk, ship, {"tracking_no": " "})[0] == 422
    assert _post(desk, ship, {"tracking_no": "SF123", "carrier": "顺丰"})[0] == 204
    assert PersonalEvent.objects.get(kind="prize_shipped").viewer_id == winner
    assert _post(_viewer(winner), path, {"address_id": own})[0] == 409


def test_other_shops_and_roles_ship_nothing(on_air: Stage) -> None:
    other = Shop.objects.create(slug="other", name="别家")
    desk = on_air.world.client("operator")
    assert desk.get(f"{API}/draws/to-ship?shop_id={other.pk}").status_code == 403
    analyst = on_air.world.client("analyst")
    assert analyst.get(f"{API}/draws/to-ship?shop_id={on_air.room.shop_id}").status_code == 403


def test_the_page_allows_exactly_its_own_script() -> None:
    answer = Client().get("/verify-draw")
    page = answer.content
    script = page.split(b"<script>", 1)[1].split(b"</script>", 1)[0]
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    policy = answer.headers["Content-Security-Policy"]
    assert f"script-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert b"http" not in page.replace(b"location.protocol.startsWith('http')", b"").replace(
        b"needs https", b""
    ).replace("要求 https".encode(), b"")


def _list(stage: Stage, role: str, **changes: Any) -> int:
    body = {
        "is_open": True, "daily_points": 500,
        "gifts": [{"name": "小花", "icon": "🌸", "points": 10}], **changes,
    }  # fmt: skip
    path = f"{API}/gifts/shop?shop_id={stage.room.shop_id}"
    client = stage.world.client(role)
    return client.put(path, data=body, content_type="application/json").status_code


def test_gifts_are_listed_by_who_may_and_read_by_viewers(on_air: Stage) -> None:
    assert _list(on_air, "operator") == 403
    assert _list(on_air, "brand_manager") == 200
    viewer = buyers(1)[0].pk
    room = _viewer(viewer).get(f"{API}/gifts/room/{on_air.slug}").json()
    assert (room["is_open"], room["left_today"], room["is_adult"]) == (True, 500, None)
    assert [one["name"] for one in room["gifts"]] == ["小花"]


@pytest.mark.parametrize(
    "changes",
    [
        {"daily_points": 0},
        {"gifts": [{"name": "", "icon": "🌸", "points": 10}]},
        {"gifts": [{"name": "花", "icon": "", "points": 10}]},
        {"gifts": [{"name": "花", "icon": "🌸", "points": 0}]},
        {"gifts": [{"name": "花", "icon": "🌸", "points": 10}] * 25},
    ],
)
def test_gifts_that_make_no_sense_are_refused(on_air: Stage, changes: dict[str, Any]) -> None:
    assert _list(on_air, "brand_manager", **changes) == 422


def test_who_said_to_be_a_minor_cannot_grow_up_by_a_tap(on_air: Stage) -> None:
    client = _viewer(buyers(1)[0].pk)
    assert _post(client, "/gifts/age", {"is_adult": False})[0] == 204
    assert _post(client, "/gifts/age", {"is_adult": True})[0] == 409
    room = client.get(f"{API}/gifts/room/{on_air.slug}").json()
    assert room["is_adult"] is False
