"""Tables of supply; units stand in the ledger, these say what the moves were for."""

from __future__ import annotations

from kaibo.supply.models.counting import CountLine, StockTake
from kaibo.supply.models.goods import Lot, Receipt, ReceiptLine
from kaibo.supply.models.papers import Hold, TransferLine, TransferOrder
from kaibo.supply.models.warehouses import (
    Allocation,
    BufferOverride,
    SkuPolicy,
    StockSettings,
    Warehouse,
)

__all__ = [
    "Allocation",
    "BufferOverride",
    "CountLine",
    "Hold",
    "Lot",
    "Receipt",
    "ReceiptLine",
    "SkuPolicy",
    "StockSettings",
    "StockTake",
    "TransferLine",
    "TransferOrder",
    "Warehouse",
]
