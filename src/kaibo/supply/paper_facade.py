"""The door to supply's papers: warehouses, policies, holds, transfers, receipts, counts, moves."""

from __future__ import annotations

from kaibo.supply.access import KEEPERS, MANAGERS
from kaibo.supply.actions.count import (
    cancel_take,
    count,
    open_take,
    post_take,
    submit_take,
)
from kaibo.supply.actions.hold import HoldDraft, hold, let_go, release_expired
from kaibo.supply.actions.receive_goods import Delivered, receive_goods, write_off
from kaibo.supply.actions.set_up import (
    Policy,
    StockChoices,
    WarehouseDraft,
    lift_buffer,
    save_policy,
    save_settings,
    save_warehouse,
)
from kaibo.supply.actions.transfer_goods import (
    cancel_transfer,
    receive_transfer,
    send_transfer,
    write_transfer,
)
from kaibo.supply.houses import check_skus, house, houses, settings_of
from kaibo.supply.models import Hold, SkuPolicy, StockTake, TransferOrder, Warehouse
from kaibo.supply.names import sku_names
from kaibo.supply.queries.movements import MoveFilter, Movement, csv_rows, movements
from kaibo.supply.queries.papers import LotCard, holds, lot_cards, take, takes, transfers
from kaibo.supply.rules.alerts import PinFacts, PinRisk, Verdict, judge, pin_risk
from kaibo.supply.rules.allocation import Box, Site, pack
from kaibo.supply.rules.counting import BadCount, Counts, read_counts

__all__ = [
    "KEEPERS", "MANAGERS", "BadCount", "Box", "Counts", "Delivered", "Hold", "HoldDraft",
    "LotCard", "MoveFilter", "Movement", "PinFacts", "PinRisk", "Policy", "Site", "SkuPolicy",
    "StockChoices", "StockTake", "TransferOrder", "Verdict", "Warehouse", "WarehouseDraft",
    "cancel_take", "cancel_transfer", "check_skus", "count", "csv_rows", "hold", "holds", "house",
    "houses", "judge", "let_go", "lift_buffer", "lot_cards", "movements", "open_take", "pack",
    "pin_risk", "post_take", "read_counts", "receive_goods", "receive_transfer",
    "release_expired", "save_policy", "save_settings", "save_warehouse", "send_transfer",
    "settings_of", "sku_names", "submit_take", "take", "takes", "transfers", "write_off",
    "write_transfer",
]  # fmt: skip
