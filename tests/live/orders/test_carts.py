"""Coupons, carts, bundles and several writers on the order path, through the real process."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from tests.factories.order_writer import OrderWriter, running
from tests.factories.selling import PRICE, Stage, buyers, stage

from kaibo.foundation import ledger
from kaibo.foundation.models import LedgerAccount, LedgerTransfer
from kaibo.members.models import Address, Viewer
from kaibo.promotions.models import Campaign, CouponClaim
from kaibo.selling import stock
from kaibo.selling.contracts import BUY_CODES, BuyRequest, BuyResult, OrderPlan, PlanLine
from kaibo.selling.models import Offer, OfferPart, Order, OrderLine, PurchaseCount, Quote
from kaibo.selling.ordering import place_order
from kaibo.supply import facade as supply

pytestmark = pytest.mark.django_db(transaction=True)


def _coupon(scene: Stage, buyer: Viewer, off: int = 500, held: int = 1) -> CouponClaim:
    """A claimed coupon of the shop; ``held`` units stand in the ledger."""
    now = dt.datetime.now(dt.UTC)
    campaign = Campaign.objects.create(
        shop=scene.shop, kind="amount_coupon", name="满减券", state="running",
        starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=1),
        scope={"all": True}, terms={"off_amount": off, "threshold": PRICE}, quantity=held,
    )  # fmt: skip
    shop_id = scene.shop.pk
    source = ledger.account("coupon", campaign.pk, "stock", shop_id=shop_id, may_go_negative=True)
    target = ledger.account("coupon", campaign.pk, "held", shop_id=shop_id)
    ledger.account("coupon", campaign.pk, "used", shop_id=shop_id)
    ledger.transfer(source, target, held, "claim")
    return CouponClaim.objects.create(
        campaign=campaign, buyer=buyer, claimed_at=now, expires_at=now + dt.timedelta(hours=1)
    )


def test_a_coupon_of_another_shop_is_worth_nothing_here(order_writer: OrderWriter) -> None:
    here, elsewhere, (buyer,) = stage(stock=9), stage(stock=9), buyers(1)
    claim = _coupon(elsewhere, buyer)
    wish = here.request(buyer, ref=1, coupon_claim_id=claim.pk, pay=PRICE - 500)
    assert place_order(wish, order_writer.socket).code == "coupon_unfit"
    claim.refresh_from_db()
    assert (claim.order_id, here.left) == (None, 9)


def test_a_tariff_that_begins_is_not_passed_by_a_direct_buy(order_writer: OrderWriter) -> None:
    scene, (buyer,) = stage(stock=9), buyers(1)
    assert place_order(scene.request(buyer, 1), order_writer.socket).code == ""
    now = dt.datetime.now(dt.UTC)
    Campaign.objects.create(
        shop=scene.shop, kind="shipping_fee", name="运费", state="running", scope={"all": True},
        starts_at=now - dt.timedelta(hours=1), ends_at=now + dt.timedelta(hours=1),
        terms={"zones": [{"first_fee": 800}]},
    )  # fmt: skip
    assert place_order(scene.request(buyer, 2), order_writer.socket).code == "needs_quote"
    assert scene.left == 8


def test_a_coupon_is_spent_once_and_only_by_its_holder(order_writer: OrderWriter) -> None:
    scene, (buyer, other) = stage(stock=9), buyers(2)
    claim, client = _coupon(scene, buyer), order_writer.connect()

    def ask(who: Viewer, pay: int, ref: int) -> BuyResult:
        wish = scene.request(who, ref=ref, coupon_claim_id=claim.pk, pay=pay)
        return client.buy([wish])[ref]

    assert ask(other, PRICE - 500, 1).code == "coupon_gone"
    wrong = ask(buyer, PRICE, 2)
    assert (wrong.code, wrong.amount) == ("price_changed", PRICE - 500)
    good = ask(buyer, PRICE - 500, 3)
    assert (good.code, good.amount) == ("", PRICE - 500)
    assert ask(buyer, PRICE - 500, 4).code == "coupon_gone"
    line = OrderLine.objects.get(order_id=good.order_id)
    assert (line.amount, line.discount) == (PRICE, 500)
    claim.refresh_from_db()
    assert claim.order_id == good.order_id
    move = LedgerTransfer.objects.get(reason="coupon")
    assert (move.ref_id, move.amount) == (good.order_id, 1)
    assert [m.id for m in stock.purses_of([good.order_id or 0])] == [move.id]
    assert ledger.verify("coupon") == []


def test_a_cart_is_placed_from_its_quote_with_a_gift(order_writer: OrderWriter) -> None:
    scene, (buyer,) = stage(stock=5, limit=3), buyers(1)
    gift = _second_offer(scene, units=1)
    quote = _quoted(scene, buyer, gift)
    wish = scene.request(buyer, 1, offer_id=0, quantity=0, price=0, quote_id=quote.pk, pay=20000)
    assert place_order(wish, order_writer.socket).code == "price_changed"
    wish = msgspec.structs.replace(wish, pay=quote.pay_amount)
    made = place_order(wish, order_writer.socket)
    assert (made.code, made.amount) == ("", quote.pay_amount)
    lines = list(OrderLine.objects.filter(order_id=made.order_id).order_by("id"))
    assert [(line.offer_id, line.quantity, line.is_gift) for line in lines] == [
        (scene.offer.id, 2, False), (gift.id, 1, True),
    ]  # fmt: skip
    assert [line.id % 64 for line in lines] == [0, 1]
    assert PurchaseCount.objects.get(buyer_id=buyer.id).quantity == 2  # the gift does not count
    quote.refresh_from_db()
    assert quote.order_id == made.order_id
    assert place_order(wish, order_writer.socket).is_repeat
    again = msgspec.structs.replace(wish, key=b"another key 0001")
    assert place_order(again, order_writer.socket).code == "quote_expired"
    assert ledger.verify("stock") == []


def test_a_claimed_coupon_outlives_the_end_of_its_campaign(order_writer: OrderWriter) -> None:
    scene, (buyer,) = stage(stock=9), buyers(1)
    claims = [_coupon(scene, buyer) for _ in range(3)]
    ended, over, paused = (claim.campaign for claim in claims)
    Campaign.objects.filter(pk=ended.pk).update(state="ended")
    past = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1)
    Campaign.objects.filter(pk=over.pk).update(ends_at=past, valid_hours=2)
    Campaign.objects.filter(pk=paused.pk).update(state="paused")
    wishes = [
        scene.request(buyer, ref=n, coupon_claim_id=claim.pk, pay=PRICE - 500)
        for n, claim in enumerate(claims)
    ]
    codes = [place_order(wish, order_writer.socket).code for wish in wishes]
    assert codes == ["", "", "promotion_over"]


def test_goods_without_return_need_the_tick_that_a_quote_keeps(order_writer: OrderWriter) -> None:
    scene, (buyer,) = stage(stock=5), buyers(1)
    product = scene.sku.product
    product.return_exempt_reason = "消费者定作的商品"
    product.save()
    refused = place_order(scene.request(buyer, 1), order_writer.socket)
    assert (refused.code, refused.order_id) == ("needs_consent", None)
    assert "勾选" in BUY_CODES[refused.code]
    quote = _quoted(scene, buyer, _second_offer(scene, units=1))
    wish = scene.request(
        buyer, 2, offer_id=0, quantity=0, price=0, quote_id=quote.pk, pay=quote.pay_amount
    )
    assert place_order(wish, order_writer.socket).code == ""
    product.return_exempt_reason = ""
    product.save()
    assert place_order(scene.request(buyer, 3), order_writer.socket).code == ""


def test_a_quote_goes_where_its_shipping_was_priced_for(order_writer: OrderWriter) -> None:
    scene, (buyer, other) = stage(stock=5), buyers(2)
    home = Address.objects.get(viewer=buyer)
    far = Address.objects.create(
        viewer=buyer, name_cipher=home.name_cipher, phone_cipher=home.phone_cipher,
        street_cipher=home.street_cipher, province="西藏自治区", city="拉萨市", district="城关区",
    )  # fmt: skip
    foreign = Address.objects.get(viewer=other)
    gift = _second_offer(scene, units=3)

    def ask(priced_for: Address, named: Address | None) -> BuyResult:
        quote = _quoted(scene, buyer, gift)
        quote.address_id = priced_for.pk
        quote.save()
        wish = scene.request(
            buyer, 1, offer_id=0, quantity=0, price=0, quote_id=quote.pk, pay=quote.pay_amount,
            address_id=named.pk if named else None,
        )  # fmt: skip
        return place_order(wish, order_writer.socket)

    for named in (far, None):
        made = ask(home, named)
        assert Order.objects.get(id=made.order_id).address_id == home.pk
    assert ask(foreign, home).code == "bad_address"


def test_a_bundle_and_its_component_never_oversell_each_other(order_writer: OrderWriter) -> None:
    scene, people = stage(stock=40), buyers(60)
    bundle = _bundle(scene, units=3)
    client = order_writer.connect()
    wishes = [
        scene.request(buyer, n, **({"offer_id": bundle.id} if n % 2 else {}))
        for n, buyer in enumerate(people)
    ]
    answers = client.buy(wishes)
    sold = Counter(wishes[ref].offer_id for ref, one in answers.items() if not one.code)
    assert sold[scene.offer.id] + 3 * sold[bundle.id] == 40
    assert {one.code for one in answers.values()} == {"", "sold_out"}
    assert (scene.left, scene.reserved) == (0, 40)
    moves = LedgerTransfer.objects.filter(reason="order", amount=3)
    assert moves.count() == sold[bundle.id]
    assert ledger.verify("stock") == []


def test_a_buy_tells_what_is_left_of_every_offer_on_that_stock(order_writer: OrderWriter) -> None:
    scene, (buyer,) = stage(stock=10), buyers(1)
    bundle, watcher = _bundle(scene, units=3), order_writer.connect()
    order_writer.connect().buy([scene.request(buyer, quantity=2)])
    heard = watcher.receive()
    assert heard.left == {scene.room.id: {scene.offer.id: 8, bundle.id: 2}}


def test_two_writers_sell_one_stock_and_hold_one_limit(
    order_writer: OrderWriter, tmp_path: Path
) -> None:
    scene, people = stage(stock=60, limit=2), buyers(50)
    for second in running(tmp_path / "second"):
        answers: list[BuyResult] = []
        wishes = [scene.request(b, n) for n, b in enumerate(people * 4)]
        sides = [
            threading.Thread(target=_rush, args=(writer, wishes[side::2], answers))
            for side, writer in enumerate((order_writer, second))
        ]
        for side in sides:
            side.start()
        for side in sides:
            side.join()
    codes = Counter(one.code for one in answers)
    assert codes[""] == 60 == Order.objects.count()
    assert set(codes) <= {"", "sold_out", "limit_reached"}
    assert max(PurchaseCount.objects.values_list("quantity", flat=True)) <= 2
    per_buyer = Counter(Order.objects.values_list("buyer_id", flat=True))
    assert max(per_buyer.values()) <= 2
    assert (scene.left, scene.reserved) == (0, 60)
    assert ledger.verify("stock") == []


def _rush(writer: OrderWriter, wishes: list[BuyRequest], answers: list[BuyResult]) -> None:
    client = writer.connect()
    for start in range(0, len(wishes), 20):
        answers.extend(client.buy(wishes[start : start + 20]).values())


def _second_offer(scene: Stage, units: int) -> Offer:
    """Another SKU of the same link with stock of its own."""
    sku = type(scene.sku).objects.create(
        product=scene.sku.product, shop=scene.shop, code=f"G-{scene.sku.code}", daily_price=100
    )
    accounts = supply.link_accounts(scene.offer.link_id, sku.pk)
    supply.receive(sku.pk, units)
    supply.release_to_link(scene.offer.link_id, sku.pk, units)
    return Offer.objects.create(
        shop=scene.shop, show=scene.show, link_id=scene.offer.link_id, sku=sku, is_listed=True,
        stock_account_id=accounts.stock_id, reserved_account_id=accounts.reserved_id,
        normal_price=5000, per_user_limit=3, released=units, snapshot=scene.offer.snapshot,
    )  # fmt: skip


def _bundle(scene: Stage, units: int) -> Offer:
    """An offer whose one unit takes ``units`` of the stage's SKU from the stage's link."""
    sku = type(scene.sku).objects.create(
        product=scene.sku.product, shop=scene.shop, code=f"B-{scene.sku.code}", daily_price=100
    )
    accounts = supply.link_accounts(scene.offer.link_id, sku.pk)
    bundle = Offer.objects.create(
        shop=scene.shop, show=scene.show, link_id=scene.offer.link_id, sku=sku, is_listed=True,
        stock_account_id=accounts.stock_id, reserved_account_id=accounts.reserved_id,
        normal_price=PRICE, released=0, snapshot=scene.offer.snapshot,
    )  # fmt: skip
    OfferPart.objects.create(
        offer=bundle, sku=scene.sku, units=units, stock_account_id=scene.offer.stock_account_id,
        reserved_account_id=scene.offer.reserved_account_id,
    )  # fmt: skip
    assert LedgerAccount.objects.get(id=accounts.stock_id).balance == 0
    return bundle


def _quoted(scene: Stage, buyer: Viewer, gift: Offer) -> Quote:
    pay = 2 * PRICE - 1000
    plan = OrderPlan(
        lines=[
            PlanLine(offer_id=scene.offer.id, quantity=2, unit_price=PRICE, discount=1000),
            PlanLine(offer_id=gift.id, quantity=1, unit_price=0, is_gift=True),
        ],
        goods_amount=2 * PRICE, discount_amount=1000, pay_amount=pay,
    )  # fmt: skip
    now = dt.datetime.now(dt.UTC)
    return Quote.objects.create(
        shop=scene.shop, show=scene.show, room_id=scene.room.id, buyer=buyer,
        plan=msgspec.to_builtins(plan, str_keys=True), pay_amount=pay, made_at=now,
        expires_at=now + dt.timedelta(minutes=10),
    )  # fmt: skip
