"""Define a shop's own metric, or take it away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from kaibo.foundation import audit
from kaibo.foundation.errors import InvalidInput, NotFound, TooMany
from kaibo.insight import registry
from kaibo.insight.access import may_review
from kaibo.insight.models import OwnMetric
from kaibo.insight.registry import own

if TYPE_CHECKING:
    from kaibo.team.facade import Staff

MOST = 200  # of one shop


@transaction.atomic
def save_own_metric(shop_id: int, definition: own.Definition, actor: Staff) -> OwnMetric:
    """Write the definition under its key. Raises InvalidInput for one that is no metric."""
    may_review(actor, shop_id)
    refuse_bad(definition)
    if OwnMetric.objects.filter(shop_id=shop_id).exclude(key=definition.key).count() >= MOST:
        raise TooMany(_("自定义指标最多 {most} 个，请先删除不用的").format(most=MOST))
    fields: dict[str, Any] = {
        name: getattr(definition, name).strip() for name in ("zh", "en", "formula", "unit", "owner")
    }
    saved, _new = OwnMetric.objects.update_or_create(
        shop_id=shop_id, key=definition.key,
        defaults={
            **fields, "higher_is_better": definition.higher_is_better, "saved_by": actor,
            "saved_at": datetime.now(UTC),
        },
    )  # fmt: skip
    audit.record(
        shop=shop_id, actor=actor, action="insight.save_own_metric",
        subject=f"own_metric:{definition.key}", detail=fields,
    )  # fmt: skip
    return saved


@transaction.atomic
def drop_own_metric(shop_id: int, key: str, actor: Staff) -> None:
    """Take a shop's own metric away. Locks it."""
    may_review(actor, shop_id)
    found = OwnMetric.objects.select_for_update(no_key=True).filter(shop_id=shop_id, key=key)
    metric = found.first()
    if metric is None:
        raise NotFound(_("这家店没有自定义指标 {key}").format(key=key))
    detail = {"formula": metric.formula}
    metric.delete()
    audit.record(
        shop=shop_id, actor=actor, action="insight.drop_own_metric", subject=f"own_metric:{key}",
        detail=detail,
    )  # fmt: skip


def refuse_bad(definition: own.Definition) -> tuple[str, ...]:
    """Its grains. Raises InvalidInput that names the fault, the value and the remedy."""
    try:
        return own.check(definition, registry.METRICS)
    except own.BadFormula as error:
        raise InvalidInput(_why(error), fault=error.code) from None


def _why(error: own.BadFormula) -> str:
    names = {
        "zh": _("中文名"), "en": _("英文名"), "formula": _("公式"), "unit": _("单位"),
        "owner": _("负责人"),
    }  # fmt: skip
    values = {**error.values, "field": names.get(error.values.get("field", ""), "")}
    texts = {
        "lacks": _("没有{field}，每个指标都要写明，请补上"),
        "bad_key": _("标识 {key} 不行：用 3–40 个小写字母、数字和下划线，字母开头"),
        "taken": _("标识 {key} 已是内置指标，请换一个"),
        "bad_unit": _("单位 {unit} 不认识，可用：{units}"),
        "too_long": _("公式有 {length} 字，最多 {most} 字"),
        "not_read": _("公式读不懂，第 {at} 个字符附近有误：{formula}"),
        "no_metric": _("公式里没有任何指标：{formula}；请用指标编号，例如 gmv / uv"),
        "too_deep": _("公式的括号超过 {most} 层，请拆成几个指标"),
        "not_allowed": _(
            "公式第 {at} 个字符处的 {part} 不能用，只能有指标编号、数字、+ - * / 和括号"
        ),
        "too_large": _("公式第 {at} 个字符处的数字太大"),
        "unknown": _("没有指标 {name}，是不是：{near}"),
        "not_measured": _("指标 {name} 尚未测量，不能用在公式里"),
        "no_grain": _("这些指标没有共同的粒度，不能放在一个公式里：{names}"),
    }  # fmt: skip
    return texts[error.code].format(**values)
