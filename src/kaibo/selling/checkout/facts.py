"""What the engine and the cart look at: offers as they stand, and what the buyer did before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.apps import apps

from kaibo.foundation.clock import to_ms
from kaibo.promotions import facade as promotions
from kaibo.promotions.contracts import BuyerFacts, Cart, CartLine, Promotion
from kaibo.selling import hot
from kaibo.selling.actions.offer_step import raw
from kaibo.selling.checkout.contracts import OfferFact, Wanted, Wish
from kaibo.selling.contracts import CAMPAIGN, LINK
from kaibo.selling.models import Offer, Order, PurchaseCount

Tree = Mapping[int, int | None]


def offer_facts(offer_ids: Iterable[int], buyer_id: int, now: dt.datetime) -> dict[int, OfferFact]:
    """The offers that exist among ``offer_ids``; five queries whatever their number."""
    rows = list(
        Offer.objects.filter(pk__in=list(offer_ids)).select_related("link__product", "sku", "shop")
    )
    cards = {
        card.offer_id: card for card in hot.offer_cards(raw(), [r.pk for r in rows], to_ms(now))
    }
    held = _counted(LINK, buyer_id, (row.link_id for row in rows))
    tree = _tree({row.shop_id for row in rows})
    return {
        row.pk: _fact(row, cards[row.pk].price, cards[row.pk].left, held.get(row.link_id, 0), tree)
        for row in rows
    }


def buyer_facts(
    buyer_id: int, shop_id: int, live: Iterable[Promotion], now: dt.datetime
) -> BuyerFacts:
    """What promotions may look at of this buyer."""
    uses = _counted(CAMPAIGN, buyer_id, (promotion.id for promotion in live))
    is_new = is_newcomer(buyer_id, shop_id)
    return promotions.buyer_facts(buyer_id, shop_id, now, is_newcomer=is_new, uses=uses)


def is_newcomer(buyer_id: int, shop_id: int) -> bool:
    """No paid order in this shop yet."""
    paid = Order.objects.filter(
        buyer_id=buyer_id, shop_id=shop_id, paid_at__isnull=False, is_rehearsal=False
    )
    return not paid.exists()


def cart_of(
    wish: Wish, facts: Mapping[int, OfferFact], lines: Iterable[Wanted], province: str | None,
    shop_id: int, show_id: int | None, live: Iterable[Promotion], now: dt.datetime,
) -> Cart:  # fmt: skip
    """The engine's cart of the lines that can be bought."""
    return Cart(
        shop_id=shop_id,
        lines=tuple(_line(facts[line.offer_id], line.quantity) for line in lines),
        show_id=show_id,
        province=province,
        coupon_claim_ids=wish.coupon_claim_ids,
        points_wanted=wish.points,
        credit_wanted=wish.credit,
        redpacket_wanted=wish.redpacket,
        gifts_left=_gifts_left(live, now),
    )


def _gifts_left(live: Iterable[Promotion], now: dt.datetime) -> dict[int, int]:
    """Units left of every offer that could be given."""
    items = [item for one in live if one.kind == "gift" for item in getattr(one.terms, "items", ())]
    ids = sorted({item.offer_id for item in items})
    if not ids:
        return {}
    left = {card.offer_id: card.left for card in hot.offer_cards(raw(), ids, to_ms(now))}
    return {offer_id: left.get(offer_id, 0) for offer_id in ids}


def _line(fact: OfferFact, quantity: int) -> CartLine:
    return CartLine(
        offer_id=fact.offer_id, sku_id=fact.sku_id, product_id=fact.product_id,
        quantity=quantity, unit_price=fact.price, category_ids=fact.category_ids,
        link_id=fact.link_id, weight_g=fact.weight_g,
    )  # fmt: skip


def _counted(kind: int, buyer_id: int, subjects: Iterable[int]) -> dict[int, int]:
    rows = PurchaseCount.objects.filter(kind=kind, buyer_id=buyer_id, subject_id__in=set(subjects))
    return dict(rows.values_list("subject_id", "quantity"))


def _tree(shop_ids: Iterable[int]) -> dict[int, int | None]:
    """Category to its parent."""
    rows = apps.get_model("catalog", "Category")._default_manager.filter(shop_id__in=shop_ids)
    return dict(rows.values_list("id", "parent_id"))


def _upwards(category_id: int | None, tree: Tree) -> tuple[int, ...]:
    path: list[int] = []
    while category_id is not None and category_id not in path:
        path.append(category_id)
        category_id = tree.get(category_id)
    return tuple(path)


def _fact(row: Offer, price: int, left: int, held: int, tree: Tree) -> OfferFact:
    product, sku = row.link.product, row.sku
    return OfferFact(
        offer_id=row.pk, show_id=row.show_id, link_id=row.link_id, link_number=row.link.number,
        sku_id=sku.pk, product_id=product.pk, category_ids=_upwards(product.category_id, tree),
        name=product.name, sku_name=sku.name, image=_url(sku.image or product.image),
        price=price, daily_price=sku.daily_price, left=left, limit=row.per_user_limit, held=held,
        is_listed=row.is_listed, weight_g=sku.weight_g,
        ship_within_hours=product.ship_within_hours, presale_ships_at=sku.presale_ships_at,
        return_days=product.return_days, no_return_reason=product.return_exempt_reason,
        no_return_text=product.return_exempt_consent,
        seller=row.shop.company_name or row.shop.name, is_gift=sku.is_gift,
    )  # fmt: skip


def _url(path: str) -> str:
    return path if not path or path.startswith("/") else f"/uploads/{path}"
