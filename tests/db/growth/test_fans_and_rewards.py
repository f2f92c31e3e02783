"""The fan club, check-in, rewards within caps paid through the ledger once, the community."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone
from tests.db.growth.world import World, person, world
from tests.factories.selling import place

from kaibo.foundation import ledger
from kaibo.foundation.clock import to_ms
from kaibo.foundation.config import config
from kaibo.foundation.eventlog import Batch, Writer
from kaibo.growth import facade
from kaibo.growth.actions.tally_log import tally
from kaibo.growth.models import FanMember, LogCursor, Reply, Reward
from kaibo.members.models import Address, Viewer
from kaibo.promotions import facade as promotions
from kaibo.risk.models import GuardDecision
from kaibo.selling.models import Order

pytestmark = pytest.mark.django_db


def _put(scene: World, path: str, body: Any, status: int = 200) -> Any:
    answer = scene.desk().put(
        f"/api/v1/growth{path}?shop_id={scene.shop.pk}", body, content_type="application/json"
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def _rule(scene: World, kind: str, **change: Any) -> None:
    body = {"points": 3, "per_day": 2, "per_show": 5, "shop_per_day": 1000, "is_active": True}
    _put(scene, f"/rewards/{kind}", body | change)


def _points(scene: World, viewer: Viewer) -> int:
    return promotions.balances(scene.shop.pk, viewer.pk).points


def _address(buyer: Viewer) -> int:
    return Address.objects.get(viewer=buyer).pk


def _log(scene: World, rows: list[tuple[str, Viewer, dict[str, Any]]]) -> None:
    """What the gateway would have written."""
    batch = Batch()
    for kind, viewer, more in rows:
        ts = more.pop("ts", to_ms(timezone.now()))
        batch.add(
            kind, event_id=uuid.uuid4().bytes, ts=ts, shop=scene.shop.pk,
            show=scene.stage.show.pk, room=scene.room.pk, viewer=viewer.pk, **more,
        )  # fmt: skip
    with Writer(config().events, f"test-{uuid.uuid4().hex[:8]}") as writer:
        writer.append(batch)


def test_a_fan_joins_pays_once_and_leaves() -> None:
    scene, fan, poor = world(), person(), person()
    ask = scene.asked(fan)
    ask("put", "/rooms/SLUG/club", status=404)
    _put(scene, "/club", {"badge": "云禾", "join_points": 100, "is_open": True})
    promotions.earn("points", scene.shop.pk, fan.pk, 150, "by_hand", at=timezone.now())
    card = ask("put", "/rooms/SLUG/club")
    assert (card["word"], card["is_member"], card["level"], card["points"]) == ("云禾", True, 1, 50)
    ask("delete", "/rooms/SLUG/club")
    assert ask("put", "/rooms/SLUG/club")["points"] == 50
    scene.asked(poor)("put", "/rooms/SLUG/club", status=409)
    assert FanMember.objects.filter(left_at=None).count() == 1
    assert ledger.total("points") == 0
    assert ledger.verify("points") == []


def test_a_check_in_counts_once_a_day_of_the_shops_zone() -> None:
    scene, fan = world(), person()
    _rule(scene, "check_in", points=5, per_show=100)
    shop, at = scene.shop.pk, dt.datetime(2026, 11, 1, 15, 30, tzinfo=dt.UTC)  # 23:30 in Shanghai
    assert facade.check_in(shop, fan.pk, None, at) == (1, 5)
    with pytest.raises(Exception, match="今天已经签到"):
        facade.check_in(shop, fan.pk, None, at + dt.timedelta(minutes=20))
    assert facade.check_in(shop, fan.pk, None, at + dt.timedelta(hours=1)) == (2, 5)
    for day in range(2, 6):
        facade.check_in(shop, fan.pk, None, at + dt.timedelta(days=day))
    assert facade.check_in(shop, fan.pk, None, at + dt.timedelta(days=6)) == (7, 10)
    assert facade.check_in(shop, fan.pk, None, at + dt.timedelta(days=8)) == (1, 5)
    assert _points(scene, fan) == 6 * 5 + 10 + 5


def test_a_level_grows_by_watching_check_ins_and_orders_of_this_shop() -> None:
    scene, fan, other = world(), person(), person()
    _put(scene, "/club", {"badge": "云禾"})
    scene.asked(fan)("put", "/rooms/SLUG/club")
    _log(scene, [("heartbeat", who, {"ms": 15_000}) for _ in range(48) for who in (fan, other)])
    tally(timezone.now())
    assert FanMember.objects.get().activity == 12
    scene.asked(fan)("post", "/rooms/SLUG/check-in")
    (order,) = place(scene.stage, scene.stage.request(fan, address_id=_address(fan)))
    Order.objects.filter(pk=order.id).update(state="paid", paid_at=timezone.now())
    _log(scene, [("heartbeat", fan, {"ms": 60_000})])
    tally(timezone.now())
    row = FanMember.objects.get()
    assert (row.activity, row.level) == (13 + 10 + 50, 2)
    Order.objects.update(state="refunded")
    scene.asked(fan)("put", "/rooms/SLUG/club")
    assert FanMember.objects.get().activity == 23
    published = scene.asked(fan)("get", "/rooms/SLUG/fan-rules")
    assert published["levels"][:4] == [0, 50, 150, 300]


@pytest.mark.capability("COMM-11")
def test_rewards_stay_within_caps_and_the_filter_refuses_and_tells_why() -> None:
    scene, viewer, spammer, guest = world(), person(), person(), person(is_guest=True)
    _rule(scene, "comment", per_day=2)
    _rule(scene, "like", points=1, per_day=9)
    said = ["能机洗吗？", "能机洗吗", "有大号吗", "什么时候发货", "666", "好"]
    _log(scene, [("comment", viewer, {"text": text}) for text in said])
    _log(scene, [("comment", guest, {"text": "路过看看"})])
    _log(scene, [("comment", spammer, {"text": text}) for text in ("1111", "哈", "！！！", "666")])
    minute = to_ms(timezone.now()) // 60_000 * 60_000
    _log(scene, [("like", viewer, {"n": 9, "ts": minute - ago}) for ago in (0, 1, 2, 60_001)])
    tally(timezone.now())
    tally(timezone.now())
    paid = Reward.objects.filter(outcome="paid")
    assert paid.filter(kind="comment").count() == 2
    assert paid.filter(kind="like").count() in (2, 3)  # minutes in which there were likes
    assert _points(scene, viewer) == 6 + paid.filter(kind="like").count()
    assert (_points(scene, spammer), _points(scene, guest)) == (0, 0)
    whys = Reward.objects.filter(viewer=spammer).values_list("why", flat=True)
    assert sorted(whys) == ["repeats", "repeats", "short", "short"]
    today = timezone.now().date()
    day = dt.timedelta(days=1)
    asked = {"shop_id": scene.shop.pk, "since": today - day, "until": today + day}
    report = scene.desk().get("/api/v1/growth/rewards", asked).json()
    given = sum(row["points"] for row in report["kinds"])
    assert given == _points(scene, viewer) == sum(row["points"] for row in report["days"])
    assert sum(r["deeds"] for r in report["kinds"] if r["outcome"] == "refused") >= 4
    assert ledger.verify("points") == []


def test_whom_the_guard_holds_earns_nothing_until_staff_lift_it() -> None:
    scene, viewer = world(), person()
    _rule(scene, "comment", points=2, per_day=9)
    now = timezone.now()
    held = GuardDecision.objects.create(
        shop=scene.shop, room_id=scene.room.pk, show_id=scene.stage.show.pk, viewer=viewer,
        grade=2, score=0.9, reasons=[], model="test", at=now, changed_at=now,
        ends_at=now + dt.timedelta(hours=1),
    )  # fmt: skip
    _log(scene, [("comment", viewer, {"text": "这个好看"})])
    tally(now)
    assert _points(scene, viewer) == 0
    assert Reward.objects.get(viewer=viewer).why == "guard"
    held.outcome = "lifted"
    held.save()
    _log(scene, [("comment", viewer, {"text": "能便宜点吗"})])
    tally(now)
    assert _points(scene, viewer) == 2


def test_the_shops_cap_of_a_day_holds_over_all_viewers_and_per_show() -> None:
    scene, viewers = world(), [person() for _ in range(5)]
    _rule(scene, "share", points=10, per_day=50, per_show=1, shop_per_day=30)
    for viewer in viewers:
        for link in (None, scene.stage.offer.link_id):
            body = {"link_id": link}
            scene.asked(viewer)("post", "/rooms/SLUG/shares", body, status=201)
    assert [_points(scene, viewer) for viewer in viewers] == [10, 10, 10, 0, 0]


def test_the_log_is_read_once_and_replies_become_threads() -> None:
    scene, asker, one, two = world(), person("小云"), person(), person()
    _log(scene, [("comment", asker, {"text": "能机洗吗"})])
    _log(scene, [("comment", one, {"text": "@小云 可以的", "ref": 77_000})])
    _log(scene, [("comment", two, {"text": "@小云 我洗过", "ref": 77_000})])
    assert tally(timezone.now()) >= 3
    assert tally(timezone.now()) == 0
    assert LogCursor.objects.count() >= 3
    assert Reply.objects.count() == 2
    asked = {"show_id": scene.stage.show.pk}
    (thread,) = scene.desk().get("/api/v1/growth/threads", asked).json()
    assert (thread["thread"], thread["replies"], thread["viewers"]) == (77_000, 2, 2)
    assert world().desk().get("/api/v1/growth/threads", asked).status_code == 403


@pytest.mark.capability("COMM-14")
def test_the_way_into_the_community_is_counted_and_confirmed_by_its_code() -> None:
    scene, member, curious, guesser = world(), person(), person(), person()
    community = {
        "name": "云禾福利群", "text": "每天 8 点发券", "qr_text": "https://weixin.qq.com/g/AbCdEf",
        "join_code": "云禾88", "reward_points": 20,
    }  # fmt: skip
    scene.asked(member)("post", "/rooms/SLUG/community", {}, status=404)
    _put(scene, "/community", community)
    for who in (member, member, curious, guesser):
        card = scene.asked(who)("post", "/rooms/SLUG/community", {})
        assert "join_code" not in card
    ask = scene.asked(member)
    ask("post", "/rooms/SLUG/community/confirm", {"code": "猜的"}, status=422)
    assert ask("post", "/rooms/SLUG/community/confirm", {"code": " 云禾88 "}) == {"points": 20}
    assert ask("post", "/rooms/SLUG/community/confirm", {"code": "云禾88"}) == {"points": 0}
    for _ in range(10):
        scene.asked(guesser)("post", "/rooms/SLUG/community/confirm", {"code": "x"}, status=422)
    right = {"code": "云禾88"}
    scene.asked(guesser)("post", "/rooms/SLUG/community/confirm", right, status=429)
    today, day = timezone.now().date(), dt.timedelta(days=1)
    asked = {"shop_id": scene.shop.pk, "since": today - day, "until": today + day}
    figures = scene.desk().get("/api/v1/growth/audience", asked).json()["community"]
    assert figures == {"opened": 3, "confirmed": 1}
    assert _points(scene, member) == 20


@pytest.mark.parametrize("role", ["host", "warehouse", "service"])
def test_only_those_who_run_campaigns_set_rewards(role: str) -> None:
    body = {"points": 3, "per_day": 2, "per_show": 5, "shop_per_day": 1000}
    _put(world(role), "/rewards/comment", body, status=403)
