"""Who answers viewers, and who may read along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaibo.team import facade as team

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

AGENTS = ("service", "operator", "brand_manager", "admin")
READERS = (*AGENTS, "compliance", "analyst")
STAGE = ("host", "operator", "brand_manager", "admin")


def may_serve(actor: Staff, shop_id: int) -> None:
    """Those who answer viewers."""
    team.require(actor, shop_id, *AGENTS)


def may_read(actor: Staff, shop_id: int) -> None:
    """Those, compliance and analysts."""
    team.require(actor, shop_id, *READERS)


def may_hand_over(actor: Staff, shop_id: int) -> None:
    """Hosts, and those who run the desk for them."""
    team.require(actor, shop_id, *STAGE)


def may_see_stage(actor: Staff, shop_id: int) -> None:
    """Everybody at work on the show may read the hand-over card."""
    team.require(actor, shop_id, *STAGE, "service", "compliance", "analyst")
