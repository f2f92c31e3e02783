"""What one coupon takes off a direct buy. Pure; money in minor units."""

from __future__ import annotations

import msgspec

from kaibo.promotions.contracts import Audience, OffTerms, Scope

_KINDS = ("amount_coupon", "percent_coupon")


def coupon_off(kind: str, terms: str, scope: str, audience: str, goods: int, line: Line) -> int:
    """The discount of one line worth ``goods``, 0 when this coupon cannot be judged or used here.

    The arguments are the campaign's JSON. A coupon for categories or for a part of the buyers
    needs the whole engine: such a buy comes with a quote.
    """
    where = msgspec.json.decode(scope, type=Scope)
    whom = msgspec.json.decode(audience, type=Audience)
    if kind not in _KINDS or whom != Audience() or not _covers(where, line):
        return 0
    how = msgspec.json.decode(terms, type=OffTerms)
    if goods < how.threshold:
        return 0
    off = how.off_amount - (-goods * how.off_bp // 10_000)  # rounded as a quote rounds it
    return min(goods, off if how.max_off is None else min(off, how.max_off))


class Line(msgspec.Struct, frozen=True):
    """What a scope may name."""

    sku_id: int
    product_id: int
    link_id: int


def _covers(scope: Scope, line: Line) -> bool:
    if line.sku_id in scope.except_sku_ids or line.product_id in scope.except_product_ids:
        return False
    return (
        scope.all
        or line.sku_id in scope.sku_ids
        or line.product_id in scope.product_ids
        or line.link_id in scope.link_ids
    )
