"""Log-in inside WeChat and the share card, against the simulator's official account."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.factories.paysim import running_paysim
from tests.factories.ports import free_port

from kaibo.foundation.config import config
from kaibo.foundation.crypto import blind_index, open_sealed
from kaibo.foundation.models import Shop
from kaibo.foundation.tokens import Claims, issue
from kaibo.members import facade, wechat
from kaibo.members.models import Viewer
from kaibo.members.wechat_account import simulated
from kaibo.members.wechat_models import WeChatIdentity, WeChatTicket

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def account() -> Iterator[str]:
    yield from running_paysim(config().data, free_port())


@pytest.fixture(autouse=True)
def _account(account: str, monkeypatch: pytest.MonkeyPatch) -> None:
    who = replace(simulated(config()), open_url=account, api_url=account)
    monkeypatch.setattr(wechat, "wechat_account", lambda: who)
    monkeypatch.setattr(wechat, "_open_account", lambda: who)


def test_a_guest_is_bound_and_known_again() -> None:
    guest, later = _viewer(), _viewer()
    first = _log_in(guest)
    assert (first["viewer_id"], first["kind"]) == (guest.pk, "guest")
    kept = WeChatIdentity.objects.get()
    openid = open_sealed(kept.openid_cipher)
    assert openid.startswith("o")
    assert openid.encode() not in bytes(kept.openid_cipher)
    assert facade.openid_of(guest.pk) == openid
    assert facade.openid_of(later.pk) == ""
    again = _log_in(later, openid)
    assert again["viewer_id"] == guest.pk
    assert WeChatIdentity.objects.count() == 1


def test_who_proved_a_phone_before_is_a_buyer_without_a_code() -> None:
    guest, later, buyer = _viewer(), _viewer(), _viewer(phone="13800001111")
    _log_in(guest, "o-of-a-known-buyer-0000000")
    Viewer.objects.filter(pk=guest.pk).update(merged_into=buyer)  # logged in by phone meanwhile
    found = _log_in(later, "o-of-a-known-buyer-0000000")
    assert (found["viewer_id"], found["kind"]) == (buyer.pk, "buyer")
    assert facade.openid_of(buyer.pk) == "o-of-a-known-buyer-0000000"


def test_the_nickname_comes_only_when_the_user_agrees() -> None:
    guest = _viewer()
    url = _start(guest, scope="snsapi_userinfo")
    with urllib.request.urlopen(url, timeout=60) as page:
        assert "申请获得你的昵称" in page.read().decode()
    back = _follow(url, data=b"do=allow")
    _finish(guest, back)
    guest.refresh_from_db()
    assert guest.nickname == "微信用户"


def test_a_prepared_link_logs_nobody_in_as_somebody_else() -> None:
    attacker, victim = _viewer(), _viewer()
    back = _follow(_start(attacker))
    assert _post(victim, back).status_code == 422
    assert not WeChatIdentity.objects.exists()
    forged = {**back, "state": back["state"][:-1] + "x"}
    assert _post(attacker, forged).status_code == 422
    assert _post(attacker, back).status_code == 200
    assert _post(attacker, back).status_code == 422  # a code is good once


@pytest.mark.parametrize(
    "back", ["//evil.example/", "https://evil.example/", "/\\evil.example", "r/x", "/r/ x"]
)
def test_the_way_back_leads_to_our_own_pages(back: str) -> None:
    answer = _client(_viewer()).get("/api/v1/viewers/wechat/authorize", {"back": back})
    assert answer.status_code == 422


def test_the_share_card_is_signed_for_our_pages_with_one_ticket() -> None:
    viewer = _viewer()
    page = "http://testserver/r/yunhe?from=wechat"
    signed = _share(viewer, page + "#top").json()
    ticket = open_sealed(WeChatTicket.objects.get().ticket_cipher)
    text = (
        f"jsapi_ticket={ticket}&noncestr={signed['nonce']}"
        f"&timestamp={signed['timestamp']}&url={page}"
    )
    assert signed["signature"] == hashlib.sha1(text.encode()).hexdigest()
    assert signed["app_id"] == "wxkaibosimulator01"
    _share(viewer, page)
    assert open_sealed(WeChatTicket.objects.get().ticket_cipher) == ticket  # kept, not asked anew
    WeChatTicket.objects.update(expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=4))
    _share(viewer, page)
    assert open_sealed(WeChatTicket.objects.get().ticket_cipher) != ticket
    assert _share(viewer, "http://evil.example/r/yunhe").status_code == 422
    assert _share(viewer, "http://testserver.evil.example/").status_code == 422


@pytest.mark.django_db(transaction=True)
def test_two_pages_with_a_new_openid_bind_it_once() -> None:
    guests = [_viewer() for _ in range(4)]
    backs = [_follow(_start(guest), openid="o-of-one-person-0000000000") for guest in guests]

    def finish(pair: tuple[Viewer, dict[str, str]]) -> int:
        try:
            return int(_finish(*pair)["viewer_id"])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(finish, zip(guests, backs, strict=True)))
    assert len(found) == 1
    assert WeChatIdentity.objects.count() == 1


def test_without_an_account_it_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    client = _client(_viewer())
    assert client.get("/api/v1/viewers/wechat/authorize", {"back": "/r/x"}).status_code == 404
    Shop.objects.create(slug="demo", name="演示店", is_demo=True)
    answer = client.get("/api/v1/viewers/wechat/authorize", {"back": "/r/x"})
    assert answer.status_code == 200


def _log_in(viewer: Viewer, openid: str = "") -> dict[str, Any]:
    return _finish(viewer, _follow(_start(viewer), openid))


def _start(viewer: Viewer, scope: str = "snsapi_base") -> str:
    asked = {"back": "/r/yunhe?from=share", "scope": scope}
    answer = _client(viewer).get("/api/v1/viewers/wechat/authorize", asked)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["url"])


def _follow(url: str, openid: str = "", data: bytes | None = None) -> dict[str, str]:
    """What the in-app browser brings back, as the user of that openid."""
    request = urllib.request.Request(url.split("#")[0], data=data)
    if openid:
        request.add_header("Cookie", f"openid={openid}")
    opener = urllib.request.build_opener(_Stay)
    try:
        opener.open(request, timeout=60)
    except urllib.error.HTTPError as error:
        there = error.headers["Location"]
        error.close()
    parts = urllib.parse.urlsplit(there)
    assert (parts.netloc, parts.path) == ("testserver", "/r/yunhe")
    query = dict(urllib.parse.parse_qsl(parts.query))
    assert query["from"] == "share"
    return {"code": query["code"], "state": query["state"]}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *rest: Any) -> None:
        return None


def _finish(viewer: Viewer, back: dict[str, str]) -> dict[str, Any]:
    answer = _post(viewer, back)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def _post(viewer: Viewer, back: dict[str, str]) -> Any:
    return _client(viewer).post("/api/v1/viewers/wechat/login", back, "application/json")


def _share(viewer: Viewer, page: str) -> Any:
    return _client(viewer).get("/api/v1/viewers/wechat/share", {"url": page})


def _viewer(phone: str = "") -> Viewer:
    return Viewer.objects.create(
        nickname="游客小林", phone_index=blind_index(phone) if phone else None
    )


def _client(viewer: Viewer) -> Client:
    claims = Claims(viewer.pk, "guest", viewer.nickname, {}, False, int(time.time()) + 600)
    return Client(headers={"Authorization": f"Bearer {issue(claims)}"})
