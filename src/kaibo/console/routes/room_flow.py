"""``/growth/flow``: how smoothly the room's page is used, out of the event log of some shows."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from kaibo.foundation.clock import to_ms
from kaibo.foundation.models import Shop
from kaibo.growth import facade as growth
from kaibo.growth.contracts import FlowSignal
from kaibo.insight import facade as insight
from kaibo.planning import facade as planning
from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["growth"], auth=staff_auth)
MOST_SHOWS = 12


class FlowAsked(Schema):
    shop_id: int = Field(ge=1, le=2**63 - 1)
    day: dt.date = Field(description="The change whose effect is looked at, in the shop's zone")


class SpotOut(Schema):
    kind: str = Field(description="rage_tap, dead_click, slow_sheet")
    text: str = Field(description="Sheet and spot")
    times: int
    viewers: int
    ms: int = Field(description="Median milliseconds until a slow sheet could be used")


class PathsOut(Schema):
    orders: int
    taps: float = Field(description="Median taps from entering to the order")
    seconds: float = Field(description="Median seconds")


class PromptSeen(Schema):
    prompt_id: int
    title: str
    purpose: str
    viewers: int = Field(description="Who saw the prompt")
    sharers: int = Field(description="Who shared by it")


class FlowOut(Schema):
    shows: int = Field(description="Shows that were read, the newest ones")
    spots: list[SpotOut]
    before: PathsOut
    after: PathsOut
    prompts: list[PromptSeen]


@router.get("/flow", response=FlowOut, summary="Rage taps, slow sheets, the way to an order")
def room_flow(request: HttpRequest, wanted: Query[FlowAsked]) -> dict[str, Any]:
    """The newest shows that were on air; paths are compared before and from the day on."""
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    require(staff, wanted.shop_id)
    cards = planning.show_cards([wanted.shop_id])
    shows = [card.id for card in cards if card.went_live_at and not card.is_rehearsal][:MOST_SHOWS]
    signals = [signal for show in shows for signal in _signals(show, staff)]
    flow = growth.summarize_flow(signals, _begin(wanted))
    return {
        "shows": len(shows), "spots": flow.spots, "before": flow.before, "after": flow.after,
        "prompts": growth.prompt_rates(wanted.shop_id, flow.prompts),
    }  # fmt: skip


def _begin(wanted: FlowAsked) -> int:
    """The first millisecond of the day by the shop's clock."""
    name = Shop.objects.filter(pk=wanted.shop_id).values_list("time_zone", flat=True).first()
    day = min(max(wanted.day, dt.date(2000, 1, 1)), dt.date(2200, 1, 1))
    return to_ms(dt.datetime.combine(day, dt.time(), ZoneInfo(name or "Asia/Shanghai")))


def _signals(show_id: int, staff: Staff) -> Iterator[FlowSignal]:
    kinds = insight.Rows(kinds=",".join(growth.FLOW_KINDS))
    packed = insight.export(show_id, kinds, "parquet", staff)
    if not packed:
        return
    columns = ["kind", "ts", "viewer", "text", "n", "ms"]
    for row in pq.read_table(io.BytesIO(packed), columns=columns).to_pylist():
        yield FlowSignal(
            row["kind"], row["ts"], row["viewer"], row["text"] or "", row["n"], row["ms"]
        )
