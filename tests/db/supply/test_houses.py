"""Several warehouses: where units are drawn from, where they go home, and the safety buffer."""

from __future__ import annotations

import pytest
from tests.db.supply.depot import NOW, Depot, make_depot

from kaibo.foundation import ledger
from kaibo.foundation.errors import Conflict, InvalidInput, NotAllowed, NotFound
from kaibo.foundation.models import AuditEntry
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.supply.errors import BufferKept
from kaibo.supply.models import Allocation, Warehouse

pytestmark = pytest.mark.django_db


@pytest.fixture
def depot() -> Depot:
    return make_depot()


def test_a_shop_has_a_main_warehouse_by_itself(depot: Depot) -> None:
    depot.receive(5)
    assert [one.is_main for one in papers.houses(depot.shop.pk)] == [True]
    assert depot.free(depot.main) == 5
    with pytest.raises(Conflict):
        papers.save_warehouse(
            depot.staff["admin"], depot.shop.pk,
            papers.WarehouseDraft("MAIN", "主仓", is_active=False), depot.main,
        )  # fmt: skip


def test_who_may_open_a_warehouse_and_what_is_refused(depot: Depot) -> None:
    draft = papers.WarehouseDraft("HZ", "杭州仓", "浙江省")
    with pytest.raises(NotAllowed):
        papers.save_warehouse(depot.keeper, depot.shop.pk, draft)
    admin = depot.staff["admin"]
    made = papers.save_warehouse(admin, depot.shop.pk, draft)
    assert AuditEntry.objects.get(action="supply.save_warehouse").subject == f"warehouse:{made.pk}"
    with pytest.raises(Conflict):
        papers.save_warehouse(admin, depot.shop.pk, draft)
    for bad in (
        papers.WarehouseDraft("杭州", "杭州仓"),
        papers.WarehouseDraft("HZ2", " "),
        papers.WarehouseDraft("HZ2", "杭州仓", "市场部"),
    ):
        with pytest.raises(InvalidInput):
            papers.save_warehouse(admin, depot.shop.pk, bad)
    other = make_depot()
    with pytest.raises(NotFound):
        papers.save_warehouse(other.staff["admin"], other.shop.pk, draft, made.pk)


def test_release_draws_by_priority_and_unsold_goes_where_it_lay(depot: Depot) -> None:
    near = depot.house("NEAR", priority=1)
    depot.receive(6, near)
    depot.receive(10)
    link = depot.link().pk
    supply.release_to_link(link, depot.sku, 9)
    assert (depot.free(near), depot.free(depot.main)) == (0, 7)
    assert Allocation.objects.get().units == 6
    assert supply.return_from_link(link, depot.sku, 2) == 7
    assert (depot.free(near), depot.free(depot.main)) == (2, 7)
    supply.return_unsold([(link, depot.sku)])
    assert (depot.free(near), depot.free(depot.main)) == (6, 10)
    assert Allocation.objects.get().units == 0
    assert supply.reconcile(depot.shop.pk) == []


def test_each_strategy_draws_as_it_says(depot: Depot) -> None:
    big = depot.house("BIG", priority=200)
    depot.receive(20, big)
    depot.receive(10)
    link = depot.link().pk
    supply.release_to_link(link, depot.sku, 2)
    assert depot.free(depot.main) == 8  # priority: the main house comes first
    _choose(depot, "most_stock")
    supply.release_to_link(link, depot.sku, 2)
    assert depot.free(big) == 18
    _choose(depot, "fewest_parcels")
    supply.release_to_link(link, depot.sku, 12)
    assert (depot.free(big), depot.free(depot.main)) == (6, 8)


def test_an_inactive_house_is_not_drawn_on(depot: Depot) -> None:
    shut = depot.house("SHUT", priority=1)
    depot.receive(6, shut)
    depot.receive(1)
    Warehouse.objects.filter(pk=shut).update(is_active=False)
    with pytest.raises(ledger.BalanceTooLow):
        supply.release_to_link(depot.link().pk, depot.sku, 2)
    with pytest.raises(NotFound):
        supply.receive(depot.sku, 1, None, shut)


def test_the_buffer_is_kept_from_people_until_a_manager_lifts_it(depot: Depot) -> None:
    depot.receive(100)
    link = depot.link()
    wish = [supply.Release(link.pk, depot.sku, 95)]
    with pytest.raises(BufferKept) as refused:
        supply.release_all(wish, actor=depot.keeper)
    assert refused.value.detail["left"] == 90
    assert "最多可放 90 件" in refused.value.message
    supply.release_all([supply.Release(link.pk, depot.sku, 60)], actor=depot.keeper)
    with pytest.raises(BufferKept) as refused:  # two steps keep as much as one
        supply.release_all([supply.Release(link.pk, depot.sku, 31)], actor=depot.keeper)
    assert refused.value.detail["left"] == 30
    lift = (depot.shop.pk, link.show_id, depot.sku)
    with pytest.raises(NotAllowed):
        papers.lift_buffer(depot.keeper, *lift, "赠品多备", NOW)
    with pytest.raises(InvalidInput):
        papers.lift_buffer(depot.staff["brand_manager"], *lift, " ", NOW)
    papers.lift_buffer(depot.staff["brand_manager"], *lift, "赠品多备", NOW)
    supply.release_all([supply.Release(link.pk, depot.sku, 40)], actor=depot.keeper)
    assert depot.free() == 0
    entry = AuditEntry.objects.get(action="supply.lift_buffer")
    assert entry.detail["reason"] == "赠品多备"


def test_a_sku_may_have_a_buffer_of_its_own(depot: Depot) -> None:
    depot.receive(100)
    papers.save_policy(depot.keeper, depot.shop.pk, depot.sku, papers.Policy(0, None, 50))
    with pytest.raises(BufferKept) as refused:
        supply.release_all([supply.Release(depot.link().pk, depot.sku, 51)], actor=depot.keeper)
    assert refused.value.detail["left"] == 50
    with pytest.raises(InvalidInput):
        papers.save_policy(depot.keeper, depot.shop.pk, depot.sku, papers.Policy(10, 9))


def test_the_old_single_warehouse_moves_into_the_main_one(depot: Depot) -> None:
    """What migration 0002 does to a shop that had one warehouse without a name."""
    from importlib import import_module

    from django.db import connection

    moving = import_module("kaibo.supply.migrations.0002_main_warehouse")
    ledger.account("stock", depot.sku, "warehouse", shop_id=depot.shop.pk)
    with connection.cursor() as cursor:
        cursor.execute(moving.OPEN)
        cursor.execute(moving.MOVE_IN)
    (row,) = Warehouse.objects.filter(shop=depot.shop)
    assert row.is_main
    depot.receive(3)
    assert depot.free(row.pk) == depot.free() == 3


def _choose(depot: Depot, strategy: str) -> None:
    choices = papers.StockChoices(strategy, "nearest", 10, 30)
    papers.save_settings(depot.staff["admin"], depot.shop.pk, choices)
