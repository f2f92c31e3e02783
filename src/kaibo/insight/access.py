"""Who may read figures and write reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaibo.team.facade import require

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

REVIEWERS = ("analyst", "brand_manager", "operator", "admin")
JUDGES = ("analyst", "brand_manager", "admin")


def may_review(actor: Staff, shop_id: int) -> None:
    """Raises NotAllowed."""
    require(actor, shop_id, *REVIEWERS)


def may_set_benchmarks(actor: Staff, shop_id: int) -> None:
    """Raises NotAllowed."""
    require(actor, shop_id, *JUDGES)


def may_answer_alarms(actor: Staff, shop_id: int) -> None:
    """Those who read figures answer for them; raises NotAllowed."""
    require(actor, shop_id, *REVIEWERS)


def may_ask(actor: Staff, shop_id: int) -> None:
    """Questions in SQL see every row of the shop; raises NotAllowed."""
    require(actor, shop_id, *JUDGES)
