"""Figures as a person reads them off a page of the studio."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from playwright.sync_api import Locator, Page

from kaibo.insight.registry import METRICS

Figures = dict[str, int]
_IDS = {metric.zh: metric.id for metric in METRICS.values()}
_TITLED = "all => all.map(one => [one.title.split(' = ')[0], one.innerText])"
_TILES = "all => all.map(one => [one.dataset.metric, one.querySelector('.value').innerText])"
_ROWS = "all => all.map(row => Array.from(row.cells, cell => cell.innerText.trim()))"


def number(text: str) -> int:
    """The first figure of a text: ¥1,234.50 in cents, 1,234 as it is."""
    found = re.search(r"-?¥?-?[\d,]+(\.\d+)?", text.replace("\n", ""))
    assert found, f"no figure in {text!r}"
    value = Decimal(found[0].replace("¥", "").replace(",", ""))
    return int(value * 100) if "¥" in text else int(value)


def titled(scope: Locator) -> list[tuple[str, str]]:
    """(metric id, text) of the figures that open to their rows, in the order of the page."""
    found: list[list[str]] = scope.locator("button.figure").evaluate_all(_TITLED)
    return [(_IDS[name], text) for name, text in found]


def tiles(page: Page) -> dict[str, str]:
    """Text of each tile of the war board, by metric."""
    return dict(page.locator("[data-metric]").evaluate_all(_TILES))


def cells(scope: Locator) -> list[list[str]]:
    """Texts of the rows of a table."""
    found: Any = scope.locator("tbody tr").evaluate_all(_ROWS)
    return list(found)


def column(figures: list[tuple[str, str]], name: str) -> list[int]:
    """A metric line by line; what nobody touched has no figure and counts as 0."""
    return [0 if text == "–" else number(text) for one, text in figures if one == name]


def summed(figures: list[tuple[str, str]], *names: str) -> Figures:
    """What the lines of a table add up to, by metric."""
    return {name: sum(column(figures, name)) for name in names}


def chosen(figures: list[tuple[str, str]], wanted: Figures) -> Figures:
    """The figures that the books know too; one that stands twice is read at its first place."""
    return {name: number(text) for name, text in reversed(figures) if name in wanted}
