"""HTTP API of a buyer's way to an order: quote, place, cart, own orders."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Path, Query, Router

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.errors import LoginRequired
from kaibo.selling.checkout import facade
from kaibo.selling.checkout import schemas as s
from kaibo.selling.checkout.contracts import Wanted, Wish
from kaibo.selling.desk_schemas import extras
from kaibo.selling.queries import ship_to

router = Router(tags=["checkout"])
OfferId = Annotated[int, Path(ge=1, le=2**63 - 1)]
OrderId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Before = Annotated[int, Query(ge=1, le=2**63 - 1, description="Only orders with a lower id")]
RoomSlug = Annotated[str, Query(max_length=40, description="Slug of the room")]
PAGE = 20


@router.post("/quote", response=s.QuoteOut, auth=viewer_auth)
def make_quote(request: Any, body: s.QuoteIn) -> Any:
    """What these lines cost this viewer, and why; a quote that holds ten minutes.

    Lines that cannot be bought are told and left out. Guests may ask; they cannot place.
    """
    claims = request.auth
    return facade.make_quote(claims.subject, claims.kind == "buyer", _wish(body), _now())


@router.post("/place", response=s.PlacedOut, auth=viewer_auth)
def place_quote(request: Any, body: s.PlaceIn) -> Any:
    """Make the order of a quote; answered after it is written."""
    if request.auth.kind != "buyer":
        raise LoginRequired("请先用手机号登录", reason="guest")
    return facade.place_quote(
        request.auth.subject, body.quote_id, body.pay_amount, body.key, body.source, _now()
    )


@router.get("/cart", response=list[s.CartLineOut], auth=viewer_auth)
def show_cart(request: Any, room: RoomSlug) -> Any:
    """What is in the cart of this room's shop, newest first."""
    return facade.cart_lines(request.auth.subject, room, _now())


@router.post("/cart", response=s.CartUnitsOut, auth=viewer_auth)
def add_to_cart(request: Any, body: s.CartAddIn) -> dict[str, int]:
    """Put units of an offer into the cart."""
    units = facade.add_to_cart(request.auth.subject, body.offer_id, body.quantity, _now())
    return {"offer_id": body.offer_id, "quantity": units}


@router.put("/cart/{offer_id}", response=s.CartUnitsOut, auth=viewer_auth)
def set_cart_units(request: Any, offer_id: OfferId, body: s.CartSetIn) -> dict[str, int]:
    """Make it so many units; 0 takes the offer out."""
    units = facade.set_quantity(request.auth.subject, offer_id, body.quantity, _now())
    return {"offer_id": offer_id, "quantity": units}


@router.get("/orders", response=s.OrderTabOut, auth=viewer_auth)
def list_my_orders(
    request: Any,
    tab: Literal["all", "to_pay", "to_ship", "to_receive", "after_sale"] = "all",
    before: Before = 2**63 - 1,
) -> dict[str, Any]:
    """The caller's orders of one tab, newest first."""
    found = list(facade.tab(request.auth.subject, tab, before)[: PAGE + 1])
    orders = found[:PAGE]
    return {"orders": orders, "next_before": orders[-1].pk if len(found) > PAGE else None}


@router.get("/orders/{order_id}", response=s.OrderStoryOut, auth=viewer_auth)
def tell_my_order(request: Any, order_id: OrderId) -> dict[str, Any]:
    """One of the caller's orders: timeline, price explanation, consents, snapshots."""
    return _told(facade.story(order_id, request.auth.subject))


@router.post("/orders/{order_id}/refund-preview", response=s.RefundPreviewOut, auth=viewer_auth)
def preview_refund(request: Any, order_id: OrderId, body: s.RefundPreviewIn) -> Any:
    """What a refund of these units would give back; asks for nothing yet."""
    units: dict[int, int] = {}
    for line in body.lines:
        units[line.line_id] = units.get(line.line_id, 0) + line.quantity
    return facade.preview_refund(order_id, request.auth.subject, units)


def _wish(body: s.QuoteIn) -> Wish:
    claims = body.coupon_claim_ids
    return Wish(
        room_slug=body.room,
        lines=tuple(Wanted(line.offer_id, line.quantity) for line in body.lines),
        address_id=body.address_id,
        coupon_claim_ids=None if claims is None else tuple(dict.fromkeys(claims)),
        points=body.points, credit=body.credit, redpacket=body.redpacket,
        no_return_known=frozenset(line.offer_id for line in body.lines if line.no_return_known),
    )  # fmt: skip


def _told(story: facade.OrderStory) -> dict[str, Any]:
    order = story.order
    return {
        "order": order, "address": ship_to(order), "points_amount": order.points_amount,
        "credit_amount": order.credit_amount, "steps": story.steps, "moments": story.moments,
        "lines": extras(story),
    }  # fmt: skip


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
