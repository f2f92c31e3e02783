"""The review with seven shows behind it: why, how good, chance or system, and what follows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.axe import violations
from tests.e2e.people import PATIENT_MS, log_in_staff, staff_get
from tests.e2e.stage_reviews import SHOWS
from tests.platform import Platform, wait_for

pytestmark = pytest.mark.e2e
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def shows(platform: Platform) -> list[int]:
    """Ids of the reviewed shows, oldest first."""
    script = Path(__file__).with_name("stage_reviews.py")
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | platform.environment
    subprocess.run([sys.executable, str(script)], env=env, check=True)
    reviewed = "select show_id from insight_review r join planning_show s on s.id = r.show_id"
    ordered = f"{reviewed} where s.title like '周五夜场%%' order by s.went_live_at"

    def all_reviewed() -> list[tuple[Any, ...]] | None:
        found = platform.rows(ordered)
        return found if len(found) == SHOWS else None

    rows = wait_for("the drafts", all_reviewed, 120)
    return [int(row[0]) for row in rows]


@pytest.fixture(scope="module")
def manager(browser: Browser, platform: Platform, shows: list[int]) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    page = context.new_page()
    log_in_staff(page, platform, "admin")
    yield page
    context.close()


def _open(page: Page, platform: Platform, show: int) -> None:
    page.goto(f"{platform.web}/studio/review/{show}")
    expect(page.get_by_role("heading", name="综合评分")).to_be_visible(timeout=PATIENT_MS)
    expect(page.get_by_role("heading", name="偶然还是系统")).to_be_visible(timeout=PATIENT_MS)


def _cents(text: str) -> int:
    sign = -1 if "-" in text else 1
    return sign * round(100 * float(re.sub(r"[^\d.]", "", text)))


@pytest.mark.capability("EVAL-03")
def test_the_page_explains_the_change_and_the_score(
    manager: Page, platform: Platform, shows: list[int]
) -> None:
    _open(manager, platform, shows[-1])
    change = manager.locator(
        "section.card", has=manager.get_by_role("heading", name="成交为什么变了")
    )
    factors, groups = change.locator("table").nth(0), change.locator("table").nth(1)
    gmv = [_paid(platform, one) for one in (shows[-2], shows[-1])]
    for table in (factors, groups):
        effects = table.locator("tbody tr td:last-child").all_inner_texts()
        assert sum(_cents(one) for one in effects) == gmv[1] - gmv[0]
    change.locator(".el-radio-button", has_text="商品").click()
    expect(groups.locator("tbody")).to_contain_text("天然乳胶护颈枕")
    effects = groups.locator("tbody tr td:last-child").all_inner_texts()
    assert sum(_cents(one) for one in effects) == gmv[1] - gmv[0]
    for name in ("效率", "效果", "体验"):
        expect(manager.locator(".dimensions li", has_text=name).locator("b")).to_have_text(
            re.compile(r"^\d+$")
        )
    manager.get_by_role("button", name="看各项指标").click()
    expect(manager.get_by_role("region", name="看各项指标")).to_contain_text("本店中位数")
    _picture(manager, "review-desk")


@pytest.mark.capability("EVAL-08")
def test_a_point_of_a_chart_opens_the_events_of_its_show(
    manager: Page, platform: Platform, shows: list[int]
) -> None:
    _open(manager, platform, shows[-1])
    chart = manager.get_by_role("slider", name="观看人数", exact=True)
    expect(chart).to_have_attribute("aria-valuenow", str(SHOWS))
    figure = manager.locator("figure", has=chart)
    expect(figure).to_contain_text("超出正常波动")  # nearly three times the usual viewers
    chart.focus()
    manager.keyboard.press("Home")
    expect(chart).to_have_attribute("aria-valuenow", "1")
    with manager.expect_response(f"**/insight/shows/{shows[0]}/rows?*") as answer:
        manager.keyboard.press("Enter")
    total = answer.value.json()["viewers"]
    drawer = manager.locator(".rows-drawer")
    expect(drawer.locator(".value")).to_have_text(str(total), timeout=PATIENT_MS)
    expect(drawer.locator("tbody tr").first).to_contain_text("进入")
    manager.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


@pytest.mark.capability("DATA-15")
def test_peaks_lead_to_the_picture_or_to_the_events(
    manager: Page, platform: Platform, shows: list[int]
) -> None:
    _open(manager, platform, shows[-1])
    peak = manager.locator(".strip .peak").first
    expect(peak).to_have_attribute("aria-label", re.compile(r"互动 \d+ 次"))
    peak.focus()
    manager.keyboard.press("Enter")  # nothing was recorded of a staged show
    expect(manager.locator(".rows-drawer tbody tr").first).to_be_visible(timeout=PATIENT_MS)
    manager.keyboard.press("Escape")
    ((live,),) = platform.rows("select show_id from liveroom_room where is_on_air")
    manager.goto(f"{platform.web}/studio/review/{live}")
    manager.get_by_role("button", name="看录像").click(timeout=PATIENT_MS)
    picture = "document.querySelector('video').readyState >= 2"
    wait_for("the recording plays", lambda: manager.evaluate(picture))


@pytest.mark.capability("EVAL-13")
def test_a_finding_becomes_a_task_and_returns_in_the_next_plan(
    manager: Page, platform: Platform, shows: list[int]
) -> None:
    _open(manager, platform, shows[-1])
    manager.get_by_role("button", name="＋ 另写一条").click()
    form = manager.locator("form.form")
    form.get_by_label("发现").fill("护颈枕 64 人点击、无人下单")
    form.get_by_label("原因").fill("没有讲填充物的证明")
    form.get_by_label("行动").fill("讲解护颈枕时出示检测报告")
    form.get_by_label("负责人").fill("阿月")
    form.get_by_role("button", name="写成行动").click()
    expect(manager.locator(".lines li")).to_contain_text(["讲解护颈枕时出示检测报告"])
    _picture(manager, "review-actions")
    task = "select phase, owner, due_at from planning_phasetask where title like '讲解护颈枕%%'"
    ((phase, owner, due),) = platform.rows(task)
    assert (phase, owner) == ("review", "阿月")
    assert due is not None
    plan = _plan_like(manager, platform, shows[-1])
    manager.goto(f"{platform.web}/studio/shows/{plan}/plan?tab=goals")
    lesson = manager.locator(".lessons li", has_text="讲解护颈枕时出示检测报告")
    expect(lesson).to_contain_text("同主播", timeout=PATIENT_MS)
    lesson.get_by_role("checkbox").focus()
    manager.keyboard.press("Space")
    expect(lesson).to_contain_text("已在待办")
    _picture(manager, "plan-lessons")
    assert violations(manager) == []
    prepared = f"{task} and show_id = %s"
    assert [row[0] for row in platform.rows(prepared, plan)] == ["prepare"]


@pytest.mark.capability("EVAL-06")
def test_weights_are_changed_and_the_score_is_a_new_version(
    manager: Page, platform: Platform, shows: list[int]
) -> None:
    _open(manager, platform, shows[-1])
    expect(manager.locator(".total")).to_contain_text("默认权重")
    manager.get_by_role("button", name="调整权重").click()
    dialog = manager.get_by_role("dialog", name="评分权重")
    dialog.get_by_text("起步", exact=True).first.click()
    dialog.get_by_label("起步 效率").fill("30")
    dialog.get_by_label("起步 效率").press("Tab")
    expect(dialog.get_by_role("button", name="保存")).to_be_disabled()
    dialog.get_by_label("起步 体验").fill("40")
    dialog.get_by_label("起步 体验").press("Tab")
    _picture(manager, "review-weights")
    dialog.get_by_role("button", name="保存").click()
    expect(manager.locator(".total")).to_contain_text("第 1 版权重", timeout=PATIENT_MS)
    expect(manager.locator(".total")).to_contain_text("起步")
    manager.get_by_role("button", name="看各项指标").click()
    expect(manager.get_by_text("各版权重下的评分")).to_contain_text("默认权重")


def test_the_page_fits_a_phone_passes_axe_and_prints(
    manager: Page, platform: Platform, shows: list[int]
) -> None:
    _open(manager, platform, shows[-1])
    assert violations(manager) == []
    with manager.context.expect_page() as opened:
        manager.get_by_role("link", name="PDF").click()
    opened.value.close()
    answer = manager.request.get(f"{platform.web}/api/v1/insight/shows/{shows[-1]}/review.pdf")
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
    manager.set_viewport_size(PHONE)
    manager.reload()
    expect(manager.get_by_role("heading", name="综合评分")).to_be_visible(timeout=PATIENT_MS)
    assert manager.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _picture(manager, "review-phone")
    manager.set_viewport_size(DESK)


def test_an_old_show_without_others_before_it_says_so(
    manager: Page, platform: Platform, shows: list[int]
) -> None:
    _open(manager, platform, shows[0])
    expect(manager.get_by_text("还没有可对比的同类场次")).to_be_visible()
    expect(manager.get_by_text("不足 5 场，还不能判断").first).to_be_visible()


def _paid(platform: Platform, show: int) -> int:
    sql = "select sum(pay_amount) from selling_order where show_id = %s and paid_at is not null"
    return int(platform.rows(sql, show)[0][0])


def _plan_like(page: Page, platform: Platform, show: int) -> int:
    """A new show by the same host; made over the API as the page of shows does."""
    shop = staff_get(page, f"/shows/{show}")["shop_id"]
    made = page.evaluate(_MAKE, [shop, "周六夜场 · 春夏床品专场"])
    return int(made["id"])


_MAKE = """async ([shop, title]) => {
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? ''
  const start = new Date(Date.now() + 86400000 * 2)
  const body = { shop_id: shop, title, theme: '换季上新', host_name: '阿月',
    planned_start_at: start.toISOString(), planned_end_at: new Date(+start + 3600000).toISOString(),
    read_chars_per_second: 4 }
  const answer = await fetch('/api/v1/shows', { method: 'POST', body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token } })
  return answer.json()
}"""


def _picture(page: Page, name: str) -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.evaluate("document.querySelector('.content')?.scrollTo(0, 0)")
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
