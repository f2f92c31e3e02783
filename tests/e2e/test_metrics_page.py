"""The metric registry and questions in SQL over a running platform, in Chromium."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import PATIENT_MS, enter_room, log_in_staff, staff_get
from tests.platform import Platform, wait_for

pytestmark = pytest.mark.e2e
PHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= innerWidth"
FORMULA = "(gmv - refund_amount) / uv"


@pytest.mark.capability("DATA-10", "EVAL-10")
def test_every_metric_is_shown_with_its_formula_and_its_value_now(
    platform: Platform, phone: Page, desk: Page
) -> None:
    enter_room(phone, platform)
    log_in_staff(desk, platform)
    shop = staff_get(desk, "/staff/me")["shops"][0]["id"]
    known = staff_get(desk, "/insight/metrics")
    desk.goto(f"{platform.web}/studio/metrics")
    expect(desk.locator("tbody tr")).to_have_count(len(known), timeout=PATIENT_MS)
    assert sum(one["live"] for one in known) >= 36
    wait_for("viewers in the log", lambda: _figure(desk, platform, "uv") != "–", 60)
    expect(_row(desk, "nps")).to_contain_text("尚未测量")
    expect(_row(desk, "nps")).to_contain_text("还没有问卷")
    _picture(desk, "metrics-desk")

    desk.get_by_role("button", name="自定义指标").click()
    dialog = desk.get_by_role("dialog")
    dialog.locator("input[name=key]").fill("net_per_viewer")
    dialog.locator("input[name=zh]").fill("观众人均净成交")
    dialog.locator("input[name=en]").fill("Net GMV per viewer")
    dialog.locator("input[name=owner]").fill("数据组")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_role("alert")).to_contain_text("没有公式")
    dialog.locator("textarea").fill("gmw / uv")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_role("alert")).to_contain_text("是不是")
    _picture(desk, "metrics-own")
    dialog.locator("textarea").fill(FORMULA)
    dialog.get_by_role("button", name="保存").click()
    expect(_row(desk, "net_per_viewer")).to_contain_text(FORMULA, timeout=PATIENT_MS)
    assert staff_get(desk, f"/insight/own-metrics?shop_id={shop}")[0]["formula"] == FORMULA

    desk.get_by_role("textbox", name="搜索").fill("成交 gmv")
    expect(_row(desk, "uv")).to_have_count(0)
    expect(_row(desk, "gmv")).to_be_visible()
    desk.get_by_role("textbox", name="搜索").fill("没有这个")
    expect(desk.get_by_text("没有符合的指标")).to_be_visible()
    desk.get_by_role("button", name="清除筛选").click()
    expect(desk.locator("tbody tr")).to_have_count(len(known) + 1)
    desk.set_viewport_size(PHONE)
    assert desk.evaluate(FITS)
    _picture(desk, "metrics-phone")


def test_a_question_is_asked_kept_and_taken_along(platform: Platform, desk: Page) -> None:
    log_in_staff(desk, platform, "analyst")
    desk.goto(f"{platform.web}/studio/ask")
    editor = desk.get_by_role("textbox", name="查询语句")
    desk.locator("summary", has_text="events").click(timeout=PATIENT_MS)
    desk.get_by_role("button", name="插入 kind", exact=True).click()
    expect(editor).to_have_value("kind")
    editor.fill("select id, title, host from shows order by id")
    editor.press("Control+Enter")
    expect(desk.locator("thead th")).to_have_text(["id", "title", "host"], timeout=PATIENT_MS)
    expect(desk.locator("tbody tr").first).to_contain_text("云禾")
    desk.get_by_role("button", name="收藏").click()
    desk.get_by_role("dialog").get_by_role("textbox").fill("本店场次")
    desk.get_by_role("dialog").get_by_role("button", name="收藏").click()
    expect(desk.locator("aside").get_by_role("button", name="本店场次", exact=True)).to_be_visible()
    with desk.expect_download(timeout=PATIENT_MS) as waiting:
        desk.get_by_role("button", name="下载 CSV").click()
    text = Path(waiting.value.path()).read_bytes().decode("utf-8-sig")
    assert text.splitlines()[0] == '"id","title","host"'
    _picture(desk, "ask-desk")

    editor.fill("select * from read_text('/etc/passwd')")
    desk.get_by_role("button", name="运行").click()
    expect(desk.get_by_role("alert").first).to_contain_text("没有表", timeout=PATIENT_MS)
    desk.set_viewport_size(PHONE)
    desk.locator("aside").get_by_role("button", name="本店场次", exact=True).click()
    expect(desk.locator("thead th").first).to_have_text("id", timeout=PATIENT_MS)
    assert desk.evaluate(FITS)
    _picture(desk, "ask-phone")


def _row(page: Page, metric: str) -> Locator:
    """The line of a metric, by its exact id."""
    return page.locator(f"xpath=//tr[.//code[text()='{metric}']]")


def _figure(page: Page, platform: Platform, metric: str) -> str:
    page.goto(f"{platform.web}/studio/metrics")
    expect(page.get_by_text("截至")).to_be_visible(timeout=PATIENT_MS)
    return _row(page, metric).locator("td b").first.inner_text()


def _picture(page: Page, name: str) -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.capability("DATA-14", "DATA-16", "DATA-17", "LIVE-06")
def test_the_behaviour_of_a_show_is_told_in_tables(
    platform: Platform, phone: Page, desk: Page
) -> None:
    phone.goto(f"{platform.web}/r/yunhe?from=share")
    log_in_staff(desk, platform)
    shows = staff_get(desk, "/insight/reviews")
    show = next(one["show"]["id"] for one in shows if not one["show"]["is_rehearsal"])
    path = f"/insight/shows/{show}/behaviour"
    wait_for("the visit in the log", lambda: bool(staff_get(desk, path)["nodes"]), 60)
    desk.goto(f"{platform.web}/studio/behaviour?show={show}")
    expect(desk.locator("section.card h2")).to_have_text(
        ["按上播主播", "新老观众", "关键节点流失", "直播间路径", "生命周期与离开",
         "离开前遇到了什么", "决策时长（按 SKU）", "完播（按进入分钟）", "互动高峰"], timeout=PATIENT_MS,
    )  # fmt: skip
    told = staff_get(desk, path)
    drop = desk.locator("[data-card=nodes] tbody tr")
    expect(drop).to_have_count(len(told["nodes"]))
    expect(drop.first).to_contain_text("进入")
    stages = desk.locator("[data-card=stages] tbody tr")
    expect(stages).to_have_count(5)
    expect(desk.locator("[data-card=returning] tbody tr").first).to_contain_text("新观众")
    reasons = desk.locator("[data-card=reasons] tbody tr")
    expect(reasons).to_have_count(sum(one["reason"] != "base" for one in told["reasons"]))
    expect(reasons.first).to_contain_text(str(told["reasons"][0]["exits"]))
    _picture(desk, "behaviour-desk")
    desk.set_viewport_size(PHONE)
    assert desk.evaluate(FITS)
    _picture(desk, "behaviour-phone")
