"""Acts from real sockets through the gateway into PostgreSQL and back: once each, whatever dies."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from django.db import connection
from tests.factories.activities import opened
from tests.factories.gateway import GatewayProcess, in_database, key, page, token
from tests.factories.selling import Stage
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from kaibo.foundation.eventlog import KINDS, read_all
from kaibo.interaction.actions.close_activity import close_activity
from kaibo.interaction.actions.settle_activity import settle_activity
from kaibo.interaction.models import Activity, Entry

POLL = {"options": ["红", "白", "黑"], "may_change": True}
VOTERS = 2_000
AT_ONCE = 250


@pytest.fixture
def poll(on_air: Stage) -> Activity:
    return opened(on_air.room.id, "poll", POLL)


def entries(activity: Activity) -> list[tuple[int, int, int]]:
    """(viewer, number, slot) by number."""
    rows = Entry.objects.filter(activity=activity).order_by("number")
    return list(rows.values_list("viewer_id", "number", "slot"))


async def vote(gateway: GatewayProcess, slug: str, activity: int, viewer: int, times: int) -> int:
    """Enter, vote ``times`` times for the same option, return the entry's number."""
    numbers = set()
    async with connect(gateway.url, compression=None, open_timeout=60) as socket:
        await socket.send(json.dumps({"k": "hello", "token": token(viewer), "room": slug}))
        for _turn in range(times):
            act = {"k": "act", "id": key(), "activity": activity, "body": {"option": viewer % 3}}
            await socket.send(json.dumps(act))
        while times:
            frame = json.loads(await socket.recv())
            if frame["k"] == "act" and frame["code"] == "try_again":
                await socket.send(json.dumps(act))  # a machine that others use too
            elif frame["k"] == "act":
                assert frame["ok"], frame["code"]
                numbers.add(frame["number"])
                times -= 1
    assert len(numbers) == 1, "one entry, however often it was asked for"
    return numbers.pop()


@pytest.mark.slow
@pytest.mark.capability("INTR-03")
@pytest.mark.parametrize("gateway", [{"KAIBO_GUARD": "off"}], indirect=True)  # all of one machine
async def test_two_thousand_votes_one_a_person_under_duplicates_and_reconnects(
    gateway: GatewayProcess, on_air: Stage, poll: Activity
) -> None:
    """Every third sends twice, every twentieth comes again on a new socket: none counts twice."""
    slug = on_air.room.slug
    numbers: dict[int, int] = {}
    for start in range(1, VOTERS + 1, AT_ONCE):
        group = range(start, min(start + AT_ONCE, VOTERS + 1))
        told = await asyncio.gather(
            *(vote(gateway, slug, poll.pk, who, 2 if who % 3 == 0 else 1) for who in group)
        )
        numbers |= dict(zip(group, told, strict=True))
    again = [who for who in numbers if who % 20 == 5]
    told = await asyncio.gather(*(vote(gateway, slug, poll.pk, who, 1) for who in again))
    assert told == [numbers[who] for who in again]
    wanted = [sum(1 for who in numbers if who % 3 == slot) for slot in range(3)]
    async with page(gateway, slug, token(9_999_999)) as watcher:
        await watcher.until(lambda frame: frame.get("ac", {}).get(str(poll.pk)) == wanted)
    stored = await in_database(entries, poll)
    assert len(stored) == VOTERS
    assert sorted(number for _who, number, _slot in stored) == list(range(1, VOTERS + 1))
    assert {who: number for who, number, _slot in stored} == numbers
    await in_database(poll.refresh_from_db)
    assert (poll.entries, poll.tally) == (VOTERS, wanted)
    assert gateway.metric("kaibo_gateway_entries_total") >= VOTERS


async def test_bars_move_within_a_second_and_a_changed_vote_moves_its_bar(
    gateway: GatewayProcess, on_air: Stage, poll: Activity
) -> None:
    slug = on_air.room.slug
    async with page(gateway, slug, token(1)) as one, page(gateway, slug, token(2)) as two:
        welcome = await one.kind("welcome")
        assert welcome["state"]["activities"][0]["rules"]["options"] == POLL["options"]
        await two.kind("welcome")
        await one.send(k="act", id="a", activity=poll.pk, body={"option": 0})
        assert (await one.kind("act", id="a"))["body"] == {"option": 0}
        await two.until(lambda frame: frame.get("ac", {}).get(str(poll.pk)) == [1, 0, 0])
        await one.send(k="act", id="b", activity=poll.pk, body={"option": 2})
        changed = await one.kind("act", id="b")
        assert (changed["number"], changed["body"]) == (1, {"option": 2})
        await two.until(lambda frame: frame.get("ac", {}).get(str(poll.pk)) == [0, 0, 1])
    async with page(gateway, slug, token(3)) as late:
        assert (await late.kind("welcome"))["ac"] == {str(poll.pk): [0, 0, 1]}


async def test_who_may_not_take_part_reads_why(
    gateway: GatewayProcess, on_air: Stage, poll: Activity
) -> None:
    slug = on_air.room.slug
    cases: list[tuple[str, dict[str, Any], str]] = [
        (token(1, "guest"), {"activity": poll.pk, "body": {"option": 0}}, "login_required"),
        (token(2), {"activity": poll.pk, "body": {"option": 7}}, "bad_entry"),
        (token(3), {"activity": 2**40, "body": {}}, "not_found"),
        (token(4, "staff", on_air.room.shop_id), {"activity": poll.pk, "body": {}}, "staff"),
    ]
    for bearer, body, code in cases:
        async with page(gateway, slug, bearer) as one:
            await one.kind("welcome")
            await one.send(k="act", id="x", **body)
            answer = await one.kind("act", id="x")
            assert (answer["ok"], answer["code"]) == (False, code)
            assert answer["message"]
    assert await in_database(entries, poll) == []


async def test_after_the_end_nobody_enters_and_entries_are_still_told(
    gateway: GatewayProcess, on_air: Stage, poll: Activity
) -> None:
    slug, now = on_air.room.slug, poll.closes_at
    async with page(gateway, slug, token(1)) as one, page(gateway, slug, token(2)) as two:
        await one.kind("welcome")
        await two.kind("welcome")
        await one.send(k="act", id="a", activity=poll.pk, body={"option": 1})
        await one.kind("act", id="a")
        await in_database(close_activity, poll.pk, None, now)
        await in_database(settle_activity, poll.pk, None, now)
        settled = await one.until(lambda frame: _card(frame, "settled"))
        assert _card(settled, "settled")["result"]["votes"] == [0, 1, 0]
        await one.send(k="act", id="b", activity=poll.pk, body={"option": 2})
        kept = await one.kind("act", id="b")
        assert (kept["ok"], kept["number"], kept["body"]) == (True, 1, {"option": 1})
        await two.until(lambda frame: _card(frame, "settled"))
        await two.send(k="act", id="c", activity=poll.pk, body={"option": 2})
        assert (await two.kind("act", id="c"))["code"] == "not_open"


def _card(frame: dict[str, Any], state: str) -> dict[str, Any]:
    for numbered in frame.get("ev", []):
        card = numbered["event"].get("card", {})
        if card.get("state") == state:
            return dict(card)
    return {}


@pytest.mark.capability("INTR-03")
async def test_killed_between_commit_and_answer_the_vote_is_told_again(
    gateway: GatewayProcess, on_air: Stage, poll: Activity
) -> None:
    """The row is held until all votes wait for it: they commit, and nobody lives to say so."""
    slug = on_air.room.slug
    pages = [await connect(gateway.url, compression=None).__aenter__() for _n in range(40)]
    for viewer, socket in enumerate(pages, 1):
        hello = {"k": "hello", "token": token(viewer), "room": slug}
        act = {"k": "act", "id": key(), "activity": poll.pk, "body": {"option": viewer % 3}}
        await socket.send(json.dumps(hello))
        await socket.send(json.dumps(act))
    while not await in_database(entries, poll):
        pass  # killed as soon as something is committed
    gateway.kill()
    heard: dict[int, int] = {}
    for viewer, socket in enumerate(pages, 1):
        try:
            while True:
                frame = json.loads(await socket.recv())
                if frame["k"] == "act":
                    heard[viewer] = frame["number"]
        except ConnectionClosed:
            continue
    committed = {who: number for who, number, _slot in await in_database(entries, poll)}
    assert heard.items() <= committed.items(), "nothing was acknowledged that is not stored"
    gateway.start()
    told = [await vote(gateway, slug, poll.pk, viewer, 1) for viewer in range(1, 41)]
    after = await in_database(entries, poll)
    assert sorted(number for _who, number, _slot in after) == list(range(1, 41))
    assert {who: number for who, number, _slot in after} == dict(enumerate(told, 1))
    assert committed.items() <= dict(enumerate(told, 1)).items(), "what was committed stands"


async def test_votes_survive_that_the_writer_is_cut_off_again_and_again(
    gateway: GatewayProcess, on_air: Stage, poll: Activity
) -> None:
    """PostgreSQL ends the writer's session in mid-batch; each vote is stored and told once."""
    slug, viewers = on_air.room.slug, range(1, 41)
    voting = asyncio.gather(*(vote(gateway, slug, poll.pk, who, 2) for who in viewers))
    cuts = 0
    while not voting.done():
        cuts += await in_database(_cut_off)
        await asyncio.wait([asyncio.ensure_future(asyncio.sleep(0.03))])
    told = await voting
    assert cuts > 0, "nothing was cut off"
    stored = await in_database(entries, poll)
    assert {who: number for who, number, _slot in stored} == dict(zip(viewers, told, strict=True))
    assert sorted(number for _who, number, _slot in stored) == list(viewers)


def _cut_off() -> int:
    query = """
        select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and application_name = 'kaibo-activities'
    """
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


async def test_a_held_lock_delays_the_answer_until_the_commit(
    gateway: GatewayProcess, on_air: Stage, poll: Activity
) -> None:
    """Another transaction holds the activity: the vote is not acknowledged before it is stored."""
    lock = f"select 1 from interaction_activity where id = {poll.pk} for no key update"
    async with page(gateway, on_air.room.slug, token(1)) as one:
        await one.kind("welcome")

        def hold(seconds: asyncio.Event, ready: asyncio.Event) -> None:
            with connection.cursor() as cursor:
                cursor.execute("begin")
                cursor.execute(lock)
                loop.call_soon_threadsafe(ready.set)
                asyncio.run_coroutine_threadsafe(seconds.wait(), loop).result(30)
                cursor.execute("commit")

        loop, release, ready = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
        holding = asyncio.create_task(in_database(hold, release, ready))
        await ready.wait()
        await one.send(k="act", id="a", activity=poll.pk, body={"option": 0})
        await one.quiet(1.0)
        assert not [frame for frame in one.frames if frame["k"] == "act"]
        release.set()
        await holding
        assert (await one.kind("act", id="a"))["number"] == 1


@pytest.mark.capability("INTR-04")
async def test_a_game_by_socket_is_timed_by_the_server(
    gateway: GatewayProcess, on_air: Stage
) -> None:
    prize = {"kind": "points", "amount": 10}
    game = await in_database(
        opened, on_air.room.id, "game", {"rounds": 2, "winners": 1, "prize": prize}
    )
    async with page(gateway, on_air.room.slug, token(1)) as one:
        await one.kind("welcome")
        for turn in range(2):
            await one.send(k="act", id=f"r{turn}", activity=game.pk, body={"do": "ready"})
            lit = await one.kind("act", id=f"r{turn}")
            assert (lit["number"], lit["body"]["light"]) == (None, turn + 1)
            await asyncio.sleep(0.25)
            ms = 5 if turn == 0 else 200  # nobody reacts in five
            await one.send(k="act", id=f"t{turn}", activity=game.pk, body={"do": "tap", "ms": ms})
            done = await one.kind("act", id=f"t{turn}")
        assert done["number"] == 1
        assert done["body"]["times"][0] == 3000, "a false start"
        assert 200 <= done["body"]["times"][1] < 3000
        await one.send(k="act", id="again", activity=game.pk, body={"do": "ready"})
        assert (await one.kind("act", id="again"))["body"] == done["body"], "one try each"
    closes = game.closes_at
    await in_database(close_activity, game.pk, None, closes)
    settled = await in_database(settle_activity, game.pk, None, closes)
    assert settled.result["top"][0]["body"]["score"] == done["body"]["score"]


async def test_acts_are_events_of_the_log_once_a_viewer(
    gateway: GatewayProcess, on_air: Stage, poll: Activity
) -> None:
    async with page(gateway, on_air.room.slug, token(1), source="分享") as one:
        await one.kind("welcome")
        for turn in range(3):
            await one.send(k="act", id=str(turn), activity=poll.pk, body={"option": turn})
            await one.kind("act", id=str(turn))
    assert gateway.stop() == 0
    rows = [
        row
        for chunk in read_all(gateway.data / "events")
        for row in chunk.batch.to_pylist()
        if row["kind"] == KINDS["act"]
    ]
    assert [(row["viewer"], row["ref"], row["text"], row["source"]) for row in rows] == [
        (1, poll.pk, "poll", "分享")
    ]
