"""The order desk in Chromium, run from the keyboard."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kaibo.foundation.models import LedgerAccount
from kaibo.selling.models import Order
from kaibo.team.models import Membership, Role, Staff
from tests.factories.selling import buyers, place, stage

# Playwright's loop runs in this thread, already while Django sets up its database; Django must
# not mistake our calls for those of a coroutine.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(live_server: Any, desk: Page) -> Page:
    """Asks for the server first, so that the browser lets go of it before it stops."""
    return desk


def test_ship_and_find_from_the_keyboard(page: Page, live_server: Any, client: Any) -> None:
    scene = stage(stock=30)
    product = scene.sku.product
    product.name = "云禾家居 新疆长绒棉 60 支贡缎纯棉四件套 床单被套枕套 加大双人 1.8 米床 礼盒装"
    product.save()
    orders = place(scene, *(scene.request(b) for b in buyers(12)))
    for order in orders[2:]:
        Order.objects.filter(id=order.id).update(state="paid", paid_at=order.placed_at)
    _log_in(page, live_server.url, client, scene.shop)
    page.goto(live_server.url + "/studio/orders")
    page.wait_for_selector("tr.chosen")
    _picture(page, "orders-desk")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("s")
    page.keyboard.type("SF1234567890")
    _picture(page, "orders-ship")
    page.keyboard.press("Enter")
    page.wait_for_selector("dd:has-text('SF1234567890')")
    assert Order.objects.get(id=orders[-1].id).state == "shipped"
    assert LedgerAccount.objects.get(place="shipped").balance == 1
    page.keyboard.press("/")
    page.keyboard.type("SF1234567890")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.wait_for_selector("text=原路退回")
    page.keyboard.press("Escape")
    page.fill("input[type=search]", "没有这个人")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=没有找到订单")
    _picture(page, "orders-none")
    page.set_viewport_size({"width": 390, "height": 844})
    page.fill("input[type=search]", "")
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.chosen")
    _picture(page, "orders-phone")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_goes_wrong_is_said(page: Page, live_server: Any, client: Any) -> None:
    scene = stage()
    (order,) = place(scene, scene.request(buyers(1)[0]))
    Order.objects.filter(id=order.id).update(state="paid", paid_at=order.placed_at)
    _log_in(page, live_server.url, client, scene.shop)
    page.goto(live_server.url + "/studio/orders")
    page.wait_for_selector("tr.chosen")
    page.keyboard.press("s")
    page.keyboard.type("SF<b>12345")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]:has-text('SF<B>12345')")
    _picture(page, "orders-wrong")
    page.route("**/api/v1/orders?*", lambda route: route.abort())
    page.click("nav.states button:nth-child(3)")
    page.wait_for_selector("text=网络连不上")


def _log_in(page: Page, url: str, client: Any, shop: Any) -> None:
    staff = Staff.objects.create_user("operator", display_name="阿禾")
    Membership.objects.create(shop=shop, staff=staff, role=Role.OPERATOR)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["kaibo_totp"] = True
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": url}])


def _picture(page: Page, name: str) -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png")
