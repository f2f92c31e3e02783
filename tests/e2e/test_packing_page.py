"""The packing page in Chromium: by keyboard, with several parcels in turn, and on a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from kaibo.fulfillment.models import Parcel
from kaibo.selling.models import Order
from tests.e2e.office_stage import PHONE, log_in, picture, scene_after_show

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
NUMBER_BOX = ".ship input[placeholder^=扫码]"


def test_parcels_are_packed_from_the_keyboard(page: Page, live_server: Any, client: Any) -> None:
    scene, orders = scene_after_show()
    log_in(page, live_server.url, client, scene)
    page.goto(live_server.url + "/studio/packing")
    page.wait_for_selector("li.chosen")
    expect(page.locator(".parcels > li")).to_have_count(3)
    expect(page.locator("text=合并 2 单")).to_be_visible()
    picture(page, "packing-desk")
    page.keyboard.press("?")
    page.wait_for_selector("dl.help")
    picture(page, "packing-help")
    page.keyboard.press("Escape")
    page.wait_for_selector("dl.help", state="detached")
    page.keyboard.press("p")
    page.wait_for_selector(".picking article")
    picture(page, "packing-picking")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.wait_for_selector("text=已选 2 个包裹")
    page.keyboard.press("k")
    page.keyboard.press("a")
    page.wait_for_selector("text=文一西路")
    picture(page, "packing-ship")
    _number(page, "no")
    expect(page.locator(".ship [role=alert]")).to_contain_text("6 到 40 位")
    picture(page, "packing-ship-why")
    _scan_too_early(page)
    _number(page, "SF7000000002")
    expect(page.locator(".parcels > li")).to_have_count(1)
    assert sorted(Parcel.objects.values_list("tracking_no", flat=True)) == [
        "SF7000000001",
        "SF7000000002",
    ]
    assert Order.objects.filter(state="shipped").count() == 3
    page.keyboard.press("Escape")
    page.keyboard.press("i")
    sheet = f"订单号,快递公司,运单号\n{orders[0]},中通快递,ZT7000000001\n{orders[-1]},中通快递,ZT7000000002"
    file = {"name": "numbers.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    page.set_input_files("input[type=file]", files=[file])
    page.wait_for_selector("text=可以发出 1 个包裹")
    picture(page, "packing-import")
    assert Parcel.objects.count() == 2
    page.click("text=确认发出 1 个包裹")
    page.wait_for_selector("text=已发出 1 个包裹")
    assert Parcel.objects.count() == 3
    page.click("button:has-text('关闭') >> nth=-1")
    page.wait_for_selector("text=没有待发的包裹")
    picture(page, "packing-empty")


def test_parcels_on_a_phone_and_without_the_net(page: Page, live_server: Any, client: Any) -> None:
    scene, _orders = scene_after_show()
    log_in(page, live_server.url, client, scene)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + "/studio/packing")
    page.wait_for_selector("li.chosen")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "packing-phone")
    page.click("button:has-text('拣货单')")
    page.wait_for_selector(".picking article")
    picture(page, "packing-phone-picking")
    page.route("**/api/v1/parcels/suggestions*", lambda route: route.abort())
    page.reload()
    page.wait_for_selector("text=网络连不上")
    expect(page.locator("text=没有待发的包裹")).to_have_count(0)
    picture(page, "packing-phone-error")


def _scan_too_early(page: Page) -> None:
    """The first parcel's answer is held back: a second scan meanwhile ships nothing and is not
    taken for the first parcel's number; then the next parcel asks for its own."""
    held: list[Route] = []
    page.route("**/api/v1/parcels/ship", lambda route: held.append(route))
    _number(page, "SF7000000001")
    expect(page.locator(NUMBER_BOX)).not_to_be_editable()
    page.keyboard.type("SF7000000009")
    page.keyboard.press("Enter")
    expect(page.locator(NUMBER_BOX)).to_have_value("SF7000000001")
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".ship .head")).to_contain_text("买家1")
    expect(page.locator(NUMBER_BOX)).to_have_value("")
    expect(page.locator(NUMBER_BOX)).to_be_focused()
    page.unroute("**/api/v1/parcels/ship")


def _number(page: Page, text: str) -> None:
    page.fill(NUMBER_BOX, text)
    page.keyboard.press("Enter")
