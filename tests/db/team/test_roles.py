"""Who may do what: the role matrix, invitations, the last administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kaibo.foundation.errors import NotAllowed
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.team.facade import require, shops_of
from kaibo.team.models import Membership, Role, Staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_staff(client: Client) -> Callable[[Staff], Client]:
    def enter(staff: Staff) -> Client:
        client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter


def invitation(shop: Shop, **change: Any) -> dict[str, Any]:
    body = {"shop_id": shop.pk, "username": "xiaolin", "name": "小林", "roles": ["host"]}
    return {**body, **change}


@pytest.mark.parametrize("held", Role.values)
@pytest.mark.parametrize("wanted", Role.values)
def test_a_role_opens_what_asks_for_it_and_nothing_else(
    make_staff: Callable[..., Staff], shop: Shop, held: str, wanted: str
) -> None:
    staff = make_staff("aming", held)
    if held == wanted:
        require(staff, shop.pk, wanted)
    else:
        with pytest.raises(NotAllowed):
            require(staff, shop.pk, wanted)
    require(staff, shop.pk)


def test_a_role_in_one_shop_opens_nothing_in_another(
    make_staff: Callable[..., Staff], shop: Shop
) -> None:
    other = Shop.objects.create(slug="other", name="别家")
    staff = make_staff("aming", *Role.values, where=other)
    with pytest.raises(NotAllowed):
        require(staff, shop.pk)
    assert shops_of(staff) == [other]


def test_only_administrators_change_the_team(
    make_staff: Callable[..., Staff], shop: Shop, as_staff: Callable[[Staff], Client]
) -> None:
    for role in set(Role.values) - {"admin"}:
        page = as_staff(make_staff(role, role))
        answer = page.post("/api/v1/staff", invitation(shop), content_type="application/json")
        assert answer.status_code == 403, role
    assert not Staff.objects.filter(username="xiaolin").exists()


def test_invited_people_get_an_account_once(
    make_staff: Callable[..., Staff], shop: Shop, as_staff: Callable[[Staff], Client]
) -> None:
    page = as_staff(make_staff("boss", "admin"))
    made = page.post("/api/v1/staff", invitation(shop), content_type="application/json").json()
    staff = Staff.objects.get(username="xiaolin")
    assert staff.check_password(made["password"])
    again = invitation(shop, roles=["host", "analyst"])
    assert (
        page.post("/api/v1/staff", again, content_type="application/json").json()["password"]
        is None
    )
    assert set(staff.memberships.values_list("role", flat=True)) == {"host", "analyst"}
    entry = AuditEntry.objects.filter(shop=shop, action="team.invite").latest("id")
    assert entry.detail["roles"] == ["host", "analyst"]
    assert made["password"] not in str(entry.detail)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "小 林"}, "username"),
        ({"username": "x"}, "username"),
        ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles.0"),
        ({"shop_id": "one"}, "shop_id"),
    ],
)
def test_bad_invitations_name_the_field(
    make_staff: Callable[..., Staff],
    shop: Shop,
    as_staff: Callable[[Staff], Client],
    change: dict[str, Any],
    field: str,
) -> None:
    page = as_staff(make_staff("boss", "admin"))
    answer = page.post("/api/v1/staff", invitation(shop, **change), content_type="application/json")
    assert answer.status_code == 422
    body = answer.json()
    assert field in [each["field"] for each in body.get("errors", [body])]


def test_the_last_administrator_stays(
    make_staff: Callable[..., Staff], shop: Shop, as_staff: Callable[[Staff], Client]
) -> None:
    boss = make_staff("boss", "admin")
    page = as_staff(boss)
    body = {"shop_id": shop.pk, "roles": ["host"]}
    answer = page.put(f"/api/v1/staff/{boss.pk}/roles", body, content_type="application/json")
    assert answer.status_code == 409
    assert Membership.objects.filter(staff=boss, role="admin").exists()


def test_one_shop_cannot_take_over_an_account_of_another(
    make_staff: Callable[..., Staff], shop: Shop, as_staff: Callable[[Staff], Client]
) -> None:
    other = Shop.objects.create(slug="other", name="别家")
    victim = make_staff("shared", "host")
    Membership.objects.create(staff=victim, shop=other, role="admin")
    page = as_staff(make_staff("boss", "admin"))
    body = {"shop_id": shop.pk}
    answer = page.post(f"/api/v1/staff/{victim.pk}/password", body, content_type="application/json")
    assert answer.status_code == 403


def test_a_new_password_ends_open_sessions(
    make_staff: Callable[..., Staff], shop: Shop, as_staff: Callable[[Staff], Client]
) -> None:
    colleague = make_staff("xiaolin", "host")
    open_page = Client()
    open_page.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")
    page = as_staff(make_staff("boss", "admin"))
    body = {"shop_id": shop.pk}
    made = page.post(
        f"/api/v1/staff/{colleague.pk}/password", body, content_type="application/json"
    )
    assert Staff.objects.get(pk=colleague.pk).check_password(made.json()["password"])
    assert open_page.get("/api/v1/staff/me").status_code == 401
