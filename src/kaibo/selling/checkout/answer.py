"""The engine's answer in the words and shapes that a buyer's page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kaibo.catalog import facade as catalog
from kaibo.promotions.contracts import BuyerFacts, Priced, PricedLine, Promotion
from kaibo.selling.checkout.contracts import (
    OfferFact,
    Purse,
    Quoted,
    QuotedCoupon,
    QuotedGift,
    QuotedLine,
    Wanted,
    Wish,
)
from kaibo.selling.checkout.words import texts
from kaibo.selling.models import Offer, Quote

NO_RETURN = "我已知晓“%(name)s”不支持七天无理由退货"


def quoted(
    quote: Quote | None, lines: Sequence[Wanted], known: Mapping[int, OfferFact],
    states: Mapping[int, str], priced: Priced, live: Sequence[Promotion], buyer: BuyerFacts,
    lacks: tuple[str, ...], wish: Wish,
) -> Quoted:  # fmt: skip
    """All that the checkout sheet shows."""
    names = {promotion.id: promotion.name for promotion in live}
    by_offer = {line.offer_id: line for line in priced.lines}
    return Quoted(
        quote_id=quote.pk if quote else None,
        expires_at=quote.expires_at if quote else None,
        lines=tuple(
            _line(line, known[line.offer_id], states[line.offer_id], by_offer, names, wish)
            for line in lines
            if line.offer_id in known
        ),
        gifts=_gifts(priced),
        goods_amount=priced.goods_amount,
        discount_amount=priced.discount_amount,
        redpacket_amount=priced.redpacket_amount,
        shipping_amount=priced.shipping_amount,
        points_used=priced.points_used,
        points_amount=priced.points_amount,
        credit_amount=priced.credit_amount,
        pay_amount=priced.pay_amount,
        coupons=tuple(
            QuotedCoupon(
                coupon.claim_id, names.get(coupon.promotion_id, ""),
                coupon.claim_id in priced.coupon_claim_ids, coupon.expires_at,
            )
            for coupon in buyer.coupons
        ),
        purse=Purse(buyer.points, buyer.credit, buyer.redpacket),
        steps=texts(priced.steps),
        skipped=texts(priced.skipped),
        hints=texts(priced.hints),
        lacks=lacks,
    )  # fmt: skip


def explanation(priced: Priced, live: Sequence[Promotion]) -> dict[str, Any]:
    """What is kept with the order: the sentences, and what each promotion took off each line."""
    names = {promotion.id: promotion.name for promotion in live}
    return {
        "steps": [
            {"zh": step.zh, "en": step.en, "code": step.code} for step in texts(priced.steps)
        ],
        "lines": {str(line.offer_id): _cuts(line, names) for line in priced.lines},
        "points_used": priced.points_used,
        # What each campaign gave, by id, for its report: minor units, and units of gifts.
        "taken": {str(use.promotion_id): use.amount for use in priced.uses},
        "gifts": [(gift.promotion_id, gift.sku_id, gift.quantity) for gift in priced.gifts],
    }


def no_return_text(fact: OfferFact) -> str:
    """The sentence that is ticked: the one that the room shows with the product."""
    own = fact.no_return_text or catalog.exempt_consent(fact.no_return_reason, "")
    return (own or NO_RETURN % {"name": fact.name})[:200]


def _cuts(line: PricedLine, names: Mapping[int, str]) -> list[tuple[str, int]]:
    return [(names.get(cut.promotion_id, ""), cut.amount) for cut in line.discounts]


def _line(
    wanted: Wanted, fact: OfferFact, state: str, priced: Mapping[int, PricedLine],
    names: Mapping[int, str], wish: Wish,
) -> QuotedLine:  # fmt: skip
    found = priced.get(wanted.offer_id)
    goods = fact.price * wanted.quantity
    return QuotedLine(
        fact=fact, quantity=wanted.quantity, state=state,  # type: ignore[arg-type]
        goods=goods,
        discount=found.discount if found else 0,
        points=found.points if found else 0,
        credit=found.credit if found else 0,
        paid=found.paid if found else goods,
        cuts=tuple(_cuts(found, names)) if found else (),
        needs_tick=fact.is_exempt and fact.offer_id not in wish.no_return_known,
    )  # fmt: skip


def _gifts(priced: Priced) -> tuple[QuotedGift, ...]:
    ids = [gift.offer_id for gift in priced.gifts]
    rows = Offer.objects.select_related("link__product", "sku").in_bulk(ids) if ids else {}
    made = []
    for gift in priced.gifts:
        product, sku = rows[gift.offer_id].link.product, rows[gift.offer_id].sku
        image = sku.image or product.image
        path = image if not image or image.startswith("/") else f"/uploads/{image}"
        name = f"{product.name} {sku.name}".strip()
        made.append(QuotedGift(gift.offer_id, name, path, gift.quantity, gift.value))
    return tuple(made)
