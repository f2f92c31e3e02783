"""Endpoints: who may name which address, the address guard, backoff, and every kind accounted."""

from __future__ import annotations

import asyncio
import ipaddress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from kaibo.foundation import outbox
from kaibo.foundation.crypto import open_sealed
from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.integrations import facade
from kaibo.integrations.contracts import EndpointDraft
from kaibo.integrations.engine.post import post, session
from kaibo.integrations.models import Delivery, Endpoint
from kaibo.integrations.rules import backoff, guard, kinds, signing
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DRAFT = EndpointDraft("ERP", "https://erp.example.com/kaibo", ["order.paid"])


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="hooks", name="云禾家居", requires_totp=False)


@pytest.fixture
def boss(shop: Shop) -> Staff:
    staff = Staff.objects.create_user("boss")
    Membership.objects.create(shop=shop, staff=staff, role="admin")
    return staff


def test_an_endpoint_is_made_changed_and_removed(boss: Staff, shop: Shop) -> None:
    made, secret = facade.create_endpoint(boss, shop.pk, DRAFT, NOW)
    assert open_sealed(made.secret_cipher) == secret
    assert secret not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    Endpoint.objects.update(failures=9, paused_until=NOW + timedelta(hours=1))
    facade.change_endpoint(
        boss, shop.pk, made.pk, replace(DRAFT, url="https://new.example.com/"), NOW
    )
    made.refresh_from_db()
    assert (made.failures, made.paused_until) == (0, None)
    facade.change_endpoint(boss, shop.pk, made.pk, replace(DRAFT, is_active=False), NOW)
    assert facade.endpoints_of(shop.pk, NOW)[0].stopped_because == "staff"
    with pytest.raises(Conflict):
        facade.ping(boss, shop.pk, made.pk, NOW)
    facade.remove_endpoint(boss, shop.pk, made.pk, NOW)
    assert not Endpoint.objects.exists()
    verbs = AuditEntry.objects.order_by("id").values_list("action", flat=True)
    assert list(verbs) == [
        f"integrations.{verb}_endpoint" for verb in ("create", "change", "change", "remove")
    ]


def test_only_an_administrator_of_the_shop(boss: Staff, shop: Shop) -> None:
    other = Shop.objects.create(slug="other", name="别家")
    with pytest.raises(NotAllowed):
        facade.create_endpoint(boss, other.pk, DRAFT, NOW)
    made, _secret = facade.create_endpoint(boss, shop.pk, DRAFT, NOW)
    Membership.objects.create(shop=other, staff=boss, role="admin")
    for act in (facade.ping, facade.remove_endpoint, facade.renew_secret):
        with pytest.raises(NotFound):
            act(boss, other.pk, made.pk, NOW)


@pytest.mark.parametrize(
    "url",
    [
        "http://erp.example.com/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.8/",
        "https://169.254.169.254/latest/meta-data", "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/", "https://192.168.1.1:8443/", "https://[fd00::1]/",
        "https://user:pw@example.com/", "https://", "ftp://example.com/", "https://a b/",
        "https://example.com:99999/", "https://example.com/#x", "https://0.0.0.0/",
        "https://[fe80::1%25eth0]/", "https://100.64.0.1/", "https://" + "a" * 600,
    ],
)  # fmt: skip
def test_addresses_of_inner_networks_are_refused(boss: Staff, shop: Shop, url: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        facade.create_endpoint(boss, shop.pk, replace(DRAFT, url=url), NOW)
    assert caught.value.detail["field"] == "url"


@pytest.mark.parametrize(
    "url",
    ["https://localhost:{port}/", "http://127.1:{port}/", "http://0x7f000001:{port}/",
     "http://2130706433:{port}/", "http://localhost.:{port}/"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_not_connected_to(url: str, unused_tcp_port: int) -> None:
    """The check is made on the address that is connected to, so a name cannot change between."""
    reached: list[Any] = []

    async def run() -> Any:
        async def listen(reader: Any, writer: Any) -> None:
            reached.append(writer.get_extra_info("peername"))
            writer.close()

        server = await asyncio.start_server(listen, "127.0.0.1", unused_tcp_port)
        async with server, session(allow_private=False) as client:
            target = url.format(port=unused_tcp_port).replace("http://", "https://")
            return await post(client, target, "{}", {}, private=False)

    outcome = asyncio.run(run())
    assert reached == []
    assert outcome.status is None
    assert outcome.error


@pytest.mark.parametrize(
    ("address", "inside"),
    [("8.8.8.8", False), ("2606:4700::1111", False), ("10.1.2.3", True), ("172.16.0.1", True),
     ("::ffff:10.0.0.1", True), ("2002:7f00:1::", True), ("224.0.0.1", True), ("ff02::1", True),
     ("64:ff9b::808:808", False), ("64:ff9b::a00:1", True), ("240.0.0.1", True)],
)  # fmt: skip
def test_what_counts_as_inside(address: str, inside: bool) -> None:
    assert guard.may_reach(ipaddress.ip_address(address), False) is not inside


def test_waits_double_spread_and_end() -> None:
    waits = [backoff.wait(tries, 0.999999) for tries in range(1, 16)]
    assert all(a <= b for a, b in pairwise(waits))
    assert waits[-1] <= backoff.LONGEST_WAIT
    assert backoff.wait(3, 0.0) == timedelta(seconds=10)
    assert backoff.wait(1, 0.0, timedelta(seconds=90)) == timedelta(seconds=90)
    assert backoff.wait(1, 0.0, timedelta(days=9)) == backoff.LONGEST_ASKED
    assert backoff.is_dead(NOW, NOW + backoff.DEAD_AFTER)
    assert not backoff.is_dead(NOW, NOW + timedelta(days=2))
    broken = backoff.after_success()
    for _each in range(backoff.BREAKER_AT):
        broken = backoff.after_failure(broken, 500, NOW)
    assert broken.paused_until == NOW + backoff.FIRST_REST
    late = backoff.after_failure(broken, 500, NOW + backoff.DEAD_AFTER)
    assert late.stopped_because == "dead"
    assert backoff.asked_wait("120") == timedelta(minutes=2)
    assert backoff.asked_wait("Wed, 21 Oct 2026 07:28:00 GMT") is None


def test_the_signature_is_the_one_of_the_specification() -> None:
    """The example of github.com/standard-webhooks/standard-webhooks (libraries' own test)."""
    signed = signing.sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
        '{"test": 2432232314}',
    )  # fmt: skip
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_kind_of_the_outbox_is_sent_or_stays_inside() -> None:
    known = set(kinds.TYPES) | kinds.INSIDE | kinds.BATCHES
    assert set(outbox.KINDS) - known == set()
    assert not set(kinds.TYPES) & kinds.INSIDE


def test_the_routes(boss: Staff, shop: Shop) -> None:
    client = Client()
    client.force_login(boss, backend="django.contrib.auth.backends.ModelBackend")
    at = f"/api/v1/webhooks?shop_id={shop.pk}"
    body = {"shop_id": shop.pk, "name": "ERP", "url": DRAFT.url, "types": ["order.paid"]}
    made = client.post("/api/v1/webhooks", body, content_type="application/json").json()
    assert made["secret"].startswith("whsec_")
    one = f"/api/v1/webhooks/{made['endpoint_id']}"
    assert "secret" not in client.get(at).json()[0]
    sent = client.post(f"{one}/ping?shop_id={shop.pk}").json()
    assert (sent["type"], sent["state"]) == ("webhook.ping", "pending")
    page = client.get(f"{one}/deliveries?shop_id={shop.pk}").json()
    assert [each["id"] for each in page["items"]] == [sent["id"]]
    detail = client.get(f"{one}/deliveries/{sent['id']}?shop_id={shop.pk}").json()
    assert detail["log"] == []
    Delivery.objects.update(state="dead", tries=30)
    again = client.post(f"{one}/deliveries/{sent['id']}/replay?shop_id={shop.pk}").json()
    assert (again["state"], again["event_id"]) == ("pending", sent["event_id"])
    stretch = {"shop_id": shop.pk, "since": "2026-11-01T00:00:00Z", "until": "2026-10-01T00:00:00Z"}
    wrong = client.post(f"{one}/replay", stretch, content_type="application/json")
    assert wrong.status_code == 422
    assert "order.paid" in [t["type"] for t in client.get("/api/v1/webhooks/types").json()]
    assert client.get(f"{one}/deliveries?shop_id={shop.pk + 5}").status_code in (403, 404)
