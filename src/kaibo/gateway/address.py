"""Whose address a connection counts for. Pure."""

from __future__ import annotations

import contextlib
import ipaddress


def limited_address(peer: str, forwarded: str) -> str:
    """The address that per-address limits apply to; empty for this machine itself.

    ``peer`` is the other end of the socket, ``forwarded`` the ``X-Forwarded-For`` header. Only a
    proxy of our own network is believed; its last entry is the address that it saw itself.
    """
    near = _parsed(peer)
    if near is None or near.is_private:
        seen = _parsed(forwarded.split(",")[-1])
        if seen is not None:
            return str(seen)
    return "" if near is None or near.is_loopback else str(near)


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    with contextlib.suppress(ValueError):
        found = ipaddress.ip_address(text.strip())
        mapped = getattr(found, "ipv4_mapped", None)
        return mapped if isinstance(mapped, ipaddress.IPv4Address) else found
    return None
