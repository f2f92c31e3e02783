"""What a review learns, its follow-ups, lessons and score weights over the API."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.factories.reviewed import FINDING, reviewed
from tests.factories.staged_show import StagedShow

from kaibo.foundation.clock import to_ms
from kaibo.foundation.config import from_environment
from kaibo.foundation.models import AuditEntry, Shop
from kaibo.insight.models import FollowUp, LessonUse, Review, ScoringPolicy
from kaibo.liveroom.models import Recording, Room
from kaibo.planning.models import Goal, PhaseTask, Show
from kaibo.team.models import Membership, Staff

pytestmark = pytest.mark.django_db
BASE = "/api/v1/insight"
SOON = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=3)).isoformat()
SAID = FINDING["text"]["zh"]
LINE = {
    "code": "clicks_without_sale", "finding": SAID, "cause": "价格没有打动点击的人",
    "action": "核对到手价与详情卡，补证明", "owner": "阿月", "due_on": SOON,
    "metric": "conversion_rate",
}  # fmt: skip
WEIGHTS = {
    "start": {"efficiency": 20, "effect": 30, "experience": 50},
    "grow": {"efficiency": 50, "effect": 50, "experience": 0},
    "mature": {"efficiency": 40, "effect": 30, "experience": 30},
}


@pytest.fixture(autouse=True)
def away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No insight process: stored drafts are what there is."""
    config = from_environment({"KAIBO_DATA": str(tmp_path)})
    monkeypatch.setattr("kaibo.insight.client.config", lambda: config)


@pytest.fixture
def shop() -> Shop:
    return Shop.objects.create(slug="yunhe", name="云禾家居", requires_totp=False)


def web(shop: Shop, role: str = "brand_manager") -> Client:
    staff, is_new = Staff.objects.get_or_create(username=f"{role}-{shop.pk}")
    if is_new:
        Membership.objects.create(staff=staff, shop=shop, role=role)
    made = Client()
    made.force_login(staff)
    return made


def ask(client: Client, path: str, body: Any = None, verb: str = "get") -> tuple[int, Any]:
    call = getattr(client, verb)
    answer = call(BASE + path) if body is None else call(BASE + path, body, "application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else None


def planned(shop: Shop, title: str = "周六夜场 · 春夏床品专场") -> Show:
    start = dt.datetime.now(dt.UTC).replace(microsecond=0) + dt.timedelta(days=2)
    return Show.objects.create(
        shop=shop, title=title, theme="换季上新", host_name="阿月", phase="prepare",
        planned_start_at=start, planned_end_at=start + dt.timedelta(hours=1),
    )  # fmt: skip


def test_the_change_is_shared_out_to_the_cent_over_every_grouping(shop: Shop) -> None:
    reviewed(shop, 9, orders=10)
    base = reviewed(shop, 5, pv=1000, orders=30, price=10_000)
    show = reviewed(shop, 1, pv=1500, orders=51, price=9_777)
    status, found = ask(web(shop), f"/shows/{show.pk}/study")
    change = found["change"]
    assert status == 200
    assert change["against"]["id"] == base.pk
    assert (change["before"], change["after"]) == (300_000, 51 * 9_777)
    gap = 51 * 9_777 - 300_000
    for group in ("factors", "channels", "products", "segments"):
        assert sum(one["effect"] for one in change[group]) == gap, group
    for part in change["channels"]:
        assert sum(one["effect"] for one in part["factors"]) == part["effect"]
    assert [one["id"] for one in change["factors"]] == ["pv", "paid_orders", "gmv"]
    assert "周五夜场" in change["sentence"]["zh"]
    assert f"+¥{gap / 100:,.2f}" in change["sentence"]["zh"]


def test_another_show_may_be_chosen_of_this_shop_only(shop: Shop) -> None:
    first, second = reviewed(shop, 9, orders=10), reviewed(shop, 5)
    show = reviewed(shop, 1)
    other = reviewed(Shop.objects.create(slug="other", name="别家"), 3)
    practice = reviewed(shop, 3, rehearsal=True)
    where = f"/shows/{show.pk}/study?against="
    assert ask(web(shop), where + str(first.pk))[1]["change"]["against"]["id"] == first.pk
    usual = ask(web(shop), f"/shows/{show.pk}/study")[1]
    assert [one["id"] for one in usual["choices"]] == [second.pk, first.pk]
    for bad in (other, practice, show):
        assert ask(web(shop), where + str(bad.pk))[0] == 404
    assert ask(web(shop), where + "0")[0] == 422
    assert ask(web(shop, "host"), f"/shows/{show.pk}/study")[0] == 403
    assert ask(web(shop), f"/shows/{first.pk}/study")[1]["change"] is None


@pytest.mark.capability("EVAL-02")
def test_one_page_compares_with_own_history_rivals_and_what_was_heard(shop: Shop) -> None:
    for days, orders in ((9, 20), (7, 30), (5, 40)):
        reviewed(shop, days, orders=orders)
    show = reviewed(shop, 1, orders=35)
    _status, found = ask(web(shop), f"/shows/{show.pk}/study")
    rows = {one["metric"]: one for one in found["methods"]["rows"]}
    assert rows["gmv"]["median"] == 30 * 12_900
    assert (rows["gmv"]["shows"], rows["gmv"]["better_than"]) == (3, 2)
    assert rows["conversion_rate"]["benchmark"] == 3.2
    assert found["methods"]["heard"] == {
        "questions": 0, "answered": 0, "reports": 0, "upheld": 0, "rival_prices": 0, "dearer": 0,
    }  # fmt: skip


@pytest.mark.capability("EVAL-08")
def test_charts_tell_chance_from_system_and_every_point_is_a_show(shop: Shop) -> None:
    past = [reviewed(shop, 20 - n, orders=40 + n % 3) for n in range(8)]
    show = reviewed(shop, 1, orders=90)
    _status, found = ask(web(shop), f"/shows/{show.pk}/study")
    charts = {one["metric"]: one for one in found["charts"]}
    gmv = charts["gmv"]
    assert (gmv["kind"], gmv["verdict"], gmv["points"][-1]["signal"]) == (
        "individuals",
        "system",
        "above",
    )
    assert gmv["p"] < 0.001
    assert [one["show"] for one in gmv["points"]] == [*(one.pk for one in past), show.pk]
    assert gmv["points"][-1]["value"] == 90 * 12_900
    assert (charts["conversion_rate"]["kind"], charts["conversion_rate"]["verdict"]) == (
        "share",
        "system",
    )
    assert charts["conversion_rate"]["points"][-1]["n"] == 1000
    assert charts["uv"]["verdict"] == "chance"
    calm = reviewed(shop, 0, orders=41)
    again = {one["metric"]: one for one in ask(web(shop), f"/shows/{calm.pk}/study")[1]["charts"]}
    assert again["gmv"]["verdict"] == "chance"


@pytest.mark.capability("EVAL-06")
def test_weights_follow_the_stage_and_scores_keep_their_version(shop: Shop) -> None:
    for days in (9, 7, 5):
        reviewed(shop, days)
    show = reviewed(shop, 1, orders=80, stay=40)
    where = f"/shops/{shop.pk}/scoring"
    status, usual = ask(web(shop), where)
    assert (status, usual["version"], usual["stage"]) == (200, 0, "grow")
    before = ask(web(shop), f"/shows/{show.pk}/study")[1]["card"]
    body = {
        "stage": "start",
        "weights": {**WEIGHTS, "grow": usual["weights"]["grow"]},
        "long_term_min": 40,
    }
    status, made = ask(web(shop), where, body, "put")
    assert (status, made["version"], made["stage"], made["long_term_min"]) == (200, 1, "start", 40)
    after = ask(web(shop), f"/shows/{show.pk}/study")[1]["card"]
    assert after["policy"]["version"] == 1
    assert after["score"] < before["score"]  # people left early, and that counts more now
    assert [(one["version"], one["score"]) for one in after["versions"]] == [
        (1, after["score"]), (0, before["score"]),
    ]  # fmt: skip
    entry = AuditEntry.objects.get(action="insight.set_scoring")
    assert entry.detail["weights"]["start"]["experience"] == 50


@pytest.mark.parametrize(
    ("change", "status"),
    [({"stage": "old"}, 422), ({"long_term_min": 101}, 422),
     ({"weights": {**WEIGHTS, "grow": {"efficiency": 50, "effect": 50, "experience": 1}}}, 422),
     ({"weights": {"grow": WEIGHTS["grow"]}}, 422)],
)  # fmt: skip
def test_weights_that_make_no_sense_are_refused(shop: Shop, change: Any, status: int) -> None:
    body = {"stage": "grow", "weights": WEIGHTS, "long_term_min": 30} | change
    assert ask(web(shop), f"/shops/{shop.pk}/scoring", body, "put")[0] == status
    assert ScoringPolicy.objects.count() == 0


def test_only_the_manager_and_the_administrator_choose_weights(shop: Shop) -> None:
    body = {"stage": "grow", "weights": WEIGHTS, "long_term_min": 30}
    where = f"/shops/{shop.pk}/scoring"
    assert ask(web(shop, "operator"), where, body, "put")[0] == 403
    assert ask(web(shop, "admin"), where, body, "put")[0] == 200
    other = Shop.objects.create(slug="other", name="别家", requires_totp=False)
    assert ask(web(other, "admin"), where, body, "put")[0] == 403


@pytest.mark.capability("EVAL-07")
def test_a_plan_below_the_least_share_of_the_long_term_is_warned(shop: Shop) -> None:
    for days in (9, 7, 5):
        reviewed(shop, days)
    plan = planned(shop)
    Goal.objects.create(show=plan, metric="gmv", dimension="effect", target=10**9)
    where = f"/shows/{plan.pk}/lessons"
    found = ask(web(shop), where)[1]["balance"]
    assert (found["share"], found["is_short"], found["minimum"]) == (0, True, 30)
    Goal.objects.create(show=plan, metric="stay_seconds", dimension="experience", target=60)
    found = ask(web(shop), where)[1]["balance"]
    assert found["is_short"] is False
    assert (found["lowered"], found["raised"]) == (["stay_seconds"], ["gmv"])
    ask(
        web(shop),
        f"/shops/{shop.pk}/scoring",
        {"stage": "grow", "weights": WEIGHTS, "long_term_min": 30},
        "put",
    )
    assert ask(web(shop), where)[1]["balance"]["is_short"] is True  # experience weighs nothing now
    show = reviewed(shop, 1)
    assert ask(web(shop), f"/shows/{show.pk}/study")[1]["card"]["is_short"] is True


@pytest.mark.capability("EVAL-09")
def test_a_finding_becomes_a_task_with_cause_owner_and_due_day(shop: Shop) -> None:
    show = reviewed(shop, 1)
    drafts = ask(web(shop), f"/shows/{show.pk}/study")[1]["drafts"]
    draft = next(one for one in drafts if one["code"] == "clicks_without_sale")
    assert draft["finding"] == FINDING["text"]
    assert all(draft[name]["zh"] and draft[name]["en"] for name in ("cause", "action"))
    where = f"/shows/{show.pk}/lines"
    status, found = ask(web(shop), where, LINE, "post")
    assert status == 201
    task = PhaseTask.objects.get(show=show)
    assert (task.phase, task.title, task.owner) == ("review", LINE["action"], "阿月")
    assert task.due_at is not None
    assert task.due_at.astimezone(dt.timezone(dt.timedelta(hours=8))).isoformat().startswith(SOON)
    (line,) = found
    assert (line["task"], line["done_at"], line["effect"]["verdict"]) == (task.pk, None, "unknown")
    assert AuditEntry.objects.filter(action="insight.write_line").count() == 1
    status, left = ask(web(shop), f"{where}/{line['id']}", verb="delete")
    assert (status, left, PhaseTask.objects.count()) == (200, [], 0)


@pytest.mark.parametrize(
    ("change", "status"),
    [({"due_on": "2020-01-01"}, 422), ({"metric": "made_up"}, 422), ({"action": "  "}, 422),
     ({"owner": "长" * 41}, 422), ({"finding": "a\x00b"}, 422), ({"due_on": "soon"}, 422)],
)  # fmt: skip
def test_lines_that_nobody_could_follow_are_refused(shop: Shop, change: Any, status: int) -> None:
    show = reviewed(shop, 1)
    assert ask(web(shop), f"/shows/{show.pk}/lines", {**LINE, **change}, "post")[0] == status
    assert (FollowUp.objects.count(), PhaseTask.objects.count()) == (0, 0)


def test_a_long_action_is_cut_in_the_task_only(shop: Shop) -> None:
    show = reviewed(shop, 1)
    ask(web(shop), f"/shows/{show.pk}/lines", {**LINE, "action": "改" * 300}, "post")
    assert PhaseTask.objects.get().title == "改" * 79 + "…"
    assert FollowUp.objects.get().action == "改" * 300
    assert ask(web(shop, "host"), f"/shows/{show.pk}/lines", LINE, "post")[0] == 403
    show.phase = "closed"
    show.save()
    assert ask(web(shop), f"/shows/{show.pk}/lines", LINE, "post")[0] == 409


@pytest.mark.capability("EVAL-13")
def test_lessons_are_found_again_in_the_next_plan_and_taken_as_tasks(shop: Shop) -> None:
    like = reviewed(shop, 5)
    unlike = reviewed(shop, 3, title="手机数码清仓", host="小周")
    Show.objects.filter(pk=unlike.pk).update(theme="")
    for show in (like, unlike):
        assert ask(web(shop), f"/shows/{show.pk}/lines", LINE, "post")[0] == 201
    plan = planned(shop)
    where = f"/shows/{plan.pk}/lessons"
    (lesson,) = ask(web(shop), where)[1]["lessons"]
    assert lesson["show"]["id"] == like.pk
    assert lesson["show"]["likeness"]["same_host"] is True
    assert lesson["is_used"] is False
    status, found = ask(web(shop), where, {"line_id": lesson["id"]}, "post")
    assert (status, found["lessons"][0]["is_used"]) == (201, True)
    task = PhaseTask.objects.get(show=plan)
    assert (task.phase, task.title, task.due_at) == (
        "prepare",
        LINE["action"],
        plan.planned_start_at,
    )
    assert found["lessons"][0]["used_task"] == task.pk
    assert ask(web(shop), where, {"line_id": lesson["id"]}, "post")[0] == 409
    assert PhaseTask.objects.filter(show=plan).count() == 1
    assert ask(web(shop), f"/shows/{like.pk}/lines/{lesson['id']}", verb="delete")[0] == 409
    assert LessonUse.objects.count() == 1


def test_a_lesson_stays_in_its_shop_and_needs_an_open_plan(shop: Shop) -> None:
    like = reviewed(shop, 5)
    ask(web(shop), f"/shows/{like.pk}/lines", LINE, "post")
    line = FollowUp.objects.get()
    other = Shop.objects.create(slug="other", name="别家", requires_totp=False)
    foreign = planned(other)
    assert ask(web(other), f"/shows/{foreign.pk}/lessons")[1]["lessons"] == []
    assert ask(web(other), f"/shows/{foreign.pk}/lessons", {"line_id": line.pk}, "post")[0] == 404
    assert ask(web(shop), f"/shows/{foreign.pk}/lessons")[0] == 403
    over = reviewed(shop, 1)
    assert ask(web(shop), f"/shows/{over.pk}/lessons", {"line_id": line.pk}, "post")[0] == 409
    assert ask(web(shop), f"/shows/{like.pk}/lessons", {"line_id": line.pk}, "post")[0] == 404


def test_the_effect_of_an_action_is_measured_in_the_shows_after_it_was_done(shop: Shop) -> None:
    for n in range(7):
        reviewed(shop, 20 - n, orders=40 + n % 2)
    show = reviewed(shop, 10, orders=40)
    ask(web(shop), f"/shows/{show.pk}/lines", LINE, "post")
    reviewed(shop, 8, orders=41)  # before the task was done
    where = f"/shows/{show.pk}/lines"
    assert ask(web(shop), where)[1][0]["effect"]["shows"] == 0
    done = dt.datetime.now(dt.UTC) - dt.timedelta(days=6)
    PhaseTask.objects.filter(show=show).update(done_at=done)
    for days in (4, 2):
        reviewed(shop, days, orders=70)
    effect = ask(web(shop), where)[1][0]["effect"]
    assert effect == {"before": 4.0, "after": 7.0, "shows": 2, "verdict": "better"}


@pytest.mark.capability("DATA-15")
def test_the_replay_has_its_peaks_and_what_was_recorded(shop: Shop) -> None:
    show = reviewed(shop, 1)
    where = f"/shows/{show.pk}/replay"
    status, found = ask(web(shop), where)
    assert (status, found["room"], found["stretches"]) == (200, None, [])
    assert [one["n"] for one in found["minutes"]][:6] == [0, 1, 2, 3, 4, 0]
    assert {one["n"] for one in found["peaks"]} == {4}
    room = Room.objects.create(shop=shop, slug="yunhe", title="云禾", stream_key="k")
    assert show.went_live_at
    Recording.objects.create(
        room=room, show_id=show.pk, folder="yunhe/1", codecs="avc1", started_at=show.went_live_at,
        ended_at=show.ended_at,
    )  # fmt: skip
    found = ask(web(shop), where)[1]
    assert found["room"] == "yunhe"
    assert found["stretches"][0]["started_at"] == found["minutes"][0]["at"]
    assert ask(web(shop, "host"), where)[0] == 403


@pytest.mark.capability("PROM-08")
def test_a_price_change_is_followed_by_units_money_and_margin_to_the_cent(
    shop: Shop, tmp_path: Path
) -> None:
    staged = StagedShow(tmp_path / "log", shop=shop, viewers=150, minutes=24)
    body = Review.objects.get(show=reviewed(shop, 2)).body
    marks = [
        {"kind": kind, "at": columns["ts"], "link": columns.get("link"), "text": None,
         "offer": columns.get("offer"), "amount": columns.get("amount") or 0, "quantity": 0,
         "segment_run": None}
        for kind, columns in staged.log.events if kind in ("price", "pin")
    ]  # fmt: skip
    assert staged.show.went_live_at
    assert staged.show.ended_at
    start, end = (to_ms(at) for at in (staged.show.went_live_at, staged.show.ended_at))
    body |= {"marks": marks, "started_at": start, "ended_at": end}
    Review.objects.create(show=staged.show, body=body, made_at=staged.show.ended_at)
    found = ask(web(shop), f"/shows/{staged.show.pk}/study")[1]["promotions"]
    assert len(found) == sum(one["kind"] == "price" for one in marks) > 0
    for one in found:
        deal = one["deal"]
        paid = [
            sale for sale in staged.log.sales
            if sale.paid_ms and sale.goods.link == deal["link"]
            and deal["start"] <= sale.placed_ms < deal["end"]
        ]  # fmt: skip
        assert one["during"]["units"] == sum(sale.quantity for sale in paid)
        assert one["during"]["sales"] == sum(sale.amount for sale in paid)
        assert one["during"]["margin"] == one["during"]["sales"]  # these goods cost nothing
