"""The page of a buyer's assets in Chromium: nothing is booked before a clear question."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from kaibo.members.models import Viewer
from kaibo.promotions import facade as promotions
from tests.e2e.office_stage import PHONE, log_in, picture, scene_after_show

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
DESK = {"width": 1440, "height": 900}


def test_credit_is_given_after_a_clear_question(page: Page, live_server: Any, client: Any) -> None:
    scene, orders = scene_after_show()
    buyer = Viewer.objects.get(nickname__startswith="住在很远")
    log_in(page, live_server.url, client, scene)
    page.goto(live_server.url + "/studio/wallet")
    page.wait_for_selector("text=输入手机号")
    page.fill("input[type=search]", orders[0])
    page.keyboard.press("Enter")
    page.wait_for_selector(".balances")
    page.click(".balances button:has-text('余额')")
    page.fill(".give input >> nth=0", "12.5")
    page.fill(".give input >> nth=1", "物流破损补偿")
    page.click(".give button:has-text('发放')")
    page.wait_for_selector("text=发放 ¥12.50")
    picture(page, "wallet-sure")
    assert promotions.balances(scene.shop.pk, buyer.pk).credit == 0
    page.click("button:has-text('确认 ¥12.50')")
    page.wait_for_selector(".entries li:has-text('手工调整')")
    assert promotions.balances(scene.shop.pk, buyer.pk).credit == 1250
    page.click(".balances button:has-text('红包')")
    page.wait_for_selector("text=有效天数")
    page.fill(".give input >> nth=0", "8.8")
    page.fill(".give input >> nth=2", "生日红包")
    page.click(".give button:has-text('发红包')")
    page.click("button:has-text('确认 ¥8.80')")
    page.wait_for_selector(".entries li:has-text('发红包')")
    assert promotions.balances(scene.shop.pk, buyer.pk).redpacket == 880
    picture(page, "wallet-desk")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "wallet-phone")
    page.set_viewport_size(DESK)
    page.click("text=积分规则")
    page.wait_for_selector("text=每付多少元得 1 积分")
    picture(page, "wallet-rule")
    page.keyboard.press("Escape")
    page.fill("input[type=search]", "没有这个人")
    page.click("button:has-text('查找')")
    page.wait_for_selector("text=没有找到买家")
