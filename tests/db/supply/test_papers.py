"""Holds, transfers, deliveries with lots: every unit is somewhere, and somebody moved it."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.db.supply.depot import NOW, Depot, make_depot

from kaibo.foundation import ledger
from kaibo.foundation.errors import Conflict, InvalidInput, NotFound
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.supply.errors import ExpiredStock, WrongStep
from kaibo.supply.models import Hold

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def depot() -> Depot:
    return make_depot()


def test_a_hold_ends_by_itself_or_by_hand_once(depot: Depot) -> None:
    depot.receive(10)
    first = _hold(depot, 4)
    second = _hold(depot, 3)
    with pytest.raises(ledger.BalanceTooLow):
        _hold(depot, 4)
    assert (depot.free(), depot.at("held")) == (3, 7)
    papers.let_go(depot.keeper, depot.shop.pk, second.pk, NOW)
    with pytest.raises(WrongStep):
        papers.let_go(depot.keeper, depot.shop.pk, second.pk, NOW)
    assert papers.release_expired(NOW) == 0
    assert papers.release_expired(NOW + 2 * HOUR) == 1
    assert papers.release_expired(NOW + 2 * HOUR) == 0
    first.refresh_from_db()
    assert first.state == Hold.State.EXPIRED
    assert (depot.free(), depot.at("held")) == (10, 0)
    assert ledger.verify("stock") == []


def test_what_a_hold_must_say(depot: Depot) -> None:
    depot.receive(10)
    for wrong in (
        papers.HoldDraft(depot.sku, 1, " ", NOW + HOUR),
        papers.HoldDraft(depot.sku, 1, "抖音达人", NOW),
        papers.HoldDraft(depot.sku, 0, "抖音达人", NOW + HOUR),
    ):
        with pytest.raises(InvalidInput):
            papers.hold(depot.keeper, depot.shop.pk, wrong, NOW)
    alien = make_depot()
    with pytest.raises(NotFound):
        _hold(alien, 1, show=depot.show().pk)


def test_a_show_uses_what_was_held_for_it(depot: Depot) -> None:
    """Held units count for their show in the plan and are drawn on first."""
    from kaibo.planning.held import held_for

    depot.receive(10)
    show = depot.show()
    held = _hold(depot, 8, show=show.pk)
    assert held_for(show.pk) == {depot.sku: 8}
    with pytest.raises(ledger.BalanceTooLow):
        supply.release_to_link(depot.link().pk, depot.sku, 3)  # another show's link
    assert supply.release_to_link(depot.link(show).pk, depot.sku, 9) == 9
    held.refresh_from_db()
    assert held.state == Hold.State.USED
    assert (depot.free(), depot.at("held")) == (1, 0)


def test_a_transfer_stands_in_transit_and_tells_its_differences(depot: Depot) -> None:
    target = depot.house("SH", "上海市")
    depot.receive(10)
    order = _transfer(depot, target, 6)
    assert depot.at("transit") == 0
    papers.send_transfer(depot.keeper, depot.shop.pk, order.pk, NOW)
    assert (depot.free(), depot.at("transit")) == (4, 6)
    with pytest.raises(WrongStep):
        papers.send_transfer(depot.keeper, depot.shop.pk, order.pk, NOW)
    with pytest.raises(InvalidInput):
        papers.receive_transfer(depot.keeper, depot.shop.pk, order.pk, {99: 1}, NOW)
    papers.receive_transfer(depot.keeper, depot.shop.pk, order.pk, {depot.sku: 5}, NOW)
    assert (depot.free(target), depot.at("transit"), depot.at("adjust")) == (5, 0, 1)
    assert order.lines.get().received == 5
    assert ledger.verify("stock") == []
    assert ledger.total("stock") == 0


def test_more_may_arrive_than_was_sent_and_drafts_may_be_dropped(depot: Depot) -> None:
    target = depot.house("SH", "上海市")
    depot.receive(10)
    order = _transfer(depot, target, 6)
    papers.send_transfer(depot.keeper, depot.shop.pk, order.pk, NOW)
    papers.receive_transfer(depot.keeper, depot.shop.pk, order.pk, {depot.sku: 7}, NOW)
    assert (depot.free(target), depot.at("adjust")) == (7, -1)
    draft = _transfer(depot, target, 1)
    papers.cancel_transfer(depot.keeper, depot.shop.pk, draft.pk, NOW)
    with pytest.raises(WrongStep):
        papers.send_transfer(depot.keeper, depot.shop.pk, draft.pk, NOW)
    with pytest.raises(ledger.BalanceTooLow):
        papers.send_transfer(depot.keeper, depot.shop.pk, _transfer(depot, target, 99).pk, NOW)


def test_a_delivery_is_taken_in_once(depot: Depot) -> None:
    _deliver(depot, "L1", 30, paper="SN-1")
    with pytest.raises(Conflict):
        _deliver(depot, "L1", 30, paper="SN-1")
    assert depot.free() == 5
    with pytest.raises(InvalidInput):
        _deliver(depot, "OLD", -1)
    with pytest.raises(Conflict):  # the same lot cannot have two dates
        _deliver(depot, "L1", 31)


def test_lots_leave_first_expired_first_and_travel_with_transfers(depot: Depot) -> None:
    target = depot.house("SH", "上海市")
    _deliver(depot, "LATE", 90, units=5)
    _deliver(depot, "SOON", 10, units=5)
    order = _transfer(depot, target, 7)
    papers.send_transfer(depot.keeper, depot.shop.pk, order.pk, NOW)
    papers.receive_transfer(depot.keeper, depot.shop.pk, order.pk, {}, NOW)
    cards = papers.lot_cards(depot.shop.pk, NOW)
    assert [(c.lot_no, c.warehouse_id == target, c.units, c.shelf) for c in cards] == [
        ("SOON", True, 5, "soon"), ("LATE", False, 3, "fine"), ("LATE", True, 2, "fine"),
    ]  # fmt: skip
    assert ledger.verify("lot") == []


def test_expired_lots_are_not_released_and_can_be_written_off(depot: Depot) -> None:
    _deliver(depot, "SOON", 10, units=5)
    depot.receive(5)
    from kaibo.supply.models import Lot

    Lot.objects.update(made_on=None, expires_on=dt.date(2020, 1, 1))
    link = depot.link().pk
    with pytest.raises(ExpiredStock) as refused:
        supply.release_to_link(link, depot.sku, 6)
    assert refused.value.detail["left"] == 5
    lot = Lot.objects.get().pk
    with pytest.raises(ledger.BalanceTooLow):
        papers.write_off(depot.keeper, depot.shop.pk, depot.main, lot, 6, "过期", NOW)
    papers.write_off(depot.keeper, depot.shop.pk, depot.main, lot, 5, "过期", NOW)
    assert (depot.free(), depot.at("adjust")) == (5, 5)
    assert supply.release_to_link(link, depot.sku, 5) == 5
    assert papers.lot_cards(depot.shop.pk, NOW) == []


def test_movements_are_filtered_and_exported(depot: Depot) -> None:
    depot.receive(10)
    _hold(depot, 4)
    supply.release_to_link(depot.link().pk, depot.sku, 2)
    rows = papers.movements(depot.shop.pk, papers.MoveFilter())
    assert [row.reason for row in rows] == ["release", "hold", "receive"]
    only = papers.movements(depot.shop.pk, papers.MoveFilter(reason="hold", sku_id=depot.sku))
    assert [(row.from_place, row.to_place, row.units) for row in only] == [("warehouse", "held", 4)]
    older = papers.movements(depot.shop.pk, papers.MoveFilter(before=rows[0].id), limit=1)
    assert [row.reason for row in older] == ["hold"]
    assert papers.movements(make_depot().shop.pk, papers.MoveFilter()) == []
    table = list(papers.csv_rows(depot.shop.pk, papers.MoveFilter(warehouse_id=depot.main)))
    assert len(table) == 4
    assert "纯棉四件套" in table[1][2]


def _hold(depot: Depot, units: int, show: int | None = None) -> Hold:
    draft = papers.HoldDraft(depot.sku, units, "抖音达人小美", NOW + HOUR, None, show)
    return papers.hold(depot.keeper, depot.shop.pk, draft, NOW)


def _transfer(depot: Depot, target: int, units: int) -> papers.TransferOrder:
    return papers.write_transfer(
        depot.keeper, depot.shop.pk, depot.main, target, {depot.sku: units}, "补货", NOW
    )


def _deliver(depot: Depot, lot: str, days: int, units: int = 5, paper: str = "") -> None:
    day = NOW.date() + dt.timedelta(days=days)
    line = papers.Delivered(depot.sku, units, lot, None, day)
    papers.receive_goods(depot.keeper, depot.shop.pk, None, "新疆棉厂", paper, [line], NOW)
