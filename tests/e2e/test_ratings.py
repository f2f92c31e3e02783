"""A viewer on a phone is asked for stars after a segment; the review shows what came of them."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.axe import violations
from tests.e2e.people import PATIENT_MS, enter_room, log_in_staff, staff_get, staff_post
from tests.platform import Platform, wait_for

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
WATCHED_MS = 21_000  # a segment is judged after twenty seconds
OTHERS = (5, 5, 4, 5, 3)
_RUNNING = "select r.id, r.title, r.show_id from liveroom_segmentrun r join liveroom_room m"
_RUNNING += " on m.segment_run_id = r.id where m.slug = 'yunhe'"


def _next(desk: Page, platform: Platform) -> tuple[int, str, int]:
    """The run, title and show of the segment that began."""
    staff_post(desk, "/rooms/yunhe/segment", {})
    ((run, title, show),) = platform.rows(_RUNNING)
    return int(run), str(title), int(show)


def _call(platform: Platform, method: str, path: str, body: Any, token: str = "") -> Any:
    headers = {"Content-Type": "application/json"} | (
        {"Authorization": f"Bearer {token}"} if token else {}
    )
    asked = urllib.request.Request(
        f"{platform.web}/api/v1{path}", body and json.dumps(body).encode(), headers, method=method
    )
    with urllib.request.urlopen(asked) as answer:
        return json.load(answer)


def _box(part: Locator) -> tuple[float, float]:
    """Top and bottom of an element."""
    found = part.bounding_box()
    assert found is not None
    return found["y"], found["y"] + found["height"]


@pytest.mark.capability("CONT-09", "CONT-10")
def test_a_viewer_rates_a_segment_and_the_review_shows_mean_n_and_interval(
    phone: Page, desk: Page, platform: Platform, evidence: Path
) -> None:
    log_in_staff(desk, platform)
    enter_room(phone, platform)
    phone.emulate_media(reduced_motion="reduce")
    run, title, show = _next(desk, platform)
    phone.wait_for_timeout(WATCHED_MS)
    assert not phone.locator("aside.rating").count(), "nobody is asked while it runs"
    _next(desk, platform)
    _rate_on_the_phone(phone, title, evidence)
    for stars in OTHERS:
        guest = _call(platform, "POST", "/viewers/guest", {"source": "share"})["token"]
        where = f"/ratings/rooms/yunhe/runs/{run}"
        assert _call(platform, "PUT", where, {"stars": stars}, guest) == {"stars": stars}
    _has_figures(desk, platform, show, run)
    _reads_the_review(desk, platform, show, title, evidence)


def _rate_on_the_phone(phone: Page, title: str, evidence: Path) -> None:
    card = phone.locator("aside.rating")
    expect(card).to_contain_text(title, timeout=PATIENT_MS)
    assert _box(card)[1] <= _box(phone.locator("article.card"))[0], "over the product card"
    assert violations(phone) == []
    phone.screenshot(path=evidence / "rating-asked.png")
    card.get_by_role("button", name="4 星").click()
    expect(card).to_contain_text("谢谢，你给了 4 星")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    expect(card).to_contain_text("谢谢，你给了 5 星")
    expect(card.get_by_role("button", name="5 星")).to_have_attribute("aria-pressed", "true")
    phone.screenshot(path=evidence / "rating-given.png")
    expect(card).to_have_count(0, timeout=PATIENT_MS)  # it goes by itself
    phone.locator("button.shop").click()
    mine = phone.get_by_role("group", name=f"给“{title}”打分")
    expect(mine.get_by_role("button", name="5 星")).to_have_attribute("aria-pressed", "true")
    mine.get_by_role("button", name="4 星").click()
    expect(mine.get_by_role("button", name="4 星")).to_have_attribute("aria-pressed", "true")
    assert violations(phone) == []
    mine.scroll_into_view_if_needed()
    phone.screenshot(path=evidence / "rating-mine.png")


def _has_figures(desk: Page, platform: Platform, show: int, run: int) -> None:
    """Six ratings, 26 stars: in the table and, by its events, in the log."""

    def told() -> dict[str, Any] | None:
        body = staff_get(desk, f"/insight/shows/{show}/review")["now"]
        found = next(one for one in body["segments"] if one["run"] == run)
        return (
            found
            if found["values"].get("content_rating") == pytest.approx(26 / 6, abs=1e-4)
            else None
        )

    segment = wait_for("the stars are in the log", told)
    rating = segment["rating"]
    assert (rating["n"], rating["mean"]) == (6, pytest.approx(26 / 6, abs=1e-4))
    assert rating["stars"] == [0, 0, 1, 2, 3]
    assert 1 < rating["low"] < rating["mean"] < rating["high"] <= 5


def _reads_the_review(
    desk: Page, platform: Platform, show: int, title: str, evidence: Path
) -> None:
    desk.goto(f"{platform.web}/studio/review/{show}")
    row = desk.locator("tr", has=desk.get_by_role("cell", name=re.compile(f"^{re.escape(title)}")))
    expect(row.first).to_contain_text(
        re.compile(r"4\.33\s*\d\.\d–\d\.\d · n 6"), timeout=PATIENT_MS
    )
    other = desk.locator("td .quiet", has_text="无评分")
    expect(other.first).to_be_visible()
    verdicts = desk.locator(".verdicts li", has_text=title)
    expect(verdicts).to_contain_text(re.compile(r"观众评分\s*4\.33.*×2（占 \d+%）"))
    expect(desk.locator(".verdicts li", has_text="不计分，权重归其余").first).to_be_visible()
    expect(desk.get_by_text("60 + 40 × log2(实际 ÷ 参照)").first).to_be_visible()
    verdicts.scroll_into_view_if_needed()
    desk.screenshot(path=evidence / "rating-verdicts.png")
    row.first.scroll_into_view_if_needed()
    desk.screenshot(path=evidence / "rating-review.png")
    row.first.get_by_role("button", name="4.33").click()
    drawer = desk.locator(".rows-drawer")
    expect(drawer).to_contain_text("8 行", timeout=PATIENT_MS)  # six ratings, two changes
    expect(drawer).to_contain_text("Σn 8")
    expect(drawer).to_contain_text("改评分")
    desk.screenshot(path=evidence / "rating-rows.png")


def test_staff_switch_the_question_off(desk: Page, platform: Platform, evidence: Path) -> None:
    log_in_staff(desk, platform)
    desk.goto(f"{platform.web}/studio/shop")
    switch = desk.get_by_role("switch", name="环节结束后请观众打星")
    expect(switch).to_be_checked(timeout=PATIENT_MS)
    switch.locator("xpath=..").click()
    expect(switch).not_to_be_checked()
    desk.screenshot(path=evidence / "rating-switch.png", full_page=True)
    assert _call(platform, "GET", "/rooms/yunhe", None)["asks_ratings"] is False
    switch.locator("xpath=..").click()
    expect(switch).to_be_checked()
    assert _call(platform, "GET", "/rooms/yunhe", None)["asks_ratings"] is True
