"""HTTP API of every metric, own metrics and questions in SQL, for staff; under ``/insight``."""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Status

from kaibo.insight import asking
from kaibo.insight.actions.own_metric import drop_own_metric, save_own_metric
from kaibo.insight.actions.question import drop_question, save_question
from kaibo.insight.asking_schemas import (
    AnswerOut,
    BehaviourOut,
    DriversIn,
    DriversOut,
    OwnMetricIn,
    OwnMetricOut,
    QuestionIn,
    QuestionTableOut,
    SavedQuestionOut,
    ShowFiguresOut,
    SqlQuestionIn,
)
from kaibo.insight.registry.own import Definition
from kaibo.insight.schemas import Id
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["insight"], auth=staff_auth)
Key = Annotated[str, Path(pattern=r"^[a-z0-9_]{1,40}$")]
_TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@router.get("/shows/{show_id}/figures", response=ShowFiguresOut, summary="Every metric of a show")
def get_figures(request: HttpRequest, show_id: Path[Id]) -> dict[str, Any]:
    """By SQL over its rows, live counts and the order tables."""
    return asking.figures(show_id, _actor(request))


@router.get("/shows/{show_id}/behaviour", response=BehaviourOut, summary="How viewers behaved")
def get_behaviour(request: HttpRequest, show_id: Path[Id]) -> dict[str, Any]:
    """Decision time, paths, life-cycle stages, completion, new and returning, hosts, peaks."""
    return asking.behaviour(show_id, _actor(request))


@router.get("/drivers", response=DriversOut, summary="What goes with coming back")
def get_drivers(request: HttpRequest, wanted: Query[DriversIn]) -> dict[str, Any]:
    """Return rates of newcomers with and without what they did in their first show."""
    return asking.drivers(wanted.shop_id, wanted.days, wanted.within, _actor(request))


@router.get("/own-metrics", response=list[OwnMetricOut], summary="The shop's own metrics")
def list_own_metrics(request: HttpRequest, shop_id: Query[Id]) -> list[dict[str, Any]]:
    return asking.own_metrics(shop_id, _actor(request))


@router.post("/own-metrics", response={204: None}, summary="Define a metric of the shop")
def post_own_metric(request: HttpRequest, body: OwnMetricIn) -> Status[None]:
    """One of the same key is replaced. Refused without formula, names, unit or owner."""
    wanted = body.dict()
    save_own_metric(wanted.pop("shop_id"), Definition(**wanted), _actor(request))
    return Status(204, None)


@router.delete("/own-metrics/{key}", response={204: None}, summary="Take an own metric away")
def delete_own_metric(request: HttpRequest, key: Key, shop_id: Query[Id]) -> Status[None]:
    drop_own_metric(shop_id, key, _actor(request))
    return Status(204, None)


@router.get("/tables", response=list[QuestionTableOut], summary="Tables that questions may read")
def list_tables(request: HttpRequest, shop_id: Query[Id]) -> list[dict[str, Any]]:
    return asking.tables(_actor(request), shop_id)


@router.post("/ask", response=AnswerOut, summary="Ask in SQL")
def post_question(request: HttpRequest, body: SqlQuestionIn) -> HttpResponse:
    """One SELECT over the shop's tables; at most 20 s, 1 GB, 1000 rows (200,000 as a file)."""
    found = asking.ask_sql(body.shop_id, body.sql, body.form, _actor(request))
    if body.form == "json":
        return HttpResponse(found, content_type="application/json")
    name = f'attachment; filename="kaibo-answer.{body.form}"'
    mark = b"\xef\xbb\xbf" if body.form == "csv" else b""  # spreadsheets take it for UTF-8
    return HttpResponse(
        mark + found, content_type=_TYPES[body.form], headers={"Content-Disposition": name}
    )


@router.get("/questions", response=list[SavedQuestionOut], summary="Saved questions")
def list_questions(request: HttpRequest, shop_id: Query[Id]) -> list[dict[str, Any]]:
    return asking.questions(shop_id, _actor(request))


@router.put("/questions", response={204: None}, summary="Save a question")
def put_question(request: HttpRequest, body: QuestionIn) -> Status[None]:
    save_question(body.shop_id, body.name, body.sql, _actor(request))
    return Status(204, None)


@router.delete("/questions/{question_id}", response={204: None}, summary="Drop a question")
def delete_question(
    request: HttpRequest, question_id: Path[Id], shop_id: Query[Id]
) -> Status[None]:
    drop_question(shop_id, question_id, _actor(request))
    return Status(204, None)


def _actor(request: HttpRequest) -> Staff:
    return cast(Staff, request.auth)  # type: ignore[attr-defined]
