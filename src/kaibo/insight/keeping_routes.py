"""HTTP API of the log's quality and keeping, for staff; mounted at ``/insight``."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status

from kaibo.insight import keeping
from kaibo.insight.keeping_schemas import (
    KeepingIn,
    KeepingOut,
    LegalHoldIn,
    LegalHoldLiftIn,
    LegalHoldOut,
    QualityIn,
    QualityOut,
)
from kaibo.insight.schemas import Id
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["insight"], auth=staff_auth)


@router.get("/quality", response=QualityOut, summary="Rows that came, dropped, fixed, and why")
def get_quality(request: HttpRequest, wanted: Query[QualityIn]) -> dict[str, Any]:
    return keeping.quality(wanted.shop_id, wanted.days, _actor(request), timezone.now())


@router.get("/keeping", response=KeepingOut, summary="How long events are kept, and holds")
def get_keeping(request: HttpRequest, shop_id: Query[Id]) -> dict[str, Any]:
    return keeping.keeping(shop_id, _actor(request))


@router.put("/keeping", response={204: None}, summary="Set how long events are kept")
def put_keeping(request: HttpRequest, body: KeepingIn) -> Status[None]:
    keeping.set_keeping(body.shop_id, body.days, _actor(request))
    return Status(204, None)


@router.post("/holds", response={201: LegalHoldOut}, summary="Keep days for a legal reason")
def post_hold(request: HttpRequest, body: LegalHoldIn) -> Status[dict[str, Any]]:
    return Status(201, keeping.place_hold(
        body.shop_id, body.first_date, body.last_date, body.reason, _actor(request), timezone.now()
    ))  # fmt: skip


@router.post("/holds/{hold_id}/lift", response={204: None}, summary="Lift a legal hold")
def post_lift(request: HttpRequest, hold_id: Path[Id], body: LegalHoldLiftIn) -> Status[None]:
    keeping.lift_hold(hold_id, body.reason, _actor(request), timezone.now())
    return Status(204, None)


def _actor(request: HttpRequest) -> Staff:
    return cast(Staff, request.auth)  # type: ignore[attr-defined]
