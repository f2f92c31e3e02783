"""A shop's own metrics: formulas over those of the registry, read without running anything.

``gmv / uv * 100``, ``(gmv - refund_amount) / paid_orders``: ids, numbers, ``+ - * /``, brackets.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from kaibo.insight.registry.metric import GRAINS, UNITS, BadMetric, Metric

LONGEST = 400
DEEPEST = 40
KEY = re.compile(r"[a-z][a-z0-9_]{2,39}")
_OPERATIONS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


class BadFormula(BadMetric):
    """A formula cannot be read or computed. ``code`` and ``values`` say why."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code, self.values = code, values
        told = ", ".join(f"{name} {value!r}" for name, value in values.items())
        super().__init__(f"{code}: {told}" if told else code)


@dataclass(frozen=True)
class Definition:
    """What a shop says of its metric; ``key`` is its id among the shop's own."""

    key: str
    zh: str
    en: str
    formula: str
    unit: str
    owner: str
    higher_is_better: bool = True


@dataclass(frozen=True)
class Formula:
    """A formula that was read: its text and the metrics in it."""

    text: str
    names: tuple[str, ...]
    _tree: ast.expr

    def value(self, figures: Mapping[str, float | int | Fraction | None]) -> Fraction | None:
        """Exact over the figures given; None where one is not known or a divisor is 0."""
        return _value(self._tree, figures)


def check(definition: Definition, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """The grains in which the metric can be told. Raises BadFormula for what it lacks."""
    for field in ("zh", "en", "formula", "unit", "owner"):
        if not getattr(definition, field).strip():
            raise BadFormula("lacks", field=field)
    if not KEY.fullmatch(definition.key):
        raise BadFormula("bad_key", key=definition.key)
    if definition.key in metrics:
        raise BadFormula("taken", key=definition.key)
    if definition.unit not in UNITS:
        raise BadFormula("bad_unit", unit=definition.unit, units=", ".join(UNITS))
    return grains_of(read(definition.formula), metrics)


def read(text: str) -> Formula:
    """Raises BadFormula for what is no formula, naming the place."""
    if len(text) > LONGEST:
        raise BadFormula("too_long", length=len(text), most=LONGEST)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = getattr(error, "offset", None) or 1
        raise BadFormula("not_read", at=where, formula=text[:80]) from None
    names = dict.fromkeys(_names(tree, 0))
    if not names:
        raise BadFormula("no_metric", formula=text[:80])
    return Formula(text.strip(), tuple(names), tree)


def grains_of(formula: Formula, metrics: Mapping[str, Metric]) -> tuple[str, ...]:
    """Grains that every metric of the formula has; BadFormula for unknown or unmeasured ones."""
    for name in formula.names:
        if name not in metrics:
            near = get_close_matches(name, metrics, n=3)
            raise BadFormula("unknown", name=name, near=", ".join(near))
        if not metrics[name].is_measured:
            raise BadFormula("not_measured", name=name, why=metrics[name].missing)
    found = tuple(
        grain for grain in GRAINS if all(grain in metrics[name].grains for name in formula.names)
    )
    if not found:
        raise BadFormula("no_grain", names=", ".join(formula.names))
    return found


def _names(node: ast.expr, depth: int) -> Iterator[str]:
    """Ids in the order of the text; BadFormula for everything that is no arithmetic."""
    if depth > DEEPEST:
        raise BadFormula("too_deep", most=DEEPEST)
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        yield from _names(node.left, depth + 1)
        yield from _names(node.right, depth + 1)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield from _names(node.operand, depth + 1)
    elif not (isinstance(node, ast.Constant) and type(node.value) in (int, float)):
        raise BadFormula("not_allowed", at=node.col_offset + 1, part=ast.unparse(node)[:40])
    elif abs(node.value) > 1e15:  # type: ignore[arg-type]
        raise BadFormula("too_large", at=node.col_offset + 1)


def _value(node: ast.expr, figures: Mapping[str, float | int | Fraction | None]) -> Fraction | None:
    if isinstance(node, ast.Name):
        known = figures.get(node.id)
        return None if known is None else Fraction(str(known))
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp):
        inner = _value(node.operand, figures)
        return None if inner is None else -inner
    assert isinstance(node, ast.BinOp)
    return _worked(node.op, _value(node.left, figures), _value(node.right, figures))


def _worked(op: ast.operator, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None:
        return None
    if isinstance(op, ast.Div):
        return left / right if right else None
    if isinstance(op, ast.Mult):
        return left * right
    return left + right if isinstance(op, ast.Add) else left - right
