"""The ledger and the stock book: balances always equal their transfers."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaibo.catalog.models import Product, Sku
from kaibo.foundation import ledger, outbox
from kaibo.foundation.errors import InvalidInput, NotFound
from kaibo.foundation.models import LedgerAccount, OutboxMessage, Shop
from kaibo.supply import facade as supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku() -> Sku:
    shop = Shop.objects.create(slug="yunhe", name="云禾家居")
    product = Product.objects.create(shop=shop, code="P1", name="纯棉四件套")
    return Sku.objects.create(product=product, shop=shop, code="S1", daily_price=19900)


def test_goods_move_from_supplier_to_link(sku: Sku) -> None:
    assert supply.receive(sku.id, 50) == 50
    assert supply.release_to_link(7, sku.id, 20) == 20
    assert supply.return_from_link(7, sku.id, 5) == 15
    assert supply.on_hand([sku.id, 999]) == {sku.id: 35, 999: 0}
    assert ledger.verify("stock") == []
    assert ledger.total("stock") == 0


def test_warehouse_cannot_release_more_than_it_holds(sku: Sku) -> None:
    supply.receive(sku.id, 3)
    with pytest.raises(ledger.BalanceTooLow) as caught:
        supply.release_to_link(7, sku.id, 4)
    assert caught.value.detail == {"left": 3, "asked": 4}
    assert supply.on_hand([sku.id]) == {sku.id: 3}


def test_rehearsal_never_touches_real_stock(sku: Sku) -> None:
    supply.receive(sku.id, 3)
    assert supply.release_to_link(8, sku.id, 100, rehearsal=True) == 100
    assert supply.on_hand([sku.id]) == {sku.id: 3}
    assert ledger.total("stock") == 0


@pytest.mark.parametrize("quantity", [0, -1])
def test_only_positive_quantities_move(sku: Sku, quantity: int) -> None:
    with pytest.raises(InvalidInput):
        supply.receive(sku.id, quantity)


def test_unknown_sku_is_refused() -> None:
    with pytest.raises(NotFound):
        supply.receive(12345, 1)


def test_verify_finds_a_changed_balance(sku: Sku) -> None:
    supply.receive(sku.id, 10)
    LedgerAccount.objects.filter(place="warehouse").update(balance=11)
    (found,) = ledger.verify("stock")
    assert (found.balance, found.moved) == (11, 10)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 50)), max_size=20))
def test_any_moves_keep_the_book_balanced(sku: Sku, moves: list[tuple[int, int, int]]) -> None:
    places = [
        ledger.account("points", 1, f"p{n}", shop_id=sku.shop_id, may_go_negative=n == 0)
        for n in range(4)
    ]
    for debit, credit, amount in moves:
        if debit == credit:
            continue
        before = LedgerAccount.objects.get(id=places[debit].id).balance
        if debit and before < amount:
            with pytest.raises(ledger.BalanceTooLow):
                ledger.transfer(places[debit], places[credit], amount, "test")
        else:
            ledger.transfer(places[debit], places[credit], amount, "test")
    assert ledger.verify("points") == []
    assert ledger.total("points") == 0


def test_outbox_takes_known_facts_once() -> None:
    made = outbox.publish("pin", {"shop": 1, "link": 3})
    outbox.publish("pin", {"shop": 1, "link": 3}, event_id=made)
    row = OutboxMessage.objects.get()
    assert row.body["link"] == 3
    assert row.body["at_ms"] > 0


@pytest.mark.parametrize(
    ("kind", "body"),
    [("nonsense", {}), ("pin", {"lnk": 3}), ("order", {"lines": [{"price": 1}]})],
)
def test_outbox_refuses_what_the_log_does_not_know(kind: str, body: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"log|lines"):
        outbox.publish(kind, body)
