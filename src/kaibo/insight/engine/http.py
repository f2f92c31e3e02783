"""Queries over HTTP on a unix socket: figures, rows behind them, export, health."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from aiohttp import web
from prometheus_client import generate_latest

from kaibo.foundation.clock import now_ms
from kaibo.foundation.eventlog import KINDS, WriterBusy
from kaibo.insight.engine import query, questions, rows
from kaibo.insight.engine.gauges import REGISTRY
from kaibo.insight.engine.quality import quality
from kaibo.insight.engine.service import Service
from kaibo.insight.engine.state import ShowFold
from kaibo.insight.intake.wire import BadBatch
from kaibo.insight.lake.seal import Lake

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SERVICE = web.AppKey("service", Service)
routes = web.RouteTableDef()
PAGE_LIMIT = 500
MOST_BYTES = 32 * 2**20


@web.middleware
async def when_ready(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Figures are answered once the log was read to its end, not halfway through a replay."""
    if request.path.startswith("/shows/") and not request.app[SERVICE].caught_up.is_set():
        return _json({"detail": "the event log is being read; try again in a moment"}, 503)
    return await handler(request)


def application(service: Service) -> web.Application:
    app = web.Application(middlewares=[when_ready], client_max_size=MOST_BYTES)
    app[SERVICE] = service
    app.add_routes(routes)
    questions.install(app)
    return app


@routes.get("/healthz")
async def healthz(request: web.Request) -> web.Response:
    """200 once the log was read to its end."""
    service = request.app[SERVICE]
    ready = service.caught_up.is_set()
    return _json({"ready": ready, "lag_ms": service.lag_ms}, 200 if ready else 503)


@routes.get("/metrics")
async def prometheus(_: web.Request) -> web.Response:
    return web.Response(body=generate_latest(REGISTRY), content_type="text/plain")


@routes.get("/lag")
async def lag(request: web.Request) -> web.Response:
    service = request.app[SERVICE]
    return _json({
        "lag_ms": service.lag_ms, "rows": service.folds.rows, "repeated": service.folds.repeated,
        "damage": len(service.reader.damage),
        "offsets": {name: list(at) for name, at in service.reader.offsets.items()},
    })  # fmt: skip


@routes.get("/shows/{show}/metrics")
async def metrics(request: web.Request) -> web.Response:
    """Totals, minutes, segments, links, sources, marks of one show."""
    read_to = request.app[SERVICE].read_to_ms  # before the figures, which may know more
    return await _answer(request, lambda fold: query.metrics(fold, now_ms()) | {"read_to": read_to})


@routes.get("/shows/{show}/seconds")
async def seconds(request: web.Request) -> web.Response:
    return await _answer(request, query.seconds)


@routes.get("/shows/{show}/rows")
async def drill(request: web.Request) -> web.Response:
    """A page of the rows behind a figure: {total, n, amount, quantity, ms, rows}."""
    try:
        wanted = _filter(request)
        offset, limit = _number(request, "offset") or 0, _number(request, "limit") or 50
    except ValueError as error:
        return _json({"detail": str(error)}, 422)
    table = await _rows(request, wanted)
    page = rows.export(table.slice(max(0, offset), min(limit, PAGE_LIMIT))).drop_columns(["at"])
    return _json({**_sums(table), "rows": page.to_pylist()})


@routes.get("/shows/{show}/rows.{format:csv|parquet}")
async def export(request: web.Request) -> web.Response:
    try:
        wanted = _filter(request)
    except ValueError as error:
        return _json({"detail": str(error)}, 422)
    table = rows.export(await _rows(request, wanted))
    sink = io.BytesIO()
    if request.match_info["format"] == "csv":
        await asyncio.to_thread(pyarrow.csv.write_csv, table, sink)
        return web.Response(body=sink.getvalue(), content_type="text/csv", charset="utf-8")
    await asyncio.to_thread(pyarrow.parquet.write_table, table, sink)
    return web.Response(body=sink.getvalue(), content_type="application/vnd.apache.parquet")


@routes.post("/events")
async def take_events(request: web.Request) -> web.Response:
    """A batch of events of others (``docs/events.md``); answered when it is on disk."""
    data = await request.read()
    try:
        answer = await asyncio.to_thread(request.app[SERVICE].intake.take, data)
    except BadBatch as error:
        return _json({"detail": str(error)}, 422)
    except (OSError, WriterBusy) as error:
        return _json({"detail": f"nothing was kept, send it again: {error}"}, 503)
    return _json(answer, 201)


@routes.get("/quality/{shop:[0-9]+}")
async def of_quality(request: web.Request) -> web.Response:
    """What came into the shop's log by day and writer, from ``first_day`` (ISO) on, and why some
    of it did not stay."""
    service = request.app[SERVICE]
    service.intake.notes.save()
    settings, shop = service.config, int(request.match_info["shop"])
    lines = await asyncio.to_thread(
        quality, settings.events, Lake(settings.lake), shop, request.query.get("first_day", "")
    )
    return _json(lines)


@routes.get("/journeys/{shop}")
async def of_viewers(request: web.Request) -> web.Response:
    """Funnel, retention, attribution and RFM of a shop's viewers, or of one show's.

    The compiler is loaded by the first who asks, not by a process that must be up at once.
    """
    journeys = await asyncio.to_thread(import_module, "kaibo.insight.engine.journeys")
    try:
        found = await asyncio.to_thread(_journeys, journeys, request)
    except ValueError as error:
        return _json({"detail": str(error)}, 422)
    except journeys.CopyBehind as error:
        return _json({"detail": str(error), "behind": error.events}, 503)
    return _json(found)


def _journeys(journeys: ModuleType, request: web.Request) -> dict[str, Any]:
    settings = request.app[SERVICE].config
    given: dict[str, Any] = {
        name: value
        for name in ("window_ms", "lookback_ms", "days")
        if (value := _number(request, name)) is not None
    }
    if steps := request.query.get("steps"):
        given["steps"] = tuple(steps.split(","))
    wish = journeys.Wish(
        shop=int(request.match_info["shop"]), now=now_ms(), show=_number(request, "show"),
        rehearsal=_is_rehearsal(request), **given,
    )  # fmt: skip
    found: dict[str, Any] = journeys.answer(settings.events, Lake(settings.lake), wish)
    return found


async def _answer(request: web.Request, ask: Callable[[ShowFold], Any]) -> web.Response:
    service = request.app[SERVICE]

    def work() -> Any:
        with service.folding:
            fold = service.fold(_show(request), _is_rehearsal(request))
            return None if fold is None else ask(fold)

    found = await asyncio.to_thread(work)
    if found is None:
        return _json({"detail": f"show {_show(request)} has no events"}, 404)
    return _json(found)


async def _rows(request: web.Request, wanted: rows.Filter) -> pa.Table:
    settings = request.app[SERVICE].config
    return await asyncio.to_thread(rows.rows, settings.events, Lake(settings.lake), wanted)


def _filter(request: web.Request) -> rows.Filter:
    kinds = tuple(kind for kind in request.query.get("kinds", "").split(",") if kind)
    if unknown := [kind for kind in kinds if kind not in KINDS]:
        raise ValueError(f"{unknown[0]!r} is no kind of event; kinds: {', '.join(KINDS)}")
    return rows.Filter(
        show=_show(request), rehearsal=_is_rehearsal(request), kinds=kinds,
        segment=_number(request, "segment"), link=_number(request, "link"),
        minute=_number(request, "minute"), viewer=_number(request, "viewer"),
        source=request.query.get("source"),
    )  # fmt: skip


def _sums(table: pa.Table) -> dict[str, int]:
    sums = {name: sum(table.column(name).to_pylist()) for name in ("n", "amount", "quantity", "ms")}
    viewers = len(set(table.column("viewer").to_pylist()))
    return {"total": table.num_rows, **sums, "viewers": viewers}


def _show(request: web.Request) -> int:
    return int(request.match_info["show"])


def _is_rehearsal(request: web.Request) -> bool:
    return request.query.get("rehearsal") == "1"


def _number(request: web.Request, name: str) -> int | None:
    text = request.query.get(name)
    if text is None or text == "":
        return None
    if not text.isdigit() or len(text) > 18:
        raise ValueError(f"{name} is {text!r}; give a whole number")
    return int(text)


def _json(value: object, status: int = 200) -> web.Response:
    return web.Response(
        body=msgspec.json.encode(value), status=status, content_type="application/json"
    )
