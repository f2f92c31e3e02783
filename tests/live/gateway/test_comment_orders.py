"""评论下单 over real sockets: off by default, answered to the writer alone, never an order."""

from __future__ import annotations

import pytest
from tests.factories.gateway import GatewayProcess, in_database, page, token
from tests.factories.selling import Stage

from kaibo.liveroom.contracts import CommentOrdersSet
from kaibo.liveroom.facade import append_event
from kaibo.liveroom.models import Room
from kaibo.selling.models import Order


def switch_on(scene: Stage) -> None:
    Room.objects.filter(pk=scene.room.pk).update(comment_orders=True)
    append_event(scene.room.pk, CommentOrdersSet(is_on=True), None)


async def test_a_wish_is_answered_to_its_writer_only(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    slug, link = on_air.room.slug, on_air.offer.link_id
    async with page(gateway, slug, token(7)) as buyer, page(gateway, slug, token(8)) as other:
        await other.kind("welcome")
        await buyer.kind("welcome")
        await buyer.send(k="comment", id="c0", text="扣1")
        await buyer.kind("ok", id="c0")
        await in_database(switch_on, on_air)
        await buyer.until(lambda frame: "comment_orders_set" in str(frame.get("ev", "")))
        await buyer.send(k="comment", id="c1", text="１号 ２件")
        answer = await buyer.kind("suggest")
        assert (answer["link"], answer["quantity"]) == (link, 2)
        await other.until(lambda frame: "１号 ２件" in [row[3] for row in frame.get("cm", [])])
        assert not [frame for frame in other.frames if frame["k"] == "suggest"]
        assert len([frame for frame in buyer.frames if frame["k"] == "suggest"]) == 1
    assert await in_database(Order.objects.count) == 0


@pytest.mark.parametrize(
    ("kind", "text"), [("guest", "扣1"), ("buyer", "1号好看吗"), ("buyer", "9号")]
)
async def test_guests_talk_and_unknown_links_get_no_answer(
    gateway: GatewayProcess, on_air: Stage, kind: str, text: str
) -> None:
    await in_database(switch_on, on_air)
    async with page(gateway, on_air.room.slug, token(7, kind)) as one:
        await one.kind("welcome")
        await one.send(k="comment", id="c1", text=text)
        await one.until(lambda frame: frame.get("id") == "c1")
        await one.send(k="ping")
        await one.kind("pong")
        assert not [frame for frame in one.frames if frame["k"] == "suggest"]
