"""Two sets of shows held against one another, with seven shows behind them, in Chromium."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.axe import violations
from tests.e2e.people import PATIENT_MS, log_in_staff, staff_get
from tests.e2e.reading import number
from tests.e2e.staged import staged_shows
from tests.platform import Platform, wait_for

pytestmark = pytest.mark.e2e
PHONE = {"width": 390, "height": 844}
FITS = "document.documentElement.scrollWidth <= innerWidth"
AWAY = '{"title": "Unavailable", "status": 503, "code": "unavailable", "detail": "数据服务正在重启，请几秒后再试"}'


@pytest.fixture(scope="module")
def shows(platform: Platform) -> list[int]:
    """Ids of shows that are over, oldest first; one has a very long name."""
    return staged_shows(platform)


@pytest.mark.capability("DATA-08", "EVAL-05")
def test_two_sets_are_told_by_difference_with_interval(
    platform: Platform, desk: Page, shows: list[int]
) -> None:
    log_in_staff(desk, platform, "operator")
    late, early = shows[4:7], shows[1:4]
    address = f"as={','.join(map(str, late))}&bs={','.join(map(str, early))}"
    desk.goto(f"{platform.web}/studio/compare?by=show&{address}")
    row = desk.locator("[data-metric=conversion_rate]")
    expect(row).to_be_visible(timeout=3 * PATIENT_MS)
    told = _asked(desk, platform, late, early)
    rate = next(one for one in told["metrics"] if one["id"] == "conversion_rate")
    expect(row.locator("td").nth(0)).to_have_text(f"{rate['a']['value']:.1f}%")
    expect(row.locator("td").nth(1)).to_have_text(f"{rate['b']['value']:.1f}%")
    expect(row.locator("td").nth(4)).to_contain_text("至")
    expect(row.locator(".verdict")).to_have_text(
        {"higher": "A 更高", "lower": "A 更低", "unclear": "区间含 0，不能说有差别"}[rate["says"]]
    )
    stay = desk.locator("[data-metric=stay_seconds]")
    expect(stay.locator("th small")).to_have_text("按场")
    expect(stay.locator("td").nth(4)).to_contain_text("至")

    paid = (
        "select sum(pay_amount) from selling_order where show_id = any(%s) and paid_at is not null"
    )
    for place, ids in enumerate((late, early)):
        mean = desk.locator("[data-metric=gmv] td").nth(place).get_by_role("button")
        assert number(mean.inner_text()) == round(platform.rows(paid, ids)[0][0] / len(ids))

    completion = desk.locator("[data-card=completion]")
    test = told["completion"]["test"]
    expect(completion).to_contain_text(f"A 组完播 {test['a']['value']:.1f}%")
    expect(completion).to_contain_text("95% 区间")
    expect(completion).to_contain_text("按相同进入分钟折算")
    expect(completion.locator("polyline")).to_have_count(2)
    _picture(desk, "compare-desk")
    _picture(desk, "compare-metrics", "[data-card=metrics]")

    row.get_by_role("button").first.click()
    cells = desk.locator(".cells li")
    expect(cells).to_have_count(3)
    cells.first.get_by_role("button").click()
    drawer = desk.locator(".rows-drawer")
    expect(drawer).to_contain_text("支付人数 ÷ 在场人数")
    expect(drawer.locator("tbody tr").first).to_contain_text("支付", timeout=PATIENT_MS)
    desk.keyboard.press("Escape")
    with desk.expect_download() as waiting:
        desk.get_by_role("button", name="CSV").click()
    lines = Path(waiting.value.path()).read_bytes().decode("utf-8-sig").splitlines()
    assert lines[0].startswith('"指标","A","B","差（A − B）"')
    assert any(line.startswith('"观看-成交率(人数)"') for line in lines)
    assert violations(desk) == []
    desk.set_viewport_size(PHONE)
    assert desk.evaluate(FITS)
    _picture(desk, "compare-phone")
    _picture(desk, "compare-phone-metrics", "[data-card=metrics]")


@pytest.mark.capability("DATA-08")
def test_product_against_product_is_chosen_by_hand(
    platform: Platform, desk: Page, shows: list[int]
) -> None:
    log_in_staff(desk, platform, "operator")
    desk.goto(f"{platform.web}/studio/compare?as={shows[0]}&bs={shows[0]}")
    expect(desk.get_by_role("alert")).to_contain_text("两组都有", timeout=PATIENT_MS)
    desk.locator("label").filter(has_text="按商品").click()
    links = "select product_id from planning_lineuplink where show_id = %s order by number"
    goods = [int(row[0]) for row in platform.rows(links, shows[0])]
    desk.goto(f"{platform.web}/studio/compare?by=product&as={shows[0]}&ap={goods[0]}&bs={shows[0]}")
    expect(desk.get_by_text("先选好两组")).to_be_visible(timeout=PATIENT_MS)
    expect(desk.get_by_role("button", name="对比", exact=True)).to_be_disabled()
    _picture(desk, "compare-empty")
    desk.locator("[data-set=b] .el-select").first.click()
    names = "select name from catalog_product where id = %s"
    name = str(platform.rows(names, goods[1])[0][0])
    desk.locator("[data-set=b] .el-select input").first.fill(name)
    desk.locator(".el-select-dropdown__item:visible").first.click()
    desk.goto(f"{desk.url.split('?')[0]}?by=product&as={shows[0]}&ap={goods[0]}"
              f"&bs={shows[0]}&bp={goods[1]}")  # fmt: skip
    expect(desk.locator("[data-metric=click_pay_rate]")).to_be_visible(timeout=3 * PATIENT_MS)
    expect(desk.locator(".warnings")).to_contain_text("观众有重叠")
    expect(desk.locator("[data-card=completion]")).to_have_count(0)
    desk.locator("[data-metric=paid_orders] button").first.click()
    expect(desk.locator(".rows-drawer tbody tr").first).to_contain_text("支付", timeout=PATIENT_MS)


@pytest.mark.capability("DATA-18")
def test_the_cohort_table_has_its_drivers(platform: Platform, desk: Page, shows: list[int]) -> None:
    log_in_staff(desk, platform, "operator")
    desk.goto(f"{platform.web}/studio/journeys")
    card = desk.locator(".drivers")
    card.locator("select[name=within]").select_option("1", timeout=PATIENT_MS)
    shop = staff_get(desk, "/staff/me")["shops"][0]["id"]
    told = staff_get(desk, f"/insight/drivers?shop_id={shop}&days=30&within=1")
    lines = [row for row in told["rows"] if row["met"]]
    expect(card.locator("tbody tr")).to_have_count(len(lines), timeout=3 * PATIENT_MS)
    expect(card.locator("tbody tr").first).to_contain_text(
        f"{lines[0]['met_back']:,} / {lines[0]['met']:,}"
    )
    expect(card).to_contain_text("相关不等于因果")
    expect(desk.locator(".retention tbody tr").first).to_be_visible()
    with desk.expect_download() as waiting:
        card.get_by_role("button", name="CSV").click()
    text = Path(waiting.value.path()).read_bytes().decode("utf-8-sig")
    assert len(text.splitlines()) == 1 + len(lines)
    _picture(desk, "drivers-desk", ".drivers")
    desk.set_viewport_size(PHONE)
    assert desk.evaluate(FITS)
    _picture(desk, "drivers-phone", ".drivers")


@pytest.mark.capability("DATA-16")
def test_stages_have_the_reasons_of_leaving_beside_them(
    platform: Platform, desk: Page, shows: list[int]
) -> None:
    log_in_staff(desk, platform, "operator")
    desk.goto(f"{platform.web}/studio/behaviour?show={shows[1]}")
    card = desk.locator("[data-card=reasons]")
    told = staff_get(desk, f"/insight/shows/{shows[1]}/behaviour")["reasons"]
    lines = [row for row in told if row["reason"] != "base"]
    expect(card.locator("tbody tr")).to_have_count(len(lines), timeout=3 * PATIENT_MS)
    expect(card.locator("tbody tr").first.locator("td").nth(1)).to_have_text(
        f"{lines[0]['exits']:,}"
    )
    expect(desk.locator("[data-card=stages] tbody tr")).to_have_count(5)
    segment = card.locator("tbody tr").filter(has_text="换了环节")
    segment.get_by_role("button").click()
    opened = desk.locator(".rows-drawer tbody tr")
    expect(opened.first).to_contain_text("讲解", timeout=PATIENT_MS)
    desk.keyboard.press("Escape")
    _picture(desk, "reasons-desk", "[data-card=reasons]")
    desk.set_viewport_size(PHONE)
    assert desk.evaluate(FITS)
    _picture(desk, "reasons-phone", "[data-card=reasons]")


def test_the_service_may_restart(platform: Platform, desk: Page, shows: list[int]) -> None:
    log_in_staff(desk, platform, "operator")
    desk.route("**/insight/comparison", _away)
    desk.goto(f"{platform.web}/studio/compare?as={shows[0]}&bs={shows[1]}")
    expect(desk.get_by_text("数据服务正在重启")).to_be_visible(timeout=PATIENT_MS)
    _picture(desk, "compare-away")
    desk.unroute("**/insight/comparison")
    desk.get_by_role("button", name="重试").click()
    expect(desk.locator(".warnings")).to_contain_text("只有一场", timeout=3 * PATIENT_MS)


def _asked(page: Page, platform: Platform, a: list[int], b: list[int]) -> dict[str, Any]:
    shop = staff_get(page, "/staff/me")["shops"][0]["id"]
    body = {"shop_id": shop, "by": "show", "a": {"shows": a}, "b": {"shows": b}}
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "csrftoken")
    answer = wait_for(
        "the comparison",
        lambda: page.request.post(
            f"{platform.web}/api/v1/insight/comparison", data=body,
            headers={"X-CSRFToken": token, "Referer": platform.web}, timeout=60_000,
        ),
    )  # fmt: skip
    assert answer.ok, answer.text()
    return dict(answer.json())


def _away(route: Route) -> None:
    route.fulfill(status=503, body=AWAY, content_type="application/problem+json")


def _picture(page: Page, name: str, part: str = "body") -> None:
    """Pictures are kept when somebody asks for them (`KAIBO_SCREENS=folder`)."""
    if folder := os.environ.get("KAIBO_SCREENS"):
        page.locator(part).first.screenshot(path=Path(folder) / f"{name}.png")
