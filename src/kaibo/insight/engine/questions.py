"""Questions of staff over HTTP: each is answered by a process of its own, two at a time."""

from __future__ import annotations

import asyncio
import os
import sys

import msgspec
from aiohttp import web

from kaibo.foundation.clock import now_ms
from kaibo.foundation.config import config
from kaibo.insight.batch.question import SECONDS, Ask, Question

routes = web.RouteTableDef()
AT_ONCE = 2
LATE_SECONDS = SECONDS + 10.0  # loading the tables and writing the answer come on top
_TYPES = {"parquet": "application/vnd.apache.parquet", "csv": "text/csv"}


class Charts(msgspec.Struct, frozen=True):
    """What charts of one dashboard need."""

    asks: tuple[Ask, ...]


TURN = web.AppKey("turn", asyncio.Semaphore)


def install(app: web.Application) -> None:
    """Add the routes, and the turnstile that lets so many questions work at once."""
    app[TURN] = asyncio.Semaphore(AT_ONCE)
    app.add_routes(routes)


@routes.post("/ask/{shop:[0-9]+}")
async def ask(request: web.Request) -> web.Response:
    """Rows of a question in SQL: JSON {sql, form}; 422 {detail: code, …} when it is refused."""
    given = await request.json()
    question = Question(int(request.match_info["shop"]), given["sql"], given["form"])
    return await _answer(request, question)


@routes.get("/{form:figures|behaviour}/{shop:[0-9]+}/{show:[0-9]+}")
async def of_show(request: web.Request) -> web.Response:
    """Every metric of a show, or how its viewers behaved, by SQL over its rows."""
    shop, show = (int(request.match_info[name]) for name in ("shop", "show"))
    rehearsal = request.query.get("rehearsal") == "1"
    return await _answer(
        request,
        Question(
            shop, form=request.match_info["form"], show=show, rehearsal=rehearsal, now=now_ms()
        ),
    )


@routes.get("/drivers/{shop:[0-9]+}/{days:[0-9]+}/{within:[0-9]+}")
async def of_newcomers(request: web.Request) -> web.Response:
    """What newcomers of ``days`` did in their first show, and who was back ``within`` days."""
    shop, days, within = (int(request.match_info[name]) for name in ("shop", "days", "within"))
    return await _answer(request, Question(shop, now=now_ms(), days=days, within=within))


@routes.get("/compare/{shop:[0-9]+}/{grain:show|host|product}")
async def of_shows(request: web.Request) -> web.Response:
    """The metrics of several shows (``shows``, commas) as numerators and denominators."""
    shows = tuple(int(one) for one in request.query["shows"].split(","))
    question = Question(
        int(request.match_info["shop"]), now=now_ms(), shows=shows,
        grain=request.match_info["grain"],
    )  # fmt: skip
    return await _answer(request, question)


@routes.post("/charts/{shop:[0-9]+}")
async def of_charts(request: web.Request) -> web.Response:
    """Metrics of grains in shows: JSON {asks: [{grain, metrics, shows}]}, an answer for each."""
    asks = msgspec.json.decode(await request.read(), type=Charts).asks
    shop = int(request.match_info["shop"])
    return await _answer(request, Question(shop, now=now_ms(), asks=asks))


async def _answer(request: web.Request, question: Question) -> web.Response:
    async with request.app[TURN]:
        code, told = await _asked(question)
    if code == 0:
        kind = _TYPES.get(question.form, "application/json")
        return web.Response(body=told, content_type=kind)
    refusal = {"code": "stopped"} if code != 2 else msgspec.json.decode(told)
    refusal["detail"] = refusal.pop("code")
    return web.Response(
        body=msgspec.json.encode(refusal), status=422, content_type="application/json"
    )


async def _asked(question: Question) -> tuple[int, bytes]:
    """Exit code and answer of the child; it is killed when it is late or nobody waits for it."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kaibo.insight.batch.ask", stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, env={**os.environ, "KAIBO_DATA": str(config().data)},
    )  # fmt: skip
    try:
        work = child.communicate(msgspec.json.encode(question))
        told, _ = await asyncio.wait_for(work, LATE_SECONDS)
    except TimeoutError:
        return 2, msgspec.json.encode({"code": "too_slow", "seconds": int(SECONDS)})
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return child.returncode or 0, told
