"""HTTP API of the war board, for staff; mounted at ``/insight``."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status

from kaibo.insight import board_facade as facade
from kaibo.insight.board_schemas import (
    AcknowledgeIn,
    ActIn,
    AlarmRecordOut,
    BenchmarkIn,
    BenchmarkOut,
    BenchmarksIn,
    BoardOut,
    ComparedOut,
    ShowActionOut,
    SnoozeIn,
)
from kaibo.insight.schemas import Id
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["insight"], auth=staff_auth)
MetricId = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,40}$")]


@router.get("/shows/{show_id}/board", response=BoardOut, summary="The war board's first answer")
def get_board(request: HttpRequest, show_id: Path[Id]) -> dict[str, Any]:
    """Later figures come by the push of the room's WebSocket, every 500 ms."""
    return facade.board(show_id, _actor(request))


@router.get("/shows/{show_id}/compared", response=ComparedOut, summary="A show and benchmarks")
def get_compared(request: HttpRequest, show_id: Path[Id]) -> dict[str, Any]:
    """Figures with a benchmark, measured over the whole show, and their traffic lights."""
    return facade.compared(show_id, _actor(request))


@router.get(
    "/shows/{show_id}/actions", response=list[ShowActionOut], summary="Actions and their effect"
)
def list_show_actions(request: HttpRequest, show_id: Path[Id]) -> list[dict[str, Any]]:
    """Every console action with its figures five minutes before and after, newest first."""
    return facade.actions(show_id, _actor(request))


@router.get(
    "/shows/{show_id}/alarms", response=list[AlarmRecordOut], summary="Alert to result, linked"
)
def list_alarms(request: HttpRequest, show_id: Path[Id]) -> list[dict[str, Any]]:
    return facade.alarms(show_id, _actor(request))


@router.post("/alarms/{alarm_id}/acknowledge", response={204: None}, summary="Take an alarm on")
def acknowledge_alarm(
    request: HttpRequest, alarm_id: Path[Id], body: AcknowledgeIn
) -> Status[None]:
    facade.acknowledge(alarm_id, body.analysis, _actor(request), timezone.now())
    return Status(204, None)


@router.post("/alarms/{alarm_id}/snooze", response={204: None}, summary="Put an alarm off")
def snooze_alarm(request: HttpRequest, alarm_id: Path[Id], body: SnoozeIn) -> Status[None]:
    facade.snooze(alarm_id, body.minutes, _actor(request), timezone.now())
    return Status(204, None)


@router.post("/alarms/{alarm_id}/act", response={204: None}, summary="Link what was done")
def act_on_alarm(request: HttpRequest, alarm_id: Path[Id], body: ActIn) -> Status[None]:
    facade.act(alarm_id, body.action_id, _actor(request), timezone.now())
    return Status(204, None)


@router.get("/benchmarks", response=list[BenchmarkOut], summary="Benchmarks of a shop")
def list_benchmarks(request: HttpRequest, wanted: Query[BenchmarksIn]) -> list[dict[str, Any]]:
    return facade.benchmarks(wanted.shop_id, _actor(request))


@router.put("/benchmarks/{metric}", response={204: None}, summary="Change a benchmark")
def put_benchmark(request: HttpRequest, metric: MetricId, body: BenchmarkIn) -> Status[None]:
    facade.set_benchmark(body.shop_id, metric, body.value, _actor(request), timezone.now())
    return Status(204, None)


def _actor(request: HttpRequest) -> Staff:
    return cast(Staff, request.auth)  # type: ignore[attr-defined]
