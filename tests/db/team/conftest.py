"""A shop and its people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kaibo.foundation.models import Shop
from kaibo.team.models import Membership, Staff

PASSWORD = "correct-horse-17"


@pytest.fixture
def shop(db: None) -> Shop:
    return Shop.objects.create(slug="team", name="云禾家居", requires_totp=False)


@pytest.fixture
def make_staff(shop: Shop) -> Callable[..., Staff]:
    def make(username: str, *roles: str, where: Shop | None = None) -> Staff:
        staff = Staff.objects.create_user(username, password=PASSWORD, is_staff=True)
        for role in roles:
            Membership.objects.create(staff=staff, shop=where or shop, role=role)
        return staff

    return make


@pytest.fixture
def browser() -> Client:
    """Checks CSRF like a real browser's requests are checked."""
    client = Client(enforce_csrf_checks=True)
    client.get("/api/v1/staff/csrf")
    return client


@pytest.fixture(autouse=True)
def _quick_hashing(settings: Any) -> None:
    """Real password hashing costs a quarter of a second per account, by design."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
