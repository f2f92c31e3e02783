"""HTTP API of orders: the buyer's own under ``/mine``, the order desk of staff beside it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Body, Path, Query, Router

from kaibo.foundation.auth import viewer_auth
from kaibo.foundation.config import config
from kaibo.members.facade import openid_of
from kaibo.selling import desk_schemas as desk
from kaibo.selling import facade
from kaibo.selling import schemas as s
from kaibo.selling.checkout import facade as checkout
from kaibo.team.facade import Staff, require, shops_of, staff_auth

router = Router(tags=["orders"])
OrderId = Annotated[int, Path(ge=1, le=2**63 - 1)]
Before = Annotated[int, Query(ge=1, le=2**63 - 1, description="Only orders with a lower id")]
PAGE = 20
DESK_PAGE = 50


@router.get("/mine", response=s.MinePageOut, auth=viewer_auth)
def my_orders(request: Any, before: Before = 2**63 - 1) -> dict[str, Any]:
    """The caller's orders, newest first."""
    return _page(facade.of_buyer(request.auth.subject).filter(id__lt=before), PAGE)


@router.get("/mine/{order_id}", response=s.OrderDetailOut, auth=viewer_auth)
def my_order(request: Any, order_id: OrderId) -> Any:
    """One of the caller's orders, with its address."""
    return facade.one_of_buyer(order_id, request.auth.subject)


@router.post("/mine/{order_id}/pay", response=s.PayOut, auth=viewer_auth)
def pay_my_order(
    request: Any, order_id: OrderId, body: Annotated[s.PayIn, Body(default_factory=s.PayIn)]
) -> Any:
    """Where to pay an unpaid order; the same trade when asked again.

    Another way to pay closes the trade that was open before.
    """
    buyer = request.auth.subject
    openid = openid_of(buyer) if body.channel == "jsapi" else ""
    back = _origin() + body.return_path
    wish = facade.PayWish(body.method, body.channel, _address(request), back, openid)
    return facade.pay_order(order_id, buyer, wish, facade.adapter, _now())


@router.post("/mine/{order_id}/cancel", response=s.OrderOut, auth=viewer_auth)
def cancel_my_order(request: Any, order_id: OrderId) -> Any:
    """Cancel an unpaid order; its units go back on sale."""
    facade.cancel(order_id, request.auth.subject, _now())
    return facade.one_of_buyer(order_id, request.auth.subject)


@router.post("/mine/{order_id}/refund", response=s.OrderOut, auth=viewer_auth)
def refund_my_order(
    request: Any, order_id: OrderId, body: Annotated[s.RefundIn, Body(default_factory=s.RefundIn)]
) -> Any:
    """Take the money back before the parcel leaves, for the whole order or some units."""
    facade.refund_by_buyer(order_id, request.auth.subject, body.wish(), facade.adapter, _now())
    return facade.one_of_buyer(order_id, request.auth.subject)


@router.post("/mine/{order_id}/receipt", response=s.OrderOut, auth=viewer_auth)
def confirm_my_receipt(request: Any, order_id: OrderId) -> Any:
    """确认收货: the order is completed."""
    facade.confirm_receipt(order_id, request.auth.subject, _now())
    return facade.one_of_buyer(order_id, request.auth.subject)


@router.get("", response=s.DeskPageOut, auth=staff_auth)
def list_orders(
    request: Any,
    shop: Annotated[int, Query(ge=0, le=2**63 - 1, description="0: all of my shops")] = 0,
    state: str = "",
    search: Annotated[str, Query(max_length=60)] = "",
    show: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    before: Before = 2**63 - 1,
) -> dict[str, Any]:
    """The order desk: search by order number, phone, tracking number or nickname."""
    shops = [one.pk for one in shops_of(request.auth)]
    if shop:
        require(request.auth, shop)
        shops = [shop]
    return _page(facade.desk(shops, state, search, show).filter(id__lt=before), DESK_PAGE)


@router.get("/books", response=list[s.MismatchOut], auth=staff_auth)
def check_books(request: Any, show: Annotated[int, Query(ge=1, le=2**63 - 1)]) -> Any:
    """Orders of a show whose lines, payments and refunds do not agree; empty when all is well."""
    facade.require_show(request.auth, show)
    return facade.reconcile(show)


@router.get("/{order_id}", response=s.DeskOrderOut, auth=staff_auth)
def get_order(request: Any, order_id: OrderId) -> Any:
    """One order of the desk."""
    return _of_mine(request.auth, order_id)


@router.get("/{order_id}/story", response=desk.DeskStoryOut, auth=staff_auth)
def tell_order(request: Any, order_id: OrderId) -> dict[str, Any]:
    """All that is kept about an order: payments, explanation, snapshots, who did what."""
    order = _of_mine(request.auth, order_id)
    story = checkout.story_of(order)
    return {
        "order_id": order.pk, "payments": order.payments.order_by("id"), "steps": story.steps,
        "moments": story.moments, "lines": desk.extras(story), "deeds": facade.deeds(order),
    }  # fmt: skip


@router.post("/{order_id}/refund-preview", response=desk.DeskRefundPreviewOut, auth=staff_auth)
def preview_desk_refund(
    request: Any,
    order_id: OrderId,
    body: Annotated[s.DeskRefundIn, Body(default_factory=s.DeskRefundIn)],
) -> Any:
    """The exact amount that this refund would give back; nothing is done yet."""
    order = _of_mine(request.auth, order_id, *facade.REFUNDERS)
    return checkout.preview_for_staff(order, body.wish())


@router.post("/{order_id}/refund", response=s.DeskOrderOut, auth=staff_auth)
def refund_order(
    request: Any,
    order_id: OrderId,
    body: Annotated[s.DeskRefundIn, Body(default_factory=s.DeskRefundIn)],
) -> Any:
    """Give money back, for the whole order or some units, before or after shipping."""
    facade.refund_by_staff(order_id, body.wish(), request.auth, facade.adapter, _now())
    return facade.desk([facade.shop_of(order_id)]).get(id=order_id)


@router.post("/refunds/{refund_id}/retry", response=s.DeskOrderOut, auth=staff_auth)
def retry_refund(request: Any, refund_id: OrderId) -> Any:
    """Ask the provider again for a refund that failed."""
    order = facade.retry_refund(refund_id, request.auth, facade.adapter, _now())
    return facade.desk([order.shop_id]).get(id=order.pk)


def _of_mine(staff: Staff, order_id: int, *roles: str) -> Any:
    """An order of a shop the person works in (in one of ``roles``)."""
    shop_id = facade.shop_of(order_id)
    require(staff, shop_id, *roles)
    return facade.desk([shop_id]).get(id=order_id)


def _page(rows: Any, size: int) -> dict[str, Any]:
    found = list(rows[: size + 1])
    orders = found[:size]
    return {"orders": orders, "next_before": orders[-1].id if len(found) > size else None}


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR") or "127.0.0.1")


def _origin() -> str:
    settings = config()
    return settings.public_origin or settings.url(settings.web_port)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
