"""Pictures of the pages of figures: war board, behaviour, journeys, metrics, dashboards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.e2e.axe import violations
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.people import PATIENT_MS, log_in_staff

if TYPE_CHECKING:
    from tests.camera import Camera
    from tests.platform import Platform

TV = {"width": 1920, "height": 1080}
SIZES = ((DESK, "zh-CN", ""), (PHONE, "zh-CN", ".phone"), (DESK, "en", ".en"))
SETTLE_MS = 1500
TALLEST = 9000
QUESTION = "select kind, sum(n) as times, count(distinct viewer) as viewers from events group by 1"


def insight(camera: Camera, platform: Platform) -> None:
    """With the demo's show on air and a rehearsal that is over behind them."""
    on_air = platform.rows("select show_id from liveroom_room where slug = 'yunhe'")[0][0]
    ended = platform.rows(
        "select id from planning_show where ended_at is not null order by ended_at desc limit 1"
    )[0][0]
    for size, language, mark in SIZES:
        with camera.page(size, language) as page:
            log_in_staff(page, platform, "admin")
            for name, path in _pages(ended).items():
                page.goto(f"{platform.web}/studio{path}")
                _whole(camera, page, f"{name}{mark}", size)
            _asked(camera, platform, page, mark, size)
            page.goto(f"{platform.web}/studio/board/{on_air}")
            camera.shoot(page, f"board{mark}", settle_ms=2 * SETTLE_MS)
    with camera.page(TV) as page:
        log_in_staff(page, platform, "admin")
        for show, name in ((on_air, "board.tv"), (ended, "board-ended.tv")):
            page.goto(f"{platform.web}/studio/board/{show}")
            camera.shoot(page, name, settle_ms=2 * SETTLE_MS)


def _pages(ended: int) -> dict[str, str]:
    return {
        "boards": "/board", "benchmarks": "/benchmarks", "behaviour": f"/behaviour?show={ended}",
        "journeys": f"/journeys?show={ended}", "metrics": "/metrics", "compare": "/compare",
        "quality": "/quality", "dashboards": "/dashboards",
        "dashboard-overview": "/dashboards/new?starter=overview",
        "dashboard-traffic": "/dashboards/new?starter=traffic",
    }  # fmt: skip


def _whole(camera: Camera, page: Page, name: str, size: dict[str, int]) -> None:
    """The window, then all of the page; what axe finds is a complaint like any other."""
    for _ in range(2):  # a page begins to read after it was drawn
        page.wait_for_timeout(SETTLE_MS)
        expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENT_MS)
    camera.shoot(page, name)
    camera.complaints += [f"axe {name}: {one}" for one in violations(page)]
    height = page.evaluate("document.querySelector('main.content')?.scrollHeight ?? 0")
    if height > size["height"]:
        page.set_viewport_size({"width": size["width"], "height": min(height + 60, TALLEST)})
        camera.shoot(page, f"{name}-whole", settle_ms=SETTLE_MS)
        page.set_viewport_size(size)  # type: ignore[arg-type]


def _asked(camera: Camera, platform: Platform, page: Page, mark: str, size: dict[str, int]) -> None:
    """A question in SQL with its answer."""
    page.goto(f"{platform.web}/studio/ask")
    page.locator("textarea").first.fill(QUESTION)
    page.keyboard.press("Control+Enter")
    page.locator("table tbody tr").first.wait_for(timeout=PATIENT_MS)
    _whole(camera, page, f"ask{mark}", size)
