"""The line in front of the writer keeps its promises for any arrivals."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from kaibo.orders.queue import Line
from kaibo.selling.contracts import BuyRequest, BuyResult


@dataclass(eq=False)
class Listener:
    is_gone: bool = False
    taken: list[BuyResult] = field(default_factory=list)

    def take(self, results: list[BuyResult], left: dict[int, int]) -> None:
        self.taken += results


def _request(ref: int, buyer: int, key: int | None = None) -> BuyRequest:
    name = (ref if key is None else key).to_bytes(16, "big")
    return BuyRequest(ref, name, 1, 1, buyer, 1, 1, 100, None, None, None, None, "", False)


@given(st.lists(st.integers(0, 9), max_size=60), st.integers(1, 8))
def test_batches_are_distinct_complete_and_in_order(buyers: list[int], limit: int) -> None:
    line, listener = Line(), Listener()
    assert line.join(listener, [_request(n, b) for n, b in enumerate(buyers)]) == []
    seen: list[BuyRequest] = []
    while batch := line.next_batch(limit):
        asked = [waiting.request for waiting in batch]
        assert len(asked) <= limit
        assert len({r.buyer_id for r in asked}) == len(asked)
        seen += asked
    assert sorted(r.ref for r in seen) == list(range(len(buyers)))
    for buyer in set(buyers):
        mine = [r.ref for r in seen if r.buyer_id == buyer]
        assert mine == sorted(mine)


def test_one_key_is_never_twice_in_a_batch() -> None:
    line, listener = Line(), Listener()
    line.join(listener, [_request(1, buyer=1, key=7), _request(2, buyer=2, key=7)])
    assert [w.request.ref for w in line.next_batch()] == [1]
    assert [w.request.ref for w in line.next_batch()] == [2]


def test_requests_of_a_client_that_left_are_dropped() -> None:
    line, gone, here = Line(), Listener(is_gone=True), Listener()
    line.join(gone, [_request(1, 1)])
    line.join(here, [_request(2, 1)])
    assert [w.request.ref for w in line.next_batch()] == [2]


def test_a_full_line_refuses_and_what_is_put_back_comes_first() -> None:
    line, listener = Line(limit=2), Listener()
    refused = line.join(listener, [_request(n, n) for n in range(3)])
    assert [r.ref for r in refused] == [2]
    first = line.next_batch(1)
    line.put_back(first)
    assert [w.request.ref for w in line.next_batch()] == [0, 1]
