"""What a product must be like before it may be stored."""

from __future__ import annotations

import re
from collections import Counter

from kaibo.catalog.contracts import FieldProblem, ProductDraft, SkuDraft
from kaibo.catalog.rules import tree
from kaibo.foundation.words import gettext as _

CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._/-]{0,39}")
MAX_PRICE = 10_000_000_00  # 1,000 万元: above it somebody mistyped
MAX_SKUS = 200
MAX_NEEDS = 12
MAX_ATTRIBUTES = 8
MAX_COMPONENTS = 20


def problems_of(draft: ProductDraft) -> list[FieldProblem]:
    """Everything that keeps the draft from being stored; empty when it is fine."""
    found = [*_code("code", draft.code), *_text("name", draft.name, 120, required=True)]
    found += [*tree.path_problems(draft.category), *_text("brand", draft.brand, 60)]
    found += [*_promise(draft), *_needs(draft.needs or []), *_claims(draft.claims or [])]
    if len(draft.selling_points) > 3:
        found.append(
            _wrong("selling_points", len(draft.selling_points), _("卖点最多 3 条，请合并"))
        )
    for point in draft.selling_points:
        found += _text("selling_points", point, 40)
    return found + _skus(draft.skus)


def _promise(draft: ProductDraft) -> list[FieldProblem]:
    found = _text("return_exempt_reason", draft.return_exempt_reason, 80)
    found += _text("return_exempt_consent", draft.return_exempt_consent, 160)
    found += _range("ship_within_hours", draft.ship_within_hours, 1, 24 * 45)
    found += _range("return_days", draft.return_days, 0, 90)
    # Consumer law gives seven days for distance sales unless the goods are exempt by kind.
    if draft.return_days < 7 and not draft.return_exempt_reason:
        message = _("少于 7 天无理由退货要写明不适用的原因（如定制、鲜活易腐）")
        found.append(_wrong("return_days", draft.return_days, message))
    return found


def _claims(claims: list[dict[str, str]]) -> list[FieldProblem]:
    return [
        problem
        for claim in claims
        for problem in (
            *_text("claims", claim.get("text", ""), 80, required=True),
            *_text("claims", claim.get("proof", ""), 160),
        )
    ]


def _needs(needs: list[str]) -> list[FieldProblem]:
    found = [problem for need in needs for problem in _text("needs", need, 20, required=True)]
    if len(needs) > MAX_NEEDS:
        message = _("一个商品最多 %(most)s 个需求标签，请去掉一些") % {"most": MAX_NEEDS}
        found.append(_wrong("needs", len(needs), message))
    return found


def _skus(skus: list[SkuDraft]) -> list[FieldProblem]:
    if len(skus) > MAX_SKUS:
        return [
            _wrong(
                "skus",
                len(skus),
                _("一个商品最多 %(most)s 个 SKU，请拆成几个商品") % {"most": MAX_SKUS},
            )
        ]
    found = [problem for sku in skus for problem in _sku(sku)]
    for code, count in Counter(sku.code for sku in skus).items():
        if count > 1:
            found.append(_wrong("sku_code", code, _("SKU 编码重复，请改成不同的编码")))
    return found


def _sku(sku: SkuDraft) -> list[FieldProblem]:
    found = [*_code("sku_code", sku.code), *_text("sku_name", sku.name, 80)]
    found += _text("barcode", sku.barcode, 40)
    found += _range("daily_price", sku.daily_price, 1, MAX_PRICE)
    found += _range("floor_price", sku.floor_price, 0, MAX_PRICE)
    found += _range("cost", sku.cost, 0, MAX_PRICE)
    found += _range("weight_g", sku.weight_g, 0, 1_000_000)
    if not found and sku.floor_price > sku.daily_price:
        found.append(_wrong("floor_price", sku.floor_price, _("底价高于日常价，请核对两个价格")))
    return found + _attributes(sku.attributes) + _components(sku)


def _attributes(attributes: dict[str, str]) -> list[FieldProblem]:
    found = []
    for name, value in attributes.items():
        found += _text("sku_attributes", name, 20, required=True)
        found += _text("sku_attributes", value, 40, required=True)
    if len(attributes) > MAX_ATTRIBUTES:
        message = _("一个 SKU 最多 %(most)s 个属性，请去掉一些") % {"most": MAX_ATTRIBUTES}
        found.append(_wrong("sku_attributes", len(attributes), message))
    return found


def _components(sku: SkuDraft) -> list[FieldProblem]:
    components = sku.components or {}
    found = [
        problem
        for code, quantity in components.items()
        for problem in (
            *_code("sku_components", code),
            *_range("sku_components", quantity, 1, 99),
        )
    ]
    if sku.code in components:
        message = _("组合不能含有它自己，请去掉这一项")
        found.append(_wrong("sku_components", sku.code, message))
    if len(components) > MAX_COMPONENTS:
        message = _("一个组合最多 %(most)s 种商品，请分成几个组合") % {"most": MAX_COMPONENTS}
        found.append(_wrong("sku_components", len(components), message))
    return found


def _code(field: str, value: str) -> list[FieldProblem]:
    if CODE.fullmatch(value):
        return []
    return [_wrong(field, value, _("编码要用 1–40 个字母、数字或 . _ / -，以字母或数字开头"))]


def _text(field: str, value: str, limit: int, *, required: bool = False) -> list[FieldProblem]:
    if required and not value.strip():
        return [_wrong(field, value, _("必填，请补上"))]
    if len(value) > limit:
        message = _("最多 %(most)s 个字，现在 %(n)s 个，请缩短")
        return [_wrong(field, value, message % {"most": limit, "n": len(value)})]
    if any(ord(char) < 32 and char not in "\n\t" for char in value):
        return [_wrong(field, value, _("含有不可见的控制字符，请重新输入"))]
    return []


def _range(field: str, value: int, low: int, high: int) -> list[FieldProblem]:
    if low <= value <= high:
        return []
    message = _("要在 %(low)s 到 %(high)s 之间")
    return [_wrong(field, value, message % {"low": low, "high": high})]


def _wrong(field: str, value: object, message: str) -> FieldProblem:
    return FieldProblem(field, str(value)[:60], message)
