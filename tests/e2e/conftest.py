"""One platform with the demo show on air for all end-to-end tests, and a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.platform import Platform

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
LAST = "test_one_show.py"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All stories share one platform; the one that ends its show is told last."""
    here = Path(__file__).parent
    places = [place for place, item in enumerate(items) if here in item.path.parents]
    ours = sorted((items[place] for place in places), key=lambda item: item.path.name == LAST)
    for place, item in zip(places, ours, strict=True):
        items[place] = item


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """`kaibo up --demo`; the demo show went on air through its gate."""
    running = Platform(tmp_path_factory.mktemp("platform"))
    try:
        running.start()
        running.wait_on_air()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A phone-sized page with touch."""
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A desktop-sized page."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    yield context.new_page()
    context.close()


@pytest.fixture
def evidence() -> Path:
    """Where pictures of a failing page go."""
    folder = Path("test-results")
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture
def page(live_server: Any, desk: Page) -> Page:
    """The desk; asks for the live server first, so that the browser lets go before it stops."""
    desk.set_default_timeout(10_000)
    return desk
