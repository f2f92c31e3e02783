"""Which address the limits of a connection count for."""

from __future__ import annotations

import pytest

from kaibo.gateway.address import limited_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("127.0.0.1", "", ""),  # this machine
        ("::1", "", ""),
        ("::ffff:127.0.0.1", "", ""),
        ("", "", ""),  # no TCP peer
        ("192.168.1.9", "", "192.168.1.9"),  # a page of the local network
        ("203.0.113.9", "", "203.0.113.9"),
        ("::ffff:8.8.4.4", "", "8.8.4.4"),
        ("127.0.0.1", "8.8.8.8", "8.8.8.8"),  # what our proxy saw
        ("172.18.0.2", "1.2.3.4, 8.8.8.8 ", "8.8.8.8"),  # not what the page claims
        ("8.8.4.4", "1.2.3.4", "8.8.4.4"),  # no proxy of ours: not believed
        ("127.0.0.1", "unknown", ""),
        ("192.168.1.9", "unknown", "192.168.1.9"),
    ],
)
def test_limited_address(peer: str, forwarded: str, expected: str) -> None:
    assert limited_address(peer, forwarded) == expected
