"""Which addresses a webhook may go to: the public Internet only, unless the installation allows.

A shop's administrator types the address, the server sends to it: without this guard they could
reach the database, the cloud's metadata service or a neighbor's machine (SSRF).
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from kaibo.foundation.words import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# IPv6 forms that carry an IPv4 address in their last 32 bits (RFC 6052, RFC 3056 is apart).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
MOST = 500


class BadAddress(ValueError):
    """The address may not be used; the message says why and what to do."""


def check_url(url: str, allow_private: bool) -> str:
    """The address as it is stored; raises `BadAddress`. Names are looked up only when sending."""
    if len(url) > MOST or not url.isprintable() or " " in url:
        raise BadAddress(_("地址太长，或含有空格等不能用的字符"))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadAddress(_("这不是一个网址，例如 https://erp.example.com/kaibo")) from error
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise BadAddress(_("地址要以 https:// 开头"))
    if not host or port == 0 or parts.username or parts.password or parts.fragment:
        raise BadAddress(_("地址里只能有域名、端口和路径，不能带账号密码或 # 号"))
    literal = as_address(host)
    if literal is not None and not may_reach(literal, allow_private):
        raise BadAddress(_("%(host)s 是内部网络地址，不能作为回调地址") % {"host": host})
    return url


def as_address(host: str) -> Address | None:
    """The address that a host spells out; None for a name."""
    try:
        return ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        return None


def may_reach(address: Address, allow_private: bool) -> bool:
    """Whether an address that a name led to may be connected to."""
    inner = _inner(address)
    if allow_private:
        return not (inner.is_multicast or inner.is_unspecified)
    return inner.is_global and not inner.is_multicast


def _inner(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, where there is one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
