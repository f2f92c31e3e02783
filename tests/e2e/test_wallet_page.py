"""The page of a buyer's assets in Chromium: nothing is booked before a clear question."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from kaibo.foundation.crypto import blind_index, seal
from kaibo.members.models import Address, Viewer
from kaibo.planning.models import Show
from kaibo.promotions import facade as promotions
from kaibo.selling.contracts import format_order_no
from kaibo.selling.models import Order
from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from kaibo.team.models import Membership, Role, Staff
from tests.factories.selling import Stage, buyers, place, stage

# Playwright's loop runs in this thread, already while Django sets up its database; Django must
# not mistake our calls for those of a coroutine.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
FAR = ("新疆维吾尔自治区", "克孜勒苏柯尔克孜自治州", "阿合奇县哈拉布拉克乡")


@pytest.fixture
def page(live_server: Any, desk: Page) -> Page:
    """Asks for the server first, so that the browser lets go of it before it stops."""
    desk.set_default_timeout(10_000)
    return desk


def test_credit_is_given_after_a_clear_question(page: Page, live_server: Any, client: Any) -> None:
    scene, orders = _scene()
    buyer = Viewer.objects.get(nickname__startswith="住在很远")
    _log_in(page, live_server.url, client, scene)
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
    _picture(page, "wallet-sure")
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
    _picture(page, "wallet-desk")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _picture(page, "wallet-phone")
    page.set_viewport_size(DESK)
    page.click("text=积分规则")
    page.wait_for_selector("text=每付多少元得 1 积分")
    _picture(page, "wallet-rule")
    page.keyboard.press("Escape")
    page.fill("input[type=search]", "没有这个人")
    page.click("button:has-text('查找')")
    page.wait_for_selector("text=没有找到买家")


def _scene() -> tuple[Stage, list[str]]:
    """Three buyers, one with two orders and one far away; order numbers, oldest first."""
    scene, people = stage(stock=30), buyers(3)
    shop = scene.shop
    shop.requires_totp = False
    shop.save()
    Show.objects.filter(pk=scene.show.pk).update(phase="review")
    far = people[0]
    province, city, district = FAR
    Address.objects.filter(viewer=far).update(province=province, city=city, district=district)
    Viewer.objects.filter(pk=far.pk).update(
        nickname="住在很远很远地方的小月亮与她的猫", verified_at=timezone.now(),
        phone_cipher=seal("13800001234"), phone_index=blind_index("13800001234"),
    )  # fmt: skip
    boss = _member(scene, "boss", Role.ADMIN)
    house = papers.save_warehouse(
        boss, shop.pk, papers.WarehouseDraft("HZ", "杭州余杭仓", "浙江省")
    )
    supply.receive(scene.sku.pk, 10, None, house.pk)
    papers.save_settings(boss, shop.pk, papers.StockChoices("priority", "nearest", 10, 30))
    made = [place(scene, scene.request(who))[0] for who in (far, far, people[1], people[2])]
    Order.objects.filter(id__in=[one.id for one in made]).update(state="paid", paid_at=_now())
    return scene, [format_order_no(one.id, one.placed_at) for one in made]


def _member(scene: Stage, name: str, role: str) -> Staff:
    staff = Staff.objects.create_user(f"{name}-{scene.shop.slug}", display_name="老何")
    Membership.objects.create(shop=scene.shop, staff=staff, role=role)
    return staff


def _log_in(page: Page, url: str, client: Any, scene: Stage) -> None:
    staff = _member(scene, "clerk", Role.ADMIN)
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    key = client.session.session_key
    page.context.add_cookies([{"name": "sessionid", "value": key, "url": url}])


def _picture(page: Page, name: str) -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.wait_for_timeout(250)
        page.screenshot(path=Path(folder) / f"{name}.png")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
