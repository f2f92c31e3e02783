"""Who works at the comment desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaibo.team import facade as team

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

TALKERS = ("operator", "brand_manager", "admin", "service")
READERS = (*TALKERS, "host", "compliance", "analyst")


def may_talk(actor: Staff, shop_id: int) -> None:
    """Those who tag, promote, pin and answer for the shop."""
    team.require(actor, shop_id, *TALKERS)


def may_answer(actor: Staff, shop_id: int) -> None:
    """Those, and the host, who says on the prompter that a question was answered."""
    team.require(actor, shop_id, *TALKERS, "host")


def may_read_talk(actor: Staff, shop_id: int) -> None:
    """Everybody who may see what viewers say and ask."""
    team.require(actor, shop_id, *READERS)
