"""A bundle goes on sale on its components' stock and leaves nothing behind."""

from __future__ import annotations

import pytest
from tests.db.live_desk.stage import Stage, make_stage

from kaibo.catalog.models import BundleComponent, Sku
from kaibo.foundation import ledger
from kaibo.selling.models import OfferPart
from kaibo.supply import facade as supply


@pytest.fixture
def stage(db: None) -> Stage:
    """The second link's SKU is two of the first link's and three of one no link sells."""
    made = make_stage()
    first, second = Sku.objects.filter(code__in=["P1-1", "P2-1"]).order_by("code")
    extra = Sku.objects.create(
        product=first.product, shop=first.shop, code="EXTRA", daily_price=9900
    )
    supply.receive(extra.pk, 400)
    BundleComponent.objects.create(bundle=second, component=first, quantity=2)
    BundleComponent.objects.create(bundle=second, component=extra, quantity=3)
    return made


@pytest.mark.capability("PROM-07")
def test_a_bundle_shares_the_stock_of_a_link_and_brings_its_own(stage: Stage) -> None:
    stage.go_live()
    single, bundle = stage.offer(1), stage.offer(2)
    parts = {part.units: part for part in OfferPart.objects.filter(offer=bundle)}
    assert parts[2].stock_account_id == single.stock_account_id
    assert parts[2].reserved_account_id == single.reserved_account_id
    assert parts[3].stock_account.place_id == bundle.link_id
    assert parts[3].stock_account.balance == 3 * bundle.released == 150
    assert bundle.stock_account.balance == 0
    cards = {card.offer_id: card for link in stage.state().links for card in link.offers}
    assert (cards[single.pk].left, cards[bundle.pk].left) == (50, 25)


def test_what_a_bundle_brought_goes_home_at_the_end(stage: Stage) -> None:
    stage.go_live()
    single, bundle = stage.offer(1), stage.offer(2)
    stage.do("/end")
    extra = Sku.objects.get(code="EXTRA").pk
    assert supply.on_hand([single.sku_id, extra]) == {single.sku_id: 100, extra: 400}
    assert [stage.offer(n).released for n in (1, 2)] == [0, 0]
    assert ledger.verify("stock") == []
    assert not OfferPart.objects.filter(offer=bundle, stock_account__balance__gt=0).exists()


def test_stock_put_on_a_bundle_is_that_of_the_components_only_it_sells(stage: Stage) -> None:
    stage.go_live()
    bundle = stage.offer(2)
    own = OfferPart.objects.get(offer=bundle, units=3)
    stage.do(f"/offers/{bundle.pk}/stock", {"delta": 5})
    own.stock_account.refresh_from_db()
    bundle = stage.offer(2)
    assert (own.stock_account.balance, bundle.released) == (165, 55)
    assert bundle.stock_account.balance == 0  # nothing is stranded where nobody sells it
    stage.do("/end")
    assert supply.on_hand([own.sku_id]) == {own.sku_id: 400}
    assert ledger.verify("stock") == []


def test_a_bundle_of_other_links_goods_says_where_its_stock_is_changed(stage: Stage) -> None:
    BundleComponent.objects.filter(component__code="EXTRA").delete()
    stage.go_live()
    status, answer = stage.send(f"/offers/{stage.offer(2).pk}/stock", {"delta": 5}, "operator")
    assert status == 422, answer
    assert "套装" in str(answer)
