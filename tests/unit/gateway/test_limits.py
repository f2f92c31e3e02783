"""Connections per address and in all, buckets that follow the room, what is counted of attacks."""

from __future__ import annotations

from kaibo.gateway.limits import AddressLimits, Defence, page_bucket, prefix
from kaibo.interaction.hot import Bucket


def test_an_address_and_the_whole_have_a_limit() -> None:
    defence = Defence(per_address=2, total=3)
    assert [defence.admit("203.0.113.9") for _ in range(3)] == [True, True, False]
    assert defence.admit("203.0.113.10")
    assert not defence.admit("198.51.100.1")  # full
    defence.left("203.0.113.9")
    assert defence.admit("203.0.113.9")
    kinds = {(one.kind, one.prefix): one.count for one in defence.collect()}
    assert kinds == {("connections", "203.0.113.0/24"): 1, ("full", "198.51.100.0/24"): 1}
    assert defence.collect() == []


def test_this_machine_is_not_limited_by_address() -> None:
    defence = Defence(per_address=1, total=10)
    assert all(defence.admit("") for _ in range(10))
    assert AddressLimits().take("", "hello", 0.0) == 0.0


def test_a_flood_of_hellos_waits() -> None:
    limits = AddressLimits()
    waits = [limits.take("203.0.113.9", "hello", 0.0) for _ in range(301)]
    assert waits[:300] == [0.0] * 300
    assert waits[300] > 0
    assert limits.take("203.0.113.10", "hello", 0.0) == 0.0


def test_addresses_are_told_as_networks() -> None:
    assert prefix("203.0.113.9") == "203.0.113.0/24"
    assert prefix("2001:db8:1:2::3") == "2001:db8:1::/48"
    assert prefix("") == "local"


def test_a_bucket_follows_the_rate_of_its_room() -> None:
    buckets: dict[str, Bucket] = {}
    first = page_bucket(buckets, "comment", {}, False, 0.0)
    assert [first.take(0.0) == 0 for _ in range(4)] == [True, True, True, False]
    assert page_bucket(buckets, "comment", {}, False, 0.0) is first
    second = page_bucket(buckets, "comment", {"comment": (1.0, 5.0)}, False, 0.0)
    assert [second.take(0.0) == 0 for _ in range(6)] == [True] * 5 + [False]
