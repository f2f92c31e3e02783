"""The back office shows orders, money and stock and changes none of them."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories.selling import buyers, place, stage

from kaibo.team.models import Staff


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page",
    [
        "selling/order", "selling/payment", "selling/refund", "fulfillment/parcel",
        "foundation/ledgeraccount", "foundation/ledgertransfer",
    ],
)  # fmt: skip
def test_pages_are_for_looking_only(page: str) -> None:
    scene = stage()
    place(scene, scene.request(buyers(1)[0]))
    client = Client()
    chief = Staff.objects.create_superuser("chief")
    client.force_login(chief, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["kaibo_totp"] = True
    session.save()
    assert client.get(f"/admin/{page}/").status_code == 200
    assert client.get(f"/admin/{page}/add/").status_code == 403
