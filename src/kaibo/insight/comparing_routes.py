"""HTTP API of comparisons, for staff; mounted at ``/insight``."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from ninja import Query, Router

from kaibo.insight import comparing
from kaibo.insight.comparing_schemas import ComparisonChoicesOut, ComparisonIn, ComparisonOut
from kaibo.insight.schemas import Id
from kaibo.team.facade import Staff, staff_auth

router = Router(tags=["insight"], auth=staff_auth)


@router.get("/comparison", response=ComparisonChoicesOut, summary="What can be compared")
def get_choices(request: HttpRequest, shop_id: Query[Id]) -> dict[str, Any]:
    return comparing.choices(shop_id, _actor(request))


@router.post("/comparison", response=ComparisonOut, summary="Compare two sets of shows")
def post_comparison(request: HttpRequest, body: ComparisonIn) -> dict[str, Any]:
    """By time, host or product: both values, their difference and its interval."""
    sets = [comparing.Chosen(**one.dict()) for one in (body.a, body.b)]
    return comparing.comparison(body.shop_id, body.by, sets[0], sets[1], _actor(request))


def _actor(request: HttpRequest) -> Staff:
    return cast(Staff, request.auth)  # type: ignore[attr-defined]
