"""The one door of pricing."""

from __future__ import annotations

from datetime import datetime

from kaibo.pricing.actions.decide_price import DECIDERS, decide_price
from kaibo.pricing.actions.record_deals import record_deals
from kaibo.pricing.actions.rivals import WATCHERS, add_rival, delete_rival, import_rivals
from kaibo.pricing.actions.set_up import set_settings, set_value
from kaibo.pricing.contracts import (
    Attribute,
    BeforePrice,
    Deal,
    Settings,
    SurveyPoint,
    ValueFacts,
)
from kaibo.pricing.errors import UnlawfulBeforePrice
from kaibo.pricing.queries import (
    BoardRow,
    alerts,
    before_of,
    board,
    board_skus,
    deals_of,
    decisions_of,
    proposals_of,
    rival_rows,
    settings_of,
    sku_ids_by_code,
    sku_of,
    suggestion_of,
    today_of,
    value_of,
)
from kaibo.pricing.rules.before_price import refusal
from kaibo.pricing.rules.rival_sheet import HEADERS, BadCellRow, RivalReading, read_rivals

__all__ = [
    "DECIDERS",
    "HEADERS",
    "WATCHERS",
    "Attribute",
    "BadCellRow",
    "BeforePrice",
    "BoardRow",
    "Deal",
    "RivalReading",
    "Settings",
    "SurveyPoint",
    "UnlawfulBeforePrice",
    "ValueFacts",
    "add_rival",
    "alerts",
    "before_of",
    "board",
    "board_skus",
    "check_before_price",
    "deals_of",
    "decide_price",
    "decisions_of",
    "delete_rival",
    "import_rivals",
    "proposals_of",
    "read_rivals",
    "record_deals",
    "refusal",
    "rival_rows",
    "set_settings",
    "set_value",
    "settings_of",
    "sku_ids_by_code",
    "sku_of",
    "suggestion_of",
    "today_of",
    "value_of",
]


def check_before_price(shop_id: int, sku_id: int, claim: int, starts_at: datetime) -> BeforePrice:
    """The proof for a struck-through price or banner; raises `UnlawfulBeforePrice` with the reason.

    ``starts_at`` is when the reduction begins.
    """
    sku = sku_of(shop_id, sku_id)
    lawful = before_of(sku, today_of(shop_id, starts_at))
    problem = refusal(claim, lawful)
    if problem:
        raise UnlawfulBeforePrice(problem, claim=claim, lawful=lawful.price, field="before_price")
    return lawful
