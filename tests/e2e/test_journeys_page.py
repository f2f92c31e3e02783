"""The page of viewers' journeys over the real log: a visit counts, steps move, tables download."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.people import PATIENT_MS, enter_room, log_in_staff, staff_get
from tests.platform import Platform, wait_for

pytestmark = pytest.mark.e2e
PHONE = {"width": 390, "height": 844}
AWAY = '{"title": "Unavailable", "status": 503, "code": "unavailable", "detail": "数据服务正在重启，请几秒后再试"}'
USUAL = ["进入", "看到商品", "点击商品", "下单", "支付"]


@pytest.mark.capability("TRAF-21")
def test_a_visit_is_seen_and_steps_move_by_keyboard(
    platform: Platform, phone: Page, desk: Page
) -> None:
    enter_room(phone, platform)
    log_in_staff(desk, platform)
    shop = staff_get(desk, "/staff/me")["shops"][0]["id"]
    wait_for("the visit in the log", lambda: _entered(desk, shop) > 0)
    desk.goto(f"{platform.web}/studio/journeys")
    expect(desk.locator(".bars .label")).to_have_text(USUAL, timeout=PATIENT_MS)
    people = desk.locator(".bars b.number").first
    assert int(people.inner_text().replace(",", "")) <= _entered(desk, shop)
    expect(desk.locator(".funnel tbody th")).to_contain_text(["分享"])
    # Whoever came has not paid: each source says between which steps it lost most.
    expect(desk.locator(".funnel tbody tr").first).to_contain_text("→")
    expect(desk.locator(".bars .mark")).to_contain_text("流失最多")
    expect(desk.locator(".retention tbody tr")).to_have_count(_cohorts(desk, shop))
    _picture(desk, "journeys-desk")

    desk.locator(".step").nth(2).focus()
    desk.keyboard.press("ArrowLeft")
    expect(desk.locator(".bars .label")).to_have_text(
        ["进入", "点击商品", "看到商品", "下单", "支付"]
    )
    expect(desk.locator(".step").nth(1)).to_be_focused()
    desk.keyboard.press("Delete")
    desk.get_by_label("加一步").select_option("comment")
    expect(desk.locator(".bars .label")).to_have_text(["进入", "看到商品", "下单", "支付", "评论"])
    desk.locator("select[name=window]").select_option("600000")
    expect(desk).to_have_url(re.compile(f"shop={shop}&steps=enter.*comment&window=600000"))
    desk.reload()
    expect(desk.locator(".bars .label")).to_have_text(["进入", "看到商品", "下单", "支付", "评论"])
    expect(desk.locator("select[name=window]")).to_have_value("600000")


def test_a_table_downloads_and_the_service_may_restart(platform: Platform, desk: Page) -> None:
    log_in_staff(desk, platform)
    desk.goto(f"{platform.web}/studio/journeys")
    expect(desk.locator(".bars .label")).to_have_text(USUAL, timeout=PATIENT_MS)
    with desk.expect_download() as waiting:
        desk.get_by_label("下载“转化漏斗”CSV").click()
    text = Path(waiting.value.path()).read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    lines = text.decode("utf-8-sig").splitlines()
    assert lines[0] == '"步骤","人数","本步率 (%)","总转化率 (%)"'
    assert [line.split(",")[0].strip('"') for line in lines[1:]] == USUAL

    desk.set_viewport_size(PHONE)
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _picture(desk, "journeys-phone")
    desk.route("**/insight/journeys?*", _away)
    desk.reload()
    expect(desk.get_by_text("数据服务正在重启")).to_be_visible(timeout=PATIENT_MS)
    desk.unroute("**/insight/journeys?*")
    desk.get_by_role("button", name="重试").click()
    expect(desk.locator(".bars .label")).to_have_text(USUAL)


def _away(route: Route) -> None:
    route.fulfill(status=503, body=AWAY, content_type="application/problem+json")


def _entered(page: Page, shop: int) -> int:
    found = staff_get(page, f"/insight/journeys?shop_id={shop}")
    return int(found["funnel"][0]["reached"][0]) if found else 0


def _cohorts(page: Page, shop: int) -> int:
    """Days on which somebody came for the first time."""
    found = staff_get(page, f"/insight/journeys?shop_id={shop}")
    return sum(1 for row in found["kept"] if row[0])


def _picture(page: Page, name: str) -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png")
