"""Pictures of every page, phone and desktop, from the real platform: `python -m tests.screens`.

Starts the demo (or uses the one that runs on the environment's ports with `--running`), lets a
buyer and a rehearsal's audience live in it, and writes PNGs into `screens/`. Last it prints what
the pages' consoles complained about.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.camera import Camera
from tests.e2e.conftest import CHROMIUM, DESK, FLAGS, PHONE
from tests.e2e.people import (
    PATIENT_MS,
    comment,
    enter_room,
    fill_address,
    log_in_buyer,
    log_in_staff,
    open_console,
    pay,
    wait_for_video,
)
from tests.insight_screens import insight
from tests.picture import compose
from tests.platform import Platform, wait_for
from tests.room_screens import take_room
from tests.studio_screens import studio

TABLET = {"width": 1024, "height": 768}
LINES = (
    "这个四件套能机洗吗？会不会掉色，家里有小宝宝，想买给他用，怕皮肤敏感",
    "已拍两套，主播说话真好听",
    "发什么快递？新疆能到吗",
    "a-very-long-word-without-any-break-0123456789-0123456789-0123456789",
)
QUESTIONS = (
    "这个能机洗吗？",
    "扣1",
    "上次买的毛巾很好用，这次再来两套",
    "发什么快递？新疆能到吗",
    "主播讲讲尺寸",
)
PLAN_TABS = ("goals", "lineup", "script", "checklist", "phases", "channels")


def rehearsal(platform: Platform, viewers: int, seconds: int) -> subprocess.Popen[bytes]:
    """A synthetic audience, so that a review with figures exists."""
    command = [
        sys.executable, "-m", "kaibo.cli.main", "rehearse",
        "--room", "yunhe", "--viewers", str(viewers), "--seconds", str(seconds),
    ]  # fmt: skip
    return subprocess.Popen(command, env=os.environ | platform.environment)


def wait_rehearsal_on_air(platform: Platform) -> None:
    sql = "select 1 from liveroom_room where slug = 'yunhe-rehearsal' and is_on_air"
    wait_for("the rehearsal is on air", lambda: platform.rows(sql), 120)


def buyer_story(camera: Camera, platform: Platform) -> None:
    """Watch, log in, speak, buy and pay on a phone."""
    with camera.page(PHONE) as page:
        enter_room(page, platform)
        camera.shoot(page, "room-guest", settle_ms=0)
        wait_for_video(page)
        page.get_by_role("button", name="登录后发言").click()
        camera.shoot(page, "room-login")
        page.keyboard.press("Escape")
        if page.get_by_role("button", name="登录后发言").count() == 0:
            page.reload()
            enter_room(page, platform)
        log_in_buyer(page, "13800138007")
        for line in LINES:
            comment(page, line)
            page.wait_for_timeout(1200)
        camera.shoot(page, "room-writing")
        page.reload()
        enter_room(page, platform)
        wait_for_video(page)
        page.mouse.dblclick(195, 330)
        camera.shoot(page, "room-watching")
        _buy(camera, page)
        page.get_by_role("button", name="我的订单").first.click()
        camera.shoot(page, "room-orders")


def cart_story(camera: Camera, platform: Platform) -> None:
    """A newcomer's coupons, 360° view, cart, explained price, order and refund on a phone."""
    with camera.page(PHONE) as page:
        enter_room(page, platform)
        log_in_buyer(page, "13800138009")
        page.get_by_role("button", name=re.compile("^领券 ")).click()
        camera.shoot(page, "room-coupons")
        page.get_by_role("button", name=re.compile("^领取 新人券")).click()
        camera.shoot(page, "room-coupon-claimed")
        _bag(page)
        page.get_by_role("searchbox").fill("baowehu")
        camera.shoot(page, "room-search", settle_ms=1500)
        page.locator("li:has(.picture) button.name").first.click()
        camera.shoot(page, "room-product", settle_ms=2500)
        for name in ("大容量保温壶", "好眠三件组", "宝宝姓名刺绣毛毯"):
            _bag(page)
            row = page.locator("li:has(.picture)").filter(has_text=name)
            row.get_by_role("button", name=re.compile("^抢购")).click()
            page.get_by_role("button", name="加入购物车").click()
            page.wait_for_timeout(600)
        camera.shoot(page, "room-buy-custom", settle_ms=0)
        _bag(page)
        page.get_by_role("button", name=re.compile("^购物车 ")).click()
        camera.shoot(page, "room-cart", settle_ms=1500)
        page.get_by_role("button", name="去结算").click()
        page.get_by_role("button", name=re.compile("填写收货地址")).first.click()
        fill_address(page)
        camera.shoot(page, "room-checkout", settle_ms=2000)
        for tick in page.get_by_role("checkbox").all():
            tick.check()
        camera.shoot(page, "room-checkout-ticked", settle_ms=1500)
        page.get_by_role("button", name=re.compile("^提交订单")).click()
        page.get_by_role("radio", name=re.compile("支付宝")).check()
        camera.shoot(page, "room-methods")
        pay(page)
        page.get_by_role("button", name="查看订单").click()
        page.get_by_role("button", name=re.compile("^查看订单")).first.click()
        camera.shoot(page, "room-order", settle_ms=1500)
        page.get_by_role("button", name="申请退款").click()
        camera.shoot(page, "room-refund", settle_ms=1500)


def _bag(page: Page) -> None:
    """The bag, whatever was open."""
    if page.get_by_role("dialog").count():
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name=re.compile("^购物袋，")).click()


def _buy(camera: Camera, page: Page) -> None:
    page.get_by_role("button", name=re.compile("^购物袋，")).click()
    camera.shoot(page, "room-bag")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^抢购")).first.click()
    camera.shoot(page, "room-buy")
    page.get_by_role("button", name=re.compile("填写收货地址|提交订单")).first.click()
    page.get_by_label("粘贴一整段地址").wait_for()
    camera.shoot(page, "room-address")
    fill_address(page)
    submit = page.get_by_role("button", name=re.compile("^提交订单"))
    expect(submit).to_be_enabled(timeout=PATIENT_MS)
    camera.shoot(page, "room-buy-address")
    submit.click()
    link = page.get_by_role("link", name=re.compile("去支付"))
    expect(link).to_be_visible(timeout=PATIENT_MS)
    camera.shoot(page, "room-pay")
    cashier = page.context.new_page()
    cashier.goto(link.get_attribute("href") or "")
    camera.shoot(cashier, "cashier")
    cashier.close()
    pay(page)
    expect(page.get_by_text("支付成功").first).to_be_visible(timeout=PATIENT_MS)
    camera.shoot(page, "room-paid")
    page.get_by_role("button", name="继续看直播").click()


def room_states(camera: Camera, platform: Platform) -> None:
    """Other languages and windows, the seller's facts, and a room that does not exist."""
    with camera.page(PHONE, "en") as page:
        page.goto(f"{platform.web}/r/yunhe")
        wait_for_video(page)
        camera.shoot(page, "room-watching.en")
        page.get_by_role("button", name=re.compile("^Bag, ")).click()
        camera.shoot(page, "room-bag.en")
        page.get_by_role("dialog").get_by_role("button", name=re.compile("^Buy ")).first.click()
        camera.shoot(page, "room-buy.en")
    with camera.page(DESK) as page:
        enter_room(page, platform)
        wait_for_video(page)
        camera.shoot(page, "room-watching.desk")
        page.get_by_role("button", name=re.compile("商家信息")).click()
        camera.shoot(page, "room-seller.desk")
    with camera.page(PHONE) as page:
        page.goto(f"{platform.web}/r/nobody-here")
        camera.shoot(page, "room-missing")


def rehearsal_room(camera: Camera, platform: Platform) -> None:
    """The room and the console while a synthetic audience plays and one real buyer speaks."""
    playing = rehearsal(platform, viewers=60, seconds=45)
    try:
        wait_rehearsal_on_air(platform)
        with camera.page(PHONE) as phone, camera.page(DESK) as desk:
            enter_room(phone, platform, "yunhe-rehearsal")
            log_in_buyer(phone, "13800138008")
            log_in_staff(desk, platform)
            open_console(desk, platform, "yunhe-rehearsal")
            for line in QUESTIONS:
                comment(phone, line)
                phone.wait_for_timeout(1500)
            phone.reload()
            wait_for_video(phone)
            camera.shoot(phone, "room-rehearsal", settle_ms=1500)
            camera.shoot(desk, "console-rehearsal")
    finally:
        playing.wait(180)


def office(camera: Camera, platform: Platform, size: dict[str, int], mark: str) -> None:
    """All light pages at one size, as administrator."""
    language = "en" if mark.endswith("en") else "zh-CN"
    with camera.page(size, language) as page:
        page.goto(f"{platform.web}/studio/login")
        camera.shoot(page, f"login{mark}")
        log_in_staff(page, platform, "admin")
        show = platform.rows("select show_id from liveroom_room where slug = 'yunhe'")[0][0]
        for name, path in (_office_pages(show) | _selling_pages(platform)).items():
            page.goto(f"{platform.web}/studio{path}")
            camera.shoot(page, f"{name}{mark}", settle_ms=1500)
        _products_and_orders(camera, platform, page, mark)


def _office_pages(show: int) -> dict[str, str]:
    plan = {f"plan-{tab}": f"/shows/{show}/plan?tab={tab}" for tab in PLAN_TABS}
    return {
        "home": "/", "shows": "/shows", "rooms": "/console", "team": "/team", "audit": "/audit",
        "account": "/account", "wizard": "/setup", "not-found": "/no-such-page",
        "reviews": "/review",
    } | plan  # fmt: skip


def _selling_pages(platform: Platform) -> dict[str, str]:
    """What the selling core added to the studio."""
    sku = platform.rows("select id from catalog_sku where code = 'YH-THERMOS-NAVY'")[0][0]
    campaign = platform.rows("select id from promotions_campaign where kind = 'spend_save'")[0][0]
    return {
        "promotions": "/promotions", "campaign": f"/promotions/{campaign}",
        "campaign-new": "/promotions/new", "pricing": "/pricing", "pricing-sku": f"/pricing/{sku}",
        "stock": "/stock", "categories": "/categories", "cobrand": "/cobrand",
        "lifecycle": "/lifecycle", "picker": "/picker", "packing": "/packing",
        "reconcile": "/reconcile", "tables": "/tables", "tables-orders": "/tables/selling.order",
        "integrations": "/integrations", "shop": "/shop",
        "wallet": "/wallet",
    }  # fmt: skip


def _products_and_orders(camera: Camera, platform: Platform, page: Page, mark: str) -> None:
    page.goto(f"{platform.web}/studio/products")
    page.locator("button.name").first.wait_for()
    camera.shoot(page, f"products{mark}")
    page.locator("button.name").first.click()
    camera.shoot(page, f"products-edit{mark}")
    page.goto(f"{platform.web}/studio/orders")
    camera.shoot(page, f"orders{mark}", settle_ms=1500)
    row = page.locator("[role=row][aria-selected], tr[aria-selected]").first
    if row.count():
        row.click()
        camera.shoot(page, f"order{mark}")


def console(camera: Camera, platform: Platform) -> None:
    """The operator's desk with its states, and the host's screen."""
    with camera.page(DESK) as page:
        log_in_staff(page, platform)
        open_console(page, platform)
        camera.shoot(page, "console", settle_ms=4000)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        camera.shoot(page, "console-chosen")
        for key, name in (("p", "price"), ("s", "stock"), ("k", "flash"), ("a", "announce")):
            page.keyboard.press(key)
            camera.shoot(page, f"console-{name}")
            page.keyboard.press("Escape")
        page.keyboard.press("?")
        camera.shoot(page, "console-help")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.keyboard.press("Escape")
        camera.shoot(page, "console.phone")
    with camera.page(DESK, "en") as page:
        log_in_staff(page, platform)
        page.goto(f"{platform.web}/studio/console/yunhe")
        camera.shoot(page, "console.en", settle_ms=4000)
        page.keyboard.press("?")
        camera.shoot(page, "console-help.en")
    for language, mark in (("zh-CN", ""), ("en", ".en")):
        with camera.page(TABLET, language) as page:
            log_in_staff(page, platform, "host")
            page.goto(f"{platform.web}/studio/prompter/yunhe")
            camera.shoot(page, f"prompter{mark}", settle_ms=2500)


def review(camera: Camera, platform: Platform) -> None:
    """The rehearsal's review: figures, an opened figure, phone."""
    found = platform.rows(
        "select id from planning_show where ended_at is not null order by ended_at desc limit 1"
    )
    for size, language, mark in (
        (DESK, "zh-CN", ""),
        (PHONE, "zh-CN", ".phone"),
        (DESK, "en", ".en"),
    ):
        with camera.page(size, language) as page:
            log_in_staff(page, platform, "admin")
            page.goto(f"{platform.web}/studio/review/{found[0][0]}")
            page.locator("button.figure").first.wait_for(timeout=PATIENT_MS)
            camera.shoot(page, f"review{mark}", settle_ms=2500)
            height = page.evaluate("document.querySelector('main.content').scrollHeight")
            page.set_viewport_size({"width": size["width"], "height": min(height + 60, 9000)})
            camera.shoot(page, f"review-whole{mark}", settle_ms=1500)
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.locator("button.figure").first.click()
            camera.shoot(page, f"review-drawer{mark}", settle_ms=1500)


def admin(camera: Camera, platform: Platform) -> None:
    """The back office for looking things up."""
    with camera.page(DESK) as page:
        log_in_staff(page, platform, "admin")
        for name, path in (("admin", "/admin/"), ("admin-products", "/admin/catalog/product/")):
            page.goto(f"{platform.web}{path}")
            camera.shoot(page, name)


def ended(camera: Camera, platform: Platform) -> None:
    """The operator ends the show; the phone says so."""
    with camera.page(PHONE) as phone, camera.page(DESK) as desk:
        enter_room(phone, platform)
        log_in_staff(desk, platform)
        open_console(desk, platform)
        desk.keyboard.down("e")
        expect(phone.get_by_text("直播结束了")).to_be_visible(timeout=PATIENT_MS)
        desk.keyboard.up("e")
        camera.shoot(phone, "room-ended")
        camera.shoot(desk, "console-ended")
        desk.goto(f"{platform.web}/studio/")
        camera.shoot(desk, "home-ended", settle_ms=2500)


def take_all(camera: Camera, platform: Platform) -> None:
    camera.part("buyer", lambda: buyer_story(camera, platform))
    camera.part("cart", lambda: cart_story(camera, platform))
    camera.part("room", lambda: room_states(camera, platform))
    camera.part("rehearsal", lambda: rehearsal_room(camera, platform))
    camera.part("console", lambda: console(camera, platform))
    camera.part("studio", lambda: studio(camera, platform))
    camera.part("review", lambda: review(camera, platform))
    camera.part("insight", lambda: insight(camera, platform))
    camera.part("office-desk", lambda: office(camera, platform, DESK, ""))
    camera.part("office-phone", lambda: office(camera, platform, PHONE, ".phone"))
    camera.part("office-english", lambda: office(camera, platform, DESK, ".en"))
    camera.part("admin", lambda: admin(camera, platform))
    camera.part("buyer-room", lambda: take_room(camera, platform))
    camera.part("ended", lambda: ended(camera, platform))


def run(platform: Platform, folder: Path, only: str) -> Camera:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        camera = Camera(folder, browser, only)
        take_all(camera, platform)
        browser.close()
    return camera


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--running", action="store_true", help="use the platform of KAIBO_DATA")
    parser.add_argument("--only", default="", help="pattern of the groups wanted, as they print")
    parser.add_argument("--folder", type=Path, default=Path("screens"))
    parser.add_argument("--picture", type=Path, help="also compose the read-me's picture there")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kaibo-screens-") as data:
        platform = Platform(Path(data))
        if asked.running:
            platform = Platform(Path(os.environ["KAIBO_DATA"]), environment=dict(os.environ))
        else:
            platform.start()
        try:
            platform.wait_on_air()
            camera = run(platform, asked.folder, asked.only)
        finally:
            platform.stop()
    if asked.picture:
        compose(asked.folder, asked.picture)
    for name in camera.taken:
        print(asked.folder / f"{name}.png")
    print(f"{len(camera.taken)} pictures, {len(set(camera.complaints))} complaints")
    for line in dict.fromkeys(camera.complaints):
        print(f"  {line}")


if __name__ == "__main__":
    main()
