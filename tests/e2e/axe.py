"""axe-core in the page: WCAG 2 A and AA with its later versions, and the best practices."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

_SOURCE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_RUN = """async () => {
  for (const one of document.getAnimations()) {
    try { one.finish() } catch { /* it has no end */ }
  }
  const { violations } = await axe.run(document, { resultTypes: ['violations'] })
  const why = one => [...one.any, ...one.all, ...one.none].map(check => check.message).join('; ')
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(one => `${id} at ${one.target.join(' ')}: ${why(one)}`))
}"""


@cache
def _source() -> str:
    return _SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds in the page when its transitions are over, one line an element."""
    page.evaluate(_source())
    found: list[str] = page.evaluate(_RUN)
    return found
