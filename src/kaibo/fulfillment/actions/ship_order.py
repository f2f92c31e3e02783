"""The door for shipping one order; see `ship_parcel`."""

from __future__ import annotations

from kaibo.fulfillment.actions.ship_parcel import ship_order

__all__ = ["ship_order"]
