"""Buying through the real socket, process and database."""

from __future__ import annotations

import datetime as dt
import struct
import threading
import uuid
from collections import Counter

import pytest
from tests.factories.order_writer import OrderWriter
from tests.factories.selling import PRICE, buyers, stage

from kaibo.foundation import ledger
from kaibo.foundation.models import AuditEntry, LedgerTransfer, OutboxMessage
from kaibo.members.models import Address
from kaibo.selling.contracts import LINES_PER_ORDER, BuyResult
from kaibo.selling.models import Offer, Order, OrderLine, PurchaseCount
from kaibo.selling.orphans import Orphans, orphans
from kaibo.selling.tasks import find_orphans

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_order_is_written_with_all_its_facts(order_writer: OrderWriter) -> None:
    scene, (buyer,) = stage(stock=3), buyers(1)
    request = scene.request(buyer, ref=7, quantity=2, source="douyin")
    answer = order_writer.connect().buy([request])[7]
    assert (answer.code, answer.amount, answer.left) == ("", 2 * PRICE, 1)
    order = Order.objects.get(id=answer.order_id)
    assert (order.segment_run_id, order.pinned_link_id) == (5, scene.offer.link_id)
    assert (order.video_ms, order.source, order.is_rehearsal) == (61_000, "douyin", False)
    assert (order.expires_at - order.placed_at) == dt.timedelta(minutes=15)
    assert order.address_id == Address.objects.get(viewer=buyer).id
    line = OrderLine.objects.get(order=order)
    assert line.id == order.id * LINES_PER_ORDER
    assert (line.amount, line.snapshot_id) == (2 * PRICE, scene.offer.snapshot_id)
    move = LedgerTransfer.objects.get(ref_id=line.id, reason="order")
    assert (move.amount, scene.left, scene.reserved) == (2, 1, 2)
    fact = OutboxMessage.objects.get(kind="orders").body
    assert (fact["show"], fact["orders"]) == (scene.show.id, [[order.id, order.id]])
    assert not PurchaseCount.objects.exists()  # nothing is counted where nothing is limited
    assert orphans() == []
    OrderLine.objects.filter(id=line.id).update(snapshot_id=10**9)
    assert orphans() == [Orphans("selling_orderline", "snapshot_id", 1, 10**9)]
    find_orphans(0)  # what the clock does at night
    alarm = AuditEntry.objects.get(action="selling.orphans")
    assert (alarm.subject, alarm.detail["rows"]) == ("selling_orderline.snapshot_id", 1)
    assert ledger.verify("stock") == []


@pytest.mark.capability("SUPP-07")
def test_the_last_unit_is_sold_once_among_many(order_writer: OrderWriter) -> None:
    scene, people = stage(stock=1), buyers(200)
    answers = _rush(order_writer, scene.request, [b.id for b in people], clients=4)
    assert Counter(a.code for a in answers) == {"": 1, "sold_out": 199}
    assert Order.objects.count() == OrderLine.objects.count() == 1
    assert (scene.left, scene.reserved) == (0, 1)
    assert ledger.verify("stock") == []
    assert ledger.total("stock") == 0


@pytest.mark.capability("PROM-05")
def test_a_flash_sale_never_oversells_and_its_timer_is_honest(order_writer: OrderWriter) -> None:
    now = dt.datetime.now(dt.UTC)
    scene = stage(
        stock=137, flash_price=9900, flash_starts_at=now, flash_ends_at=now + dt.timedelta(hours=1)
    )
    people = buyers(600)
    flash = _rush(
        order_writer,
        lambda b, ref: scene.request(b, ref, price=9900),
        [b.id for b in people],
        clients=2,
    )
    assert Counter(a.code for a in flash) == {"": 137, "sold_out": 463}
    assert {a.left for a in flash if a.code == "sold_out"} == {0}
    assert scene.left == 0
    assert scene.reserved == 137
    # When the timer has run out the flash price is refused, by the clock of the database.
    Offer.objects.filter(id=scene.offer.id).update(flash_ends_at=dt.datetime.now(dt.UTC))
    late = order_writer.connect().buy([scene.request(people[0], price=9900)])[0]
    assert (late.code, late.price) == ("price_changed", PRICE)
    assert ledger.verify("stock") == []


def test_a_limit_holds_under_concurrency(order_writer: OrderWriter) -> None:
    scene, people = stage(stock=500, limit=2), buyers(20)
    wishes = [buyer.id for buyer in people for _ in range(10)]
    answers = _rush(order_writer, scene.request, wishes, clients=4)
    assert Counter(a.code for a in answers) == {"": 40, "limit_reached": 160}
    assert set(PurchaseCount.objects.values_list("quantity", flat=True)) == {2}


def test_the_same_key_returns_the_same_order(order_writer: OrderWriter) -> None:
    scene, (buyer, other) = stage(stock=5), buyers(2)
    key = uuid.uuid4().bytes
    client = order_writer.connect()
    first = client.buy([scene.request(buyer, ref=1, key=key)])[1]
    again = client.buy([scene.request(buyer, ref=2, key=key), scene.request(buyer, 3, key=key)])
    assert {a.order_id for a in again.values()} == {first.order_id}
    assert [a.is_repeat for a in again.values()] == [True, True]
    assert again[2].expires_at == first.expires_at
    stranger = client.buy([scene.request(other, ref=4, key=key)])[4]
    assert (stranger.code, stranger.is_repeat) == ("", False)  # a key is its buyer's own
    assert stranger.order_id != first.order_id
    assert scene.left == 3


def test_last_units_go_in_order_of_arrival(order_writer: OrderWriter) -> None:
    scene, people = stage(stock=6), buyers(6)
    wishes = [4, 3, 1, 2, 1, 1]  # 4 fits, 3 does not, 1 fits, 2 does not, 1 fits, 1 is too late
    requests = [
        scene.request(b, ref=n, quantity=q)
        for n, (b, q) in enumerate(zip(people, wishes, strict=True))
    ]
    answers = order_writer.connect().buy(requests)
    assert [answers[n].code for n in range(6)] == ["", "sold_out", "", "sold_out", "", "sold_out"]
    assert scene.left == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"offer_id": 10**9}, "not_found"),
        ({"buyer_id": 10**9}, "not_found"),
        ({"room_id": 10**9}, "not_on_air"),
        ({"price": PRICE - 1}, "price_changed"),
        ({"quantity": 0}, "bad_quantity"),
        ({"quantity": -3}, "bad_quantity"),
        ({"quantity": 2**62}, "bad_quantity"),
        ({"quantity": 2**63}, "bad_quantity"),
        ({"source": "a\x00b"}, "bad_quantity"),
        ({"address_id": 10**9}, "bad_address"),
        ({"is_rehearsal": True}, "not_on_air"),  # a synthetic buyer never takes real stock
    ],
)
def test_what_cannot_be_bought_is_refused_with_a_reason(
    order_writer: OrderWriter, changes: dict[str, object], code: str
) -> None:
    scene, (buyer,) = stage(stock=5), buyers(1)
    good = scene.request(buyer, ref=2)
    answers = order_writer.connect().buy([scene.request(buyer, ref=1, **changes), good])
    assert (answers[1].code, answers[2].code) == (code, "")
    assert Order.objects.count() == 1


def test_unlisted_off_air_and_homeless(order_writer: OrderWriter) -> None:
    scene, (buyer,), (homeless,) = stage(), buyers(1), buyers(1, with_address=False)
    client = order_writer.connect()
    assert client.buy([scene.request(homeless)])[0].code == "bad_address"
    Offer.objects.update(is_listed=False)
    assert client.buy([scene.request(buyer)])[0].code == "not_listed"
    scene.room.is_on_air = False
    scene.room.save()
    assert client.buy([scene.request(buyer)])[0].code == "not_on_air"


def test_a_rehearsal_needs_no_address_and_marks_its_orders(order_writer: OrderWriter) -> None:
    scene, (buyer,) = stage(rehearsal=True), buyers(1, with_address=False)
    answer = order_writer.connect().buy([scene.request(buyer, is_rehearsal=True)])[0]
    order = Order.objects.get(id=answer.order_id)
    assert (order.is_rehearsal, order.address_id) == (True, None)


def test_broken_frames_close_only_their_own_connection(order_writer: OrderWriter) -> None:
    scene, (buyer,) = stage(), buyers(1)
    for body in (b"\xff\xff", b"\x81\xa8requests\xc0", b""):
        bad = order_writer.connect()
        bad.send_raw(body)
        with pytest.raises(ConnectionError):
            bad.receive()
    huge = order_writer.connect()
    huge._socket.sendall(struct.pack(">I", 2**31))
    with pytest.raises(ConnectionError):
        huge.receive()
    assert order_writer.connect().buy([scene.request(buyer)])[0].code == ""


def test_other_gateways_hear_of_the_units_left(order_writer: OrderWriter) -> None:
    scene, (buyer,) = stage(stock=5), buyers(1)
    watcher = order_writer.connect()
    watcher.buy([scene.request(buyer, ref=1, price=1)])
    order_writer.connect().buy([scene.request(buyer)])
    heard = watcher.receive()
    assert (heard.results, heard.left) == ([], {scene.room.id: {scene.offer.id: 4}})


def _rush(writer: OrderWriter, make, wishes: list[int], clients: int) -> list[BuyResult]:  # type: ignore[no-untyped-def]
    """Send the wishes from several connections at once; every answer."""
    answers: list[BuyResult] = []
    links = [writer.connect() for _ in range(clients)]

    def run(link, mine: list[tuple[int, int]]) -> None:  # type: ignore[no-untyped-def]
        answers.extend(link.buy([make(buyer, ref) for ref, buyer in mine]).values())

    numbered = list(enumerate(wishes))
    threads = [
        threading.Thread(target=run, args=(link, numbered[n::clients]))
        for n, link in enumerate(links)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
