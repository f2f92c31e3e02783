"""Viewers among themselves: follow, privacy that works both ways, block, the small profile."""

from __future__ import annotations

import pytest
from tests.db.growth.world import person, world

from kaibo.growth.models import ViewerFollow

pytestmark = pytest.mark.django_db


def test_viewers_follow_each_other_and_see_name_and_badge_only() -> None:
    scene, one, two = world(), person("小月"), person("小云")
    ask = scene.asked(one)
    ask("put", f"/viewers/{two.pk}/follow", status=204)
    ask("put", f"/viewers/{two.pk}/follow", status=204)
    card = scene.asked(two)("get", f"/rooms/SLUG/viewers/{one.pk}")
    assert card == {
        "viewer_id": one.pk, "nickname": "小月", "badge": {"word": "", "level": 0},
        "is_open": True, "followers": 0, "is_followed": False, "follows_me": True,
        "is_blocked": False,
    }  # fmt: skip
    circle = ask("get", "/circle")
    assert [other["nickname"] for other in circle["followed"]] == ["小云"]
    ask("delete", f"/viewers/{two.pk}/follow", status=204)
    assert ViewerFollow.objects.count() == 0
    ask("put", f"/viewers/{one.pk}/follow", status=422)
    ask("put", "/viewers/9999999/follow", status=404)


def test_privacy_works_both_ways() -> None:
    scene, shy, other, third = world(), person(), person(), person()
    scene.asked(shy)("put", f"/viewers/{other.pk}/follow", status=204)
    scene.asked(third)("put", f"/viewers/{shy.pk}/follow", status=204)
    circle = scene.asked(shy)("put", "/circle", {"is_open": False})
    assert (circle["is_open"], circle["followers"], circle["followed"]) == (False, 0, [])
    assert ViewerFollow.objects.count() == 0
    scene.asked(other)("put", f"/viewers/{shy.pk}/follow", status=403)
    scene.asked(shy)("put", f"/viewers/{other.pk}/follow", status=403)
    card = scene.asked(other)("get", f"/rooms/SLUG/viewers/{shy.pk}")
    assert (card["is_open"], card["followers"], card["badge"]["level"]) == (False, 0, 0)


def test_a_block_hides_and_ends_the_follows() -> None:
    scene, one, troll = world(), person(), person()
    scene.asked(troll)("put", f"/viewers/{one.pk}/follow", status=204)
    scene.asked(one)("put", f"/viewers/{troll.pk}/block", status=204)
    assert scene.asked(one)("get", "/rooms/SLUG")["blocked"] == [troll.pk]
    assert ViewerFollow.objects.count() == 0
    scene.asked(troll)("put", f"/viewers/{one.pk}/follow", status=403)
    scene.asked(troll)("get", f"/rooms/SLUG/viewers/{one.pk}", status=403)
    scene.asked(one)("delete", f"/viewers/{troll.pk}/block", status=204)
    scene.asked(troll)("put", f"/viewers/{one.pk}/follow", status=204)
    assert scene.asked(one)("get", "/rooms/SLUG")["blocked"] == []
