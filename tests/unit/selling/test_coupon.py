"""A coupon takes off a direct buy what it takes off a quote."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kaibo.promotions.contracts import Audience, OffTerms, Scope
from kaibo.promotions.rules.amounts import amount_rule
from kaibo.selling.rules.coupon import Line, coupon_off

terms = st.one_of(
    st.builds(OffTerms, off_amount=st.integers(1, 50_000), threshold=st.integers(0, 50_000)),
    st.builds(
        OffTerms, off_bp=st.integers(1, 9_999), threshold=st.integers(0, 50_000),
        max_off=st.none() | st.integers(1, 5_000),
    ),
)  # fmt: skip


@given(terms, st.integers(1, 10**9))
def test_direct_buys_and_quotes_round_alike(how: OffTerms, goods: int) -> None:
    def text(part: object) -> str:
        return msgspec.json.encode(part).decode()

    rule = amount_rule(how)
    assert rule is not None
    kind = "percent_coupon" if how.off_bp else "amount_coupon"
    line = Line(sku_id=1, product_id=2, link_id=3)
    off = coupon_off(kind, text(how), text(Scope(all=True)), text(Audience()), goods, line)
    assert off == rule(goods, 1)
