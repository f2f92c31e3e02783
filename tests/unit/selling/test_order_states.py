"""The life of an order for any sequence of events."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from kaibo.selling.contracts import format_order_no, parse_order_no
from kaibo.selling.rules.order_states import (
    FINAL,
    HOLDS_STOCK,
    MOVES,
    Verb,
    after,
    before,
    may_expire,
)

NOON = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
MONEY_IN = {Verb.PAY, Verb.RETURN_MONEY}


@given(st.lists(st.sampled_from(list(Verb)), max_size=30))
def test_any_events_leave_a_sound_order(verbs: list[Verb]) -> None:
    state, paid, shipped = "placed", 0, 0
    for verb in verbs:
        there = after(verb, state)
        if there is None:
            continue
        assert state not in FINAL
        assert state in before(verb)
        paid += verb in MONEY_IN
        shipped += verb is Verb.SHIP
        state = there
        assert paid <= 1
        assert shipped <= paid
        if state in {"paid", "shipped", "completed", "refunding", "refunded"}:
            assert paid == 1
        if state in {"placed", "expired", "cancelled"}:
            assert paid == 0


def test_only_unshipped_open_orders_hold_stock() -> None:
    assert {"placed", "paid"} == HOLDS_STOCK
    assert after(Verb.SHIP, "placed") is None
    assert after(Verb.CANCEL, "paid") is None
    assert after(Verb.PAY, "cancelled") is None


def test_every_move_leads_somewhere_known() -> None:
    states = {there for moves in MOVES.values() for there in moves.values()}
    assert {here for moves in MOVES.values() for here in moves} - states == {"placed"}


@given(st.integers(-5000, 5000))
def test_an_order_expires_at_its_second_and_not_before(ms: int) -> None:
    now = NOON + dt.timedelta(milliseconds=ms)
    assert may_expire("placed", NOON, now) == (ms >= 0)
    assert not may_expire("paid", NOON, now)


@given(st.integers(1, 2**53))
def test_order_numbers_read_back(order_id: int) -> None:
    text = format_order_no(order_id, NOON)
    assert text.startswith("261123")
    assert parse_order_no(text) == order_id


def test_order_number_uses_the_day_in_shanghai() -> None:
    late = dt.datetime(2026, 11, 23, 16, 30, tzinfo=dt.UTC)
    assert format_order_no(7, late) == "26112400000007"
    assert parse_order_no("hello") is None
    assert parse_order_no("１２３４５６７８９０１２３４") is None
