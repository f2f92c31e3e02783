"""Addresses of the live processes as a browser reaches them. Django-free.

With ``PUBLIC_ORIGIN`` one reverse proxy serves all: ``/ws`` is the gateway, ``/live`` and
``/recordings`` the video server. Otherwise each process is reached on its own port.
"""

from __future__ import annotations

from kaibo.foundation.config import Config


def gateway(config: Config) -> str:
    """WebSocket address of the gateway."""
    if config.public_origin:
        return f"{_websocket(config.public_origin)}/ws"
    return f"{config.url(config.gateway_port, 'ws')}/ws"


def gateways(config: Config) -> list[str]:
    """All gateways that a browser may choose from; behind a proxy the proxy chooses."""
    if config.gateway_urls:
        return list(config.gateway_urls)
    if config.public_origin:
        return [gateway(config)]
    return [f"{config.url(port, 'ws')}/ws" for port in config.gateway_ports]


def media(config: Config) -> str:
    """Base of ``/live/…`` and ``/recordings/…`` over HTTP."""
    return config.public_origin or config.url(config.media_port)


def media_socket(config: Config) -> str:
    """Base of ``/live/<slug>/ws``."""
    if config.public_origin:
        return _websocket(config.public_origin)
    return config.url(config.media_port, "ws")


def rtmp(config: Config) -> str:
    """What goes into the server field of OBS; the key of the room goes into the key field."""
    return f"{config.url(config.rtmp_port, 'rtmp')}/live"


def _websocket(origin: str) -> str:
    return origin.replace("http", "ws", 1)
