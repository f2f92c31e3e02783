"""``/webhooks``: addresses that get the shop's events, and how each delivery went."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Status

from kaibo.integrations import facade
from kaibo.integrations import schemas as s
from kaibo.team.facade import Role, Staff, require, staff_auth

router = Router(tags=["webhooks"], auth=staff_auth)
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
ShopId = Annotated[int, Query(ge=1, le=2**63 - 1, description="The shop.")]
Before = Annotated[int, Query(ge=1, le=2**63 - 1, description="Only deliveries with a lower id.")]


@router.get("/types", response=list[s.EventTypeOut], summary="Types of events")
def list_event_types(request: HttpRequest) -> list[dict[str, str]]:
    """What an endpoint can choose from; the ping is always sent when asked for."""
    return [
        {"type": name, "name": _(title)}
        for name, title in facade.TITLES.items()
        if name != facade.PING
    ]


@router.get("", response=list[s.EndpointOut], summary="Webhook endpoints of a shop")
def list_endpoints(request: HttpRequest, shop_id: ShopId) -> list[facade.EndpointCard]:
    """Newest first, with health and the number of deliveries in each state."""
    require(_staff(request), shop_id, Role.ADMIN)
    return facade.endpoints_of(shop_id, _now())


@router.post("", response={201: s.SecretOut}, summary="Add a webhook endpoint")
def create_endpoint(request: HttpRequest, body: s.EndpointBody) -> Status[dict[str, Any]]:
    """The answer holds the secret; events from now on are sent."""
    made, secret = facade.create_endpoint(_staff(request), body.shop_id, body.draft(), _now())
    return Status(201, {"endpoint_id": made.pk, "secret": secret})


@router.put("/{endpoint_id}", response={204: None}, summary="Change a webhook endpoint")
def change_endpoint(request: HttpRequest, endpoint_id: Id, body: s.EndpointBody) -> Status[None]:
    """Switching it on again, or a new address, closes the circuit breaker."""
    facade.change_endpoint(_staff(request), body.shop_id, endpoint_id, body.draft(), _now())
    return Status(204, None)


@router.delete("/{endpoint_id}", response={204: None}, summary="Remove a webhook endpoint")
def remove_endpoint(request: HttpRequest, endpoint_id: Id, shop_id: ShopId) -> Status[None]:
    """With its deliveries and their log."""
    facade.remove_endpoint(_staff(request), shop_id, endpoint_id, _now())
    return Status(204, None)


@router.post("/{endpoint_id}/secret", response=s.SecretOut, summary="Renew the secret")
def renew_secret(request: HttpRequest, endpoint_id: Id, shop_id: ShopId) -> dict[str, Any]:
    """For a day events carry a signature of each secret, so that receivers can change over."""
    secret = facade.renew_secret(_staff(request), shop_id, endpoint_id, _now())
    return {"endpoint_id": endpoint_id, "secret": secret}


@router.post("/{endpoint_id}/ping", response=s.DeliveryOut, summary="Send a test event")
def ping_endpoint(request: HttpRequest, endpoint_id: Id, shop_id: ShopId) -> facade.DeliveryCard:
    """It is sent within a second; ask for the delivery to see how it went."""
    made = facade.ping(_staff(request), shop_id, endpoint_id, _now())
    return facade.delivery_card(made)


@router.post("/{endpoint_id}/replay", response=s.ReplayOut, summary="Send a stretch of time again")
def replay_range(request: HttpRequest, endpoint_id: Id, body: s.ReplayBody) -> dict[str, int]:
    """Facts that were sent and facts that were missed; ids stay the same."""
    count = facade.replay_range(
        _staff(request), body.shop_id, endpoint_id, body.since, body.until, _now()
    )
    return {"events": count}


@router.get("/{endpoint_id}/deliveries", response=s.DeliveryPageOut, summary="Delivery log")
def list_deliveries(
    request: HttpRequest,
    endpoint_id: Id,
    shop_id: ShopId,
    state: Literal["", "pending", "delivered", "dead"] = "",
    before: Before = 2**63 - 1,
) -> dict[str, Any]:
    """Newest first, 50 at a time."""
    require(_staff(request), shop_id, Role.ADMIN)
    items = facade.deliveries(shop_id, endpoint_id, state, before)
    return {"items": items, "next_before": items[-1].id if len(items) == 50 else None}


@router.get(
    "/{endpoint_id}/deliveries/{delivery_id}",
    response=s.DeliveryDetailOut,
    summary="One delivery with every try",
)
def get_delivery(
    request: HttpRequest, endpoint_id: Id, delivery_id: Id, shop_id: ShopId
) -> facade.DeliveryDetail:
    """What is sent, and what the other side answered each time."""
    require(_staff(request), shop_id, Role.ADMIN)
    return facade.delivery(shop_id, endpoint_id, delivery_id)


@router.post(
    "/{endpoint_id}/deliveries/{delivery_id}/replay",
    response=s.DeliveryOut,
    summary="Send one event again",
)
def replay_delivery(
    request: HttpRequest, endpoint_id: Id, delivery_id: Id, shop_id: ShopId
) -> facade.DeliveryCard:
    """Under the same id, at once."""
    made = facade.replay_one(_staff(request), shop_id, endpoint_id, delivery_id, _now())
    return facade.delivery_card(made)


def _now() -> datetime:
    return datetime.now(UTC)


def _staff(request: HttpRequest) -> Staff:
    staff = request.auth  # type: ignore[attr-defined]  # set by ninja
    assert isinstance(staff, Staff)
    return staff
