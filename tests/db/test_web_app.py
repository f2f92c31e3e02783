"""The room as an app on a home screen: manifest, icons, worker."""

from __future__ import annotations

import struct

import pytest
from django.test import Client

from kaibo.foundation.models import Shop
from kaibo.liveroom.models import Room

PNG = b"\x89PNG\r\n\x1a\n"


def _body(client: Client, url: str) -> bytes:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return b"".join(answer) if answer.streaming else answer.content


@pytest.mark.django_db
def test_the_manifest_names_the_room_and_icons_that_exist(client: Client) -> None:
    shop = Shop.objects.create(slug="yh", name="云禾家居")
    Room.objects.create(shop=shop, slug="yh", title="云禾家居直播间", stream_key="k")
    answer = client.get("/r/yh/app.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["name"], told["short_name"]) == ("云禾家居直播间", "云禾家居")
    assert told["display"] == "standalone"
    assert told["start_url"].startswith(told["id"] + "?")
    sizes = {(icon["sizes"], icon["purpose"]) for icon in told["icons"]}
    assert {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")} <= sizes
    for icon in told["icons"]:
        content = _body(client, icon["src"])
        assert content[:8] == PNG
        width, height = struct.unpack(">II", content[16:24])
        assert icon["sizes"] == f"{width}x{height}"


@pytest.mark.django_db
def test_a_room_that_does_not_exist_has_no_manifest(client: Client) -> None:
    assert client.get("/r/nowhere/app.webmanifest").status_code == 404


def test_the_worker_may_serve_the_rooms_and_is_asked_for_anew(client: Client) -> None:
    answer = client.get("/static/push-worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/r/"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert b"/static/offline.html" in b"".join(answer)
    assert "没有网络" in _body(client, "/static/offline.html").decode()
