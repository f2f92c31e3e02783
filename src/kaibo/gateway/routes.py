"""What the gateway's port answers: WebSockets at /ws, its health and its metrics."""

from __future__ import annotations

from picows import WSUpgradeRequest, WSUpgradeResponse, WSUpgradeResponseWithListener

from kaibo.gateway import deflate, metrics
from kaibo.gateway.connection import Connection, Desk

Answer = Connection | WSUpgradeResponseWithListener | None


class Routes:
    """Called by picows with each request; None is 404."""

    def __init__(self, desk: Desk, deflates: bool) -> None:
        """``deflates``: pages that offer permessage-deflate get it."""
        self._desk, self._deflates = desk, deflates

    def __call__(self, request: WSUpgradeRequest) -> Answer:
        path = request.path.split(b"?")[0]
        if path == b"/ws":
            return self._page(request)
        if path == b"/healthz":
            return _text(b"ok\n", "text/plain; charset=utf-8")
        if path == b"/metrics":
            return _text(metrics.exposition(), "text/plain; version=0.0.4; charset=utf-8")
        return None

    def _page(self, request: WSUpgradeRequest) -> Connection | WSUpgradeResponseWithListener:
        forwarded = request.headers.get("X-Forwarded-For", "")
        offered = request.headers.get("Sec-WebSocket-Extensions", "")
        if not self._deflates or not deflate.is_offered(offered):
            return Connection(self._desk, forwarded)
        agreed = {"Sec-WebSocket-Extensions": deflate.ANSWER}
        response = WSUpgradeResponse.create_101_response(agreed)
        return WSUpgradeResponseWithListener(response, Connection(self._desk, forwarded, True))


def _text(body: bytes, kind: str) -> WSUpgradeResponseWithListener:
    response = WSUpgradeResponse.create_ok_response(body, {"Content-Type": kind})
    return WSUpgradeResponseWithListener(response, None)
