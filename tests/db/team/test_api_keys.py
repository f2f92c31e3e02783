"""API keys: shown once, bound to a shop and to scopes, counted, revoked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from kaibo.console.api import api
from kaibo.foundation.errors import InvalidInput, NotAllowed, NotFound
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.team.api_keys import facade
from kaibo.team.api_keys.models import ApiKey
from kaibo.team.api_keys.scopes import CLOSED, TAGS
from kaibo.team.facade import colleagues, reset_password, set_roles
from kaibo.team.models import Membership, Staff
from kaibo.team.session import StaffAuth

pytestmark = pytest.mark.django_db

Make = Callable[..., Staff]


def key(boss: Staff, shop: Shop, *scopes: str, **changes: Any) -> str:
    now = datetime.now(UTC)
    wish: dict[str, Any] = {
        "name": "金蝶 ERP", "scopes": scopes or ("products:read",), "expires_at": None,
        "calls_per_minute": 600, "now": now,
    }  # fmt: skip
    return facade.create_key(boss, shop.pk, **(wish | changes)).token


def call(token: str, path: str, method: str = "get", body: Any = None) -> Any:
    """As another system calls: no cookie, no CSRF header."""
    client = Client(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {token}"}
    if method == "get":
        return client.get(f"/api/v1{path}", headers=headers)
    return getattr(client, method)(
        f"/api/v1{path}", body or {}, content_type="application/json", headers=headers
    )


PRODUCT = {
    "code": "K1", "name": "毛巾", "skus": [{"code": "K1-1", "daily_price": 3990, "cost": 1200}],
}  # fmt: skip


@pytest.mark.capability("TECH-05")
def test_a_key_reads_writes_within_its_scopes_and_audit_names_it(
    make_staff: Make, shop: Shop
) -> None:
    boss = make_staff("boss", "admin")
    reader = key(boss, shop, "products:read")
    assert call(reader, f"/products?shop_id={shop.pk}").status_code == 200
    refused = call(reader, "/products", "post", PRODUCT | {"shop_id": shop.pk})
    assert refused.status_code == 403
    assert refused.json()["code"] == "scope_missing"
    assert refused.json()["scope"] == "products:write"
    assert "products:write" in refused.json()["detail"]
    writer = key(boss, shop, "products:write", name="商品中台")
    made = call(writer, "/products", "post", PRODUCT | {"shop_id": shop.pk})
    assert made.status_code == 201, made.json()
    entry = AuditEntry.objects.get(action="catalog.create_product")
    assert str(entry.actor) == "API 商品中台"
    assert call(writer, f"/products?shop_id={shop.pk}").json()["scope"] == "products:read"


def test_a_reading_key_sees_no_costs(make_staff: Make, shop: Shop) -> None:
    boss = make_staff("boss", "admin")
    call(key(boss, shop, "products:write"), "/products", "post", PRODUCT | {"shop_id": shop.pk})
    seen = call(key(boss, shop, "products:read"), f"/products?shop_id={shop.pk}").json()
    assert seen["items"][0]["skus"][0]["cost"] is None


def test_a_key_is_bound_to_its_shop(make_staff: Make, shop: Shop) -> None:
    other = Shop.objects.create(slug="other", name="别家", requires_totp=True)
    token = key(make_staff("boss", "admin"), shop)
    assert call(token, f"/products?shop_id={other.pk}").status_code == 403


def test_what_is_kept_opens_nothing(make_staff: Make, shop: Shop) -> None:
    token = key(make_staff("boss", "admin"), shop)
    row = ApiKey.objects.get()
    stored = f"{row.prefix} {bytes(row.token_hash).hex()} {row.account.password}"
    assert token.rsplit("_", 1)[1] not in stored
    detail = str(AuditEntry.objects.get(action="team.create_api_key").detail)
    assert token not in detail
    assert row.prefix in detail
    for wrong in (token[:-1], token[:-1] + "_", token.replace("kb_", "kb_x"), "kb_", "kb_\u200b"):
        header = f"Bearer {wrong}".encode().decode("latin-1")
        answer = Client().get(
            f"/api/v1/products?shop_id={shop.pk}", headers={"Authorization": header}
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "api_key_refused")


def test_revoked_and_expired_keys_say_so(make_staff: Make, shop: Shop) -> None:
    boss = make_staff("boss", "admin")
    now = datetime.now(UTC)
    token = key(boss, shop, expires_at=now + timedelta(hours=1))
    assert call(token, f"/products?shop_id={shop.pk}").status_code == 200
    row = ApiKey.objects.get()
    assert row.last_used_at is not None
    ApiKey.objects.update(expires_at=now - timedelta(seconds=1))
    assert call(token, f"/products?shop_id={shop.pk}").json()["state"] == "expired"
    facade.revoke_key(boss, shop.pk, row.pk, now)
    assert call(token, f"/products?shop_id={shop.pk}").json()["state"] == "revoked"
    assert not Membership.objects.filter(staff=row.account).exists()
    assert [card.state for card in facade.keys_of(shop.pk, now)] == ["revoked"]
    with pytest.raises(NotFound):
        facade.revoke_key(boss, shop.pk, row.pk + 999, now)


def test_too_many_calls_wait_for_the_next_minute(make_staff: Make, shop: Shop) -> None:
    boss = make_staff("boss", "admin")
    token = key(boss, shop, calls_per_minute=3)
    while datetime.now(UTC).second >= 57:  # the four calls must fall into one minute
        pass
    codes = [call(token, f"/products?shop_id={shop.pk}").status_code for _each in range(4)]
    assert codes == [200, 200, 200, 429]
    answer = call(token, f"/products?shop_id={shop.pk}")
    assert 1 <= int(answer["Retry-After"]) <= 60
    assert answer.json()["limit"] == 3
    ApiKey.objects.update(minute=1)
    assert call(token, f"/products?shop_id={shop.pk}").status_code == 200


def test_only_administrators_make_keys_and_sessions_still_work(
    make_staff: Make, shop: Shop, browser: Client
) -> None:
    with pytest.raises(NotAllowed):
        key(make_staff("aming", "operator"), shop)
    boss = make_staff("boss", "admin")
    past = {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}
    odd = [{"scopes": ["orders:own"]}, {"scopes": []}, {"calls_per_minute": 0}]
    for wrong in [{"name": "  "}, past, *odd]:
        with pytest.raises(InvalidInput):
            key(boss, shop, **wrong)
    browser.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    body = {"shop_id": shop.pk, "name": "ERP", "scopes": ["orders:read"]}
    bare = browser.post("/api/v1/api-keys", body, content_type="application/json")
    assert bare.status_code == 403  # a session needs the CSRF header
    headers = {"X-CSRFToken": browser.cookies["csrftoken"].value}
    made = browser.post(
        "/api/v1/api-keys", body, content_type="application/json", headers=headers
    ).json()
    assert made["token"].startswith(made["key"]["prefix"])
    listed = browser.get(f"/api/v1/api-keys?shop_id={shop.pk}").json()
    assert "token" not in listed[0]
    scopes = {each["scope"] for each in browser.get("/api/v1/api-keys/scopes").json()}
    assert {"orders:read", "products:write", "tables:read"} <= scopes
    gone = browser.delete(
        f"/api/v1/api-keys/{made['key']['id']}?shop_id={shop.pk}", headers=headers
    )
    assert gone.status_code == 204


def test_a_key_makes_no_keys_and_its_account_is_nobody(make_staff: Make, shop: Shop) -> None:
    boss = make_staff("boss", "admin")
    token = key(boss, shop, *facade.all_scopes())
    for path in (f"/api-keys?shop_id={shop.pk}", f"/staff?shop_id={shop.pk}", "/staff/me"):
        answer = call(token, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing"), path
    account = ApiKey.objects.get().account
    assert not account.has_usable_password()
    assert account.pk not in [each.id for each in colleagues(shop.pk)]
    assert not Membership.objects.filter(staff=account, role="admin").exists()
    with pytest.raises(NotFound):
        reset_password(boss, shop.pk, account.pk)
    with pytest.raises(NotFound):
        set_roles(boss, shop.pk, account.pk, ["admin"])


def test_every_operation_of_the_api_is_classified() -> None:
    """A new router's tag must be given an area, or be closed with a reason."""
    unknown = {
        f"{bound.prefix}{path}: {operation.tags}"
        for bound in api._get_bound_routers()
        for path, view in bound.path_operations.items()
        for operation in view.operations
        if any(isinstance(door, StaffAuth) for door in operation.auth_callbacks)
        and not set(operation.tags or ()) & (set(TAGS) | set(CLOSED))
    }
    assert unknown == set()
    scopes = api.scopes()  # type: ignore[attr-defined]
    assert {"orders:read", "orders:write", "products:write"} <= set(scopes.values())


def test_the_document_names_both_doors() -> None:
    document = api.get_openapi_schema()
    schemes = document["components"]["securitySchemes"]
    assert schemes["ApiKey"]["scheme"] == "bearer"
    assert schemes["StaffAuth"]["in"] == "cookie"
    doors = document["paths"]["/api/v1/orders"]["get"]["security"]
    assert doors == [{"StaffAuth": []}, {"ApiKey": ["orders:read"]}]
    closed = document["paths"]["/api/v1/api-keys"]["post"]["security"]
    assert closed == [{"StaffAuth": []}]
