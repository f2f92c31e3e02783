"""What all routes of stock share: the router, who asks, when, and shapes of single values."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema
from pydantic import ConfigDict

from kaibo.team.facade import Staff, require, staff_auth

router = Router(tags=["stock"], auth=staff_auth)

BIG = 2**63 - 1
Id = Annotated[int, Field(ge=1, le=BIG)]
PathId = Annotated[int, Path(ge=1, le=BIG)]
ShopId = Annotated[int, Query(ge=1, le=BIG)]
SkuQuery = Annotated[int | None, Query(ge=1, le=BIG)]
Units = Annotated[int, Field(ge=1, le=10_000_000)]
PLAIN = r"^[^\x00]*$"
Text = Annotated[str, Field(max_length=120, pattern=PLAIN)]
Name = Annotated[str, Field(max_length=60, pattern=PLAIN)]
Short = Annotated[str, Field(max_length=40, pattern=PLAIN)]


class StockBody(Schema):
    """A request body; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class StockDoneOut(Schema):
    """It was done; ``id`` names the paper."""

    id: int


def actor(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff


def reader(request: HttpRequest, shop_id: int) -> None:
    """Anybody of the shop may look."""
    require(actor(request), shop_id)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
