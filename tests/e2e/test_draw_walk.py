"""A draw by an operator and two buyers in Chromium: prepared, opened, entered, drawn, verified."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.people import PATIENT_MS, enter_room, fill_address, log_in_buyer, log_in_staff
from tests.platform import Platform

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
SCRIPT = Path(__file__).parents[2] / "docs" / "verify_draw.py"
DRAW_MS = 180_000


@pytest.fixture
def phones(browser: Browser, platform: Platform) -> Iterator[list[Page]]:
    """Two buyers, logged in."""
    contexts = [
        browser.new_context(
            viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN",
            reduced_motion="reduce",
        )
        for _ in range(2)
    ]  # fmt: skip
    pages = [context.new_page() for context in contexts]
    for number, page in enumerate(pages):
        enter_room(page, platform)
        log_in_buyer(page, f"1380013820{number}")
        page.keyboard.press("Escape")
    yield pages
    for context in contexts:
        context.close()


@pytest.mark.capability("INTR-02")
def test_a_draw_is_opened_entered_drawn_and_verified(
    desk: Page, phones: list[Page], platform: Platform, tmp_path: Path, evidence: Path
) -> None:
    log_in_staff(desk, platform)
    desk.goto(f"{platform.web}/studio/console/yunhe/fair")
    draft = desk.locator("form").first
    draft.locator("input[name=title]").fill("整点福袋")
    draft.get_by_role("spinbutton").first.fill("60")
    draft.locator("input[name=prize]").fill("云禾 60 支长绒棉四件套（宽边绣花 · 1.8 米床）")
    draft.get_by_role("button", name="准备").click()
    row = desk.locator("li[data-activity]").first
    row.get_by_role("button", name="开始").click(timeout=PATIENT_MS)
    expect(row).to_contain_text("进行中", timeout=PATIENT_MS)
    number = int(row.get_attribute("data-activity") or 0)

    for place, phone in enumerate(phones, 1):
        phone.get_by_role("button", name=re.compile("福袋")).click(timeout=PATIENT_MS)
        phone.get_by_role("button", name="立即参加").click(timeout=PATIENT_MS)
        expect(phone.get_by_text(f"你是第 {place} 号")).to_be_visible(timeout=PATIENT_MS)
    phones[0].screenshot(path=evidence / "draw-joined.png")
    noted = [json.loads(_note(phone, number)) for phone in phones]
    assert noted[0]["commitment"] == noted[1]["commitment"]

    for phone in phones:
        expect(phone.get_by_text("核对通过")).to_be_visible(timeout=DRAW_MS)
        expect(phone.locator(".check li:has-text('名单里有我的回执')")).to_contain_text("✓")
    phones[0].screenshot(path=evidence / "draw-verified.png")
    winner = next(phone for phone in phones if phone.get_by_text("恭喜，你中了").count())
    assert sum(phone.get_by_text("恭喜，你中了").count() for phone in phones) == 1

    proof = _proof(desk, number)
    (tmp_path / "proof.json").write_text(json.dumps(proof), encoding="utf-8")
    notes = [one[name] for one in noted for name in ("commitment", "leaf")]
    command = [sys.executable, "-I", str(SCRIPT), str(tmp_path / "proof.json"), *notes]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.stdout.startswith("OK: 2 entries"), done.stdout + done.stderr

    desk.goto(f"{platform.web}/verify-draw?draw={number}")
    expect(desk.locator("#verdict")).to_contain_text("CONFIRMED", timeout=DRAW_MS)
    _claim_and_ship(winner, desk, platform, evidence)


def _claim_and_ship(winner: Page, desk: Page, platform: Platform, evidence: Path) -> None:
    winner.get_by_role("button", name="填写收货地址").click()
    fill_address(winner)
    expect(winner.get_by_text("地址已收到")).to_be_visible(timeout=PATIENT_MS)
    desk.goto(f"{platform.web}/studio/prizes")
    prize = desk.locator("form.prize").first
    expect(prize).to_contain_text("王小云", timeout=PATIENT_MS)
    prize.get_by_label("运单号").fill("SF2026112300029")
    prize.get_by_role("button", name="寄出").click()
    expect(prize).to_contain_text("已寄出", timeout=PATIENT_MS)
    desk.screenshot(path=evidence / "draw-prizes.png")
    expect(winner.get_by_text("SF2026112300029")).to_be_visible(timeout=PATIENT_MS)


def _note(page: Page, number: int) -> str:
    """What the page wrote down; the receipt comes a moment after the answer."""
    name = f"kaibo.draw.{number}"
    page.wait_for_function("name => (localStorage.getItem(name) ?? '').includes('leaf')", arg=name)
    return str(page.evaluate("name => localStorage.getItem(name)", name))


def _proof(page: Page, number: int) -> dict[str, Any]:
    path = f"/api/v1/draws/{number}/proof"
    found: dict[str, Any] = page.evaluate("path => fetch(path).then(r => r.json())", path)
    return found
