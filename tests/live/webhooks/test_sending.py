"""Webhooks over real sockets: signed, retried, sent again after a crash, replayed, never lost."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from tests.factories.selling import buyers, place, stage
from tests.live.webhooks.conftest import Process, now, wait_for
from tests.live.webhooks.receiver import Receiver, verify

from kaibo.foundation import outbox
from kaibo.foundation.config import config
from kaibo.foundation.models import OutboxMessage, Shop
from kaibo.integrations import facade
from kaibo.integrations.contracts import EndpointDraft
from kaibo.integrations.models import Delivery, Endpoint
from kaibo.team.models import Staff

pytestmark = pytest.mark.django_db(transaction=True)


def publish(kind: str, shop: int, **body: Any) -> str:
    with transaction.atomic():
        return str(outbox.publish(kind, {"shop": shop, "show": 7, **body}))


def endpoint(boss: Staff, url: str, **changes: Any) -> tuple[Endpoint, str]:
    shop = Shop.objects.get()
    return facade.create_endpoint(
        boss, shop.pk, EndpointDraft(**{"name": "ERP", "url": url} | changes), now()
    )


def hurry() -> None:
    """What waits for its next try is due now."""
    Delivery.objects.filter(state="pending").update(next_at=now())
    Endpoint.objects.update(paused_until=None)


@pytest.mark.capability("TECH-05")
def test_a_fact_arrives_signed_and_once(boss: Staff, receiver: Receiver, process: Process) -> None:
    shop = Shop.objects.get()
    before = publish("pay", shop.pk, order=1)  # before there was an endpoint: not sent
    made, secret = endpoint(boss, receiver.url, types=["order.paid"])
    paid = publish("pay", shop.pk, order=5, lines=[{"sku": 9, "quantity": 2, "amount": 25800}])
    publish("refund", shop.pk, order=5)  # not asked for
    publish("pay", shop.pk, order=6, rehearsal=True)  # rehearsals stay apart
    publish("pay", Shop.objects.create(slug="other", name="别家").pk, order=8)
    last = publish("pay", shop.pk, order=7)
    wait_for(lambda: last in receiver.ids)
    assert receiver.ids == [paid, last]
    assert before not in receiver.ids
    headers, body = receiver.got[0]
    assert verify(secret, headers, body)
    assert not verify(secret, headers, body.replace(b"25800", b"1"))
    assert not verify("whsec_" + "A" * 32, headers, body)
    told = json.loads(body)
    assert (told["type"], told["id"]) == ("order.paid", paid)
    assert told["data"]["order"] == 5
    assert told["data"]["lines"] == [{"sku": 9, "quantity": 2, "amount": 25800}]
    wait_for(lambda: Delivery.objects.filter(state="delivered").count() == 2)
    assert OutboxMessage.objects.filter(relayed_at__isnull=False).count() == 0
    card = facade.endpoints_of(shop.pk, now())[0]
    assert (card.id, card.health, card.delivered, card.pending) == (made.pk, "well", 2, 0)


def test_failures_come_again_under_the_same_id(
    boss: Staff, receiver: Receiver, process: Process
) -> None:
    receiver.answer = lambda n: (500, {}) if n <= 3 else (200, {})
    made, _secret = endpoint(boss, receiver.url)
    sent = publish("pay", made.shop_id, order=5)
    for tries in (1, 2, 3):
        wait_for(lambda n=tries: Delivery.objects.filter(attempts=n).exists())
        row = Delivery.objects.get()
        assert (row.state, row.last_status, row.last_error) == ("pending", 500, "HTTP 500")
        assert row.next_at > now()
        hurry()
    wait_for(lambda: Delivery.objects.filter(state="delivered").exists())
    assert receiver.ids == [sent] * 4
    detail = facade.delivery(made.shop_id, made.pk, Delivery.objects.get().pk)
    assert [each.status for each in detail.log] == [200, 500, 500, 500]
    assert json.loads(detail.body)["id"] == sent


def test_a_killed_process_loses_nothing_and_doubles_no_id(
    boss: Staff, receiver: Receiver, process: Process
) -> None:
    made, _secret = endpoint(boss, receiver.url)
    receiver.slow = 0.05
    sent = [publish("pay", made.shop_id, order=number) for number in range(30)]
    wait_for(lambda: len(receiver.got) >= 4)
    process.kill()
    sent += [publish("pay", made.shop_id, order=number) for number in range(30, 40)]
    process.start()
    wait_for(lambda: Delivery.objects.filter(state="delivered").count() == 40)
    assert set(receiver.ids) == set(sent)
    assert len(receiver.ids) <= len(sent) + 1  # the one under way when it was killed
    assert Delivery.objects.count() == 40


def test_a_batch_of_orders_is_opened(boss: Staff, receiver: Receiver, process: Process) -> None:
    """The order writer tells of a batch in one row; other systems get an event for each order."""
    scene = stage(stock=9)
    made, _secret = facade.create_endpoint(
        Staff.objects.create_superuser("root"), scene.shop.pk,
        EndpointDraft("ERP", receiver.url, ["order.placed"]), now(),
    )  # fmt: skip
    began = now() - timedelta(minutes=1)
    orders = place(scene, *(scene.request(buyer) for buyer in buyers(3)))
    assert OutboxMessage.objects.filter(kind="orders").exists()
    wait_for(lambda: Delivery.objects.filter(state="delivered").count() == 3)
    told = [json.loads(body) for _headers, body in receiver.got]
    assert sorted(each["data"]["order"] for each in told) == sorted(o.pk for o in orders)
    assert {each["type"] for each in told} == {"order.placed"}
    boss = Staff.objects.get(username="root")
    ends = now() + timedelta(seconds=1)
    assert facade.replay_range(boss, scene.shop.pk, made.pk, began, ends, now()) == 3
    wait_for(lambda: len(receiver.got) == 6)
    assert len(set(receiver.ids)) == 3


def test_a_low_id_that_commits_late_is_not_passed_over(
    boss: Staff, receiver: Receiver, process: Process
) -> None:
    made, _secret = endpoint(boss, receiver.url)
    name, folder = connection.settings_dict["NAME"], config().postgres
    insert = (
        "insert into foundation_outboxmessage (event_id, kind, body, at) values"
        " (gen_random_uuid(), 'pay', jsonb_build_object('at_ms', 1, 'shop', %s::bigint), now())"
    )
    with psycopg.connect(f"postgresql://kaibo@/{name}?host={folder}") as slow:
        slow.execute(insert, [made.shop_id])  # has its id, is not committed
        later = [publish("pay", made.shop_id, order=n) for n in range(3)]
        wait_for(lambda: set(later) <= set(receiver.ids))
        assert len(receiver.ids) == 3
        slow.commit()
    wait_for(lambda: len(receiver.ids) == 4)
    publish("pay", made.shop_id, order=9)
    wait_for(lambda: len(receiver.ids) == 5)
    assert len(set(receiver.ids)) == 5


def test_replay_sends_the_same_ids_again(boss: Staff, receiver: Receiver, process: Process) -> None:
    made, _secret = endpoint(boss, receiver.url)
    began = now()
    first, second = (publish("pay", made.shop_id, order=n) for n in (1, 2))
    wait_for(lambda: Delivery.objects.filter(state="delivered").count() == 2)
    row = Delivery.objects.get(event_id=first)
    facade.replay_one(boss, made.shop_id, made.pk, row.pk, now())
    wait_for(lambda: receiver.ids.count(first) == 2)
    facade.change_endpoint(
        boss, made.shop_id, made.pk, EndpointDraft("ERP", receiver.url, is_active=False), now()
    )
    missed = publish("pay", made.shop_id, order=3)
    facade.change_endpoint(boss, made.shop_id, made.pk, EndpointDraft("ERP", receiver.url), now())
    ends = now() + timedelta(seconds=1)
    assert facade.replay_range(boss, made.shop_id, made.pk, began, ends, now()) == 3
    wait_for(lambda: set(receiver.ids) == {first, second, missed})
    wait_for(lambda: receiver.ids.count(first) == 3 and receiver.ids.count(second) == 2)
    assert Delivery.objects.count() == 3
    counted = {json.loads(body)["id"]: 1 for _headers, body in receiver.got}
    assert sum(counted.values()) == 3  # a receiver that keeps ids counts nothing twice


def test_a_dead_endpoint_rests_and_does_not_hold_up_others(
    boss: Staff, receiver: Receiver, process: Process
) -> None:
    well, _secret = endpoint(boss, receiver.url)
    dead, _other = endpoint(boss, "http://127.0.0.1:9/nobody", name="dead")
    for number in range(6):
        publish("pay", well.shop_id, order=number)
    wait_for(lambda: Delivery.objects.filter(endpoint=well, state="delivered").count() == 6)
    wait_for(lambda: Endpoint.objects.get(pk=dead.pk).failures >= 5)
    card = next(c for c in facade.endpoints_of(well.shop_id, now()) if c.id == dead.pk)
    assert (card.health, card.pending) == ("resting", 6)
    tried = sum(Delivery.objects.filter(endpoint=dead).values_list("attempts", flat=True))
    assert tried == 5
    receiver.answer = lambda _n: (410, {})
    publish("pay", well.shop_id, order=99)
    wait_for(lambda: Endpoint.objects.get(pk=well.pk).stopped_because == "gone")
    assert not Endpoint.objects.get(pk=well.pk).is_active


def test_ping_and_a_renewed_secret(boss: Staff, receiver: Receiver, process: Process) -> None:
    made, old = endpoint(boss, receiver.url)
    new = facade.renew_secret(boss, made.shop_id, made.pk, now())
    facade.ping(boss, made.shop_id, made.pk, now())
    wait_for(lambda: receiver.got)
    headers, body = receiver.got[0]
    assert json.loads(body)["type"] == "webhook.ping"
    assert verify(old, headers, body)
    assert verify(new, headers, body)


def test_a_redirect_is_not_followed(boss: Staff, receiver: Receiver, process: Process) -> None:
    receiver.answer = lambda _n: (302, {"Location": receiver.url + "/elsewhere"})
    made, _secret = endpoint(boss, receiver.url)
    publish("pay", made.shop_id, order=1)
    wait_for(lambda: Delivery.objects.filter(attempts=1).exists())
    assert len(receiver.got) == 1
    assert Delivery.objects.get().last_error == "a redirect is not followed"


def test_two_processes_do_not_double(
    boss: Staff, receiver: Receiver, process: Process, tmp_path: Any, data_folder: Any
) -> None:
    second = Process(tmp_path, data_folder)
    try:
        made, _secret = endpoint(boss, receiver.url)
        sent = [publish("pay", made.shop_id, order=n) for n in range(10)]
        wait_for(lambda: Delivery.objects.filter(state="delivered").count() == 10)
        assert sorted(receiver.ids) == sorted(sent)
        process.kill()
        last = publish("pay", made.shop_id, order=11)
        wait_for(lambda: last in receiver.ids)  # the second takes over
    finally:
        second.stop()
