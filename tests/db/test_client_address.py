"""Behind a reverse proxy each visitor counts alone, and nobody can claim another address."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from kaibo.console import middleware
from kaibo.foundation.config import config


def _seen(monkeypatch: pytest.MonkeyPatch, origin: str | None, forwarded: str) -> str:
    settings = replace(config(), public_origin=origin)
    monkeypatch.setattr(middleware, "config", lambda: settings)
    addresses: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        addresses.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="127.0.0.1")
    middleware.client_address(view)(request)
    return addresses[0]


def test_the_last_entry_is_the_one_our_proxy_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _seen(monkeypatch, "https://live.cn", "6.6.6.6, 203.0.113.9") == "203.0.113.9"


def test_without_a_proxy_the_header_is_a_mere_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _seen(monkeypatch, None, "6.6.6.6") == "127.0.0.1"


def test_a_proxy_that_says_nothing_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _seen(monkeypatch, "https://live.cn", "") == "127.0.0.1"
