"""The buyer room on a weak or broken line, by keyboard, without motion, wide, and as an app."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.e2e.people import PATIENT_MS, comment, enter_room, fill_address, log_in_buyer
from tests.e2e.room_stage import Wire
from tests.platform import Platform, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
PHONE = {"width": 390, "height": 844}
WIDE = {"width": 1280, "height": 800}
ORDERS = "select count(*) from selling_order"
_OUTLINE = """() => {
  const at = document.activeElement
  const style = getComputedStyle(at)
  if (at === document.body) return ['', true]
  const name = at.getAttribute('aria-label') ?? at.textContent.trim()
  return [name, style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0]
}"""
_KEPT = """async () => {
  const cache = await caches.open('kaibo-offline-1')
  return (await cache.keys()).map(request => new URL(request.url).pathname)
}"""


@pytest.fixture(scope="module")
def buyer(browser: Browser, platform: Platform) -> StorageState:
    """A buyer with an address."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN")
    page = context.new_page()
    enter_room(page, platform)
    log_in_buyer(page, "13800138451")
    comment(page, "什么时候发货")
    page.keyboard.press("Escape")
    _buy_sheet(page)
    page.get_by_role("button", name=re.compile("填写收货地址")).first.click(timeout=PATIENT_MS)
    fill_address(page)
    expect(_submit(page)).to_be_enabled(timeout=PATIENT_MS)
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def room(browser: Browser, buyer: StorageState) -> Iterator[Page]:
    """A phone of that buyer, not yet in the room."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", storage_state=buyer)
    yield context.new_page()
    context.close()


def test_an_order_whose_answer_was_lost_is_placed_once(room: Page, platform: Platform) -> None:
    wire = Wire(room, platform)
    enter_room(room, platform)
    _buy_sheet(room)
    expect(_submit(room)).to_be_enabled(timeout=PATIENT_MS)
    [[before]] = platform.rows(ORDERS)
    wire.deafen()
    _submit(room).click()
    wait_for("the order", lambda: platform.rows(ORDERS)[0][0] == before + 1)
    wire.cut()
    expect(room.get_by_text("网络断开了，正在重连")).to_be_visible(timeout=PATIENT_MS)
    wire.mend()
    expect(room.get_by_role("link", name=re.compile("去支付"))).to_be_visible(timeout=PATIENT_MS)
    expect(room.get_by_text("网络断开了，正在重连")).to_have_count(0)
    assert platform.rows(ORDERS)[0][0] == before + 1


def test_a_comment_said_without_a_line_stays_and_is_sent_once(
    room: Page, platform: Platform
) -> None:
    wire = Wire(room, platform)
    enter_room(room, platform)
    room.get_by_role("button", name=re.compile("^说点什么")).click()
    room.get_by_role("textbox", name="说点什么").wait_for()
    wire.cut()
    comment(room, "断网时说的这一句")
    again = room.get_by_role("button", name="重发")
    expect(again).to_be_visible(timeout=PATIENT_MS)
    broken = room.get_by_text("网络断开了，正在重连")
    expect(broken).to_be_visible(timeout=PATIENT_MS)
    wire.mend()
    expect(broken).to_have_count(0, timeout=PATIENT_MS)
    expect(_said(room)).to_have_count(1)
    again.click()
    expect(again).to_have_count(0, timeout=PATIENT_MS)
    room.reload()
    expect(_said(room)).to_have_count(1, timeout=PATIENT_MS)


def test_the_room_works_at_fifty_kilobytes_a_second(room: Page, platform: Platform) -> None:
    line = room.context.new_cdp_session(room)
    line.send("Network.enable")
    slow = {"latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
    line.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    room.goto(f"{platform.web}/r/yunhe")
    expect(room.get_by_text("讲解中").first).to_be_visible(timeout=PATIENT_MS)
    room.get_by_role("button", name=re.compile("^说点什么")).click(timeout=PATIENT_MS)
    comment(room, "信号不好也能说话")
    expect(room.get_by_role("log")).to_contain_text("信号不好也能说话", timeout=PATIENT_MS)
    expect(room.get_by_text("发送中")).to_have_count(0, timeout=PATIENT_MS)


@pytest.mark.usefixtures("buyer")  # who said something
def test_everything_is_reached_by_keyboard_with_a_visible_focus(
    phone: Page, platform: Platform
) -> None:
    room = phone
    enter_room(room, platform)
    expect(room.get_by_role("log")).to_contain_text("什么时候发货", timeout=PATIENT_MS)
    seen: dict[str, bool] = {}
    for _step in range(40):
        room.keyboard.press("Tab")
        name, is_outlined = room.evaluate(_OUTLINE)
        seen.setdefault(name, is_outlined)
    wanted = (
        "商家信息",
        "关注",
        "离开",
        "声音",
        "客服",
        "购物袋",
        "登录后发言",
        "订单",
        "分享",
        "点赞",
        "抢购",
    )
    for word in wanted:
        assert any(word in name for name in seen), (word, list(seen))
    assert not [name for name, is_outlined in seen.items() if not is_outlined and name]
    room.get_by_role("log").focus()
    room.keyboard.press("ArrowUp")
    assert room.evaluate(_OUTLINE)[0].startswith("观众")
    bag = room.get_by_role("button", name=re.compile("^购物袋，"))
    bag.focus()
    room.keyboard.press("Enter")
    dialog = room.get_by_role("dialog")
    expect(dialog).to_be_focused(timeout=PATIENT_MS)
    for _step in range(60):
        room.keyboard.press("Tab")
        assert room.evaluate("() => !!document.activeElement.closest('[role=dialog]')")
    room.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(bag).to_be_focused()


@pytest.mark.parametrize("wish", ["reduce", "no-preference"])
def test_hearts_and_sheets_move_only_where_motion_is_wanted(
    browser: Browser, platform: Platform, wish: str
) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", reduced_motion=wish)  # type: ignore[arg-type]
    page = context.new_page()
    enter_room(page, platform)
    page.mouse.dblclick(150, 130)
    heart = page.locator(".burst span").first
    heart.wait_for(state="attached")
    shown = heart.evaluate("one => getComputedStyle(one).display !== 'none'")
    moves = page.locator(".card").evaluate(
        "one => parseFloat(getComputedStyle(one).animationDuration)"
    )
    assert (shown, moves > 0.01) == ((False, False) if wish == "reduce" else (True, True))
    context.close()


def test_a_wide_page_has_picture_talk_and_bag_side_by_side(
    browser: Browser, platform: Platform, buyer: StorageState
) -> None:
    context = browser.new_context(viewport=WIDE, locale="zh-CN", storage_state=buyer)
    page = context.new_page()
    enter_room(page, platform)
    edges = []
    for place in (page.locator("main"), page.locator(".talk"), page.locator(".side")):
        box = place.bounding_box()
        assert box is not None
        assert box["width"] > 250
        assert box["height"] > 600
        edges += [box["x"], box["x"] + box["width"]]
    assert edges == sorted(edges)
    page.locator(".side").get_by_role("button", name=re.compile("^抢购")).nth(1).click()
    dialog = page.get_by_role("dialog", name="确认订单")
    expect(dialog).to_be_visible(timeout=PATIENT_MS)
    page.get_by_role("button", name=re.compile("^说点什么")).click()  # the talk goes on beside it
    comment(page, "边下单边聊")
    expect(page.get_by_role("log")).to_contain_text("边下单边聊", timeout=PATIENT_MS)
    page.locator(".side").get_by_role("button", name=re.compile("^抢购")).first.click()
    expect(dialog).to_be_visible()
    context.close()


def test_the_worker_keeps_only_the_page_that_says_there_is_no_net(
    room: Page, platform: Platform
) -> None:
    enter_room(room, platform)
    room.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    room.reload()
    assert room.evaluate("() => navigator.serviceWorker.controller?.scriptURL ?? ''").endswith(
        "/static/push-worker.js"
    )
    assert all(path.startswith("/static/") for path in room.evaluate(_KEPT))
    room.context.set_offline(True)
    room.goto(f"{platform.web}/r/yunhe")
    expect(room.get_by_role("heading", name="没有网络")).to_be_visible()
    room.context.set_offline(False)
    room.get_by_role("link", name="再试一次").click()
    expect(room.get_by_text("讲解中").first).to_be_visible(timeout=PATIENT_MS)


def _buy_sheet(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^抢购")).first.click()


def _submit(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("^提交订单"))


def _said(page: Page) -> Locator:
    return page.get_by_role("log").locator("p").filter(has_text="断网时说的这一句")
