"""Log-in with password and TOTP, lock-out, the back office door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.test import Client

from kaibo.foundation import tokens
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.team import totp
from kaibo.team.models import Staff

PASSWORD = "correct-horse-17"

pytestmark = pytest.mark.django_db


def send(
    client: Client, path: str, body: dict[str, Any] | None = None, method: str = "post"
) -> Any:
    token = client.cookies["csrftoken"].value
    return getattr(client, method)(
        f"/api/v1/staff{path}",
        body or {},
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )


def log_in(
    client: Client, username: str = "aming", code: str | None = None, password: str = PASSWORD
) -> Any:
    return send(client, "/login", {"username": username, "password": password, "code": code})


def test_password_opens_a_shop_that_does_not_ask_for_totp(
    browser: Client, make_staff: Callable[..., Staff], shop: Shop
) -> None:
    staff = make_staff("aming", "operator", "analyst")
    assert log_in(browser).status_code == 200
    me = browser.get("/api/v1/staff/me").json()
    assert me["roles"] == {str(shop.pk): ["operator", "analyst"]}
    assert me["totp"] == {"enrolled": False, "verified": False, "required": False}
    claims = tokens.verify(me["ws_token"], 0)
    assert (claims.subject, claims.kind, claims.roles) == (staff.pk, "staff", me["roles"])
    assert AuditEntry.objects.filter(action="team.log_in", actor=staff).count() == 1


def test_nobody_is_logged_in_without_the_right_password(
    browser: Client, make_staff: Callable[..., Staff]
) -> None:
    make_staff("aming", "operator")
    answer = log_in(browser, password="wrong")
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
    assert browser.get("/api/v1/staff/me").status_code == 401


def test_a_page_of_another_site_cannot_log_in(make_staff: Callable[..., Staff]) -> None:
    make_staff("aming", "operator")
    client = Client(enforce_csrf_checks=True)
    body = {"username": "aming", "password": PASSWORD}
    answer = client.post("/api/v1/staff/login", body, content_type="application/json")
    assert answer.status_code == 403


def test_enrollment_then_two_step_log_in_and_recovery(
    browser: Client, make_staff: Callable[..., Staff], shop: Shop
) -> None:
    make_staff("aming", "operator", "admin")
    Shop.objects.filter(pk=shop.pk).update(requires_totp=True)
    log_in(browser)
    blocked = browser.get(f"/api/v1/staff?shop_id={shop.pk}")
    assert (blocked.status_code, blocked.json()["code"]) == (403, "totp_enrollment_required")
    assert browser.get("/api/v1/staff/me").json()["ws_token"] == ""

    secret = send(browser, "/totp/start").json()["secret"]
    assert send(browser, "/totp/confirm", {"code": "000000"}).status_code == 422
    codes = send(browser, "/totp/confirm", {"code": pyotp.TOTP(secret).now()}).json()["codes"]
    assert len(codes) == 10
    assert browser.get(f"/api/v1/staff?shop_id={shop.pk}").status_code == 200

    send(browser, "/logout")
    assert log_in(browser).json()["code"] == "totp_required"
    digits = pyotp.TOTP(secret).now()
    assert log_in(browser, code=digits).status_code == 200
    send(browser, "/logout")
    assert log_in(browser, code=digits).json()["code"] == "wrong_credentials", "a code is good once"
    assert log_in(browser, code=codes[0]).status_code == 200
    send(browser, "/logout")
    assert log_in(browser, code=codes[0]).json()["code"] == "wrong_credentials"


def test_the_secret_is_not_readable_in_the_database(make_staff: Callable[..., Staff]) -> None:
    staff = make_staff("aming", "admin")
    totp.keep(staff, "JBSWY3DPEHPK3PXP")
    stored = str(list(staff.authenticator_set.values_list("data", flat=True)))
    assert "JBSWY3DPEHPK3PXP" not in stored


@pytest.mark.parametrize("guesses", ["password", "digits"])
def test_guessing_locks_out(
    browser: Client, make_staff: Callable[..., Staff], guesses: str
) -> None:
    staff = make_staff("aming", "operator")
    totp.keep(staff, pyotp.random_base32())
    for _each in range(6):
        if guesses == "password":
            last = log_in(browser, password="wrong")
        else:
            last = log_in(browser, code="000000")
    assert (last.status_code, last.json()["code"]) == (429, "locked_out")
    answer = log_in(browser)
    assert (answer.status_code, answer.json()["code"]) == (429, "locked_out")
    assert int(answer.headers["Retry-After"]) == 900


def test_the_back_office_opens_only_through_the_studio(
    browser: Client, make_staff: Callable[..., Staff], shop: Shop
) -> None:
    make_staff("aming", "admin")
    answer = browser.get("/admin/login/")
    assert answer.headers["Location"].startswith("/studio/login?next=/admin/")
    Shop.objects.filter(pk=shop.pk).update(requires_totp=True)
    log_in(browser)
    assert browser.get("/admin/").status_code == 302, "TOTP is still missing"
    Shop.objects.filter(pk=shop.pk).update(requires_totp=False)
    assert browser.get("/admin/").status_code == 200
