"""One HTTP request to somebody else's server: pinned to a checked address, short, no redirects."""

from __future__ import annotations

import asyncio
import socket
import time
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from kaibo.integrations.rules.backoff import asked_wait
from kaibo.integrations.rules.guard import BadAddress, as_address, check_url, may_reach

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
READ_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try."""

    milliseconds: int
    status: int | None = None
    error: str = ""
    answer: str = ""
    asked_wait: timedelta | None = None


class Refused(OSError):
    """The name leads to an address that webhooks must not reach."""


class GuardedResolver(AbstractResolver):
    """Looks a name up and gives only checked addresses: what is checked is what is connected to."""

    def __init__(self, allow_private: bool) -> None:
        self._inner = ThreadedResolver()
        self._allow_private = allow_private

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        for each in found:
            address = as_address(each["host"])
            if address is None or not may_reach(address, self._allow_private):
                raise Refused(f"{host} leads to {each['host']}, an address of an inner network")
        return found

    async def close(self) -> None:
        await self._inner.close()


def session(allow_private: bool) -> aiohttp.ClientSession:
    """Keeps few connections, no cookies, and asks no proxy."""
    connector = aiohttp.TCPConnector(
        resolver=GuardedResolver(allow_private), use_dns_cache=False, limit=32, limit_per_host=2,
        keepalive_timeout=15,
    )  # fmt: skip
    return aiohttp.ClientSession(
        connector=connector, timeout=TIMEOUT, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
    )


async def post(
    client: aiohttp.ClientSession, url: str, body: str, headers: dict[str, str], private: bool
) -> Outcome:
    """Send it; every failure is an `Outcome`, none is raised."""
    began = time.monotonic()

    def spent() -> int:
        return int((time.monotonic() - began) * 1000)

    try:
        check_url(url, private)
        _spelled_out(url, private)
        async with client.post(
            url, data=body.encode(), headers=headers, allow_redirects=False
        ) as answer:
            text = (await answer.content.read(READ_BYTES)).decode("utf-8", "replace")
            wait = asked_wait(answer.headers.get("Retry-After"))
            shown = text[:200].replace("\x00", "�")
            return Outcome(spent(), answer.status, _words(answer.status), shown, wait)
    except (BadAddress, Refused) as error:
        return Outcome(spent(), error=f"refused: {error}"[:120])
    except TimeoutError:
        return Outcome(spent(), error="no answer within 10 s")
    except (aiohttp.ClientError, OSError, UnicodeError, ValueError) as error:
        inner = error.__cause__ if isinstance(error.__cause__, Refused) else error
        return Outcome(spent(), error=(str(inner) or type(error).__name__)[:120])
    except asyncio.IncompleteReadError:
        return Outcome(spent(), error="the answer broke off")


def _spelled_out(url: str, private: bool) -> None:
    """aiohttp asks no resolver about an address that stands in the URL."""
    host = urlsplit(url).hostname or ""
    literal = as_address(host)
    if literal is not None and not may_reach(literal, private):
        raise Refused(f"{host} is an address of an inner network")


def _words(status: int) -> str:
    if 200 <= status < 300:
        return ""
    return "a redirect is not followed" if 300 <= status < 400 else f"HTTP {status}"
