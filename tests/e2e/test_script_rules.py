"""The rules of an interaction are set in the script, and refused at the field they are wrong in."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import PATIENT_MS, log_in_staff, staff_get, staff_post
from tests.platform import Platform

PATCH = """async ([path, body]) => {
    const csrf = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? ''
    const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf }
    await fetch('/api/v1' + path, { method: 'PATCH', headers, body: JSON.stringify(body) })
}"""


def _show(page: Page, platform: Platform) -> int:
    """A show of the day after tomorrow with one segment."""
    shop = platform.rows("select shop_id from liveroom_room where slug = 'yunhe'")[0][0]
    begins = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    frame = {
        "shop_id": shop, "title": "后天的专场", "theme": "", "host_name": "小禾",
        "planned_start_at": begins.isoformat(),
        "planned_end_at": (begins + dt.timedelta(hours=2)).isoformat(),
        "read_chars_per_second": 4.5,
    }  # fmt: skip
    show = int(staff_post(page, "/shows", frame)["id"])
    row = {"id": None, "cells": {"title": "互动答疑", "seconds": "300"}}
    page.evaluate(PATCH, [f"/shows/{show}/script", {"rows": [row], "removed": []}])
    return show


@pytest.mark.capability("CONT-06")
def test_rules_of_a_block_are_edited_and_refused_at_their_field(
    platform: Platform, desk: Page
) -> None:
    log_in_staff(desk, platform, "admin")
    show = _show(desk, platform)
    desk.goto(f"{platform.web}/studio/shows/{show}/plan?tab=script")
    desk.locator(".palette .chip").filter(has_text="二选一投票").click(timeout=PATIENT_MS)
    desk.get_by_role("button", name="「二选一投票」的规则").click(timeout=PATIENT_MS)
    box = desk.get_by_role("dialog", name="「二选一投票」的规则")
    box.get_by_role("textbox", name="选项 1").fill("白色")
    box.get_by_role("textbox", name="选项 2").fill("白色")
    box.get_by_role("button", name="保存").click()
    expect(box.get_by_role("alert")).to_have_text("有重复的项，请写成不同的", timeout=PATIENT_MS)
    box.get_by_role("textbox", name="选项 2").fill("奶油色")
    box.get_by_role("button", name="加选项").click()
    box.get_by_role("textbox", name="选项 3").fill("雾蓝色")
    box.get_by_role("button", name="保存").click()
    expect(box).to_have_count(0, timeout=PATIENT_MS)
    (segment,) = staff_get(desk, f"/shows/{show}/script")["segments"]
    (block,) = segment["blocks"]
    assert block["rules"]["options"] == ["白色", "奶油色", "雾蓝色"]
