"""Activities from arming to their prizes: states, locks, the clock, what is left in the books."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

import pytest
from django.db import connection
from tests.db.live_desk.stage import Stage, make_stage

from kaibo.foundation import ledger, tokens
from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from kaibo.foundation.models import AuditEntry, LedgerTransfer, OutboxMessage
from kaibo.interaction import activity_facade as activities
from kaibo.interaction.entering import Wish, Written, enter
from kaibo.interaction.models import Activity, ActivityPrize, Entry
from kaibo.interaction.prizes import pay_prizes, unpaid_activities
from kaibo.interaction.tasks import sweep
from kaibo.interaction.timing import end_activity, end_due
from kaibo.liveroom.models import ConsoleAction, PersonalEvent
from kaibo.members.models import Viewer
from kaibo.promotions import facade as promotions

POLL = {"options": ["红", "白", "黑"]}
POINTS = {"kind": "points", "amount": 100}
PRICE = {"mode": "price", "answer": 9900, "winners": 2, "prize": POINTS}


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def people(count: int) -> list[int]:
    made = Viewer.objects.bulk_create(
        Viewer(nickname=f"买家{n}号", verified_at=now()) for n in range(count)
    )
    return [one.pk for one in made]


def armed(stage: Stage, kind: str, rules: dict[str, Any], seconds: int = 60) -> Activity:
    draft = activities.ActivityDraft(kind, "选颜色", seconds, rules)
    return activities.arm_activity(stage.room.pk, draft, stage.operator, now())


def opened(stage: Stage, kind: str = "poll", rules: dict[str, Any] | None = None) -> Activity:
    row = armed(stage, kind, rules or POLL)
    return activities.open_activity(stage.room.pk, row.pk, stage.operator, now())


def act(
    activity: Activity, viewers: list[int], slots: list[int],
    body: list[dict[str, Any]] | None = None,
    grade: int = 0, change: bool = False, at: dt.datetime | None = None,
) -> list[Written]:  # fmt: skip
    moment = int((at or now()).timestamp() * 1000)
    bodies = body or [{"option": slot} for slot in slots]
    wishes = [
        Wish(activity.pk, viewer, slot, grade, one, change, moment)
        for viewer, slot, one in zip(viewers, slots, bodies, strict=True)
    ]
    connection.ensure_connection()
    return enter(connection.connection, "interaction_enter", wishes)


# The steps


def test_a_poll_from_arming_to_its_result(on_air: Stage) -> None:
    row = armed(on_air, "poll", POLL)
    assert on_air.state().activities == [], "viewers do not see what is only armed"
    row = activities.open_activity(on_air.room.pk, row.pk, on_air.operator, now())
    [shown] = on_air.state().activities
    assert (shown.state, shown.rules["options"]) == ("open", POLL["options"])
    canonical = json.dumps(row.rules, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert shown.rules_hash == hashlib.sha256(canonical.encode()).hexdigest()
    viewers = people(7)
    act(row, viewers, [0, 0, 1, 2, 0, 1, 0])
    activities.close_activity(row.pk, on_air.operator, now())
    done = activities.settle_activity(row.pk, on_air.operator, now())
    assert done.result == {
        "entries": 7, "tally": [4, 2, 1], "votes": [4, 2, 1], "best": [0],
    }  # fmt: skip
    [shown] = on_air.state().activities
    assert (shown.state, shown.result["votes"]) == ("settled", [4, 2, 1])


def test_every_step_leaves_a_journal_row_a_fact_and_an_audit_entry(on_air: Stage) -> None:
    row = opened(on_air)
    activities.close_activity(row.pk, on_air.operator, now())
    activities.settle_activity(row.pk, on_air.operator, now())
    verbs = ["activity_arm", "activity_open", "activity_close", "activity_settle"]
    rows = ConsoleAction.objects.filter(verb__startswith="activity").order_by("id")
    assert [one.verb for one in rows] == verbs
    assert all(one.detail["activity_id"] == row.pk for one in rows)
    facts = OutboxMessage.objects.filter(kind__startswith="activity").order_by("id")
    assert [fact.kind for fact in facts] == verbs[1:]
    assert {fact.body["ref"] for fact in facts} == {row.pk}
    assert facts[0].body["text"] == "poll:选颜色"
    assert AuditEntry.objects.filter(action__startswith="console.activity").count() == 4


def test_steps_out_of_turn_are_refused_and_say_the_state(on_air: Stage) -> None:
    row = armed(on_air, "poll", POLL)
    room = on_air.room.pk
    with pytest.raises(Conflict, match="待开始"):
        activities.close_activity(row.pk, on_air.operator, now())
    activities.open_activity(room, row.pk, on_air.operator, now())
    with pytest.raises(Conflict):
        activities.open_activity(room, row.pk, on_air.operator, now())
    with pytest.raises(Conflict):
        activities.settle_activity(row.pk, on_air.operator, now())
    activities.cancel_activity(room, row.pk, on_air.operator, now())
    assert on_air.state().activities == []
    with pytest.raises(Conflict):
        activities.cancel_activity(room, row.pk, on_air.operator, now())
    with pytest.raises(NotFound):
        activities.find(2**60, room)


def test_who_may_not(on_air: Stage) -> None:
    draft = activities.ActivityDraft("poll", "选颜色", 60, POLL)
    with pytest.raises(NotAllowed):
        activities.arm_activity(on_air.room.pk, draft, on_air.world.staff["analyst"], now())
    row = armed(on_air, "poll", POLL)
    with pytest.raises(NotAllowed):
        activities.open_activity(on_air.room.pk, row.pk, on_air.world.staff["host"], now())
    cash = PRICE | {"prize": {"kind": "credit", "amount": 100}}
    with pytest.raises(NotAllowed):
        armed(on_air, "guess", cash)
    draft = activities.ActivityDraft("guess", "猜价", 60, cash)
    activities.arm_activity(on_air.room.pk, draft, on_air.world.staff["brand_manager"], now())


@pytest.mark.parametrize(
    ("title", "seconds", "kind"),
    [("", 60, "poll"), ("长" * 41, 60, "poll"), ("一", 4, "poll"), ("一", 3601, "poll"),
     ("一", 0, "poll")],
)  # fmt: skip
def test_bad_drafts(on_air: Stage, title: str, seconds: int, kind: str) -> None:
    draft = activities.ActivityDraft(kind, title, seconds, POLL)
    with pytest.raises(InvalidInput):
        activities.arm_activity(on_air.room.pk, draft, on_air.operator, now())


def test_no_more_than_five_are_open_at_once(on_air: Stage) -> None:
    for _n in range(5):
        opened(on_air)
    with pytest.raises(Conflict, match="5"):
        opened(on_air)


# Entries


def test_entries_are_numbered_and_tallied_once_a_viewer(on_air: Stage) -> None:
    row = opened(on_air)
    one, two, three = people(3)
    first = act(row, [one, two], [0, 1])
    assert [(entry.code, entry.number, entry.is_new) for entry in first] == [
        ("", 1, True), ("", 2, True),
    ]  # fmt: skip
    again = act(row, [two, three, one], [0, 2, 2])
    assert [(entry.number, entry.body["option"], entry.is_new) for entry in again] == [
        (2, 1, False), (3, 2, True), (1, 0, False),
    ]  # fmt: skip
    row.refresh_from_db()
    assert (row.entries, row.tally) == (3, [1, 1, 1])


def test_a_vote_is_changed_while_the_poll_is_open(on_air: Stage) -> None:
    row = opened(on_air)
    one, two = people(2)
    act(row, [one, two], [0, 0])
    [changed] = act(row, [one], [2], change=True)
    assert (changed.number, changed.body, changed.is_new) == (1, {"option": 2}, False)
    row.refresh_from_db()
    assert (row.entries, row.tally) == (2, [1, 0, 1])
    activities.close_activity(row.pk, on_air.operator, now())
    [kept] = act(row, [one], [1], change=True)
    assert (kept.code, kept.body) == ("", {"option": 2}), "the entry stands, also after the end"
    [late] = act(row, people(1), [1])
    assert late.code == "not_open"


def test_several_acts_of_one_viewer_in_a_batch_make_one_entry(on_air: Stage) -> None:
    row = opened(on_air)
    [one] = people(1)
    found = act(row, [one, one, one], [1, 2, 0])
    assert [(entry.number, entry.body["option"]) for entry in found] == [(1, 1)] * 3
    assert [entry.is_new for entry in found] == [True, False, False]
    row.refresh_from_db()
    assert row.tally == [0, 1, 0]


def test_what_reached_the_gateway_too_late_is_refused(on_air: Stage) -> None:
    row = opened(on_air)
    Activity.objects.filter(pk=row.pk).update(
        opens_at=now() - dt.timedelta(minutes=2), closes_at=now() - dt.timedelta(seconds=1)
    )
    one, two = people(2)
    [late] = act(row, [one], [0])
    [in_time] = act(row, [two], [0], at=now() - dt.timedelta(seconds=2))
    assert (late.code, in_time.code) == ("not_open", "")
    unknown = Activity(pk=2**40)
    assert act(unknown, [one], [0])[0].code == "not_found"


def test_held_and_refused_entries_do_not_count(on_air: Stage) -> None:
    row = opened(on_air)
    one, two, three = people(3)
    act(row, [one], [0])
    act(row, [two], [0], grade=1)
    act(row, [three], [0], grade=2)
    row.refresh_from_db()
    assert (row.entries, row.tally) == (3, [1, 0, 0])
    entry = Entry.objects.get(viewer_id=two)
    activities.review_entry(entry.pk, True, on_air.operator, now())
    row.refresh_from_db()
    assert row.tally == [2, 0, 0]
    with pytest.raises(Conflict):
        activities.review_entry(entry.pk, False, on_air.operator, now())


# The clock


def test_the_clock_closes_and_settles(on_air: Stage) -> None:
    row = opened(on_air)
    act(row, people(2), [0, 1])
    assert not end_activity(row.pk, now()), "not yet"
    later = row.closes_at + dt.timedelta(milliseconds=400)
    assert end_due(later) == 1
    row.refresh_from_db()
    assert (row.state, row.settled_at) == ("settled", later)
    assert row.closes_at < later, "the time that was told"
    assert end_due(later) == 0
    job = "select args->>'activity_id' from procrastinate_jobs where task_name = %s"
    with connection.cursor() as cursor:
        cursor.execute(job, ["interaction.end_activity"])
        assert (str(row.pk),) in cursor.fetchall()


def test_what_a_show_left_open_ends_with_it_and_belongs_to_that_show(on_air: Stage) -> None:
    card = {"purpose": "follow", "button": "关注"}
    row = armed(on_air, "card", card, 0)
    activities.open_activity(on_air.room.pk, row.pk, on_air.operator, now())
    on_air.do("/end")
    sweep(0)
    row.refresh_from_db()
    assert row.state == "settled"
    fact = OutboxMessage.objects.get(kind="activity_settle")
    assert fact.body["show"] == on_air.show


# Prizes


def settled(stage: Stage, rules: dict[str, Any], prices: list[int]) -> tuple[Activity, list[int]]:
    draft = activities.ActivityDraft("guess", "猜价", 60, rules)
    manager = stage.world.staff["brand_manager"]
    row = activities.arm_activity(stage.room.pk, draft, manager, now())
    row = activities.open_activity(stage.room.pk, row.pk, stage.operator, now())
    viewers = people(len(prices))
    act(row, viewers, [0] * len(prices), [{"price": one} for one in prices])
    activities.close_activity(row.pk, stage.operator, now())
    return activities.settle_activity(row.pk, None, now()), viewers


def test_winners_are_paid_exactly_once(on_air: Stage) -> None:
    row, viewers = settled(on_air, PRICE, [100, 9800, 20_000, 9950])
    assert pay_prizes(row.pk, now()) == 2
    assert pay_prizes(row.pk, now()) == 0
    shop = on_air.world.shop.pk
    points = [promotions.balances(shop, viewer).points for viewer in viewers]
    assert points == [0, 100, 0, 100]
    told = PersonalEvent.objects.filter(kind="prize_won").order_by("id")
    assert {event.viewer_id for event in told} == {viewers[1], viewers[3]}
    assert (ledger.verify("points"), ledger.total("points")) == ([], 0)
    assert unpaid_activities(10) == []


@pytest.mark.parametrize("kind", ["credit", "redpacket"])
def test_cash_prizes(on_air: Stage, kind: str) -> None:
    row, viewers = settled(on_air, PRICE | {"prize": {"kind": kind, "amount": 520}}, [9900])
    pay_prizes(row.pk, now())
    assert getattr(promotions.balances(on_air.world.shop.pk, viewers[0]), kind) == 520


def test_a_crash_between_ledger_and_mark_pays_nothing(
    on_air: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    row, _viewers = settled(on_air, PRICE, [9900])

    def crash(*_args: object, **_named: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr("kaibo.interaction.prizes._mark", crash)
    with pytest.raises(RuntimeError):
        pay_prizes(row.pk, now())
    assert not LedgerTransfer.objects.filter(reason="prize").exists()
    monkeypatch.undo()
    sweep(0)
    assert LedgerTransfer.objects.filter(reason="prize").count() == 1


def test_a_coupon_that_is_gone_is_told_to_staff_not_paid_twice(on_air: Stage) -> None:
    with pytest.raises(NotFound):
        settled(on_air, PRICE | {"prize": {"kind": "coupon", "campaign_id": 77}}, [9900])


def test_a_held_winner_waits_for_the_review(on_air: Stage) -> None:
    row = opened(on_air, "guess", PRICE)
    fast, slow = people(2)
    act(row, [fast], [0], [{"price": 9900}], grade=1)
    act(row, [slow], [0], [{"price": 9901}])
    activities.close_activity(row.pk, on_air.operator, now())
    activities.settle_activity(row.pk, None, now())
    assert pay_prizes(row.pk, now()) == 1
    [mine] = activities.my_entries(fast, on_air.room.pk, on_air.show)
    assert mine.prize is not None
    assert mine.prize.state == "held"
    held = ActivityPrize.objects.get(is_held=True)
    activities.review_entry(held.entry_id, True, on_air.operator, now())
    assert pay_prizes(row.pk, now()) == 1
    assert promotions.balances(on_air.world.shop.pk, fast).points == 100


def test_the_answer_of_a_guess_is_told_with_its_proof(on_air: Stage) -> None:
    row = opened(on_air, "guess", PRICE)
    [shown] = on_air.state().activities
    assert "9900" not in json.dumps([shown.rules, shown.result])
    activities.close_activity(row.pk, on_air.operator, now())
    done = activities.settle_activity(row.pk, None, now())
    told = json.dumps(
        done.result["frozen"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert hashlib.sha256(told.encode()).hexdigest() == shown.rules_hash
    assert done.result["answer"] == 9900


# Routes


def test_the_desk_and_a_viewer_by_http(on_air: Stage) -> None:
    status, made = on_air.send(
        "/activities", {"kind": "guess", "title": "猜一猜", "seconds": 60, "rules": PRICE}
    )
    assert (status, made["state"], made["rules"]["answer"]) == (201, "armed", 9900)
    status, shown = on_air.send(f"/activities/{made['id']}/open")
    assert (status, shown["state"]) == (200, "open")
    [winner] = people(1)
    act(Activity.objects.get(pk=made["id"]), [winner], [0], [{"price": 9000}])
    status, done = on_air.send(f"/activities/{made['id']}/close")
    assert (status, done["state"], done["result"]["winners"]) == (200, "settled", 1)
    pay_prizes(made["id"], now())
    client = on_air.world.client("analyst")
    [listed] = client.get(f"/api/v1/rooms/{on_air.slug}/activities").json()
    assert listed["prizes"] == {
        "owed": 0, "paid": 1, "held": 0, "refused": 0, "paid_amount": 100,
    }  # fmt: skip
    detail = client.get(f"/api/v1/rooms/{on_air.slug}/activities/{made['id']}").json()
    assert [row["viewer_id"] for row in detail["winners"]] == [winner]
    bearer = tokens.issue(tokens.Claims(winner, "buyer", "小雨", expires_at=2**40))
    mine = client.get(
        f"/api/v1/rooms/{on_air.slug}/my-activities", headers={"authorization": f"Bearer {bearer}"}
    ).json()
    assert [(one["activity_id"], one["prize"]["state"]) for one in mine] == [(made["id"], "paid")]


def test_another_shop_sees_and_does_nothing(on_air: Stage) -> None:
    row = opened(on_air)
    other = make_stage("lin")
    path = f"/api/v1/rooms/{on_air.slug}/activities"
    client = other.world.client()
    assert client.get(path).status_code == 403
    assert client.post(f"{path}/{row.pk}/cancel").status_code == 403
    elsewhere = f"/api/v1/rooms/{other.slug}/activities/{row.pk}/cancel"
    assert client.post(elsewhere).status_code == 404
    row.refresh_from_db()
    assert row.state == "open"
