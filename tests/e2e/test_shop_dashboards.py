"""Dashboards built without code over staged shows, in Chromium."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.e2e.axe import violations
from tests.e2e.people import PATIENT_MS, log_in_staff, staff_get, staff_post
from tests.e2e.staged import LONG, staged_shows
from tests.platform import Platform

pytestmark = [pytest.mark.e2e, pytest.mark.capability("DATA-05")]
PHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= innerWidth"
AIRED = "select went_live_at from planning_show where id = any(%s)"
SOLD = (
    "select show_id, sum(pay_amount)::bigint, count(*) from selling_order"
    " where paid_at is not null and show_id = any(%s) group by show_id"
)
AWAY = '{"title": "Unavailable", "status": 503, "code": "unavailable", "detail": "数据服务正在重启，请几秒后再试"}'
_PUT = """async ([path, body]) => {
    const csrf = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? ''
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf }
    const got = await fetch('/api/v1' + path, { method: 'PUT', headers, body: JSON.stringify(body) })
    return got.status
}"""


@pytest.fixture(scope="module")
def shows(platform: Platform) -> list[int]:
    """Ids of shows that are over, oldest first; one has a very long name."""
    return staged_shows(platform)


@pytest.fixture
def days(platform: Platform, shows: list[int]) -> tuple[str, str]:
    """First and last day of the staged shows in Shanghai, without the demo's running show."""
    aired = [row[0].astimezone(UTC) + timedelta(hours=8) for row in platform.rows(AIRED, shows)]
    return min(aired).date().isoformat(), max(aired).date().isoformat()


@pytest.fixture
def sold(platform: Platform, shows: list[int]) -> dict[int, tuple[int, int]]:
    """What the order tables say of each staged show: money paid in minor units, paid orders."""
    return {int(show): (int(money), int(n)) for show, money, n in platform.rows(SOLD, shows)}


@pytest.fixture
def second(browser: Browser, platform: Platform) -> Iterator[Page]:
    """Another person of the shop at another desk."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    log_in_staff(page, platform, "analyst")
    yield page
    context.close()


def test_a_chart_is_built_by_mouse_and_told_by_the_order_tables(
    platform: Platform,
    desk: Page,
    shows: list[int],
    days: tuple[str, str],
    sold: dict[int, tuple[int, int]],
) -> None:
    log_in_staff(desk, platform, "operator")
    desk.goto(f"{platform.web}/studio/dashboards")
    expect(desk.get_by_role("heading", name="从现成的开始")).to_be_visible(timeout=PATIENT_MS)
    assert violations(desk) == []
    desk.get_by_role("link", name="新建看板").click()
    desk.get_by_label("看板名称").fill("周会看板")

    editor = _editor(desk)
    expect(editor.locator(".preview canvas")).to_be_visible(timeout=PATIENT_MS)
    _of_days(editor, days)
    _metric(editor, "paid orders", "paid_orders")
    editor.locator("select[name=x]").select_option("show")
    editor.get_by_role("radio", name="表格").check()
    editor.locator("select[name=width]").select_option("2")
    expect(editor.locator(".preview tbody tr")).to_have_count(len(shows), timeout=PATIENT_MS)
    assert violations(desk) == []
    _picture(desk, "dashboard-editor")
    editor.get_by_role("button", name="加到看板").click()

    _add_number(desk, days)
    by_show = [sold.get(show, (0, 0)) for show in shows]
    _agrees(desk, by_show)
    desk.get_by_role("button", name="保存").click()
    desk.wait_for_url(re.compile(r"/dashboards/\d+$"), timeout=PATIENT_MS)
    expect(desk.get_by_text("● 未保存")).to_have_count(0)
    desk.reload()
    _agrees(desk, by_show)
    expect(desk.get_by_role("heading", name="周会看板")).to_be_visible()
    expect(desk.get_by_role("row", name=LONG)).to_be_visible()

    _opens_to_shows_and_rows(desk, by_show)
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="CSV").first.click()
    lines = Path(waiting.value.path()).read_bytes().decode("utf-8-sig").splitlines()
    assert lines[0] == '"场次","成交金额 (CNY)","成交订单数"'
    assert float(lines[1].split(",")[1]) == by_show[0][0] / 100
    assert violations(desk) == []
    _picture(desk, "dashboard-desk")
    desk.set_viewport_size(PHONE)
    assert desk.evaluate(FITS)
    _picture(desk, "dashboard-phone")
    desk.get_by_role("button", name="编辑").click()
    desk.get_by_role("button", name="编辑").first.click()
    expect(desk.locator(".editor")).to_be_visible()
    assert desk.evaluate(FITS)
    _picture(desk, "dashboard-phone-editor")


def test_a_chart_is_built_by_keyboard_alone(
    platform: Platform, desk: Page, shows: list[int]
) -> None:
    log_in_staff(desk, platform, "operator")
    desk.goto(f"{platform.web}/studio/dashboards/new")
    expect(desk.get_by_role("button", name="加图表")).to_be_visible(timeout=PATIENT_MS)
    _press(desk, "加图表", "Enter")
    editor = desk.locator(".editor")
    expect(editor.locator(".preview canvas")).to_be_visible(timeout=PATIENT_MS)
    _press(desk, "搜指标")
    desk.keyboard.type("units")
    _press(desk, "成交件数", "Space")
    _press(desk, "按什么看")
    for _ in range(7):
        desk.keyboard.press("ArrowDown")
    expect(editor.locator("select[name=x]")).to_have_value("host")
    expect(editor.get_by_role("radio", name="柱形")).to_be_checked()
    expect(editor.get_by_role("radio", name="折线")).to_be_disabled()
    expect(editor.locator(".look").filter(has_text="折线")).to_contain_text("没有先后")
    _press(desk, "柱形")
    desk.keyboard.press("ArrowDown")
    expect(editor.get_by_role("radio", name="表格")).to_be_checked()
    expect(editor.locator(".preview tbody tr").first).to_be_visible(timeout=PATIENT_MS)
    _press(desk, "加到看板", "Enter")
    chart = desk.locator(".chart")
    expect(chart.get_by_role("row", name="阿月")).to_be_visible(timeout=PATIENT_MS)
    expect(chart.get_by_role("button", name="编辑")).to_be_focused()
    _press(desk, "复制", "Enter")
    expect(chart).to_have_count(2)
    desk.locator(".chart").nth(1).get_by_role("button", name="上移").focus()
    desk.keyboard.press("Enter")
    expect(chart.nth(0).get_by_role("button", name="下移")).to_be_focused()
    chart.nth(0).get_by_role("button", name="移除").focus()
    desk.keyboard.press("Enter")
    expect(chart).to_have_count(1)
    expect(desk.get_by_role("button", name="撤销")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(chart).to_have_count(2)
    figure = chart.nth(0).locator("tbody tr").filter(has_text="阿月").locator("button.figure").first
    figure.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".pieces-drawer li")).to_have_count(len(shows), timeout=PATIENT_MS)
    desk.keyboard.press("Escape")
    _press(desk, "保存", "Enter")
    desk.wait_for_url(re.compile(r"/dashboards/\d+$"), timeout=PATIENT_MS)
    desk.reload()
    expect(chart).to_have_count(2, timeout=PATIENT_MS)
    expect(chart.nth(1).locator("thead th")).to_have_text(["主播", "成交金额", "成交件数"])


def test_a_bar_opens_and_its_table_has_every_figure(
    platform: Platform, desk: Page, days: tuple[str, str], sold: dict[int, tuple[int, int]]
) -> None:
    log_in_staff(desk, platform, "operator")
    made = _saved(desk, "柱形", days, look="bar")
    desk.goto(f"{platform.web}/studio/dashboards/{made['id']}")
    drawing = desk.locator(".plot canvas")
    expect(drawing).to_be_visible(timeout=PATIENT_MS)
    money = [sold[show][0] for show in sorted(sold)]  # a show a day, in their order
    place = drawing.bounding_box()
    assert place is not None
    drawing.click(position={"x": place["width"] * 0.93, "y": place["height"] * 0.8})
    pieces = desk.locator(".pieces-drawer")
    expect(pieces.locator(".value strong")).to_have_text(_yuan(money[-1]), timeout=PATIENT_MS)
    desk.keyboard.press("Escape")
    expect(pieces).to_be_hidden()
    desk.get_by_role("button", name="表格").click()
    expect(desk.locator(".chart tbody button.figure")).to_have_text([_yuan(one) for one in money])


def test_another_persons_save_is_not_written_over(
    platform: Platform, desk: Page, second: Page, shows: list[int], days: tuple[str, str]
) -> None:
    log_in_staff(desk, platform, "operator")
    made = _saved(desk, "双人看板", days)
    desk.goto(f"{platform.web}/studio/dashboards/{made['id']}")
    desk.get_by_role("button", name="编辑").click(timeout=PATIENT_MS)
    desk.get_by_label("看板名称").fill("我的改动")
    theirs = {"name": "对方的改动", "charts": [], "version": made["version"]}
    assert second.evaluate(_PUT, [f"/insight/dashboards/{made['id']}", theirs]) == 200
    desk.get_by_role("button", name="保存").click()
    note = desk.get_by_role("alert")
    expect(note).to_contain_text("你的改动还在这一页上", timeout=PATIENT_MS)
    expect(desk.locator(".chart canvas")).to_be_visible(timeout=PATIENT_MS)
    desk.mouse.move(0, 0)
    assert violations(desk) == []
    _picture(desk, "dashboard-conflict")
    note.get_by_role("button", name="存为副本").click()
    desk.wait_for_url(lambda url: not url.endswith(f"/{made['id']}"), timeout=PATIENT_MS)
    expect(desk.get_by_role("heading", name="我的改动（副本）")).to_be_visible()
    kept = staff_get(desk, f"/insight/dashboards/{made['id']}")
    assert (kept["name"], kept["charts"]) == ("对方的改动", [])

    desk.goto(f"{platform.web}/studio/dashboards/{made['id']}")
    desk.get_by_role("button", name="编辑").click(timeout=PATIENT_MS)
    desk.get_by_label("看板名称").fill("又一次改动")
    assert second.evaluate(_PUT, [f"/insight/dashboards/{made['id']}",
                                  {**theirs, "version": kept["version"]}]) == 200  # fmt: skip
    desk.get_by_role("button", name="保存").click()
    desk.get_by_role("button", name="打开对方存的").click()
    desk.get_by_role("dialog").get_by_role("button", name="打开对方存的").click()
    expect(desk.get_by_label("看板名称")).to_have_value("对方的改动", timeout=PATIENT_MS)
    expect(desk.get_by_text("● 未保存")).to_have_count(0)


def test_unsaved_work_is_not_lost_by_a_click_and_a_dashboard_is_deleted_on_purpose(
    platform: Platform, desk: Page, shows: list[int], days: tuple[str, str]
) -> None:
    log_in_staff(desk, platform, "operator")
    made = _saved(desk, LONG, days)
    desk.goto(f"{platform.web}/studio/dashboards/{made['id']}")
    desk.get_by_role("button", name="编辑").click(timeout=PATIENT_MS)
    desk.get_by_role("button", name="移除").click()
    desk.get_by_role("link", name="← 数据看板").click()
    desk.get_by_role("button", name="留下").click()
    desk.get_by_role("button", name="撤销").click()
    expect(desk.locator(".chart")).to_have_count(1)
    desk.get_by_role("link", name="← 数据看板").click()
    line = desk.get_by_role("listitem").filter(has=desk.get_by_role("link", name=LONG))
    expect(line).to_contain_text("1 张图", timeout=PATIENT_MS)
    desk.set_viewport_size(PHONE)
    assert desk.evaluate(FITS)
    _picture(desk, "dashboards-phone")
    line.get_by_role("button", name="删除").click()
    desk.get_by_role("dialog").get_by_role("button", name="删除").click()
    expect(line).to_have_count(0, timeout=PATIENT_MS)


def test_the_service_may_restart(platform: Platform, desk: Page, shows: list[int]) -> None:
    log_in_staff(desk, platform, "operator")
    desk.route("**/insight/charts", _away)
    desk.goto(f"{platform.web}/studio/dashboards/new?starter=overview")
    expect(desk.get_by_text("数据服务正在重启")).to_be_visible(timeout=PATIENT_MS)
    _picture(desk, "dashboard-away")
    desk.unroute("**/insight/charts")
    desk.get_by_role("button", name="重试").click()
    expect(desk.locator(".chart canvas")).to_be_visible(timeout=PATIENT_MS)


def _editor(page: Page) -> Locator:
    page.get_by_role("button", name="加图表").click(timeout=PATIENT_MS)
    return page.locator(".chart-editor")


def _of_days(editor: Locator, days: tuple[str, str]) -> None:
    editor.locator("select[name=when]").select_option("range")
    editor.locator("input[name=first_day]").fill(days[0])
    editor.locator("input[name=last_day]").fill(days[1])


def _metric(editor: Locator, words: str, name: str) -> None:
    editor.locator("input[name=words]").fill(words)
    editor.locator(f"input[type=checkbox][value={name}]").check()


def _add_number(page: Page, days: tuple[str, str]) -> None:
    """A second chart: the money of all the days as one number."""
    editor = _editor(page)
    _of_days(editor, days)
    editor.locator("select[name=x]").select_option("none")
    expect(editor.get_by_role("radio", name="数字")).to_be_checked()
    expect(editor.locator(".preview .big")).to_contain_text("¥", timeout=PATIENT_MS)
    editor.get_by_role("button", name="加到看板").click()


def _agrees(page: Page, by_show: list[tuple[int, int]]) -> None:
    """Table and number say what the orders say."""
    lines = page.locator(".chart").nth(0).locator("tbody tr")
    expect(lines).to_have_count(len(by_show), timeout=PATIENT_MS)
    for line, (money, orders) in zip(lines.all(), by_show, strict=True):
        expect(line.locator("button.figure")).to_have_text([_yuan(money), f"{orders:,}"])
    total = page.locator(".chart").nth(1).locator(".big button")
    expect(total).to_have_text(_yuan(sum(money for money, _ in by_show)))


def _opens_to_shows_and_rows(page: Page, by_show: list[tuple[int, int]]) -> None:
    page.locator(".chart").nth(1).locator(".big button").click()
    pieces = page.locator(".pieces-drawer li")
    expect(pieces).to_have_count(len(by_show), timeout=PATIENT_MS)
    for piece, (money, _) in zip(pieces.all(), by_show, strict=True):
        expect(piece.locator("button.figure")).to_have_text(_yuan(money))
    expect(pieces.nth(0).get_by_role("link")).to_have_attribute(
        "href", re.compile(r"/studio/review/\d+$")
    )
    pieces.nth(0).locator("button.figure").click()
    rows = page.locator(".rows-drawer")
    expect(rows).to_contain_text(f"{by_show[0][1]:,} 行", timeout=PATIENT_MS)
    _picture(page, "dashboard-rows")
    page.keyboard.press("Escape")
    expect(rows).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator(".pieces-drawer")).to_be_hidden()


_FOCUSED = """() => {
  const one = document.activeElement
  const label = one.labels?.[0]?.innerText
  return `${one.getAttribute('aria-label') ?? label ?? one.innerText ?? ''}`.trim()
}"""


def _press(page: Page, name: str, key: str = "") -> None:
    """Tab to what begins with this name, and press a key there."""
    for _ in range(250):
        if str(page.evaluate(_FOCUSED)).startswith(name):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"{name} cannot be reached by Tab")
    if key:
        page.keyboard.press(key)


def _saved(page: Page, name: str, days: tuple[str, str], look: str = "line") -> dict[str, Any]:
    shop = staff_get(page, "/staff/me")["shops"][0]["id"]
    chart = {"metrics": [{"id": "gmv"}], "x": "day", "look": look,
             "first_day": days[0], "last_day": days[1]}  # fmt: skip
    body = {"shop_id": shop, "name": name, "charts": [chart]}
    return dict(staff_post(page, "/insight/dashboards", body))


def _yuan(minor: int) -> str:
    return f"¥{minor / 100:,.2f}"


def _away(route: Route) -> None:
    route.fulfill(status=503, body=AWAY, content_type="application/problem+json")


def _picture(page: Page, name: str, part: str = "body") -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.locator(part).first.screenshot(path=Path(folder) / f"{name}.png")
