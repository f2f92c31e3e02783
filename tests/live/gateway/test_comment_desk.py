"""Comments over real sockets: tagged on the wire, kept, answered by keyword, staff pages woken."""

from __future__ import annotations

import asyncio
import datetime as dt

from tests.factories.gateway import GatewayProcess, Page, in_database, page, token
from tests.factories.selling import Stage, buyers

from kaibo.interaction.models import Phrase, Question, RoomBoard, RoomComment
from kaibo.interaction.rules.tags import TAG_SHIFT, TAGS, TOPIC_SHIFT, TOPICS
from kaibo.team.models import Staff


def keep_phrases(scene: Stage) -> None:
    """One that answers in private, one for all to read."""
    staff = Staff.objects.create_user("desk")
    now = dt.datetime.now(dt.UTC)
    common = {"shop": scene.shop, "by": staff, "at": now}
    Phrase.objects.create(
        keywords=["发货", "几天到"], reply="{昵称}，48 小时内发出", mode="private", **common
    )
    Phrase.objects.create(keywords=["尺码"], reply="尺码表在详情页", mode="public", **common)
    RoomBoard.objects.create(room=scene.room, show=scene.show, answers_keywords=True)


async def row_of(one: Page, text: str) -> list[object]:
    """The comment as the page was told of it."""
    frame = await one.until(lambda frame: text in [row[3] for row in frame.get("cm", [])])
    return next(row for row in frame["cm"] if row[3] == text)


async def stored(text: str) -> RoomComment:
    """The comment in the database, which follows in a moment."""
    async with asyncio.timeout(60):
        while True:
            row = await in_database(lambda: RoomComment.objects.filter(text=text).first())
            if row is not None:
                return row
            await asyncio.sleep(0.05)


async def test_tags_travel_and_questions_are_kept_and_staff_is_woken(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    [buyer] = await in_database(buyers, 1)
    slug = on_air.room.slug
    desk = page(gateway, slug, token(3, "staff", on_air.shop.pk), page="console")
    async with desk as staff, page(gateway, slug, token(buyer.pk)) as viewer:
        await staff.kind("welcome")
        await viewer.kind("welcome")
        await viewer.send(k="comment", id="c1", text="1号什么时候发货")
        flags = int((await row_of(staff, "1号什么时候发货"))[5])  # type: ignore[call-overload]
        assert TAGS[flags >> TAG_SHIFT & 7] == "question"
        await staff.kind("desk", topic="talk")
        await viewer.send(k="comment", id="c2", text="画面好卡")
        flags = int((await row_of(staff, "画面好卡"))[5])  # type: ignore[call-overload]
        assert TOPICS[flags >> TOPIC_SHIFT & 15] == "lag"
        row = await stored("画面好卡")
        assert (row.tag, row.topic, row.viewer_id) == ("complaint", "lag", buyer.pk)
        question = await in_database(lambda: Question.objects.get())
        assert (question.key, question.askers, question.link_id) == (
            ":ships", 1, on_air.offer.link_id,
        )  # fmt: skip
        assert not [frame for frame in viewer.frames if frame["k"] == "desk"]


async def test_keywords_are_answered_in_private_and_in_public_once(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    one, two = await in_database(buyers, 2)
    await in_database(keep_phrases, on_air)
    slug = on_air.room.slug
    async with page(gateway, slug, token(one.pk)) as asker, page(gateway, slug, token(two.pk)) as b:
        await asker.kind("welcome")
        await b.kind("welcome")
        await asker.send(k="comment", id="c1", text="什么时候发货呢")
        told = await asker.kind("me", kind="auto_reply")
        assert told["body"] == {"text": f"用户{one.pk}，48 小时内发出", "to": "什么时候发货呢"}
        await b.send(k="comment", id="c2", text="尺码偏大吗")
        row = await row_of(asker, "尺码表在详情页")
        assert row[1:3] == [0, on_air.shop.name]
        assert int(row[5]) & 1  # type: ignore[call-overload]
        await asker.send(k="comment", id="c3", text="到底几天到")
        await stored("到底几天到")
        replies = [frame for frame in asker.frames if frame["k"] == "me"]
        assert len(replies) == 1
        assert not [frame for frame in b.frames if frame["k"] == "me"]
