"""A priced cart as the API gives it: amounts, and sentences in the caller's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from kaibo.promotions.contracts import Priced, PricedLine
from kaibo.promotions.rules.wording import Language, say_all


def language() -> Language:
    """The language of this request, as the wording knows it."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def cart(priced: Priced, names: Mapping[int, str]) -> dict[str, Any]:
    """``names`` holds the shown name per SKU."""
    tongue = language()
    amounts = ("goods", "discount", "shipping", "points", "credit", "pay")
    body: dict[str, Any] = {f"{name}_amount": getattr(priced, f"{name}_amount") for name in amounts}
    return body | {
        "lines": [_line(line, names) for line in priced.lines],
        "steps": say_all(priced.steps, tongue),
        "skipped": say_all(priced.skipped, tongue),
        "hints": say_all(priced.hints, tongue),
    }


def _line(line: PricedLine, names: Mapping[int, str]) -> dict[str, Any]:
    fields = ("sku_id", "quantity", "unit_price", "goods", "discount", "paid")
    return {name: getattr(line, name) for name in fields} | {"name": names.get(line.sku_id, "")}
