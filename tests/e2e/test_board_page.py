"""The war board on a screen and a phone: figures pushed, drilled, moved through; benchmarks edited."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import violations
from tests.e2e.people import (
    PATIENT_MS,
    comment,
    enter_room,
    log_in_buyer,
    log_in_staff,
    open_console,
    staff_get,
    staff_post,
)
from tests.platform import Platform, wait_for

pytestmark = pytest.mark.e2e
TV: Any = {"width": 1920, "height": 1080}
UHD: Any = {"width": 3840, "height": 2160}
PHONE: Any = {"width": 390, "height": 844}
COMPLAINTS = (
    "客服也不回", "发货太慢了骗人", "质量太差了", "颜色发错了没人管", "怎么还不发货", "掉色严重", "客服不理人",
)  # fmt: skip
_SIZES = """selector => [...document.querySelectorAll(selector)]
    .filter(one => one.textContent.trim()).map(one => parseFloat(getComputedStyle(one).fontSize))"""
_CUT = """() => [...document.querySelectorAll('.tile .value, .tile .name')]
    .filter(one => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2)
    .map(one => one.textContent)"""


@pytest.fixture
def tv(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=TV, locale="zh-CN")
    yield context.new_page()
    context.close()


def board_of(page: Page, platform: Platform) -> int:
    """Open the board of the show on air; returns the show."""
    show = int(platform.rows("select show_id from liveroom_room where slug = 'yunhe'")[0][0])
    page.goto(f"{platform.web}/studio/board/{show}")
    expect(page.locator(".overview")).to_be_visible(timeout=PATIENT_MS)
    return show


def value(page: Page, metric: str) -> str:
    return page.locator(f"main [data-metric={metric}] .value").first.inner_text()


@pytest.mark.capability("DATA-10")
def test_what_a_buyer_does_reaches_the_board_by_push_and_opens_to_rows(
    platform: Platform, phone: Page, tv: Page
) -> None:
    log_in_staff(tv, platform, "admin")
    show = board_of(tv, platform)
    asked: list[str] = []
    tv.on("request", lambda one: asked.append(one.url) if "/insight/" in one.url else None)
    before = int(value(tv, "uv").replace(",", ""))
    enter_room(phone, platform)
    wait_for("the visit on the board", lambda: int(value(tv, "uv").replace(",", "")) > before)
    expect(tv.locator(".age.fresh")).to_have_text(re.compile("实时"))
    assert not asked, f"the board asks by itself: {asked}"

    shown = set()
    for key in "23456":
        tv.keyboard.press(key)
        expect(tv.locator(".chapter")).to_be_visible()
        shown |= {one.get_attribute("data-metric") for one in tv.locator(".tile").all()}
        _picture(tv, f"board-{key}")
    registered = {one["id"] for one in staff_get(tv, "/insight/metrics")}
    assert len(shown) >= 36
    assert shown <= registered
    tv.keyboard.press("1")
    tv.locator("main [data-metric=uv]").focus()
    tv.keyboard.press("Enter")
    drawer = tv.locator(".rows-drawer")
    expect(drawer.get_by_text("进入人数", exact=True)).to_be_visible(timeout=PATIENT_MS)
    rows = staff_get(tv, f"/insight/shows/{show}/rows?kinds=enter")
    expect(drawer.locator("tbody tr")).to_have_count(min(50, rows["total"]), timeout=PATIENT_MS)
    tv.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_it_is_read_from_four_meters_and_moved_through_by_keys(
    platform: Platform, tv: Page
) -> None:
    log_in_staff(tv, platform, "admin")
    board_of(tv, platform)
    expect(tv.locator(".chart canvas")).to_be_visible()
    labels, values = tv.evaluate(_SIZES, ".tile .name"), tv.evaluate(_SIZES, ".tile .value")
    assert min(labels) >= 20
    assert min(values) >= 40
    assert tv.evaluate(_CUT) == []
    assert tv.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert violations(tv) == []
    _picture(tv, "board-tv")
    tv.locator("main [data-metric=gmv]").focus()
    tv.keyboard.press("ArrowDown")
    expect(tv.locator("main [data-metric=online]")).to_be_focused()
    for _ in range(2):
        tv.keyboard.press("ArrowRight")
    assert tv.evaluate("document.activeElement.closest('.middle') !== null")
    tv.keyboard.press("t")
    expect(tv.locator("html")).to_have_attribute("data-mood", "office")
    assert violations(tv) == []
    _picture(tv, "board-light")
    tv.keyboard.press("T")
    tv.keyboard.press("f")
    wait_for("full screen", lambda: tv.evaluate("document.fullscreenElement !== null"))
    tv.keyboard.press("f")
    tv.set_viewport_size(UHD)
    wait_for("twice the size", lambda: min(tv.evaluate(_SIZES, ".tile .value")) >= 80)
    assert tv.evaluate(_CUT) == []
    tv.set_viewport_size(PHONE)
    assert tv.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(tv) == []
    _picture(tv, "board-phone")


def test_a_line_that_is_cut_says_how_old_the_figures_are(platform: Platform, tv: Page) -> None:
    log_in_staff(tv, platform, "admin")
    board_of(tv, platform)
    expect(tv.locator(".age.fresh")).to_be_visible(timeout=PATIENT_MS)
    tv.context.set_offline(True)
    expect(tv.locator(".age")).to_have_text(re.compile(r"数据停在 .*秒前"), timeout=PATIENT_MS)
    expect(tv.locator(".age.lost")).to_be_visible(timeout=60_000)
    _picture(tv, "board-lost")
    tv.context.set_offline(False)
    expect(tv.locator(".age.fresh")).to_be_visible(timeout=60_000)
    tv.goto(f"{platform.web}/studio/board/999999")
    expect(tv.get_by_role("alert")).to_be_visible(timeout=PATIENT_MS)
    expect(tv.get_by_role("button", name="重试")).to_be_visible()


@pytest.mark.capability("EVAL-14")
def test_a_benchmark_is_edited_and_the_figure_turns_red(
    platform: Platform, phone: Page, tv: Page
) -> None:
    log_in_staff(tv, platform, "admin")
    tv.goto(f"{platform.web}/studio/benchmarks")
    row = tv.locator("tr[data-metric=stay_seconds]")
    expect(row).to_contain_text("03:00", timeout=PATIENT_MS)
    expect(tv.locator("tr[data-metric=conversion_rate]")).to_contain_text("3.2%")
    expect(tv.locator("tr[data-metric=click_rate]")).to_contain_text("20.0%")
    field = row.get_by_role("textbox")
    field.fill("-5")
    field.press("Tab")
    expect(row.get_by_role("alert")).to_be_visible()
    field.fill("240")
    field.press("Tab")
    expect(row.get_by_role("status")).to_be_visible(timeout=PATIENT_MS)
    expect(row).to_contain_text("04:00")
    assert violations(tv) == []
    _picture(tv, "benchmarks")
    tv.set_viewport_size(PHONE)
    _picture(tv, "benchmarks-phone")
    assert tv.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row.get_by_role("button", name="恢复").click()
    expect(row).to_contain_text("03:00", timeout=PATIENT_MS)

    log_in_staff(phone, platform, "operator")
    phone.goto(f"{platform.web}/studio/benchmarks")
    expect(phone.get_by_text("你的角色只能查看")).to_be_visible(timeout=PATIENT_MS)
    assert phone.locator("tr input").count() == 0


@pytest.mark.capability("DATA-11")
@pytest.mark.capability("LIVE-02")
def test_a_suggestion_opens_its_editor_and_what_was_done_is_linked(
    platform: Platform, phone: Page, desk: Page, tv: Page
) -> None:
    """Complaints come in; the alarm leads from the board to the console's editor and back."""
    log_in_staff(tv, platform, "admin")
    show = board_of(tv, platform)
    enter_room(phone, platform)
    log_in_buyer(phone, "13800138077")
    for text in COMPLAINTS:
        comment(phone, text)
        phone.wait_for_timeout(1300)
    alarm = tv.locator(".alarms .alarm", has_text="投诉评论")
    expect(alarm).to_be_visible(timeout=60_000)
    _picture(tv, "board-alarm")
    alarm.get_by_role("button", name="认领").click()
    expect(alarm.get_by_text("已认领")).to_be_visible(timeout=PATIENT_MS)

    log_in_staff(desk, platform, "operator")
    open_console(desk, platform)
    strip = desk.locator(".strip .alarm", has_text="投诉评论")
    expect(strip).to_be_visible(timeout=PATIENT_MS)
    _picture(desk, "console-alarm")
    strip.get_by_role("button", name="统一回复").click()
    expect(desk.locator("input:focus, textarea:focus")).to_have_count(1, timeout=PATIENT_MS)
    desk.keyboard.press("Escape")
    done = staff_post(desk, "/rooms/yunhe/announce", {"text": "碎了的马上补发，找客服即可"})
    expect(desk.locator(".last li").first).to_contain_text("公告", timeout=PATIENT_MS)

    def linked() -> dict[str, Any] | None:
        found = staff_get(desk, f"/insight/shows/{show}/alarms") or []
        return next((one for one in found if one["action_id"] == done["action_id"]), None)

    record = wait_for("the action is linked to its alarm", linked)
    assert record["code"] == "complaints"
    assert record["acknowledged_by"]
    assert record["action"]["before"]["seconds"] <= 300
    expect(desk.locator(".last .effect").first).to_be_visible(timeout=60_000)
    tv.keyboard.press("7")
    entry = tv.locator(f"[data-alarm='{record['id']}']")
    expect(entry).to_contain_text("结果", timeout=PATIENT_MS)
    assert violations(tv) == []
    _picture(tv, "board-log")


def _picture(page: Page, name: str) -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png")
