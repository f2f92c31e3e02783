"""Refunds at the order desk from the keyboard, and the settings of the shop, in Chromium."""

from __future__ import annotations

import os
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kaibo.foundation.models import Shop
from kaibo.selling import facade
from kaibo.selling.models import OfferSnapshot, Refund
from kaibo.team.models import Membership, Role, Staff
from tests.db.orders.test_order_story import Moody
from tests.db.selling.rich import rich
from tests.db.selling.test_refunds import _paid
from tests.e2e.test_order_desk import _log_in, _picture
from tests.factories.selling import stage

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LONG = "云禾家居 新疆长绒棉 60 支贡缎纯棉四件套 床单被套枕套 加大双人 1.8 米床 礼盒装"


@pytest.fixture
def page(live_server: Any, desk: Page) -> Page:
    """Asks for the server first, so that the browser lets go of it before it stops."""
    return desk


@pytest.fixture
def bank(monkeypatch: pytest.MonkeyPatch) -> Moody:
    made = Moody()
    monkeypatch.setattr(facade, "adapter", made)
    return made


def test_refund_a_part_and_ask_again_after_it_failed(
    page: Page, live_server: Any, client: Any, bank: Moody
) -> None:
    world = rich()
    order = _paid(world, bank)
    product = world.scene.sku.product
    product.name = LONG
    product.save()
    snapshot = {"product": LONG, "sku": "1.8 米床", "normal_price": 12900, "ship_within_hours": 48}
    OfferSnapshot.objects.update(body=snapshot | {"return_days": 7, "seller": "云禾家居"})
    _log_in(page, live_server.url, client, world.scene.shop)
    page.goto(live_server.url + "/studio/orders")
    page.wait_for_selector("tr.chosen")
    page.wait_for_selector("text=经过")
    bank.mood = "商户账户余额不足"
    page.keyboard.press("r")
    page.keyboard.type("1")
    for _ in range(3):  # the other three lines stay with the buyer
        page.keyboard.press("Tab")
        page.keyboard.type("0")
    told = page.locator(".gives b")
    expect(told).to_contain_text("原路退回")
    words = told.inner_text()
    _picture(page, "refund-part")
    page.keyboard.press("Enter")
    page.wait_for_selector("article.failed:has-text('商户账户余额不足')")
    refund = Refund.objects.get()
    amount = f"{refund.amount / 100:.2f}".rstrip("0").rstrip(".")
    assert f"¥{amount}" in words.replace(",", "")
    assert 0 < refund.amount < order.pay_amount
    _picture(page, "refund-failed")
    bank.mood = ""
    page.get_by_role("button", name="重新退款").click()
    page.wait_for_selector("article.succeeded")
    page.get_by_text("交易快照").click()
    page.wait_for_selector("text=48 小时内发货")
    page.locator("aside.panel").evaluate("one => one.scrollTo(0, one.scrollHeight)")
    _picture(page, "refund-story")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator("aside.panel").evaluate("one => one.scrollTo(0, 0)")
    page.get_by_role("button", name="退款 R").click()
    page.wait_for_selector(".gives b")
    page.locator("form.refund").scroll_into_view_if_needed()
    _picture(page, "refund-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="退款 ¥").click()
    page.wait_for_selector("tr:has-text('已退款')")
    assert sum(Refund.objects.values_list("amount", flat=True)) == order.pay_amount


def test_settings_of_the_shop(page: Page, live_server: Any, client: Any) -> None:
    shop = stage().shop
    _log_in(page, live_server.url, client, shop)
    page.goto(live_server.url + "/studio/shop")
    page.wait_for_selector("text=只有管理员可以改动")
    Membership.objects.create(shop=shop, staff=Staff.objects.get(), role=Role.ADMIN)
    page.reload()
    page.wait_for_selector("text=还没有填客服联系方式")
    _picture(page, "shop-empty")
    page.get_by_label("客服联系方式").fill("400-820-0000（9:00–24:00），微信客服：云禾家居旗舰店")
    page.get_by_label("统一社会信用代码").fill("9135")
    page.get_by_role("button", name="保存").click()
    page.wait_for_selector("[role=alert]:has-text('9135')")
    _picture(page, "shop-wrong")
    page.get_by_label("统一社会信用代码").fill("91350100M000100Y43")
    limit = page.get_by_role("spinbutton")
    limit.fill("50")
    limit.press("Enter")
    page.wait_for_selector("text=从 30% 改为 50%")
    _picture(page, "shop-look")
    page.get_by_role("button", name="确认改为 50%").click()
    page.wait_for_selector("text=已保存")
    saved = Shop.objects.get(pk=shop.pk)
    assert (saved.price_change_limit_percent, saved.service_contact[:12]) == (50, "400-820-0000")
    page.set_viewport_size({"width": 390, "height": 844})
    _picture(page, "shop-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
