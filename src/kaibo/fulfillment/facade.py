"""The one door of fulfillment: ship, and which parcels an order has."""

from __future__ import annotations

from django.db.models import QuerySet

from kaibo.fulfillment.actions.ship_order import ship_order
from kaibo.fulfillment.models import Parcel

__all__ = ["parcels_of", "ship_order"]


def parcels_of(order_id: int) -> QuerySet[Parcel]:
    """The parcels of an order, first sent first."""
    return Parcel.objects.filter(order_id=order_id).order_by("id")
