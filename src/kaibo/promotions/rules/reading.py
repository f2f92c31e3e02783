"""Stored JSON to terms, scope and audience, with a sentence for whoever typed something wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec

from kaibo.foundation.words import gettext as _
from kaibo.promotions.contracts import (
    TERMS_OF,
    Audience,
    BundleTerms,
    BuyGetTerms,
    FreeShippingTerms,
    GiftTerms,
    Kind,
    OffTerms,
    PointsTerms,
    Scope,
    ShippingFeeTerms,
    SpendSaveTerms,
    Terms,
    UnitTerms,
)

T = TypeVar("T")
MOST = 2**53


def read_terms(kind: Kind, value: Mapping[str, Any]) -> Terms:
    """The terms of a promotion of this kind; raises ValueError, which names the field."""
    terms = _convert(value, TERMS_OF[kind])
    problem = next(iter(problems(terms)), None)
    if problem:
        raise ValueError(problem)
    return terms


def read_scope(value: Mapping[str, Any]) -> Scope:
    """Which lines take part; raises ValueError. An empty object means every line."""
    return _convert(value, Scope) if value else Scope(all=True)


def read_audience(value: Mapping[str, Any]) -> Audience:
    """Who may use it; raises ValueError. An empty object means everyone."""
    return _convert(value, Audience)


def problems(terms: Terms) -> Iterable[str]:
    """What makes these terms impossible, as sentences."""
    for name, number in _numbers(msgspec.to_builtins(terms)):
        if not 0 <= number <= MOST:
            yield _("%(field)s 是 %(value)s；请填不小于 0 的整数。") % {
                "field": name,
                "value": number,
            }
        elif name.endswith("_bp") and number > 10_000:
            yield _("%(field)s 是 %(value)s；万分比最大是 10000。") % {
                "field": name,
                "value": number,
            }
    yield from _shape(terms)


def _convert(value: Mapping[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(value, kind, strict=True, str_keys=True)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def _numbers(value: Any, name: str = "") -> Iterable[tuple[str, int]]:
    if isinstance(value, int) and not isinstance(value, bool):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _numbers(one, name if isinstance(key, int) else key)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _numbers(one, name)


def _shape(terms: Terms) -> Iterable[str]:
    if isinstance(terms, BuyGetTerms) and (terms.buy < 1 or terms.get < 1 or not terms.off_bp):
        yield _("买几件、送几件都至少是 1，优惠比例大于 0。")
    if isinstance(terms, BundleTerms) and not _has_units(terms):
        yield _("组合价要写明任选几件，或每个规格几件。")
    if isinstance(terms, SpendSaveTerms) and not _has_tiers(terms):
        yield _("满减至少要有一档，门槛和优惠都大于 0；每满减只有一档，减固定金额。")
    if isinstance(terms, (OffTerms, UnitTerms)) and not _has_off(terms):
        yield _("请填写优惠金额或优惠比例。")
    if isinstance(terms, GiftTerms) and not all(item.quantity for item in terms.items):
        yield _("赠品件数至少是 1。")
    if isinstance(terms, GiftTerms) and not terms.items:
        yield _("请选择赠品。")
    yield from _later_layers(terms)


def _later_layers(terms: Terms) -> Iterable[str]:
    if isinstance(terms, ShippingFeeTerms) and not terms.zones:
        yield _("运费模板至少要有一个地区。")
    if isinstance(terms, ShippingFeeTerms) and not all(zone.step_g for zone in terms.zones):
        yield _("续重单位至少是 1 克。")
    if isinstance(terms, PointsTerms) and not terms.points_per_minor:
        yield _("多少积分抵 1 分至少是 1。")
    if isinstance(terms, FreeShippingTerms) and terms.max_weight_g == 0:
        yield _("包邮重量上限至少是 1 克；不限请留空。")


def _has_units(terms: BundleTerms) -> bool:
    return all(terms.units.values()) if terms.units else terms.n > 0


def _has_tiers(terms: SpendSaveTerms) -> bool:
    giving = [tier for tier in terms.tiers if tier.threshold and (tier.off_amount or tier.off_bp)]
    if terms.repeats:
        return len(terms.tiers) == len(giving) == 1 and giving[0].off_amount > 0
    return bool(terms.tiers) and len(giving) == len(terms.tiers)


def _has_off(terms: OffTerms | UnitTerms) -> bool:
    prices = terms.prices if isinstance(terms, UnitTerms) else {}
    return bool(terms.off_amount or terms.off_bp or prices)
