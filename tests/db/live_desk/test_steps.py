"""Each action of the desk: what changes, who may, what it leaves behind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.db.live_desk.stage import Stage

from kaibo.foundation import ledger
from kaibo.foundation.clock import to_ms
from kaibo.foundation.models import AuditEntry, OutboxMessage
from kaibo.interaction.models import Mute
from kaibo.liveroom.models import ConsoleAction, SegmentRun
from kaibo.members.models import Viewer
from kaibo.planning import facade as planning
from kaibo.planning.contracts import RunFact
from kaibo.selling.models import OfferSnapshot


def _facts(kind: str) -> list[dict[str, Any]]:
    return [row.body for row in OutboxMessage.objects.filter(kind=kind).order_by("id")]


@pytest.mark.capability("LIVE-01")
def test_every_page_gets_the_same_state_of_each_step(on_air: Stage) -> None:
    """Console (desk answer) and buyer page (gateway snapshot) agree after each step."""
    link = on_air.offer(2).link_id
    on_air.do("/segment", role="host")
    on_air.do("/pin", {"link_id": link})
    on_air.do(f"/offers/{on_air.offer(2).pk}/price", {"price": 56900})
    state = on_air.desk("host")["state"]
    fresh = on_air.state(to_ms(timezone.now()))
    assert state["pinned_link_id"] == fresh.pinned_link_id == link
    assert state["seq"] == fresh.seq
    assert state["segment"]["run_id"] == (fresh.segment and fresh.segment.run_id)
    assert state["links"][1]["offers"][0]["price"] == fresh.links[1].offers[0].price == 56900


def test_pin_is_told_recorded_and_audited(on_air: Stage) -> None:
    link = on_air.offer(2).link_id
    action = on_air.do("/pin", {"link_id": link})
    assert on_air.room.pinned_link_id == link
    fact = _facts("pin")[0]
    assert (fact["link"], fact["pinned_link"], fact["ref"]) == (link, link, action)
    entry = AuditEntry.objects.get(action="console.pin")
    assert entry.actor_id == on_air.operator.pk
    card = on_air.desk()["actions"][0]
    assert (card["verb"], card["actor"], card["detail"]["number"]) == (
        "pin", str(on_air.operator), 2,
    )  # fmt: skip


def test_a_link_of_another_show_cannot_be_pinned(on_air: Stage) -> None:
    assert on_air.send("/pin", {"link_id": 999_999})[0] == 404
    assert on_air.send("/unpin")[0] == 409


@pytest.mark.capability("CONT-08")
def test_run_sheet_marks_what_was_passed_over(on_air: Stage) -> None:
    script = on_air.desk()["script"]
    on_air.do("/segment")
    on_air.do("/segment", {"segment_id": script[3]["id"]})
    runs = on_air.desk()["runs"]
    skipped = [run["segment_id"] for run in runs if run["was_skipped"]]
    assert skipped == [script[1]["id"], script[2]["id"]]
    assert [run["segment_id"] for run in runs if run["ended_at"] is None] == [script[3]["id"]]
    on_air.do("/segment", {"segment_id": script[1]["id"]})  # made up for after all
    facts = [RunFact(run["segment_id"], run["was_skipped"]) for run in on_air.desk()["runs"]]
    done = planning.completion(on_air.show, facts)
    assert (done.executed, done.scripted) == (3, len(script))
    assert done.skipped[0].segment_id == script[2]["id"]
    on_air.do("/end")
    assert planning.completion(on_air.show).executed == 3


def test_segment_refuses_what_runs_or_does_not_exist(on_air: Stage) -> None:
    first = on_air.desk()["script"][0]["id"]
    on_air.do("/segment")
    assert on_air.send("/segment", {"segment_id": first})[0] == 409
    assert on_air.send("/segment", {"segment_id": 10**9})[0] == 404
    last = on_air.desk()["script"][-1]["id"]
    on_air.do("/segment", {"segment_id": last})
    status, problem = on_air.send("/segment")
    assert (status, problem["code"]) == (409, "conflict")
    assert SegmentRun.objects.filter(ended_at__isnull=True).count() == 1


def test_price_changes_offer_snapshot_and_log(on_air: Stage) -> None:
    offer = on_air.offer()
    on_air.do(f"/offers/{offer.pk}/price", {"price": 18900, "version": offer.version})
    changed = on_air.offer()
    assert (changed.normal_price, changed.version) == (18900, offer.version + 1)
    assert OfferSnapshot.objects.get(pk=changed.snapshot_id).body["normal_price"] == 18900
    assert OfferSnapshot.objects.get(pk=offer.snapshot_id).body["normal_price"] == 19900
    assert _facts("price")[0]["amount"] == 18900
    assert on_air.events()[-1].event.offers[0].price == 18900  # type: ignore[union-attr]
    stale = {"price": 18800, "version": offer.version}
    assert on_air.send(f"/offers/{offer.pk}/price", stale)[0] == 409


def test_stock_moves_through_the_ledger_and_never_below_zero(on_air: Stage) -> None:
    path = f"/offers/{on_air.offer().pk}/stock"
    on_air.do(path, {"delta": 30})
    assert on_air.state().links[0].offers[0].left == 80
    status, problem = on_air.send(path, {"delta": 21})
    assert (status, problem["code"]) == (409, "balance_too_low")
    status, problem = on_air.send(path, {"delta": -81})
    assert (status, problem["code"]) == (409, "balance_too_low")
    assert on_air.send(path, {"delta": 0})[0] == 422
    on_air.do(path, {"delta": -80})
    offer = on_air.state().links[0].offers[0]
    assert (offer.left, offer.released) == (0, 0)
    assert ledger.verify("stock") == []


@pytest.mark.capability("PROM-05")
def test_flash_price_holds_in_its_window_and_ends_by_itself(on_air: Stage) -> None:
    before = to_ms(timezone.now())
    path = f"/offers/{on_air.offer().pk}/flash"
    on_air.do(path, {"action": "start", "price": 15900, "seconds": 60})
    card = on_air.state(before + 1_000_000).links[0].offers[0]
    start, end = card.flash_starts_at or 0, card.flash_ends_at or 0
    assert end - start == 60_000
    assert on_air.state(start - 1).links[0].offers[0].price == 19900
    assert on_air.state(start).links[0].offers[0].price == 15900
    assert on_air.state(end - 1).links[0].offers[0].price == 15900
    assert on_air.state(end).links[0].offers[0].price == 19900  # nobody pressed anything
    on_air.do(path, {"action": "stop"})
    assert on_air.state(start).links[0].offers[0].price == 19900
    assert [len(_facts(kind)) for kind in ("flash_start", "flash_stop")] == [1, 1]
    assert on_air.send(path, {"action": "stop"})[0] == 409


@pytest.mark.parametrize(
    "body",
    [
        {"action": "start", "price": 19900, "seconds": 60},
        {"action": "start", "price": 18000, "seconds": 5},
        {"action": "start", "seconds": 60},
        {"action": "start", "price": -1, "seconds": 60},
        {"action": "later", "price": 18000},
    ],
)
def test_a_dishonest_flash_is_refused(on_air: Stage, body: dict[str, Any]) -> None:
    status, problem = on_air.send(f"/offers/{on_air.offer().pk}/flash", body)
    assert status == 422, problem
    assert on_air.offer().flash_price is None


def test_listing_and_limit(on_air: Stage) -> None:
    path = f"/offers/{on_air.offer().pk}/list"
    on_air.do(path, {"is_listed": False, "whole_link": True})
    assert on_air.state().links[0].offers[0].is_listed is False
    on_air.do(path, {"per_user_limit": 2})
    assert on_air.state().links[0].offers[0].per_user_limit == 2
    assert on_air.send(path, {})[0] == 422
    assert on_air.send(path, {"per_user_limit": 2, "is_listed": True})[0] == 422


def test_announcement_is_cleaned_and_bounded(on_air: Stage) -> None:
    on_air.do("/announce", {"text": "  今晚  九点\n抽奖 "})
    assert on_air.state().announcement == "今晚 九点 抽奖"
    assert on_air.send("/announce", {"text": "长" * 201})[0] == 422
    assert on_air.send("/announce", {"text": "a\x00b"})[0] == 422
    assert _facts("announce")[0]["text"] == "今晚 九点 抽奖"


def test_mute_holds_until_its_end_or_its_lifting(on_air: Stage) -> None:
    viewer = Viewer.objects.create(nickname="小雨")
    on_air.do("/mute", {"viewer_id": viewer.pk, "minutes": 10, "reason": "广告"})
    assert [one["name"] for one in on_air.desk()["muted"]] == ["小雨"]
    on_air.do("/mute", {"viewer_id": viewer.pk, "minutes": None})
    assert Mute.objects.filter(lifted_at__isnull=True).count() == 1
    on_air.do("/unmute", {"viewer_id": viewer.pk})
    assert on_air.desk()["muted"] == []
    assert on_air.send("/unmute", {"viewer_id": viewer.pk})[0] == 409
    assert on_air.send("/mute", {"viewer_id": 10**9})[0] == 404
    Mute.objects.create(
        room=on_air.room, viewer=viewer, at=timezone.now(),
        ends_at=timezone.now() - timedelta(seconds=1),
    )  # fmt: skip
    assert on_air.desk()["muted"] == []


@pytest.mark.parametrize("path", ["/pin", "/announce", "/end", "/offers/1/price"])
def test_a_host_may_only_advance(on_air: Stage, path: str) -> None:
    bodies = {"/pin": {"link_id": 1}, "/announce": {"text": "x"}, "/offers/1/price": {"price": 1}}
    assert on_air.send(path, bodies.get(path), "host")[0] == 403
    assert on_air.send("/segment", role="host")[0] == 200
    assert on_air.send("/segment", role="analyst")[0] == 403
    assert ConsoleAction.objects.exclude(verb__in=["show_start", "segment"]).count() == 0
