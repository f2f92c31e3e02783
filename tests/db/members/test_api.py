"""The viewers' HTTP API: who may call what, and how errors read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from ninja import NinjaAPI
from ninja.testing import TestClient

from kaibo.foundation.errors import KaiboError
from kaibo.foundation.models import Shop
from kaibo.members import routes
from kaibo.members.routes import network_address, router

pytestmark = pytest.mark.django_db
ADDRESS = {
    "name": "张三", "phone": "13800138000", "province": "上海", "district": "浦东新区",
    "street": "世纪大道 100 号",
}  # fmt: skip


@pytest.fixture(scope="module")
def client() -> TestClient:
    api = NinjaAPI(urls_namespace="members-test")
    api.add_router("", router)

    @api.exception_handler(KaiboError)
    def problem(request: HttpRequest, error: KaiboError) -> Any:
        body = {"code": error.code, "detail": error.message, **error.detail}
        return api.create_response(request, body, status=error.status)

    return TestClient(api)


def call(client: TestClient, method: str, path: str, token: str = "", body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.request(method, path, json=body, headers=headers)


def guest(client: TestClient) -> str:
    return str(call(client, "POST", "/guest", body={"source": "wechat"}).json()["token"])


def log_in(client: TestClient) -> str:
    Shop.objects.create(slug="demo", name="云禾家居", is_demo=True)
    token = guest(client)
    sent = call(client, "POST", "/phone/code", token, {"phone": "+86 138-0013-8000"}).json()
    texts = call(client, "GET", "/consent-texts").json()
    consents = [
        {"purpose": t["purpose"], "text_version": t["text_version"], "granted": t["is_required"]}
        for t in texts
    ]
    body = {"phone": "13800138000", "code": sent["demo_code"], "consents": consents}
    answer = call(client, "POST", "/phone/verify", token, body)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["token"])


def test_a_newcomer_logs_in_names_himself_and_leaves_an_address(client: TestClient) -> None:
    token = log_in(client)
    named = call(client, "PUT", "/me/nickname", token, {"nickname": "阿月"}).json()
    assert (named["nickname"], named["kind"]) == ("阿月", "buyer")
    added = call(client, "POST", "/me/addresses", named["token"], ADDRESS).json()
    assert (added["city"], added["is_default"]) == ("上海市", True)
    assert call(client, "GET", "/me/addresses", token).json() == [added]
    assert call(client, "DELETE", f"/me/addresses/{added['id']}", token).status_code == 204
    me = call(client, "GET", "/me", token).json()
    assert me["phone_masked"] == "138****8000"
    assert [c["granted"] for c in me["consents"]] == [True, True, False]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/me"), ("POST", "/me/token"), ("GET", "/me/addresses"), ("POST", "/phone/code")],
)
def test_without_a_token_there_is_no_answer(client: TestClient, method: str, path: str) -> None:
    assert call(client, method, path, body={"phone": "13800138000"}).status_code == 401
    assert call(client, method, path, "forged", {"phone": "13800138000"}).status_code == 401


def test_a_guest_has_no_addresses(client: TestClient) -> None:
    answer = call(client, "GET", "/me/addresses", guest(client))
    assert (answer.status_code, answer.json()["reason"]) == (401, "guest")


@pytest.mark.parametrize(
    ("change", "field"),
    [({"phone": "123"}, "phone"), ({"province": "火星"}, "province"), ({"street": "一"}, "street")],
)
def test_a_bad_address_is_explained(client: TestClient, change: dict[str, str], field: str) -> None:
    answer = call(client, "POST", "/me/addresses", log_in(client), ADDRESS | change)
    assert (answer.status_code, answer.json()["field"]) == (422, field)
    assert not json.dumps(answer.json()["detail"]).isspace()


@pytest.mark.parametrize("address_id", ["0", "-1", "99999999999999999999", "x"])
def test_impossible_ids_are_refused_not_crashed_on(client: TestClient, address_id: str) -> None:
    answer = call(client, "DELETE", f"/me/addresses/{address_id}", log_in(client))
    assert answer.status_code == 422


def test_a_client_cannot_choose_its_network_address() -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert network_address(request) == "127.0.0.1"


def test_behind_the_proxy_its_own_entry_counts(monkeypatch: pytest.MonkeyPatch) -> None:

    class Behind:
        public_origin = "https://live.example.cn"

    monkeypatch.setattr(routes, "config", Behind)
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9"})
    assert network_address(request) == "203.0.113.9"
