"""Change what a figure is measured against, or go back to the default."""

from __future__ import annotations

from datetime import datetime
from math import isfinite
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput
from kaibo.insight.access import may_set_benchmarks
from kaibo.insight.judging import can_be_judged
from kaibo.insight.models import Benchmark
from kaibo.insight.registry import METRICS

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

MOST = 1e15


@transaction.atomic
def set_benchmark(
    shop_id: int, metric_id: str, value: float | None, actor: Staff, now: datetime
) -> None:
    """``value`` in the metric's unit; None goes back to the default. Locks the benchmark.

    Raises InvalidInput for a metric that has none, for a value that is not above 0 (of a share: not
    up to 100), NotAllowed for other roles.
    """
    may_set_benchmarks(actor, shop_id)
    _check(metric_id, value)
    rows = Benchmark.objects.select_for_update(no_key=True)
    row = rows.filter(shop_id=shop_id, metric=metric_id).first()
    before = row.value if row else None
    if value is None:
        Benchmark.objects.filter(shop_id=shop_id, metric=metric_id).delete()
    else:
        Benchmark.objects.update_or_create(
            shop_id=shop_id, metric=metric_id,
            defaults={"value": value, "changed_by": actor, "changed_at": now},
        )  # fmt: skip
    audit.record(
        shop=shop_id, actor=actor, action="insight.set_benchmark", subject=f"metric:{metric_id}",
        detail={"from": before, "to": value}, at=now,
    )  # fmt: skip


def _check(metric_id: str, value: float | None) -> None:
    metric = METRICS.get(metric_id)
    if metric is None or not can_be_judged(metric):
        raise InvalidInput(
            _("指标“%(metric)s”不能设基准；请从基准页选一个比率类指标") % {"metric": metric_id},
            field="metric",
        )
    most = 100.0 if metric.unit == "percent" else MOST
    if value is not None and not (isfinite(value) and 0 < value <= most):
        raise InvalidInput(
            _("%(name)s的基准是 %(value)s，请填大于 0、不超过 %(most)s 的数")
            % {"name": metric.zh, "value": value, "most": f"{most:g}"},
            field="value",
        )
