"""Stars for segments: one rating a viewer, changed until the show ends, kept apart in rehearsal."""

from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connections
from django.test import Client
from tests.db.live_desk.stage import Stage, make_stage
from tests.factories import fair
from tests.factories.gateway import token

from kaibo.foundation.errors import TooMany
from kaibo.foundation.eventlog import Batch
from kaibo.foundation.models import AuditEntry, OutboxMessage
from kaibo.insight import draft
from kaibo.insight.engine import query
from kaibo.insight.engine.fold import Folds
from kaibo.insight.engine.relay import add_fact
from kaibo.insight.engine.state import Key
from kaibo.interaction import rating_facade as ratings
from kaibo.interaction.actions.rate_segment import MOST_CHANGES
from kaibo.interaction.models import SegmentRating
from kaibo.liveroom.models import SegmentRun
from kaibo.members.models import Viewer
from kaibo.planning.models import Show

API = "/api/v1/ratings"
AGO = dt.timedelta(seconds=90)


@pytest.fixture
def on_air(db: None) -> Stage:
    stage = make_stage()
    stage.go_live()
    return stage


def _run(stage: Stage) -> int:
    """The next segment, begun a while ago; its run."""
    stage.do("/segment")
    run = SegmentRun.objects.get(show_id=stage.show, ended_at__isnull=True)
    SegmentRun.objects.filter(pk=run.pk).update(started_at=run.started_at - AGO)
    return run.pk


def _rate(stage: Stage, viewer: int, run: int, stars: Any, slug: str = "") -> tuple[int, Any]:
    answer = Client(headers={"Authorization": f"Bearer {token(viewer, 'guest')}"}).put(
        f"{API}/rooms/{slug or stage.slug}/runs/{run}", {"stars": stars}, "application/json"
    )
    return answer.status_code, json.loads(answer.content)


def _facts() -> list[tuple[str, int]]:
    rows = OutboxMessage.objects.filter(kind__in=("rate", "rerate")).order_by("id")
    return [(row.kind, row.body["quantity"]) for row in rows]


@pytest.mark.capability("CONT-09")
def test_a_viewer_has_one_rating_a_segment_and_may_change_it(on_air: Stage) -> None:
    (viewer,), run = fair.viewers(1), _run(on_air)
    for stars in (4, 4, 5, 2):
        assert _rate(on_air, viewer, run, stars) == (200, {"stars": stars})
    (row,) = SegmentRating.objects.all()
    assert (row.stars, row.changes, row.shop_id, row.show_id) == (
        2, 2, on_air.room.shop_id, on_air.show
    )  # fmt: skip
    assert _facts() == [("rate", 4), ("rerate", 1), ("rerate", -3)]
    body = OutboxMessage.objects.filter(kind="rate").get().body
    assert (body["viewer"], body["segment_run"], body["ref"]) == (viewer, run, row.pk)
    mine = Client(headers={"Authorization": f"Bearer {token(viewer, 'guest')}"})
    found = mine.get(f"{API}/rooms/{on_air.slug}").json()
    title = SegmentRun.objects.get(pk=run).title
    assert found == {"is_on": True, "mine": [{"run_id": run, "title": title, "stars": 2}]}


def test_a_guest_who_logs_in_changes_what_they_gave(on_air: Stage) -> None:
    (guest, buyer), run = fair.viewers(2), _run(on_air)
    assert _rate(on_air, guest, run, 5)[0] == 200
    Viewer.objects.filter(pk=guest).update(merged_into_id=buyer)
    assert _rate(on_air, buyer, run, 1)[0] == 200
    assert [(row.viewer_id, row.stars) for row in SegmentRating.objects.all()] == [(guest, 1)]
    assert [one.stars for one in ratings.mine(on_air.show, buyer)] == [1]


def test_what_cannot_be_rated_is_refused_and_writes_nothing(on_air: Stage) -> None:
    (viewer,), run = fair.viewers(1), _run(on_air)
    for bad in (0, 6, -1, 2**63, "x", 4.5, None):
        assert _rate(on_air, viewer, run, bad)[0] == 422, bad
    for nobody in (run + 10**9, 2**63 - 1):
        assert _rate(on_air, viewer, nobody, 5)[0] == 404
    for wild in (0, 2**63):
        assert _rate(on_air, viewer, wild, 5)[0] == 422
    assert _rate(on_air, viewer, run, 5, "nowhere")[0] == 404
    assert _rate(on_air, viewer + 10**6, run, 5)[0] == 401  # nobody has this number
    SegmentRun.objects.filter(pk=run).update(started_at=fair.now())
    status, problem = _rate(on_air, viewer, run, 5)
    assert (status, problem["code"]) == (409, "conflict")
    SegmentRun.objects.filter(pk=run).update(started_at=fair.now() - AGO, was_skipped=True)
    assert _rate(on_air, viewer, run, 5)[0] == 404
    assert Client().put(f"{API}/rooms/{on_air.slug}/runs/{run}").status_code == 401
    assert not SegmentRating.objects.exists()
    assert _facts() == []


def test_a_segment_of_another_room_or_an_ended_show_is_refused(on_air: Stage) -> None:
    other = make_stage("other")
    other.go_live()
    (viewer,), run, theirs = fair.viewers(1), _run(on_air), _run(other)
    assert _rate(on_air, viewer, theirs, 5)[0] == 404
    assert _rate(on_air, viewer, run, 5)[0] == 200
    on_air.do("/end")
    assert _rate(on_air, viewer, run, 1)[0] == 409
    assert SegmentRating.objects.get().stars == 5


def test_changes_of_one_rating_are_limited(on_air: Stage) -> None:
    (viewer,), run = fair.viewers(1), _run(on_air)
    for number in range(MOST_CHANGES + 1):
        ratings.rate_segment(on_air.slug, run, viewer, 1 + number % 2, fair.now())
    with pytest.raises(TooMany):
        ratings.rate_segment(on_air.slug, run, viewer, 5, fair.now())
    assert SegmentRating.objects.get().changes == MOST_CHANGES


def test_staff_switch_the_question_for_their_own_shop(on_air: Stage) -> None:
    other = make_stage("other")
    (viewer,), run, shop = fair.viewers(1), _run(on_air), on_air.room.shop_id

    def put(stage: Stage, role: str, is_on: bool) -> int:
        where = f"{API}/shop?shop_id={shop}"
        body = {"is_on": is_on}
        return stage.world.client(role).put(where, body, "application/json").status_code

    assert put(other, "operator", False) == 403
    assert put(on_air, "host", False) == 403
    assert ratings.is_on(shop)
    assert put(on_air, "operator", False) == 200
    assert _rate(on_air, viewer, run, 5)[0] == 409
    page = Client().get(f"/api/v1/rooms/{on_air.slug}").json()
    assert page["asks_ratings"] is False
    assert on_air.world.client("operator").get(f"{API}/shop?shop_id={shop}").json() == {
        "is_on": False
    }
    assert put(on_air, "operator", True) == 200
    assert _rate(on_air, viewer, run, 5)[0] == 200
    assert ratings.is_on(other.room.shop_id)
    assert AuditEntry.objects.filter(action="interaction.ask_for_ratings").count() == 2


def _folded() -> Folds:
    """What the log counts of the facts that were written."""
    batch, folds = Batch(), Folds()
    for row in OutboxMessage.objects.order_by("id"):
        add_fact(batch, row.event_id, row.kind, row.body)
    folds.add(batch.to_arrow())
    return folds


@pytest.mark.capability("CONT-09")
def test_log_and_table_tell_the_same_mean_by_segment(on_air: Stage) -> None:
    people, first, second = fair.viewers(6), _run(on_air), _run(on_air)
    for place, viewer in enumerate(people):
        _rate(on_air, viewer, first, 1 + place % 5)
        _rate(on_air, viewer, first, 5)
        if place < 2:
            _rate(on_air, viewer, second, 4 + place)
    found = ratings.of_show(on_air.show)
    assert {run: (one.n, one.mean) for run, one in found.items()} == {
        first: (6, 5.0), second: (2, 4.5)
    }  # fmt: skip
    assert found[first].low < 5
    assert found[second].low < 4.5 <= found[second].high
    assert found[first].stars == (0, 0, 0, 0, 6)
    whole = ratings.whole(found)
    assert whole is not None
    assert (whole.n, whole.stars) == (8, (0, 0, 0, 1, 7))
    assert ratings.whole({}) is None
    fold = _folded().shows[Key(on_air.show, False)]
    said = query.metrics(fold, int(fair.now().timestamp() * 1000))
    means = {row["run"]: row["values"].get("content_rating") for row in said["segments"]}
    assert (means[first], means[second]) == (5, 4.5)
    assert said["totals"]["content_rating"] == whole.mean
    rows = draft._segments(on_air.show, said["segments"], found)
    assert [row["rating"]["n"] for row in rows if row["rating"]] == [6, 2]


def test_a_rehearsal_is_rated_apart(db: None) -> None:
    stage = make_stage()
    Show.objects.filter(pk=stage.show).update(is_rehearsal=True)
    stage.go_live()
    (viewer,), run = fair.viewers(1), _run(stage)
    assert _rate(stage, viewer, run, 3)[0] == 200
    assert SegmentRating.objects.get().is_rehearsal
    shows = _folded().shows
    assert Key(stage.show, True) in shows
    assert Key(stage.show, False) not in shows


@pytest.mark.django_db(transaction=True)
def test_two_taps_at_once_are_one_rating() -> None:
    stage = make_stage()
    stage.go_live()
    (viewer,), run = fair.viewers(1), _run(stage)

    def tap(stars: int) -> int:
        try:
            return ratings.rate_segment(stage.slug, run, viewer, stars, fair.now())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tap, (1, 2, 3, 4) * 3))
    (row,) = SegmentRating.objects.all()
    assert [kind for kind, _ in _facts()].count("rate") == 1
    assert sum(quantity for _, quantity in _facts()) == row.stars
    with pytest.raises(IntegrityError, match="segment_rated_in_stars"):
        SegmentRating.objects.update(stars=6)
