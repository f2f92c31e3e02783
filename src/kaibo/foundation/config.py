"""Settings of one installation, read once from the environment.

Every process of the platform reads the same values; nothing else reads ``os.environ``.
"""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

# Groups of variables ``KAIBO_<group>_<name>`` that are given whole or not at all.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "WECHATPAY": (
        "MCHID", "APPID", "SERIAL_NO", "PRIVATE_KEY_FILE", "APIV3_KEY", "PUBLIC_KEY_FILE",
        "PUBLIC_KEY_ID",
    ),
    "ALIPAY": ("APPID", "PRIVATE_KEY_FILE", "PUBLIC_KEY_FILE"),
    "STRIPE": ("API_KEY", "WEBHOOK_SECRET"),
    "WECHAT": ("APPID", "SECRET"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Config:
    """Where the platform keeps its data and on which addresses it listens."""

    data: Path
    database_url: str | None
    host: str
    public_host: str
    public_origin: str | None
    web_port: int
    gateway_port: int
    media_port: int
    rtmp_port: int
    paysim_port: int
    debug: bool
    # Real merchants, each by its group of `GROUPS`. Where none is given and no shop has one of
    # its own (`secrets/pay/<shop>.toml`), payments go to the local simulator.
    wechatpay: Mapping[str, str] | None = None
    alipay: Mapping[str, str] | None = None
    stripe: Mapping[str, str] | None = None
    # The official account (公众号) of log-in and share card; None: the local simulator.
    wechat: Mapping[str, str] | None = None
    # A gateway that is stopped hands its pages over for so long, to others that listen.
    drain_seconds: float = 0.0
    # Agree to compressed frames with pages that offer it.
    deflate: bool = False
    # How shared frames are written: auto, io_uring or write.
    fanout: str = "auto"
    # Anti-cheat: on; watch (decides and records, changes nothing); off.
    guard: str = "on"
    # Webhooks may also go to this network's own machines (on-premises systems, tests).
    webhooks_private: bool = False
    # Gateways of this machine: their ports, and which of them this process is.
    gateway_ports: tuple[int, ...] = ()
    gateway_name: str = "gateway"
    # Where browsers reach the gateways of all machines; empty: those of this one.
    gateway_urls: tuple[str, ...] = ()
    # By it gateways tell each other comments and counts (`nats://token@host:4222`).
    nats_url: str | None = None
    nats_port: int = 4222  # of the server that `kaibo up --gateways` starts itself
    # False behind a transaction pooler or on a replica, where LISTEN hears nothing.
    listens: bool = True

    @property
    def run(self) -> Path:
        """Unix sockets and pid files."""
        return self.data / "run"

    @property
    def events(self) -> Path:
        """Event log segments."""
        return self.data / "events"

    @property
    def lake(self) -> Path:
        """The event log at rest: Parquet, and the copies by viewer."""
        return self.data / "lake"

    @property
    def recordings(self) -> Path:
        """Video segments by room and show."""
        return self.data / "recordings"

    @property
    def secrets(self) -> Path:
        """Keys that are generated on first start, mode 0600."""
        return self.data / "secrets"

    @property
    def uploads(self) -> Path:
        """Pictures and documents uploaded by staff."""
        return self.data / "uploads"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def postgres(self) -> Path:
        """Cluster and socket folder of the embedded database."""
        return self.data / "postgres"

    @property
    def dsn(self) -> str:
        """libpq URL of the database: ``DATABASE_URL``, else the embedded one."""
        return self.database_url or f"postgresql://kaibo@/kaibo?host={self.postgres}"

    @property
    def orders_socket(self) -> Path:
        return self.run / "orders.sock"

    @property
    def gateway_socket(self) -> Path:
        """Local publish socket of the gateway (metrics frames of insight)."""
        return self.run / f"{self.gateway_name}.sock"

    @property
    def insight_socket(self) -> Path:
        """HTTP over a unix socket, asked by web."""
        return self.run / "insight.sock"

    def url(self, port: int, scheme: str = "http") -> str:
        """Address of one of our ports as a browser reaches it."""
        return f"{scheme}://{self.public_host}:{port}"


def from_environment(env: Mapping[str, str]) -> Config:
    """Read ``KAIBO_DATA``, ``DATABASE_URL``, ``HOST``, ``PUBLIC_HOST``, ``PUBLIC_ORIGIN``, ports.

    With ``GATEWAY_PORTS`` there are several gateways; the first of them is ``GATEWAY_PORT``.

    ``PUBLIC_ORIGIN`` (``https://live.example.cn``) means that a reverse proxy serves all
    processes on one origin (see ``deploy/``).
    """
    host = env.get("HOST", "127.0.0.1")
    return Config(
        data=Path(env.get("KAIBO_DATA", "var")).resolve(),
        database_url=env.get("DATABASE_URL") or None,
        host=host,
        public_host=env.get("PUBLIC_HOST") or _reachable(host),
        public_origin=env.get("PUBLIC_ORIGIN") or None,
        web_port=_port(env, "WEB_PORT", 8000),
        gateway_port=_ports(env)[0],
        media_port=_port(env, "MEDIA_PORT", 8002),
        rtmp_port=_port(env, "RTMP_PORT", 1935),
        paysim_port=_port(env, "PAYSIM_PORT", 8003),
        debug=env.get("KAIBO_DEBUG", "") == "1",
        wechatpay=_group(env, "WECHATPAY"),
        alipay=_group(env, "ALIPAY"),
        stripe=_group(env, "STRIPE"),
        wechat=_group(env, "WECHAT"),
        drain_seconds=_seconds(env, "KAIBO_DRAIN_SECONDS", 60.0),
        deflate=env.get("KAIBO_DEFLATE", "") == "1",
        fanout=_choice(env, "KAIBO_FANOUT", ("auto", "io_uring", "write")),
        guard=_choice(env, "KAIBO_GUARD", ("on", "watch", "off")),
        webhooks_private=env.get("KAIBO_WEBHOOKS_PRIVATE", "") == "1",
        gateway_ports=_ports(env),
        gateway_name=_name(env, "KAIBO_GATEWAY_NAME", "gateway"),
        gateway_urls=tuple(filter(None, env.get("KAIBO_GATEWAY_URLS", "").split(","))),
        nats_url=env.get("KAIBO_NATS_URL") or None,
        nats_port=_port(env, "NATS_PORT", 4222),
        listens=env.get("KAIBO_LISTEN", "1") != "0",
    )


def with_gateways(settings: Config, count: int) -> Config:
    """So many gateways on this machine: the first on its port, others from ten above it.

    0, or a list in ``GATEWAY_PORTS``, leaves the settings as they are.
    """
    if count < 1 or len(settings.gateway_ports) > 1:
        return settings
    first = settings.gateway_port
    others = range(first + 10, first + 9 + count)
    return replace(settings, gateway_ports=(first, *others))


@cache
def config() -> Config:
    """The settings of this process."""
    return from_environment(os.environ)


def _port(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError(f"{name} is {text!r}; give a TCP port between 1 and 65535")
    return int(text)


def _ports(env: Mapping[str, str]) -> tuple[int, ...]:
    """``GATEWAY_PORTS`` (``8001,8011``) names the gateways of this machine; else there is one."""
    texts = [text for text in env.get("GATEWAY_PORTS", "").split(",") if text]
    first = _port(env, "GATEWAY_PORT", 8001)
    return tuple(_port({"GATEWAY_PORTS": text}, "GATEWAY_PORTS", first) for text in texts) or (
        first,
    )


def _name(env: Mapping[str, str], name: str, default: str) -> str:
    text = env.get(name) or default
    if not re.fullmatch(r"gateway[a-z0-9_-]{0,30}", text):
        raise ValueError(f"{name} is {text!r}; begin with gateway, then a-z, 0-9, - and _")
    return text


def _seconds(env: Mapping[str, str], name: str, most: float) -> float:
    """Seconds, 0 when nothing is set."""
    text = env.get(name) or "0"
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= most:
        raise ValueError(f"{name} is {text!r}; give seconds from 0 to {most:g}")
    return seconds


def _choice(env: Mapping[str, str], name: str, words: tuple[str, ...]) -> str:
    """One of ``words``; the first when nothing is set."""
    word = env.get(name) or words[0]
    if word not in words:
        raise ValueError(f"{name} is {word!r}; give one of {', '.join(words)}")
    return word


def _group(env: Mapping[str, str], name: str) -> Mapping[str, str] | None:
    prefix = f"KAIBO_{name}_"
    values = {k.removeprefix(prefix): v for k, v in env.items() if k.startswith(prefix) and v}
    if values and (missing := [one for one in GROUPS[name] if one not in values]):
        raise ValueError(f"{prefix}{missing[0]} is missing; give all of {', '.join(GROUPS[name])}")
    return values or None


def _reachable(host: str) -> str:
    """The name to print for a bind address: this machine's address in its network for 0.0.0.0."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        return host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET: a UDP connect sends nothing
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
