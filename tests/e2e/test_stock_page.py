"""The stock page in Chromium: table by keyboard, a SKU's places, transfers, counts, warehouses."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from kaibo.supply import facade as supply
from kaibo.supply import paper_facade as papers
from tests.db.supply.depot import NOW, Depot, make_depot

# Playwright's loop runs in this thread, already while Django sets up its database; Django must
# not mistake our calls for those of a coroutine.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}


@pytest.fixture
def page(live_server: Any, desk: Page) -> Page:
    """Asks for the server first, so that the browser lets go of it before it stops."""
    desk.set_default_timeout(10_000)
    return desk


def test_stock_is_kept_from_the_keyboard(page: Page, live_server: Any, client: Any) -> None:
    depot = _depot()
    _log_in(page, live_server.url, client, depot, "admin")
    page.goto(live_server.url + "/studio/stock")
    page.wait_for_selector("tr.chosen")
    _picture(page, "stock-table")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_selector("aside dl dt:has-text('SH仓')")
    expect(page.locator("dd.sum")).to_have_text("0")
    _picture(page, "stock-sku")
    page.click("aside >> text=收货")
    page.fill("aside form input[type=number] >> nth=0", "7")
    page.click("aside form >> nth=0 >> button:has-text('保存')")
    page.wait_for_selector("text=已完成")
    assert depot.free(depot.main) == 47
    page.keyboard.press("Escape")
    page.click(".chip.short")
    page.wait_for_selector("td.state.short")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.fill("input[type=search]", "没有这种商品")
    page.wait_for_selector("text=没有符合的 SKU")
    page.click("text=盘点")
    page.click("text=开始盘点")
    page.wait_for_selector("input[placeholder^=扫码]")
    page.fill("input[placeholder^=扫码]", depot.skus[0].code)
    page.keyboard.press("Enter")
    page.wait_for_selector("td:has-text('-46')")
    _picture(page, "stock-take")
    page.fill("input[placeholder^=扫码]", "NOPE")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=没有 SKU “NOPE”")
    page.click("text=调拨 >> nth=0")
    page.click("button:has-text('发出')")
    page.wait_for_selector("text=在途")
    _picture(page, "stock-transfers")
    page.click("text=仓库与规则")
    page.click("main button:has-text('对账')")
    page.wait_for_selector("text=账目相符")
    _picture(page, "stock-houses")
    page.click("button:has-text('保留')")
    page.wait_for_selector("text=抖音达人小美")


def test_on_a_phone_and_when_the_net_is_gone(page: Page, live_server: Any, client: Any) -> None:
    depot = _depot()
    _log_in(page, live_server.url, client, depot, "warehouse")
    page.set_viewport_size(PHONE)
    for tab in ("table", "transfers", "takes", "holds", "houses"):
        page.goto(f"{live_server.url}/studio/stock?tab={tab}")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab
        _picture(page, f"stock-phone-{tab}")
    page.goto(f"{live_server.url}/studio/stock?sku={depot.sku}")
    page.wait_for_selector("aside dl dt:has-text('SH仓')")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _picture(page, "stock-phone-sku")
    page.route("**/api/v1/stock?*", lambda route: route.abort())
    page.goto(f"{live_server.url}/studio/stock")
    page.wait_for_selector("text=网络连不上")
    _picture(page, "stock-offline")


def _depot() -> Depot:
    depot = make_depot(skus=12)
    product = depot.skus[0].product
    product.name = "云禾家居 新疆长绒棉 60 支贡缎纯棉四件套 床单被套枕套 加大双人 1.8 米床 礼盒装"
    product.save()
    house = depot.house("SH", "上海市")
    depot.receive(40)
    depot.receive(15, house)
    for n, sku in enumerate(depot.skus[1:], start=1):
        depot.receive(n * 11, sku=sku.pk)
    policy = papers.Policy(safety_stock=500)
    papers.save_policy(depot.keeper, depot.shop.pk, depot.skus[2].pk, policy)
    supply.release_to_link(depot.link().pk, depot.sku, 1)
    supply.return_from_link(*_last_link(depot), 1)
    until = NOW + dt.timedelta(hours=2)
    draft = papers.HoldDraft(depot.skus[3].pk, 3, "抖音达人小美", until)
    papers.hold(depot.keeper, depot.shop.pk, draft, NOW)
    lines = {depot.skus[4].pk: 6}
    papers.write_transfer(depot.keeper, depot.shop.pk, depot.main, house, lines, "补货", NOW)
    return depot


def _last_link(depot: Depot) -> tuple[int, int]:
    (link,) = supply.positions([depot.sku])[depot.sku].on_links
    return link, depot.sku


def _log_in(page: Page, url: str, client: Any, depot: Depot, role: str) -> None:
    client.force_login(depot.staff[role], backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["kaibo_totp"] = True
    session.save()
    page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": url}])


def _picture(page: Page, name: str) -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png")
