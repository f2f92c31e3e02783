"""The console speaks with the shop's phrases, and shows the card of a host change."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESK
from tests.e2e.people import (
    PATIENT_MS,
    comment,
    enter_room,
    log_in_buyer,
    log_in_staff,
    open_console,
    staff_post,
)
from tests.platform import Platform

PHRASES = "掉色/褪色|{昵称}，这款不掉色，机洗水温不超过 30 度\n"


@pytest.fixture
def host(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


def test_a_viewer_is_answered_with_a_phrase(platform: Platform, desk: Page, phone: Page) -> None:
    """Letters of a keyword and Enter take the phrase, Enter again says it with the nickname."""
    log_in_staff(desk, platform)
    staff_post(desk, "/rooms/yunhe/phrases", {"text": PHRASES, "store": True})
    enter_room(phone, platform)
    log_in_buyer(phone, f"137{random.randrange(10**8):08d}")
    comment(phone, "这个四件套会不会掉色呀？")
    open_console(desk, platform)
    row = desk.locator(".comments li").filter(has_text="会不会掉色呀").last
    name = row.locator(".name").inner_text()
    row.hover()
    row.get_by_role("button", name="回复").click()
    desk.keyboard.type("褪")
    desk.keyboard.press("Enter")
    field = desk.get_by_role("textbox", name=f"回复 {name}")
    expect(field).to_have_value(f"{name}，这款不掉色，机洗水温不超过 30 度")
    desk.keyboard.press("Enter")
    said = phone.get_by_text(f"{name}，这款不掉色，机洗水温不超过 30 度").first
    expect(said).to_be_visible(timeout=PATIENT_MS)
    assert desk.evaluate("localStorage.getItem('kaibo.phrases')") is None


def test_words_of_ones_own_are_said_as_they_are(
    platform: Platform, desk: Page, phone: Page
) -> None:
    log_in_staff(desk, platform)
    staff_post(desk, "/rooms/yunhe/phrases", {"text": PHRASES, "store": True})
    enter_room(phone, platform)
    open_console(desk, platform)
    desk.keyboard.press("/")
    expect(desk.get_by_role("button", name="掉色 {昵称}")).to_be_visible(timeout=PATIENT_MS)
    desk.keyboard.type("掉色的说法不对，大家放心")
    desk.keyboard.press("Enter")
    expect(phone.get_by_text("掉色的说法不对，大家放心").first).to_be_visible(timeout=PATIENT_MS)


def test_a_host_change_shows_at_the_console(platform: Platform, desk: Page, host: Page) -> None:
    """Who comes reads what was promised and signs; then the strip is gone."""
    log_in_staff(desk, platform)
    open_console(desk, platform)
    log_in_staff(host, platform, "host")
    staff_post(host, "/service/rooms/yunhe/hand-over", {"promises": "答应 3 号链接八点加赠小样"})
    strip = desk.get_by_role("status").filter(has_text="交班")
    expect(strip).to_contain_text("答应 3 号链接八点加赠小样", timeout=PATIENT_MS)
    strip.get_by_role("button", name="接班签收").click()
    card = desk.get_by_role("dialog", name="主播交接")
    card.get_by_role("button", name="接班签收").click()
    expect(card.get_by_text("本场交接记录")).to_be_visible(timeout=PATIENT_MS)
    desk.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(strip).to_have_count(0, timeout=PATIENT_MS)
