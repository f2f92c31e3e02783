"""HTTP API of parcels."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from ninja import Field, Path, Router, Schema

from kaibo.foundation.auth import viewer_auth
from kaibo.fulfillment import facade
from kaibo.selling import facade as selling
from kaibo.team.facade import require, staff_auth

router = Router(tags=["parcels"])
OrderId = Annotated[int, Path(ge=1, le=2**63 - 1)]


class ParcelIn(Schema):
    """What stands on the parcel's label."""

    carrier: str = Field(description="Carrier, e.g. 顺丰速运", max_length=60)
    tracking_no: str = Field(description="6 to 40 letters, digits or dashes", max_length=80)


class ParcelOut(Schema):
    """A parcel that has left."""

    id: int
    order_id: int
    carrier: str
    tracking_no: str
    shipped_at: dt.datetime


@router.post("/orders/{order_id}/ship", response=ParcelOut, auth=staff_auth)
def ship(request: Any, order_id: OrderId, body: ParcelIn) -> Any:
    """Ship a paid order."""
    now = dt.datetime.now(dt.UTC)
    return facade.ship_order(order_id, body.carrier, body.tracking_no, request.auth, now)


@router.get("/orders/{order_id}", response=list[ParcelOut], auth=staff_auth)
def list_parcels(request: Any, order_id: OrderId) -> Any:
    """The parcels of an order."""
    require(request.auth, selling.shop_of(order_id))
    return facade.parcels_of(order_id)


@router.get("/mine/{order_id}", response=list[ParcelOut], auth=viewer_auth)
def my_parcels(request: Any, order_id: OrderId) -> Any:
    """The parcels of one of the caller's orders."""
    selling.one_of_buyer(order_id, request.auth.subject)
    return facade.parcels_of(order_id)
