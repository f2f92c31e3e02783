"""HTTP API of insight, for staff; mounted at ``/insight``."""

from __future__ import annotations

from typing import Any, Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Status

from kaibo.insight import facade
from kaibo.insight.access import REVIEWERS
from kaibo.insight.schemas import (
    EventRowsIn,
    Id,
    JourneysIn,
    JourneysOut,
    LiveOut,
    MetricDefinitionOut,
    NoteIn,
    ReviewCardOut,
    ReviewOut,
    RowsOut,
)
from kaibo.team.facade import Staff, has_role, shops_of, staff_auth

router = Router(tags=["insight"], auth=staff_auth)
TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@router.get("/metrics", response=list[MetricDefinitionOut], summary="The metric registry")
def list_metrics(request: HttpRequest) -> list[dict[str, Any]]:
    return facade.definitions()


@router.get("/reviews", response=list[ReviewCardOut], summary="Shows that were on air")
def list_reviews(request: HttpRequest) -> list[dict[str, Any]]:
    shops = [shop.pk for shop in shops_of(_actor(request)) if _reads(request, shop.pk)]
    return facade.reviews(shops)


@router.get("/shows/{show_id}/review", response=ReviewOut, summary="The review of a show")
def get_review(request: HttpRequest, show_id: Path[Id]) -> dict[str, Any]:
    return facade.review(show_id, _actor(request))


@router.put("/shows/{show_id}/note", response={204: None}, summary="Write the review's note")
def put_note(request: HttpRequest, show_id: Path[Id], body: NoteIn) -> Status[None]:
    facade.write_note(show_id, body.note, _actor(request))
    return Status(204, None)


@router.get("/shows/{show_id}/metrics", response=LiveOut, summary="Figures of a show now")
def get_metrics(request: HttpRequest, show_id: Path[Id]) -> dict[str, Any]:
    return facade.metrics(show_id, _actor(request))


@router.get(
    "/shows/{show_id}/seconds",
    response=list[dict[str, int]],
    summary="Viewers, likes, comments, shares of every second",
)
def get_seconds(request: HttpRequest, show_id: Path[Id]) -> list[dict[str, int]]:
    return facade.seconds(show_id, _actor(request))


@router.get("/shows/{show_id}/rows", response=RowsOut, summary="Rows behind a figure")
def get_rows(request: HttpRequest, show_id: Path[Id], wanted: Query[EventRowsIn]) -> dict[str, Any]:
    return facade.drill(show_id, facade.Rows(**wanted.dict()), _actor(request))


@router.get("/shows/{show_id}/rows.{form}", summary="Export rows as CSV or Parquet")
def export_rows(
    request: HttpRequest,
    show_id: Path[Id],
    form: Path[Literal["csv", "parquet"]],
    wanted: Query[EventRowsIn],
) -> HttpResponse:
    body = facade.export(show_id, facade.Rows(**wanted.dict()), form, _actor(request))
    if form == "csv":
        body = b"\xef\xbb\xbf" + body  # spreadsheets take it for UTF-8 by this mark
    name = f"kaibo-show-{show_id}-events.{form}"
    return HttpResponse(
        body,
        content_type=TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/journeys", response=JourneysOut, summary="Funnel, retention, attribution, RFM")
def get_journeys(request: HttpRequest, wanted: Query[JourneysIn]) -> dict[str, Any]:
    """Of a shop's viewers on air, up to this second; with ``show_id`` of one show's viewers."""
    wish = wanted.dict()
    shop_id, show_id = wish.pop("shop_id"), wish.pop("show_id")
    return facade.journeys(shop_id, show_id, _actor(request), **wish)


def _actor(request: HttpRequest) -> Staff:
    return cast(Staff, request.auth)  # type: ignore[attr-defined]


def _reads(request: HttpRequest, shop_id: int) -> bool:
    return has_role(_actor(request), shop_id, *REVIEWERS)
