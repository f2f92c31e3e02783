"""Goals of a show (PLAN-01), and what the review measured of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation.audit import record
from kaibo.foundation.errors import Conflict, InvalidInput
from kaibo.planning import access, queries
from kaibo.planning.models import Goal, Phase
from kaibo.planning.rules import goal_metrics

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

LARGEST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class GoalTarget:
    """A metric of the registry with its target (money minor units, rates percent)."""

    metric: str
    target: Decimal
    dimension: str = ""  # empty: the metric's usual one
    note: str = ""


@transaction.atomic
def set_goals(show_id: int, targets: Sequence[GoalTarget], actor: Staff) -> None:
    """Replace the goals. Locks the show; targets are fixed once the show is over."""
    show = queries.locked_show(show_id)
    access.may_plan(actor, show.shop_id)
    if show.phase not in (Phase.PREPARE, Phase.ON_AIR):
        raise Conflict(_("The show is over: goals set afterwards would prove nothing"))
    _sensible(targets)
    Goal.objects.filter(show=show).exclude(metric__in=[t.metric for t in targets]).delete()
    for target in targets:
        dimension = target.dimension or goal_metrics.BY_ID[target.metric].dimension
        values = {"target": target.target, "dimension": dimension, "note": target.note}
        Goal.objects.update_or_create(show=show, metric=target.metric, defaults=values)
    record(
        shop=show.shop_id, actor=actor, action="planning.set_goals", subject=f"show:{show.pk}",
        detail={target.metric: target.target for target in targets},
    )  # fmt: skip


@transaction.atomic
def record_actuals(show_id: int, actuals: Mapping[str, Decimal | float], now: datetime) -> None:
    """What insight measured, by metric id. Metrics without a goal are passed over."""
    show = queries.locked_show(show_id)
    for goal in Goal.objects.filter(show=show, metric__in=list(actuals)):
        goal.actual = Decimal(str(actuals[goal.metric])).quantize(Decimal("0.0001"))
        goal.measured_at = now
        goal.save(update_fields=["actual", "measured_at"])


def _sensible(targets: Sequence[GoalTarget]) -> None:
    seen: set[str] = set()
    for target in targets:
        if target.metric not in goal_metrics.BY_ID:
            message = _("There is no metric %(metric)s; choose one of the list")
            raise InvalidInput(message % {"metric": target.metric}, field="metric")
        if target.metric in seen:
            message = _("%(metric)s has two targets; keep one")
            raise InvalidInput(message % {"metric": target.metric}, field="metric")
        if target.dimension and target.dimension not in goal_metrics.DIMENSIONS:
            message = _("%(dimension)s is no dimension; choose efficiency, effect or experience")
            raise InvalidInput(message % {"dimension": target.dimension}, field="dimension")
        if not (target.target.is_finite() and 0 <= target.target < LARGEST):
            message = _("Target %(target)s of %(metric)s is out of range; give 0 or more")
            raise InvalidInput(
                message % {"target": target.target, "metric": target.metric}, field="target"
            )
        seen.add(target.metric)
