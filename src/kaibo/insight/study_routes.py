"""HTTP API of what a review learns and what follows from it; mounted at ``/insight``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Status

from kaibo.insight import facade
from kaibo.insight.schemas import Id
from kaibo.insight.study_schemas import (
    AgainstIn,
    LineIn,
    LineOut,
    PaperIn,
    PolicyOut,
    RecalledOut,
    RecordingReplayOut,
    ScoringIn,
    StudyOut,
    UseIn,
)
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["insight"], auth=staff_auth)


@router.get("/shows/{show_id}/study", response=StudyOut, summary="What a review learns")
def get_study(request: HttpRequest, show_id: Path[Id], wish: Query[AgainstIn]) -> dict[str, Any]:
    """Exact decomposition of the GMV change, score card, segments, control charts, next steps."""
    return facade.study(show_id, wish.against, _actor(request))


@router.get("/shows/{show_id}/review.pdf", summary="The review as a PDF")
def get_paper(request: HttpRequest, show_id: Path[Id], wish: Query[PaperIn]) -> HttpResponse:
    body = facade.paper(show_id, wish.against, wish.lang, _actor(request))
    name = f"kaibo-review-{show_id}-{wish.lang}.pdf"
    return HttpResponse(
        body, content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"},
    )  # fmt: skip


@router.get(
    "/shows/{show_id}/replay",
    response=RecordingReplayOut,
    summary="Lively minutes and what was recorded",
)
def get_replay(request: HttpRequest, show_id: Path[Id]) -> dict[str, Any]:
    return facade.replay(show_id, _actor(request))


@router.get("/shows/{show_id}/lines", response=list[LineOut], summary="Follow-ups of a review")
def get_lines(request: HttpRequest, show_id: Path[Id]) -> list[dict[str, Any]]:
    """finding–cause–action–owner–due, with the measured effect of each action."""
    return facade.lines(show_id, _actor(request))


@router.post(
    "/shows/{show_id}/lines", response={201: list[LineOut]}, summary="Make a finding a task"
)
def post_line(
    request: HttpRequest, show_id: Path[Id], body: LineIn
) -> Status[list[dict[str, Any]]]:
    actor = _actor(request)
    facade.write_line(show_id, facade.Line(**body.dict()), actor, datetime.now(UTC))
    return Status(201, facade.lines(show_id, actor))


@router.delete(
    "/shows/{show_id}/lines/{line_id}", response=list[LineOut], summary="Drop a follow-up"
)
def delete_line(request: HttpRequest, show_id: Path[Id], line_id: Path[Id]) -> list[dict[str, Any]]:
    actor = _actor(request)
    facade.drop_line(show_id, line_id, actor)
    return facade.lines(show_id, actor)


@router.get(
    "/shows/{show_id}/lessons", response=RecalledOut, summary="Lessons of shows like this plan"
)
def get_lessons(request: HttpRequest, show_id: Path[Id]) -> dict[str, Any]:
    return facade.recalled(show_id, _actor(request))


@router.post(
    "/shows/{show_id}/lessons", response={201: RecalledOut}, summary="Take a lesson into the plan"
)
def post_lesson(request: HttpRequest, show_id: Path[Id], body: UseIn) -> Status[dict[str, Any]]:
    actor = _actor(request)
    facade.use_lesson(show_id, body.line_id, actor, datetime.now(UTC))
    return Status(201, facade.recalled(show_id, actor))


@router.get("/shops/{shop_id}/scoring", response=PolicyOut, summary="Score weights of a shop")
def get_scoring(request: HttpRequest, shop_id: Path[Id]) -> dict[str, Any]:
    return facade.scoring_of(shop_id, _actor(request))


@router.put("/shops/{shop_id}/scoring", response=PolicyOut, summary="Choose the score weights")
def put_scoring(request: HttpRequest, shop_id: Path[Id], body: ScoringIn) -> dict[str, Any]:
    """A new version; scores of every version stay comparable in the review."""
    actor = _actor(request)
    facade.set_scoring(shop_id, facade.Scoring(**body.dict()), actor, datetime.now(UTC))
    return facade.scoring_of(shop_id, actor)


def _actor(request: HttpRequest) -> Staff:
    return cast(Staff, request.auth)  # type: ignore[attr-defined]
