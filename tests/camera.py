"""A browser that takes pictures of pages and writes down what they complain about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as BrowserError

from tests.e2e.conftest import PHONE


@dataclass
class Camera:
    """Takes pictures into one folder and remembers the pages' complaints."""

    folder: Path
    browser: Browser
    only: str = ""
    taken: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @contextmanager
    def page(self, size: dict[str, int], language: str = "zh-CN") -> Iterator[Page]:
        """A fresh device of that size with that language chosen."""
        context = self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            has_touch=size is PHONE,
            locale="zh-CN",
            device_scale_factor=1,
        )
        context.add_init_script(
            f"try {{ localStorage.setItem('kaibo.locale', '{language}') }} catch {{}}"
        )
        page = context.new_page()
        context.on("page", self.listen)
        self.listen(page)
        try:
            yield page
        finally:
            context.close()

    def shoot(self, page: Page, name: str, full: bool = False, settle_ms: int = 700) -> None:
        page.wait_for_timeout(settle_ms)
        page.screenshot(path=self.folder / f"{name}.png", full_page=full)
        self.taken.append(name)
        if not full:
            self._overflow(page, name)

    def part(self, name: str, step: Callable[[], None]) -> None:
        """One group; a broken page does not cost the other pictures."""
        if not re.search(self.only, name):
            return
        print(f"· {name}", flush=True)
        try:
            step()
        except (BrowserError, AssertionError) as error:
            self.complaints.append(f"{name}: {str(error).splitlines()[0]}")

    def _overflow(self, page: Page, name: str) -> None:
        """A page that is wider than its window scrolls sideways on a phone."""
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if wide > 0:
            self.complaints.append(f"{name}: {wide} px wider than the window")

    def listen(self, page: Page) -> None:
        def note(kind: str, text: str) -> None:
            self.complaints.append(f"{kind} {_path(page.url)}: {text[:300]}")

        page.on("pageerror", lambda error: note("page error", str(error)))
        page.on(
            "console",
            lambda line: note(line.type, line.text) if line.type in ("error", "warning") else None,
        )
        page.on(
            "response",
            lambda answer: (
                note(str(answer.status), _path(answer.url)) if answer.status >= 400 else None
            ),
        )


def _path(url: str) -> str:
    return re.sub(r"^\w+://[^/]+", "", url)
