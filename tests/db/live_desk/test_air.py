"""Go live through the gate and end: plan, stock, offers and room move together or not at all."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests.db.live_desk.stage import Stage
from tests.db.planning.world import NOW, make_world

from kaibo.foundation import audit, ledger
from kaibo.foundation.models import AuditEntry, OutboxMessage
from kaibo.liveroom.models import ConsoleAction, Room, SegmentRun
from kaibo.planning import facade as planning
from kaibo.planning.models import Show
from kaibo.selling import offer_facade
from kaibo.selling.models import Offer, OfferSnapshot
from kaibo.supply.facade import on_hand


def test_show_starts_with_offers_stock_event_audit_and_fact(on_air: Stage) -> None:
    state = on_air.state()
    assert (state.is_on_air, state.show_id) == (True, on_air.show)
    offers = [offer for link in state.links for offer in link.offers]
    assert [(o.left, o.released, o.is_listed) for o in offers] == [(50, 50, True)] * 2
    assert set(on_hand([o.sku_id for o in offers]).values()) == {50}
    assert Show.objects.get(pk=on_air.show).phase == "on_air"
    assert [e.event.__struct_config__.tag for e in on_air.events()] == ["show_started"]
    fact = OutboxMessage.objects.get(kind="show_start").body
    assert (fact["show"], fact["room"], fact["rehearsal"]) == (on_air.show, state.room_id, False)
    assert AuditEntry.objects.filter(action="console.show_start").count() == 1
    assert ConsoleAction.objects.get().verb == "show_start"
    assert audit.verify_chain(on_air.world.shop.pk) == []
    snapshot = OfferSnapshot.objects.get(pk=on_air.offer().snapshot_id).body
    assert (snapshot["product"], snapshot["normal_price"]) == ("纯棉四件套", 19900)


@pytest.mark.capability("PLAN-10")
def test_gate_blocks_the_start_and_names_every_reason(stage: Stage) -> None:
    checks = planning.checklist(stage.show)
    planning.unsign_check(stage.show, checks[0].id, stage.world.staff["host"], NOW)
    Room.objects.filter(slug=stage.slug).update(stream_state="down")
    status, problem = stage.send("/start", {"show_id": stage.show})
    assert (status, problem["code"]) == (409, "gate_closed")
    assert {"check_unsigned", "stream_up"} <= {reason["code"] for reason in problem["reasons"]}
    assert "推流" in problem["detail"]
    assert not Offer.objects.exists()
    assert not stage.state().is_on_air
    candidate = stage.desk()["candidates"][0]
    assert {"check_unsigned", "stream_up"} <= {reason["code"] for reason in candidate["reasons"]}


def test_a_room_runs_one_show_at_a_time(on_air: Stage) -> None:
    status, problem = on_air.send("/start", {"show_id": on_air.show})
    assert status == 409
    assert problem["code"] in ("gate_closed", "room_taken")
    assert Offer.objects.count() == 2


def test_end_returns_stock_unlists_and_opens_the_review(on_air: Stage) -> None:
    on_air.do("/segment")
    on_air.do("/pin", {"link_id": on_air.offer().link_id})
    on_air.do(
        f"/offers/{on_air.offer().pk}/flash", {"action": "start", "price": 16900, "seconds": 600}
    )
    on_air.do("/end")
    state = on_air.state()
    assert (state.is_on_air, state.segment, state.pinned_link_id) == (False, None, None)
    offers = [offer for link in state.links for offer in link.offers]
    assert [(o.left, o.is_listed, o.flash_price) for o in offers] == [(0, False, None)] * 2
    assert set(on_hand([o.sku_id for o in offers]).values()) == {100}
    assert ledger.verify("stock") == []
    assert not SegmentRun.objects.filter(ended_at__isnull=True).exists()
    assert Show.objects.get(pk=on_air.show).phase == "review"
    assert OutboxMessage.objects.filter(kind="show_end").count() == 1
    status, problem = on_air.send("/pin", {"link_id": on_air.offer().link_id})
    assert (status, problem["code"]) == (409, "not_on_air")


def test_units_of_an_expired_order_come_home_after_the_end(on_air: Stage) -> None:
    offer = on_air.offer()
    stock, reserved = offer.stock_account, offer.reserved_account
    ledger.transfer(stock, reserved, 4, "order")
    on_air.do("/end")
    ledger.transfer(reserved, stock, 4, "expire")
    assert offer_facade.return_all_leftovers(timezone.now()) == 4
    assert offer_facade.return_all_leftovers(timezone.now()) == 0
    assert on_hand([offer.sku_id])[offer.sku_id] == 100


def test_a_rehearsal_never_touches_real_stock(stage: Stage) -> None:
    Show.objects.filter(pk=stage.show).update(is_rehearsal=True)
    stage.go_live()
    assert stage.state().is_rehearsal
    assert set(on_hand([stage.offer(1).sku_id, stage.offer(2).sku_id]).values()) == {100}
    assert OutboxMessage.objects.get(kind="show_start").body["rehearsal"] is True
    stage.do("/end")
    assert ledger.verify("stock") == []


@pytest.mark.parametrize("role", ["host", "analyst"])
def test_only_the_desk_starts_and_ends(stage: Stage, role: str) -> None:
    assert stage.send("/start", {"show_id": stage.show}, role)[0] == 403
    stage.go_live()
    assert stage.send("/end", role=role)[0] == 403


def test_a_show_of_another_shop_is_not_found(stage: Stage) -> None:

    other = make_world("other").show()
    assert stage.send("/start", {"show_id": other})[0] == 404
