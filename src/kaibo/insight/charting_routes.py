"""HTTP API of charts without code and of dashboards, for staff; mounted at ``/insight``."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from ninja import Path, Query, Router, Status

from kaibo.foundation.clock import now_ms
from kaibo.insight import dashboards
from kaibo.insight.actions.dashboard import add_dashboard, drop_dashboard, save_dashboard
from kaibo.insight.charting_schemas import (
    ChartAnswersOut,
    ChartChoicesOut,
    ChartOpenedOut,
    ChartOpenIn,
    ChartsIn,
    DashboardCardOut,
    DashboardIn,
    DashboardOut,
    DashboardSaveIn,
)
from kaibo.insight.charts.answer import answers, opened
from kaibo.insight.schemas import Id
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["insight"], auth=staff_auth)


@router.get("/charts", response=ChartChoicesOut, summary="What charts can be made of")
def get_chart_choices(request: HttpRequest, shop_id: Query[Id]) -> dict[str, Any]:
    return dashboards.choices(shop_id, _actor(request))


@router.post("/charts", response=ChartAnswersOut, summary="Draw charts")
def post_charts(request: HttpRequest, body: ChartsIn) -> dict[str, Any]:
    """Exact over the events of shows on air; a chart that cannot be drawn says why."""
    now = now_ms()
    charts = [one.chart() for one in body.charts]
    return {"as_of": now, "answers": answers(body.shop_id, charts, _actor(request), now)}


@router.post("/charts/open", response=ChartOpenedOut, summary="What a figure is made of")
def post_chart_open(request: HttpRequest, body: ChartOpenIn) -> dict[str, Any]:
    chart, actor = body.chart.chart(), _actor(request)
    found = opened(body.shop_id, chart, body.metric, body.x, body.split, actor, now_ms())
    return {"pieces": found}


@router.get("/dashboards", response=list[DashboardCardOut], summary="Dashboards of a shop")
def list_dashboards(request: HttpRequest, shop_id: Query[Id]) -> list[dict[str, Any]]:
    return dashboards.dashboards(shop_id, _actor(request))


@router.post("/dashboards", response={201: DashboardOut}, summary="Keep a new dashboard")
def post_dashboard(request: HttpRequest, body: DashboardIn) -> Status[dict[str, Any]]:
    charts = [one.chart() for one in body.charts]
    made = add_dashboard(body.shop_id, body.name, charts, _actor(request))
    return Status(201, dashboards.whole(made))


@router.get("/dashboards/{dashboard_id}", response=DashboardOut, summary="A dashboard")
def get_dashboard(request: HttpRequest, dashboard_id: Path[Id]) -> dict[str, Any]:
    return dashboards.dashboard(dashboard_id, _actor(request))


@router.put("/dashboards/{dashboard_id}", response=DashboardOut, summary="Save a dashboard")
def put_dashboard(
    request: HttpRequest, dashboard_id: Path[Id], body: DashboardSaveIn
) -> dict[str, Any]:
    """Refused with 409 when somebody saved since the version that was read."""
    charts = [one.chart() for one in body.charts]
    saved = save_dashboard(dashboard_id, body.version, body.name, charts, _actor(request))
    return dashboards.whole(saved)


@router.delete("/dashboards/{dashboard_id}", response={204: None}, summary="Drop a dashboard")
def delete_dashboard(request: HttpRequest, dashboard_id: Path[Id]) -> Status[None]:
    drop_dashboard(dashboard_id, _actor(request))
    return Status(204, None)


def _actor(request: HttpRequest) -> Staff:
    return cast(Staff, request.auth)  # type: ignore[attr-defined]
