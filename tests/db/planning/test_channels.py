"""One show on several channels: links, keys and results, one of them the main one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.factories.selling import Stage, stage

from kaibo.foundation.crypto import open_sealed
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.planning.models import Channel
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
DOUYIN: dict[str, Any] = {
    "name": "抖音主号", "platform": "douyin", "is_main": True, "key": "s3cret-stream-key",
    "link": "https://live.douyin.com/1", "push_url": "rtmp://push.example.com/live",
    "target_gmv": 5_000_000, "target_viewers": 20_000,
}  # fmt: skip
ROOM = {"name": "自有直播间", "platform": "own", "link": "https://live.example.cn/r/yunhe"}


@pytest.fixture
def scene() -> Stage:
    made = stage()
    Shop.objects.update(requires_totp=False)
    return made


@pytest.fixture
def client(scene: Stage) -> Client:
    staff = Staff.objects.create_user("aming", display_name="阿明")
    Membership.objects.create(shop=scene.shop, staff=staff, role="operator")
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    return client


def put(client: Client, scene: Stage, *channels: dict[str, Any]) -> Any:
    at = f"/api/v1/shows/{scene.show.pk}/channels"
    return client.put(at, {"channels": list(channels)}, content_type="application/json")


@pytest.mark.capability("PLAN-12")
def test_a_show_runs_on_a_main_channel_and_beside_it(client: Client, scene: Stage) -> None:
    answer = put(client, scene, DOUYIN, ROOM)
    assert answer.status_code == 200, answer.json()
    main, beside = answer.json()
    assert (main["is_main"], main["has_key"], beside["has_key"]) == (True, True, False)
    assert "s3cret" not in str(answer.json())
    row = Channel.objects.get(name="抖音主号")
    assert row.key_cipher is not None
    assert open_sealed(row.key_cipher) == "s3cret-stream-key"
    at = f"/api/v1/shows/{scene.show.pk}/channels/{main['id']}/result"
    told = {"gmv": 4_820_000, "orders": 381, "viewers": 18_400, "note": "抖音罗盘"}
    got = client.put(at, told, content_type="application/json").json()[0]
    assert (got["result_gmv"], got["result_orders"], got["result_viewers"]) == (
        4_820_000, 381, 18_400,
    )  # fmt: skip
    # The other becomes the main one; key and results of the first are kept.
    swapped = put(client, scene, ROOM | {"is_main": True}, DOUYIN | {"is_main": False, "key": None})
    names = [(each["name"], each["is_main"]) for each in swapped.json()]
    assert names == [("自有直播间", True), ("抖音主号", False)]
    assert swapped.json()[1]["result_gmv"] == 4_820_000
    assert swapped.json()[1]["has_key"]
    assert len(put(client, scene, DOUYIN).json()) == 1
    assert AuditEntry.objects.filter(action="planning.set_channels").count() == 3
    assert "s3cret" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))


@pytest.mark.parametrize(
    "wrong",
    [
        [DOUYIN, DOUYIN], [DOUYIN, ROOM | {"is_main": True}], [ROOM],
        [DOUYIN | {"platform": "x"}], [DOUYIN | {"link": "javascript:alert(1)"}],
        [DOUYIN | {"name": " "}], [DOUYIN | {"target_gmv": -1}],
    ],
)  # fmt: skip
def test_channels_that_cannot_be(client: Client, scene: Stage, wrong: list[dict[str, Any]]) -> None:
    assert put(client, scene, *wrong).status_code == 422
    assert not Channel.objects.exists()


def test_only_planners_and_only_their_show(client: Client, scene: Stage) -> None:
    other = stage()
    assert put(client, other, DOUYIN).status_code == 403
    Membership.objects.update(role="analyst")
    assert put(client, scene, DOUYIN).status_code == 403
    assert client.get(f"/api/v1/shows/{scene.show.pk}/channels").status_code == 200
    missing = client.put(
        f"/api/v1/shows/{scene.show.pk}/channels/99/result", {}, content_type="application/json"
    )
    assert missing.status_code in (403, 404)
