"""The processes of the platform: how each is started and how its health is asked."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace

from kaibo.foundation.config import Config


@dataclass(frozen=True, slots=True)
class Process:
    """A child of the supervisor. ``health`` is an address that answers 200 while it is well."""

    name: str
    command: tuple[str, ...]
    health: str | None = None
    unix_socket: str | None = None
    nice: int = 0
    environment: tuple[tuple[str, str], ...] = ()  # beside that of the platform


def platform(config: Config, *, demo: bool, video: bool = True) -> list[Process]:
    """All processes, in the order in which they start; they stop in the reverse order."""
    found = [_orders(config), _insight(config), _web(config), _worker(), *_gateways(config)]
    found.append(Process("webhooks", (sys.executable, "-m", "kaibo.integrations"), nice=5))
    if demo:
        found.append(_python("paysim", "kaibo.selling.paysim", _local(config.paysim_port)))
    found.append(_python("media", "kaibo.media", _local(config.media_port)))
    if demo and video:
        found.append(Process("pusher", (sys.executable, "-m", "kaibo.media.pusher"), nice=5))
    return found


def _orders(config: Config) -> Process:
    command = (sys.executable, "-m", "kaibo.orders")
    return Process("orders", command, unix_socket=str(config.orders_socket))


def _insight(config: Config) -> Process:
    command = (sys.executable, "-m", "kaibo.insight")
    return Process("insight", command, "http://insight/healthz", str(config.insight_socket))


def _web(config: Config) -> Process:
    command = (
        sys.executable, "-m", "granian", "kaibo.console.wsgi:application",
        "--interface", "wsgi", "--host", config.host, "--port", str(config.web_port),
        "--workers", "1", "--blocking-threads", "8", "--backpressure", "64", "--no-ws",
    )  # fmt: skip
    return Process("web", command, _local(config.web_port))


def _worker() -> Process:
    # Jobs with a time are only found by looking: a draw that ends must be sealed within a second.
    command = (
        sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2",
        "--fetch-job-polling-interval", "0.5",
    )  # fmt: skip
    return Process("worker", command)


def _gateways(config: Config) -> list[Process]:
    """Each has a port, a folder, a socket and a log of its own, after its name."""
    return [
        _gateway("gateway" if number == 1 else f"gateway-{number}", port)
        for number, port in enumerate(config.gateway_ports, 1)
    ]


def _gateway(name: str, port: int) -> Process:
    own = (("GATEWAY_PORT", str(port)), ("GATEWAY_PORTS", ""), ("KAIBO_GATEWAY_NAME", name))
    return replace(_python(name, "kaibo.gateway", _local(port)), environment=own)


def _python(name: str, module: str, health: str) -> Process:
    return Process(name, (sys.executable, "-m", module), health)


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}/healthz"
