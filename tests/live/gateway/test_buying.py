"""From the buy frame to the answer: a fake order writer, then the real one."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from tests.factories.gateway import GatewayProcess, in_database, key, page, token
from tests.factories.order_writer import OrderWriter
from tests.factories.selling import PRICE, Stage, buyers

from kaibo.interaction.wire import Kpi
from kaibo.selling.contracts import BuyBatch, BuyRequest, BuyResult, BuyResults
from kaibo.selling.models import Order


class FakeWriter:
    """Answers as told; remembers every request."""

    def __init__(self) -> None:
        self.asked: list[BuyRequest] = []
        self.is_silent = False
        self._peers: list[asyncio.StreamWriter] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._peers.append(writer)
        try:
            while True:
                (size,) = struct.unpack(">I", await reader.readexactly(4))
                batch = msgspec.msgpack.decode(await reader.readexactly(size), type=BuyBatch)
                self.asked += batch.requests
                if not self.is_silent:
                    self._answer(writer, batch)
        except asyncio.IncompleteReadError:
            writer.close()

    def drop(self) -> None:
        for peer in self._peers:
            peer.close()

    def _answer(self, writer: asyncio.StreamWriter, batch: BuyBatch) -> None:
        results = [
            BuyResult(one.ref, "" if one.quantity == 1 else "limit_reached", 5, 100, 9, 100, 4)
            for one in batch.requests
        ]
        left = {one.room_id: {one.offer_id: 4} for one in batch.requests}
        body = msgspec.msgpack.encode(BuyResults(results=results, left=left))
        writer.write(struct.pack(">I", len(body)) + body)


@asynccontextmanager
async def fake_writer(gateway: GatewayProcess) -> AsyncIterator[FakeWriter]:
    fake = FakeWriter()
    server = await asyncio.start_unix_server(fake.serve, gateway.data / "run" / "orders.sock")
    yield fake
    fake.drop()
    server.close()


async def test_a_buy_carries_its_context_and_is_answered(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, offer, wish = on_air.room.slug, on_air.offer.id, key()
    async with fake_writer(gateway) as fake, page(gateway, slug, token(7), source="分享") as one:
        await one.kind("welcome")
        await one.send(k="buy", id=wish, offer=offer, quantity=1, price=100)
        answer = await one.kind("buy", id=wish)
        await one.send(k="buy", id=key(), offer=offer, quantity=2, price=100)
        refused = await one.kind("buy", ok=False)
        await one.until(lambda frame: frame.get("st", {}).get(str(offer)) == 4)
    assert (answer["ok"], answer["order"], answer["left"]) == (True, 5, 4)
    assert (refused["code"], refused["message"]) == ("limit_reached", "已达限购数量")
    asked = fake.asked[0]
    assert (asked.buyer_id, asked.room_id, asked.show_id) == (7, on_air.room.id, on_air.show.id)
    assert (asked.source, asked.is_rehearsal) == ("分享", False)


async def test_a_buy_carries_its_coupon_its_quote_and_what_the_buyer_saw(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, offer = on_air.room.slug, on_air.offer.id
    async with fake_writer(gateway) as fake, page(gateway, slug, token(7)) as one:
        await one.kind("welcome")
        ids = [key(), key(), key()]
        await one.send(k="buy", id=ids[0], offer=offer, quantity=1, price=100, coupon=31, pay=90)
        await one.kind("buy", id=ids[0])
        await one.send(k="buy", id=ids[1], offer=0, quantity=1, price=0, quote=2**40, pay=1700)
        await one.kind("buy", id=ids[1])
        await one.send(k="buy", id=ids[2], offer=offer, quantity=1, price=100, address=8)
        await one.kind("buy", id=ids[2])
    coupon, quoted, plain = fake.asked
    assert (coupon.coupon_claim_id, coupon.pay, coupon.quote_id) == (31, 90, None)
    assert (quoted.coupon_claim_id, quoted.pay, quoted.quote_id) == (None, 1700, 2**40)
    assert (plain.coupon_claim_id, plain.pay, plain.quote_id) == (None, None, None)
    assert plain.address_id == 8


WRONG: list[dict[str, object]] = [
    {"coupon": 2**63}, {"quote": 2**63}, {"pay": 2**63}, {"address": 2**63}, {"pay": -1},
    {"coupon": -1}, {"quote": -5}, {"quote": "5"}, {"coupon": 1.5}, {"pay": "90"},
    {"offer": 2**63}, {"quantity": 2**70}, {"price": 10**40}, {"offer": -1},
]  # fmt: skip


async def test_figures_that_no_buy_has_end_one_line_and_no_other(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, wish = on_air.room.slug, {"offer": on_air.offer.id, "quantity": 1, "price": 100}
    async with fake_writer(gateway) as fake, page(gateway, slug, token(8)) as other:
        await other.kind("welcome")
        for wrong in WRONG:
            async with page(gateway, slug, token(7)) as one:
                await one.kind("welcome")
                await one.send(k="buy", id=key(), **(wish | wrong))
                assert await one.closed() == 4400, wrong
        mine = key()
        await other.send(k="buy", id=mine, **wish)
        assert (await other.kind("buy", id=mine))["ok"] is True
    assert [asked.buyer_id for asked in fake.asked] == [8]


async def test_an_unanswered_buy_is_sent_again_under_its_key(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    wish = key()
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        async with fake_writer(gateway) as first:
            first.is_silent = True
            await one.send(k="buy", id=wish, offer=on_air.offer.id, quantity=1, price=100)
            async with asyncio.timeout(60):
                while not first.asked:  # noqa: ASYNC110 - the fake has no event
                    await asyncio.sleep(0.05)
        async with fake_writer(gateway) as second:
            assert (await one.kind("buy", id=wish))["ok"] is True
    assert [one.key for one in first.asked] == [one.key for one in second.asked]


async def test_no_writer_means_try_again_in_the_end(gateway: GatewayProcess, on_air: Stage) -> None:
    async with page(gateway, on_air.room.slug, token(7)) as one:
        await one.kind("welcome")
        await one.send(k="buy", id=key(), offer=on_air.offer.id, quantity=1, price=100)
        assert (await one.kind("buy"))["code"] == "try_again"


async def test_who_may_not_buy_and_what_is_no_key(gateway: GatewayProcess, on_air: Stage) -> None:
    slug, wish = on_air.room.slug, {"offer": on_air.offer.id, "quantity": 1, "price": 100}
    async with page(gateway, slug, token(7, "guest")) as guest:
        await guest.send(k="buy", id=key(), **wish)
        assert (await guest.kind("err"))["code"] == "login_required"
    async with page(gateway, slug, token(7)) as buyer:
        await buyer.send(k="buy", id="mine", **wish)
        assert (await buyer.kind("err", id="mine"))["code"] == "bad_key"


async def test_the_real_order_writer_makes_one_order_of_a_repeated_key(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    [buyer] = await in_database(buyers, 1)
    writer = OrderWriter(gateway.data)
    await asyncio.to_thread(writer.start)
    wish = {"id": key(), "offer": on_air.offer.id, "quantity": 1, "price": PRICE}
    async with page(gateway, on_air.room.slug, token(buyer.id)) as one:
        await one.kind("welcome")
        await one.send(k="buy", **wish)
        first = await one.kind("buy")
        await one.until(lambda frame: frame.get("st", {}).get(str(on_air.offer.id)) == 19)
        one.frames.clear()
        await one.send(k="buy", **wish)
        again = await one.kind("buy")
    for client in writer.clients:
        client.close()
    assert await asyncio.to_thread(writer.stop) == 0
    assert first["ok"] is True, first
    assert again["order"] == first["order"]
    assert await in_database(Order.objects.count) == 1


async def test_figures_reach_staff_pages_only(gateway: GatewayProcess, on_air: Stage) -> None:
    slug, room = on_air.room.slug, on_air.room.id
    async with (
        page(gateway, slug, token(3, "staff", on_air.shop.id), page="console") as desk,
        page(gateway, slug, token(7)) as viewer,
    ):
        await desk.kind("welcome")
        await viewer.kind("welcome")
        _, writer = await asyncio.open_unix_connection(gateway.data / "run" / "gateway.sock")
        frame = Kpi(show=1, at=2, lag_ms=3, values={"GMV": 99.5, "UV": None})
        body = msgspec.msgpack.encode({"room": room, "frame": frame})
        writer.write(struct.pack(">I", len(body)) + body)
        kpi = await desk.kind("kpi")
        await viewer.quiet()
        writer.close()
    assert kpi["values"] == {"GMV": 99.5, "UV": None}
    assert not [frame for frame in viewer.frames if frame["k"] == "kpi"]
