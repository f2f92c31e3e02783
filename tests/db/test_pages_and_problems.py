"""The documents, their headers, and errors as problem+json."""

from __future__ import annotations

import pytest
from django.db import DataError, OperationalError
from django.http import Http404
from django.test import Client, RequestFactory
from ninja.errors import ValidationError

from kaibo.console.api import api
from kaibo.console.middleware import origins, policy
from kaibo.foundation.config import from_environment
from kaibo.foundation.errors import InvalidInput, TooMany

REQUEST = RequestFactory().get("/api/v1/x")


@pytest.mark.django_db
def test_home_leads_to_the_studio_when_no_room_is_on_air(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/studio/"


@pytest.mark.django_db
def test_unknown_room_and_page_and_endpoint_are_designed_answers(client: Client) -> None:
    assert "没有这个直播间" in client.get("/r/nowhere").content.decode()
    assert client.get("/nothing").status_code == 404
    answer = client.get("/api/v1/nothing")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
def test_health_tells_of_the_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "database": "up"}


def test_policy_allows_our_own_parts_and_no_inline_script() -> None:
    settings = from_environment({"HOST": "192.0.2.7", "GATEWAY_PORT": "21001"})
    text = policy(settings)
    assert "ws://192.0.2.7:21001" in text
    assert "http://192.0.2.7:8002" in text
    script = next(part for part in text.split("; ") if part.startswith("script-src"))
    assert script == "script-src 'self'"


def test_one_origin_behind_a_proxy() -> None:
    settings = from_environment({"PUBLIC_ORIGIN": "https://live.example.cn"})
    assert origins(settings) == ["wss://live.example.cn"]


@pytest.mark.django_db
def test_every_page_has_the_policy_and_uploads_are_boxed(client: Client) -> None:
    assert "script-src 'self';" in client.get("/healthz").headers["Content-Security-Policy"]
    assert "sandbox" in client.get("/uploads/none.svg").headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (InvalidInput("价格「-1」要大于 0", field="price"), 422, "invalid_input"),
        (TooMany("慢一点", retry_after=7), 429, "too_many"),
        (Http404("x"), 404, "not_found"),
        (DataError("PostgreSQL text fields cannot contain NUL"), 422, "invalid_input"),
        (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates"), 422, "invalid_input"),
        (InvalidInput("没有「\ud800」这个权限范围"), 422, "invalid_input"),
        (OperationalError("terminating connection"), 503, "unavailable"),
        (RuntimeError("secret detail"), 500, "internal_error"),
    ],
)
def test_errors_become_problems(error: Exception, status: int, code: str) -> None:
    answer = api.on_exception(REQUEST, error)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert f'"code": "{code}"' in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


def test_too_many_says_when_to_come_back() -> None:
    assert api.on_exception(REQUEST, TooMany("慢一点", retry_after=7)).headers["Retry-After"] == "7"


def test_form_errors_name_the_field_in_chinese() -> None:
    error = ValidationError(
        [{"loc": ("body", "payload", "price"), "type": "greater_than", "ctx": {"gt": 0}}]
    )
    answer = api.on_exception(REQUEST, error)
    assert "price：要大于 0" in answer.content.decode()


def test_every_operation_documents_its_problem() -> None:
    schema = api.get_openapi_schema()
    for path in schema["paths"].values():
        for operation in path.values():
            assert "default" in operation["responses"], operation["operationId"]
