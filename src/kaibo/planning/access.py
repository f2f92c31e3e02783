"""Which role may do what with a plan, and until when a plan may be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from kaibo.planning.errors import PlanClosed
from kaibo.planning.models import Phase, Show
from kaibo.team.facade import require

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

PLANNERS = ("operator", "brand_manager", "admin")
SIGNERS = (*PLANNERS, "host", "compliance", "warehouse")
READERS = (*SIGNERS, "analyst", "service")


def may_read(actor: Staff, shop_id: int) -> None:
    require(actor, shop_id, *READERS)


def may_plan(actor: Staff, shop_id: int) -> None:
    require(actor, shop_id, *PLANNERS)


def may_sign(actor: Staff, shop_id: int) -> None:
    require(actor, shop_id, *SIGNERS)


def still_open(plan: Show) -> None:
    """Line-up and script change until the show ends; afterwards they are history."""
    if plan.phase not in (Phase.PREPARE, Phase.ON_AIR):
        message = _("“%(title)s” is over: its plan can no longer be changed")
        raise PlanClosed(message % {"title": plan.title}, phase=plan.phase)
