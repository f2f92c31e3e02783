"""Choose how a shop weighs its scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput
from kaibo.foundation.models import Shop
from kaibo.insight.models import ScoringPolicy
from kaibo.insight.rules.balance import STAGES
from kaibo.insight.rules.score import DIMENSIONS
from kaibo.team.facade import require

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

DECIDERS = ("brand_manager", "admin")


@dataclass(frozen=True, slots=True)
class Scoring:
    """``weights``: stage → dimension → percent; ``long_term_min`` in percent."""

    stage: str
    weights: Mapping[str, Mapping[str, int]]
    long_term_min: int


@transaction.atomic
def set_scoring(shop_id: int, wanted: Scoring, actor: Staff, now: datetime) -> ScoringPolicy:
    """A new version. Locks the shop."""
    require(actor, shop_id, *DECIDERS)
    _check(wanted)
    Shop.objects.select_for_update(no_key=True).get(pk=shop_id)
    newest = ScoringPolicy.objects.filter(shop_id=shop_id).order_by("-version").first()
    made = ScoringPolicy.objects.create(
        shop_id=shop_id, version=newest.version + 1 if newest else 1, stage=wanted.stage,
        weights={stage: dict(wanted.weights[stage]) for stage in STAGES},
        long_term_min=wanted.long_term_min, made_by=actor, made_at=now,
    )  # fmt: skip
    audit.record(
        shop=shop_id, actor=actor, action="insight.set_scoring", subject=f"shop:{shop_id}",
        detail={"version": made.version, "stage": made.stage, "weights": made.weights,
                "long_term_min": made.long_term_min},
    )  # fmt: skip
    return made


def _check(wanted: Scoring) -> None:
    if wanted.stage not in STAGES:
        raise InvalidInput(
            _("没有 {stage} 这个阶段，请选起步、成长或成熟").format(stage=wanted.stage)
        )
    if not 0 <= wanted.long_term_min <= 100:
        message = _("长期占比下限是 {value}%，请填 0 到 100")
        raise InvalidInput(message.format(value=wanted.long_term_min))
    for stage in STAGES:
        weights = wanted.weights.get(stage, {})
        if set(weights) != set(DIMENSIONS) or min(weights.values()) < 0:
            raise InvalidInput(_("每个阶段都要有效率、效果、体验三个权重，且不小于 0"))
        if (total := sum(weights.values())) != 100:
            message = _("阶段 {stage} 的权重合计 {total}%，请调到 100%")
            raise InvalidInput(message.format(stage=stage, total=total))
