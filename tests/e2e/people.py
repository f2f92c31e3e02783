"""A buyer on a phone and an operator at the desk, as Chromium lets us play them."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.platform import Platform, wait_for

PATIENT_MS = 30_000
_VIDEO_TIME = "() => document.querySelector('video')?.currentTime ?? 0"


def demo_password(platform: Platform) -> str:
    return (platform.config.secrets / "demo-password").read_text()


def enter_room(page: Page, platform: Platform, slug: str = "yunhe") -> None:
    page.goto(f"{platform.web}/r/{slug}?from=share")
    expect(page.get_by_text("讲解中").first).to_be_visible(timeout=PATIENT_MS)


def wait_for_video(page: Page) -> None:
    """The picture moves: the clock of the video element advances by more than a second."""
    wait_for("the first picture", lambda: page.evaluate(_VIDEO_TIME) > 0)
    start = page.evaluate(_VIDEO_TIME)
    wait_for("a second of video", lambda: page.evaluate(_VIDEO_TIME) > start + 1)


def log_in_buyer(page: Page, phone: str) -> None:
    """A newcomer's phone log-in; the demo's text message is shown on the page."""
    page.get_by_role("button", name="登录后发言").click()
    page.get_by_label("手机号", exact=True).fill(phone)
    page.get_by_role("button", name="获取验证码").first.click()
    page.get_by_role("button", name="点此填入").click()
    for box in page.get_by_role("checkbox").all()[:2]:
        box.check()
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.get_by_role("textbox", name="说点什么")).to_be_visible(timeout=PATIENT_MS)


def comment(page: Page, text: str) -> None:
    """After the log-in the field that was asked for is open."""
    page.get_by_role("textbox", name="说点什么").fill(text)
    page.keyboard.press("Enter")


def fill_address(page: Page) -> None:
    """Paste a whole address; the page recognizes its parts."""
    page.get_by_label("粘贴一整段地址").fill("王小云 13800138000 浙江省杭州市余杭区文一西路969号")
    page.get_by_role("button", name="保存并继续").click()


def pay(page: Page) -> None:
    """Confirm at the simulated cashier, which answers by a signed callback."""
    link = page.get_by_role("link", name=re.compile("去支付"))
    with page.context.expect_page(timeout=PATIENT_MS) as opened:
        link.click(timeout=PATIENT_MS)
    cashier = opened.value
    cashier.get_by_role("button", name="确认支付").click()
    expect(cashier.get_by_text("支付成功")).to_be_visible(timeout=PATIENT_MS)
    cashier.close()


def log_in_staff(page: Page, platform: Platform, name: str = "operator") -> None:
    page.goto(f"{platform.web}/studio/login")
    page.locator("input[name=username]").fill(name)
    page.locator("input[name=password]").fill(demo_password(platform))
    page.locator("button[type=submit]").click()
    page.wait_for_url(lambda url: "login" not in url, timeout=PATIENT_MS)


def open_console(page: Page, platform: Platform, slug: str = "yunhe") -> None:
    page.goto(f"{platform.web}/studio/console/{slug}")
    expect(page.get_by_text("● 直播中")).to_be_visible(timeout=PATIENT_MS)
    expect(page.get_by_text("已同步")).to_be_visible(timeout=PATIENT_MS)


def staff_get(page: Page, path: str) -> Any:
    """An answer of the API with the page's own session."""
    return page.evaluate("path => fetch('/api/v1' + path).then(r => r.ok ? r.json() : null)", path)


_POST = """async ([path, body]) => {
    const csrf = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? ''
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf }
    const got = await fetch('/api/v1' + path, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!got.ok) throw new Error(`${got.status} ${await got.text()}`)
    return got.status === 204 ? null : got.json()
}"""


def staff_post(page: Page, path: str, body: dict[str, Any]) -> Any:
    """Ask the API to do something with the page's own session; fails when it is refused."""
    return page.evaluate(_POST, [path, body])
