"""The HTTP side of media: playback, recordings, status, health, metrics."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from prometheus_client import generate_latest

from kaibo.foundation.clock import now_ms
from kaibo.foundation.errors import InvalidInput, KaiboError, LoginRequired, NotAllowed, NotFound
from kaibo.foundation.tokens import Claims, verify
from kaibo.media import recorder
from kaibo.media.engine import Engine
from kaibo.media.segments import recorded_playlist

ENGINE = web.AppKey("engine", Engine)
_PLAYLIST = "application/vnd.apple.mpegurl"
_MAX_RANGE_MS = 24 * 3600 * 1000
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def application(engine: Engine) -> web.Application:
    """All routes on one engine."""
    app = web.Application(middlewares=[_borders])
    app[ENGINE] = engine
    app.add_routes([
        web.get("/healthz", _health),
        web.get("/metrics", _metrics),
        web.get("/live/{slug}/ws", _watch),
        web.get("/live/{slug}/status", _status),
        web.post("/live/{slug}/kick", _kick),
        web.get("/live/{slug}/index.m3u8", _live_playlist),
        web.get(r"/live/{slug}/init-{generation:\d{1,9}}.mp4", _live_init),
        web.get(r"/live/{slug}/{number:\d{1,15}}.m4s", _live_segment),
        web.get("/recordings/{slug}/index.m3u8", _recorded_playlist),
        web.get(r"/recordings/{slug}/{name:\d{8}T\d{6}\.\d{3}}/video.mp4", _recorded_file),
        web.route("OPTIONS", "/{any:.*}", _preflight),
    ])  # fmt: skip
    return app


@web.middleware
async def _borders(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Errors as problem+json; CORS for pages of our own host or `PUBLIC_ORIGIN`."""
    try:
        response = await handler(request)
    except KaiboError as error:
        body = {"title": error.code, "status": error.status, "detail": error.message}
        response = web.json_response(
            body, status=error.status, content_type="application/problem+json"
        )
    if not response.prepared and _is_ours(request):
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = "Content-Range, Content-Length"
        response.headers["Vary"] = "Origin"
    return response


def _is_ours(request: web.Request) -> bool:
    """A page of the same host name (another port), or of the public origin."""
    origin = request.headers.get("Origin", "")
    if not origin:
        return False
    public = request.app[ENGINE].config.public_origin
    host = urlsplit("//" + (request.host or "")).hostname
    return origin == public or urlsplit(origin).hostname == host


async def _preflight(request: web.Request) -> web.Response:
    headers = {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Range",
        "Access-Control-Max-Age": "600",
    }
    return web.Response(status=204, headers=headers if _is_ours(request) else None)


async def _health(request: web.Request) -> web.Response:
    """Healthy while it can carry streams; the database may be away."""
    return web.json_response({"status": "ok", "database": request.app[ENGINE].store.is_up})


async def _metrics(request: web.Request) -> web.Response:
    body = generate_latest(request.app[ENGINE].registry)
    return web.Response(body=body, headers={"Content-Type": "text/plain; version=0.0.4"})


def _engine(request: web.Request) -> tuple[Engine, str]:
    return request.app[ENGINE], request.match_info["slug"]


class _Viewer:
    """`channel.Viewer` on a connection's transport; frames are complete and unmasked."""

    __slots__ = ("_transport",)

    def __init__(self, transport: asyncio.WriteTransport) -> None:
        self._transport = transport

    def send(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)

    def lag(self) -> int:
        return self._transport.get_write_buffer_size()


async def _watch(request: web.Request) -> web.StreamResponse:
    """WS-fMP4: JSON hello, init segment, then fragments; hello and init again on a change."""
    if "Origin" in request.headers and not _is_ours(request):
        raise NotAllowed("This origin may not play the stream.")
    engine, slug = _engine(request)
    channel = engine.watched(slug)
    socket = web.WebSocketResponse(compress=False, heartbeat=20, max_msg_size=4096)
    await socket.prepare(request)
    transport = request.transport
    if not isinstance(transport, asyncio.WriteTransport) and not hasattr(transport, "write"):
        return socket
    viewer = _Viewer(transport)  # type: ignore[arg-type]  # uvloop's is not registered
    channel.join(viewer)
    try:
        async for _message in socket:
            pass  # viewers have nothing to say here
    finally:
        channel.part(viewer)
    return socket


async def _status(request: web.Request) -> web.Response:
    engine, slug = _engine(request)
    body = msgspec.json.encode(engine.status(slug))
    return web.Response(body=body, content_type="application/json")


async def _kick(request: web.Request) -> web.Response:
    engine, slug = _engine(request)
    _require_staff(request)
    return web.json_response({"kicked": engine.kick(slug)})


async def _live_playlist(request: web.Request) -> web.Response:
    engine, slug = _engine(request)
    channel = engine.watched(slug)
    if not channel.window.segments:
        raise NotFound("There is no stream yet; try again in a moment")
    headers = {"Cache-Control": "no-cache"}
    text = channel.window.playlist()
    return web.Response(text=text, content_type=_PLAYLIST, headers=headers)


async def _live_init(request: web.Request) -> web.Response:
    engine, slug = _engine(request)
    window = engine.watched(slug).window
    return _bytes(window.inits.get(int(request.match_info["generation"])))


async def _live_segment(request: web.Request) -> web.Response:
    engine, slug = _engine(request)
    segment = engine.watched(slug).window.find(int(request.match_info["number"]))
    return _bytes(segment.data if segment else None)


def _bytes(body: bytes | None) -> web.Response:
    if body is None:
        raise NotFound("This piece of the stream is no longer in memory")
    headers = {"Cache-Control": "max-age=60"}
    return web.Response(body=body, content_type="video/mp4", headers=headers)


async def _recorded_playlist(request: web.Request) -> web.Response:
    engine, slug = _engine(request)
    _require_staff(request)
    start, end = _number(request, "from", 0), _number(request, "to", now_ms())
    if end <= start:
        raise InvalidInput(f"to={end} is not after from={start}; both are Unix ms")
    start = max(start, end - _MAX_RANGE_MS)
    token = request.query.get("token")
    suffix = f"?token={token}" if token else ""
    root = engine.config.recordings
    found = await asyncio.to_thread(recorder.stretches, root, slug, start, end, suffix)
    if not found:
        raise NotFound(f"Nothing of room {slug!r} was recorded between {start} and {end}")
    return web.Response(text=recorded_playlist(found), content_type=_PLAYLIST)


async def _recorded_file(request: web.Request) -> web.StreamResponse:
    engine, slug = _engine(request)
    _require_staff(request)
    path = engine.config.recordings / slug / request.match_info["name"] / recorder.VIDEO
    if not path.resolve().is_relative_to(engine.config.recordings) or not path.is_file():
        raise NotFound("This recording is not on the disk")
    return web.FileResponse(path)


def _number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, str(default))
    if not text.isdigit() or len(text) > 15:
        raise InvalidInput(f"{name}={text!r} is not a Unix time in ms")
    return int(text)


def _require_staff(request: web.Request) -> Claims:
    """A staff token of the room's shop, as ``Authorization: Bearer`` or ``?token=``."""
    engine, slug = _engine(request)
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") or request.query.get("token", "")
    if not token:
        raise LoginRequired("Log in as staff to do this.")
    claims = verify(token, time.time())
    room = engine.store.rooms.get(slug)
    if room is None:
        raise NotFound(f"There is no room {slug!r}; check the address")
    if claims.kind != "staff" or str(room.shop_id) not in claims.roles:
        raise NotAllowed("Your account has no role in the shop of this room.")
    return claims
