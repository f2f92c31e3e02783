"""Who may run a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaibo.team import facade as team

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

DESK = ("operator", "brand_manager", "admin")
STAGE = (*DESK, "host")


def may_run_desk(actor: Staff, shop_id: int) -> None:
    """Operator, brand manager or admin."""
    team.require(actor, shop_id, *DESK)


def may_advance(actor: Staff, shop_id: int) -> None:
    """Those at the desk and the host, who taps "next" on the prompter."""
    team.require(actor, shop_id, *STAGE)
