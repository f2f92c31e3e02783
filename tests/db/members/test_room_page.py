"""The first answer of a room's page."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from tests.factories.selling import stage

from kaibo.console.routes.room_page import live_origin, play_urls
from kaibo.foundation.config import from_environment
from kaibo.foundation.models import Shop
from kaibo.liveroom.models import Room
from kaibo.planning.models import Show

pytestmark = pytest.mark.django_db


def page(slug: str) -> Any:
    return Client().get(f"/api/v1/rooms/{slug}")


def test_a_room_on_air_has_state_addresses_and_seller() -> None:
    scene = stage()
    Shop.objects.update(company_name="杭州云禾家居有限公司", license_no="91330100MA2H000001")
    body = page(scene.room.slug).json()
    assert body["state"]["is_on_air"] is True
    assert body["state"]["links"][0]["offers"][0]["offer_id"] == scene.offer.id
    assert body["gateway_url"].startswith("ws://")
    assert body["play"]["ws"].endswith(f"/live/{scene.room.slug}/ws")
    assert body["seller"]["license_no"] == "91330100MA2H000001"
    assert body["next_show"] is None


def test_a_quiet_room_names_the_next_show() -> None:
    shop = Shop.objects.create(slug="quiet", name="云禾家居")
    Room.objects.create(shop=shop, slug="quiet", title="云禾直播间", stream_key="k")
    assert page("quiet").json()["next_show"] is None
    start = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    for days, is_rehearsal, title in [
        (3, False, "later"),
        (0, False, "周五夜场"),
        (-1, True, "彩排"),
    ]:
        begin = start + dt.timedelta(days=days)
        Show.objects.create(
            shop=shop, title=title, is_rehearsal=is_rehearsal, planned_start_at=begin,
            planned_end_at=begin + dt.timedelta(hours=1),
        )  # fmt: skip
    assert page("quiet").json()["next_show"]["title"] == "周五夜场"


@pytest.mark.parametrize("slug", ["nobody", "%00", "a'--", "x" * 300])
def test_no_such_room_is_said_plainly(slug: str) -> None:
    answer = page(slug)
    assert answer.status_code in (404, 422)
    assert answer["Content-Type"].startswith("application/problem+json")


def test_behind_a_proxy_everything_is_on_one_origin() -> None:
    settings = from_environment({"PUBLIC_ORIGIN": "https://live.example.cn"})
    assert live_origin(settings, settings.gateway_port, "ws") == "wss://live.example.cn"
    assert play_urls(settings, "a")["hls"] == "https://live.example.cn/live/a/index.m3u8"
