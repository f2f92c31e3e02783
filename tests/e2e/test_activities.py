"""Poll, guess and game by an operator and two buyers in Chromium, from the key F to the result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.people import (
    PATIENT_MS,
    enter_room,
    log_in_buyer,
    log_in_staff,
    open_console,
    staff_get,
)
from tests.platform import Platform, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
POINTS = {"kind": "points", "amount": 30}
_POST = """async ([path, body]) => {
  const csrf = decodeURIComponent(document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? '')
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf }
  const answer = await fetch('/api/v1' + path, { method: 'POST', headers, body: JSON.stringify(body) })
  return [answer.status, await answer.json()]
}"""


@pytest.fixture(scope="module")
def phones(browser: Browser, platform: Platform) -> Iterator[list[Page]]:
    """Two buyers on phones."""
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
        log_in_buyer(page, f"1380013830{number}")
        page.keyboard.press("Escape")
    yield pages
    for context in contexts:
        context.close()


@pytest.fixture
def console(desk: Page, platform: Platform) -> Page:
    log_in_staff(desk, platform)
    open_console(desk, platform)
    return desk


@pytest.mark.capability("INTR-03")
def test_a_poll_by_key_with_live_bars_and_one_vote_each(
    console: Page, phones: list[Page], platform: Platform, evidence: Path
) -> None:
    console.keyboard.press("f")
    dialog = console.get_by_role("dialog", name="准备互动")
    dialog.get_by_label("标题").fill("下一款讲哪个？（长一点的题目看看会不会挤在一起）")
    dialog.get_by_label("选项 1", exact=True).fill("60 支长绒棉四件套宽边绣花款")
    dialog.get_by_label("选项 2", exact=True).fill("记忆枕")
    dialog.get_by_label("时长（秒）").fill("600")
    console.screenshot(path=evidence / "poll-arm.png")
    dialog.get_by_role("button", name="准备互动").click()
    strip = console.locator("li[data-activity]").first
    expect(strip).to_contain_text("待开始", timeout=PATIENT_MS)
    assert not phones[0].locator(".chip[data-activity]").count(), "armed is not shown to viewers"
    strip.get_by_role("button", name="开始").click()
    expect(strip).to_contain_text("进行中", timeout=PATIENT_MS)
    for phone in phones:
        phone.get_by_role("button", name=re.compile("^投票")).click(timeout=PATIENT_MS)
        phone.get_by_role("button", name=re.compile("记忆枕")).click(timeout=PATIENT_MS)
        expect(phone.get_by_role("button", name=re.compile("记忆枕"))).to_contain_text("我的选择")
    expect(strip.locator(".bars li").nth(1)).to_contain_text("2", timeout=PATIENT_MS)
    expect(phones[0].get_by_role("button", name=re.compile("记忆枕"))).to_contain_text("100%")
    phones[1].get_by_role("button", name=re.compile("长绒棉")).click()
    expect(phones[0].get_by_role("button", name=re.compile("长绒棉"))).to_contain_text("50%")
    phones[0].screenshot(path=evidence / "poll-phone.png")
    console.screenshot(path=evidence / "poll-console.png")
    strip.get_by_role("button", name="截止并开奖").click()
    expect(strip).to_contain_text("已结束", timeout=PATIENT_MS)
    expect(phones[0].get_by_text("得票最多").first).to_be_visible(timeout=PATIENT_MS)
    [row] = _rows(platform, "poll")
    assert (row["entries"], row["tally"]) == (2, [1, 1])


@pytest.mark.capability("INTR-04")
def test_a_game_with_players_prizes_and_a_board(
    console: Page, phones: list[Page], platform: Platform, evidence: Path
) -> None:
    rules = {"rounds": 2, "winners": 1, "prize": POINTS, "who": "buyers"}
    game = _opened(console, "game", "手速挑战", rules)
    for phone in phones:
        _play(phone, game)
    phones[0].screenshot(path=evidence / "game-phone.png")
    _step(console, game, "close")
    for phone in phones:
        expect(phone.get_by_role("heading", name="排行榜")).to_be_visible(timeout=PATIENT_MS)
    wait_for("the prize is paid", lambda: _paid(platform, game) == 1)
    won = "恭喜，你得到 30 积分"
    wait_for("one is told", lambda: sum(phone.get_by_text(won).count() for phone in phones) == 1)
    _has_report(console, game, 2)


@pytest.mark.capability("CONT-33")
def test_a_blind_box_with_published_odds_and_its_report(
    console: Page, phones: list[Page], platform: Platform, evidence: Path
) -> None:
    contents = [
        {"name": "大奖", "boxes": 1, "winners": 5, "prize": POINTS},
        {"name": "谢谢参与", "boxes": 1, "winners": 0, "prize": None},
    ]
    rules = {"mode": "box", "contents": contents, "who": "buyers"}
    guess = _opened(console, "guess", "盲盒挑战", rules)
    for number, phone in enumerate(phones):
        _chip(phone, guess).click(timeout=PATIENT_MS)
        expect(phone.get_by_text("1 个盒子 · 50%").first).to_be_visible(timeout=PATIENT_MS)
        phone.get_by_role("button", name=f"{number + 1} 号盒").click()
        expect(phone.get_by_text(f"我选 {number + 1} 号盒")).to_be_visible(timeout=PATIENT_MS)
    _step(console, guess, "close")
    expect(phones[0].get_by_role("button", name="大奖")).to_be_visible(timeout=PATIENT_MS)
    phones[0].screenshot(path=evidence / "box-phone.png")
    wait_for("the prize is paid", lambda: _paid(platform, guess) == 1)
    _has_report(console, guess, 2)
    console.locator(f"li[data-activity='{guess}']").get_by_role("button", name="结果").click()
    expect(console.get_by_text("停留提升")).to_be_visible(timeout=PATIENT_MS)
    console.screenshot(path=evidence / "box-console.png")


def _play(phone: Page, game: int) -> None:
    _chip(phone, game).click(timeout=PATIENT_MS)
    pad = phone.locator(".pad")
    for turn in range(2):
        expect(pad).to_have_text("下一轮" if turn else "准备", timeout=PATIENT_MS)
        pad.dispatch_event("pointerdown")
        expect(pad).to_have_class(re.compile("lit"), timeout=PATIENT_MS)
        pad.dispatch_event("pointerdown")
    expect(phone.get_by_text("你的成绩")).to_be_visible(timeout=PATIENT_MS)


def _chip(phone: Page, activity: int) -> Locator:
    phone.keyboard.press("Escape")
    return phone.locator(f".chip[data-activity='{activity}']")


def _opened(console: Page, kind: str, title: str, rules: dict[str, Any]) -> int:
    body = {"kind": kind, "title": title, "seconds": 600, "rules": rules}
    status, made = console.evaluate(_POST, ["/rooms/yunhe/activities", body])
    assert status == 201, made
    _step(console, made["id"], "open")
    return int(made["id"])


def _step(console: Page, activity: int, verb: str) -> None:
    path = f"/rooms/yunhe/activities/{activity}/{verb}"
    status, answer = console.evaluate(_POST, [path, {}])
    assert status == 200, answer


def _has_report(console: Page, activity: int, players: int) -> None:
    report = staff_get(console, f"/rooms/yunhe/activities/{activity}/report")
    assert report["participants"] == players
    assert 0 < report["participation"] <= 1


def _rows(platform: Platform, kind: str) -> list[dict[str, Any]]:
    query = "select entries, tally from interaction_activity where kind = %s order by id desc"
    return [{"entries": a, "tally": b} for a, b in platform.rows(query + " limit 1", kind)]


def _paid(platform: Platform, activity: int) -> int:
    query = """
        select count(*) from interaction_activityprize
        where activity_id = %s and paid_at is not null
    """
    return int(platform.rows(query, activity)[0][0])
