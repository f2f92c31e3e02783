"""The one door of fulfillment: what waits, what to pick, ship, and which parcels an order has."""

from __future__ import annotations

from kaibo.fulfillment.actions.import_tracking import Imported, import_tracking
from kaibo.fulfillment.actions.ship_parcel import SHIPPERS, ship_order, ship_parcel
from kaibo.fulfillment.models import Parcel
from kaibo.fulfillment.queries import Pick, Suggested, parcels_of, picking_list, suggestions

__all__ = [
    "SHIPPERS", "Imported", "Parcel", "Pick", "Suggested", "import_tracking", "parcels_of",
    "picking_list", "ship_order", "ship_parcel", "suggestions",
]  # fmt: skip
