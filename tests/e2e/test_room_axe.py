"""The buyer room under axe: no violation in any of its states, on a phone and on a wide page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.e2e.axe import violations
from tests.e2e.people import (
    PATIENT_MS,
    comment,
    enter_room,
    fill_address,
    log_in_buyer,
    log_in_staff,
    pay,
)
from tests.e2e.room_stage import Wire, close_activities, open_activity, set_gifts
from tests.platform import Platform

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
SIZES = {"phone": (390, 844), "wide": (1280, 800)}
Box = tuple[int, int]


@pytest.fixture(scope="module")
def buyer(browser: Browser, platform: Platform) -> StorageState:
    """A buyer with a paid order, whose browser the pages of this module share."""
    context = _context(browser, SIZES["phone"])
    page = context.new_page()
    enter_room(page, platform)
    log_in_buyer(page, "13800138401")
    comment(page, "这个四件套能机洗吗？会不会掉色")
    expect(page.get_by_role("log")).to_contain_text("能机洗吗", timeout=PATIENT_MS)
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^抢购")).first.click()
    page.get_by_role("button", name=re.compile("填写收货地址")).first.click(timeout=PATIENT_MS)
    fill_address(page)
    page.get_by_role("button", name=re.compile("^提交订单")).click(timeout=PATIENT_MS)
    pay(page)
    expect(page.get_by_text("支付成功").first).to_be_visible(timeout=PATIENT_MS)
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture(scope="module")
def opened(browser: Browser, platform: Platform) -> Iterator[dict[str, int]]:
    """One activity of each kind that a sheet shows, open."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    log_in_staff(page, platform, "admin")
    set_gifts(page, platform)
    ids = {kind: open_activity(page, kind) for kind in ("poll", "game", "draw", "packet")}
    yield ids
    close_activities(page, list(ids.values()))
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_live_room_as_guest(browser: Browser, platform: Platform, size: str) -> None:
    context = _context(browser, SIZES[size])
    page = context.new_page()
    enter_room(page, platform)
    _clean(page, "guest")
    page.get_by_role("button", name="登录后发言").click()
    _sheet(page, "手机号登录")
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_every_sheet_as_buyer(
    browser: Browser, platform: Platform, buyer: StorageState, opened: dict[str, int], size: str
) -> None:
    context = _context(browser, SIZES[size], buyer)
    page = context.new_page()
    enter_room(page, platform)
    page.get_by_role("dialog", name="红包雨").wait_for(timeout=PATIENT_MS)  # it opens by itself
    _sheet(page, "红包雨")
    _clean(page, "live room")
    for kind, name in (("poll", "投票"), ("game", "手速"), ("draw", "福袋")):
        page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
        _sheet(page, kind)
    _shopping(page, size)
    for name in ("我的订单", "分享", "送礼物", "粉丝团|签到", "^客服", "商家信息"):
        page.get_by_role("button", name=re.compile(name)).first.click()
        if name == "我的订单":
            page.get_by_role("button", name=re.compile("^查看订单")).first.click()
            page.get_by_role("dialog", name="订单详情").wait_for(timeout=PATIENT_MS)
        _sheet(page, name)
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_after_the_show(
    browser: Browser, platform: Platform, buyer: StorageState, size: str
) -> None:
    context = _context(browser, SIZES[size], buyer)
    page = context.new_page()
    wire = Wire(page, platform)
    enter_room(page, platform)
    if page.get_by_role("dialog").count():
        page.keyboard.press("Escape")
    wire.tell(json.dumps(_ended(page, platform)))
    expect(page.get_by_text("直播结束了")).to_be_visible(timeout=PATIENT_MS)
    _clean(page, "after the show")
    context.close()


def _shopping(page: Page, size: str) -> None:
    """Bag, product and order form."""
    if size == "phone":  # a wide page has the bag beside the picture
        page.get_by_role("button", name=re.compile("^购物袋，")).click()
        _sheet(page, "bag")
    page.locator(".card button.name").first.click()
    _sheet(page, "product")
    page.get_by_role("button", name=re.compile("^抢购")).first.click()
    expect(page.get_by_role("button", name=re.compile("^提交订单"))).to_be_enabled(
        timeout=PATIENT_MS
    )
    _sheet(page, "buy")


def _ended(page: Page, platform: Platform) -> dict[str, Any]:
    """The frame that the gateway sends when the operator ends the show."""
    asked = "url => fetch(url).then(answer => answer.json())"
    state = page.evaluate(asked, f"{platform.web}/api/v1/rooms/yunhe")["state"]
    event = {"kind": "show_ended", "show_id": state["show_id"], "at": 0}
    numbered = {"epoch": state["epoch"], "seq": state["seq"] + 1, "at": 0, "event": event}
    return {"k": "t", "now": 0, "ev": [numbered]}


def _sheet(page: Page, name: str) -> None:
    """The open sheet is clean; Escape closes it."""
    dialog = page.get_by_role("dialog")
    expect(dialog).to_have_count(
        1, timeout=PATIENT_MS
    )  # one that leaves is still there for a moment
    expect(dialog).to_be_visible(timeout=PATIENT_MS)
    expect(dialog.get_by_text("正在加载").first).to_have_count(0, timeout=PATIENT_MS)
    _clean(page, name)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def _clean(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    assert not violations(page), f"{name}: {violations(page)}"


def _context(browser: Browser, box: Box, kept: StorageState | None = None) -> BrowserContext:
    return browser.new_context(
        viewport={"width": box[0], "height": box[1]}, has_touch=box[0] < 600, locale="zh-CN",
        reduced_motion="reduce", storage_state=kept,
    )  # fmt: skip
