"""Stock takes: compared with the moment of counting, posted by a second person."""

from __future__ import annotations

import pytest
from tests.db.supply.depot import NOW, Depot, make_depot

from kaibo.foundation import ledger
from kaibo.foundation.errors import InvalidInput, NotAllowed
from kaibo.foundation.models import AuditEntry, LedgerTransfer
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.supply.errors import WrongStep

pytestmark = pytest.mark.django_db


@pytest.fixture
def depot() -> Depot:
    return make_depot(skus=2)


def test_differences_are_posted_by_somebody_else(depot: Depot) -> None:
    depot.receive(10)
    depot.receive(10, sku=depot.skus[1].pk)
    take = papers.open_take(depot.keeper, depot.shop.pk, None, "月末", NOW)
    papers.count(depot.keeper, depot.shop.pk, take.pk, {depot.sku: 8, depot.skus[1].pk: 11}, NOW)
    with pytest.raises(WrongStep):
        _post(depot, take.pk)
    papers.submit_take(depot.keeper, depot.shop.pk, take.pk, NOW)
    with pytest.raises(NotAllowed):
        papers.post_take(depot.keeper, depot.shop.pk, take.pk, "破损", NOW)
    with pytest.raises(InvalidInput):
        papers.post_take(depot.staff["operator"], depot.shop.pk, take.pk, "", NOW)
    _post(depot, take.pk)
    assert (depot.free(), depot.free(sku=depot.skus[1].pk)) == (8, 11)
    assert depot.at("adjust") == 2
    assert LedgerTransfer.objects.filter(reason="stock_take").count() == 2
    entry = AuditEntry.objects.get(action="supply.post_take")
    assert entry.detail["reason"] == "破损"
    assert ledger.total("stock") == 0
    with pytest.raises(WrongStep):
        _post(depot, take.pk)


def test_sales_between_counting_and_posting_change_nothing(depot: Depot) -> None:
    """40 lie there, one of them lost; 10 go on sale while the count waits for its second person."""
    depot.receive(40)
    link = depot.link().pk
    supply.release_to_link(link, depot.sku, 5)
    take = papers.open_take(depot.keeper, depot.shop.pk, None, "", NOW)
    (line,) = papers.count(depot.keeper, depot.shop.pk, take.pk, {depot.sku: 39}, NOW)
    assert line.expected == 40  # units on links still lie in the house
    supply.release_to_link(link, depot.sku, 10)
    papers.submit_take(depot.keeper, depot.shop.pk, take.pk, NOW)
    _post(depot, take.pk)
    assert depot.free() == 24


def test_scans_add_up_and_a_recount_replaces(depot: Depot) -> None:
    depot.receive(4)
    take = papers.open_take(depot.keeper, depot.shop.pk, None, "", NOW)
    for _scan in range(3):
        papers.count(depot.keeper, depot.shop.pk, take.pk, {depot.sku: 1}, NOW, adds=True)
    assert take.lines.get().counted == 3
    papers.count(depot.keeper, depot.shop.pk, take.pk, {depot.sku: 9}, NOW)
    assert take.lines.get().counted == 9


def test_units_on_sale_cannot_be_written_off(depot: Depot) -> None:
    depot.receive(10)
    supply.release_to_link(depot.link().pk, depot.sku, 9)
    take = papers.open_take(depot.keeper, depot.shop.pk, None, "", NOW)
    papers.count(depot.keeper, depot.shop.pk, take.pk, {depot.sku: 5}, NOW)
    papers.submit_take(depot.keeper, depot.shop.pk, take.pk, NOW)
    with pytest.raises(ledger.BalanceTooLow) as refused:
        _post(depot, take.pk)
    assert "盘亏 5 件" in refused.value.message
    assert depot.free() == 1
    papers.cancel_take(depot.keeper, depot.shop.pk, take.pk, NOW)
    with pytest.raises(WrongStep):
        papers.count(depot.keeper, depot.shop.pk, take.pk, {depot.sku: 5}, NOW)


def _post(depot: Depot, take: int) -> None:
    papers.post_take(depot.staff["operator"], depot.shop.pk, take, "破损", NOW)
