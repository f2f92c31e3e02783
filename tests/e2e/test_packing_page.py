"""The packing page in Chromium: by keyboard, with several parcels in turn, and on a phone."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from kaibo.foundation.crypto import blind_index, seal
from kaibo.fulfillment.models import Parcel
from kaibo.members.models import Address, Viewer
from kaibo.planning.models import Show
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
PHONE = {"width": 390, "height": 844}
NUMBER_BOX = ".ship input[placeholder^=扫码]"
FAR = ("新疆维吾尔自治区", "克孜勒苏柯尔克孜自治州", "阿合奇县哈拉布拉克乡")


@pytest.fixture
def page(live_server: Any, desk: Page) -> Page:
    """Asks for the server first, so that the browser lets go of it before it stops."""
    desk.set_default_timeout(10_000)
    return desk


def test_parcels_are_packed_from_the_keyboard(page: Page, live_server: Any, client: Any) -> None:
    scene, orders = _scene()
    _log_in(page, live_server.url, client, scene)
    page.goto(live_server.url + "/studio/packing")
    page.wait_for_selector("li.chosen")
    expect(page.locator(".parcels > li")).to_have_count(3)
    expect(page.locator("text=合并 2 单")).to_be_visible()
    _picture(page, "packing-desk")
    page.keyboard.press("?")
    page.wait_for_selector("dl.help")
    _picture(page, "packing-help")
    page.keyboard.press("Escape")
    page.wait_for_selector("dl.help", state="detached")
    page.keyboard.press("p")
    page.wait_for_selector(".picking article")
    _picture(page, "packing-picking")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.wait_for_selector("text=已选 2 个包裹")
    page.keyboard.press("k")
    page.keyboard.press("a")
    page.wait_for_selector("text=文一西路")
    _picture(page, "packing-ship")
    _number(page, "no")
    expect(page.locator(".ship [role=alert]")).to_contain_text("6 到 40 位")
    _picture(page, "packing-ship-why")
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
    _picture(page, "packing-import")
    assert Parcel.objects.count() == 2
    page.click("text=确认发出 1 个包裹")
    page.wait_for_selector("text=已发出 1 个包裹")
    assert Parcel.objects.count() == 3
    page.click("button:has-text('关闭') >> nth=-1")
    page.wait_for_selector("text=没有待发的包裹")
    _picture(page, "packing-empty")


def test_parcels_on_a_phone_and_without_the_net(page: Page, live_server: Any, client: Any) -> None:
    scene, _orders = _scene()
    _log_in(page, live_server.url, client, scene)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + "/studio/packing")
    page.wait_for_selector("li.chosen")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _picture(page, "packing-phone")
    page.click("button:has-text('拣货单')")
    page.wait_for_selector(".picking article")
    _picture(page, "packing-phone-picking")
    page.route("**/api/v1/parcels/suggestions*", lambda route: route.abort())
    page.reload()
    page.wait_for_selector("text=网络连不上")
    expect(page.locator("text=没有待发的包裹")).to_have_count(0)
    _picture(page, "packing-phone-error")


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
