"""Pictures of the desk's pages around the room's interactions, each also asked by axe."""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Page, expect

from tests.e2e.axe import violations
from tests.e2e.conftest import DESK, PHONE
from tests.e2e.people import (
    PATIENT_MS,
    comment,
    enter_room,
    log_in_buyer,
    log_in_staff,
    open_console,
)
from tests.e2e.room_stage import close_activities, open_activity, set_gifts, staff_call

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.camera import Camera
    from tests.platform import Platform

SETTLE_MS = 1500
LINES = ("这个能机洗吗？会不会掉色", "发什么快递？新疆几天能到", "收到的杯子是碎的，客服也不回")
PHRASES = "物流/快递|{昵称}，48 小时内发货\n机洗|可以机洗，水温不超过 30 度\n"
PAGES = {
    "moderation": "/moderation", "moderation-attacks": "/moderation?tab=attacks",
    "moderation-reports": "/moderation?tab=reports", "guard": "/guard", "growth": "/growth",
    "flow": "/flow", "gifts": "/gifts", "prizes": "/prizes", "fair": "/console/yunhe/fair",
    "desk": "/desk/yunhe",
}  # fmt: skip


@contextmanager
def interacting(camera: Camera, platform: Platform) -> Iterator[Page]:
    """A poll and a card are open, a buyer has asked; yields the operator's page."""
    with camera.page(DESK) as page, camera.page(PHONE) as phone:
        log_in_staff(page, platform, "admin")
        set_gifts(page, platform)
        staff_call(page, "POST", "/rooms/yunhe/phrases", {"text": PHRASES, "store": True})
        made = [open_activity(page, kind) for kind in ("poll", "card")]
        enter_room(phone, platform)
        log_in_buyer(phone, "13800138031")
        for line in LINES:
            comment(phone, line)
            phone.wait_for_timeout(1200)
        try:
            yield page
        finally:
            close_activities(page, made)


def studio(camera: Camera, platform: Platform) -> None:
    with interacting(camera, platform) as page:
        _console(camera, platform, page)
        for name, path in PAGES.items():
            page.goto(f"{platform.web}/studio{path}")
            _both(camera, page, f"studio-{name}")
        page.goto(f"{platform.web}/studio/guard")
        page.get_by_role("tab", name="待审参与").click()
        _both(camera, page, "studio-guard-held")
        page.goto(f"{platform.web}/studio/growth")
        for tab in ("互动奖励", "粉丝与预约", "社群", "观众话题"):
            page.get_by_role("tab", name=tab).click()
            _both(camera, page, f"studio-growth-{tab}")
        _palette(camera, platform, page)
        show = platform.rows("select show_id from liveroom_room where slug = 'yunhe'")[0][0]
        page.goto(f"{platform.web}/studio/review/{show}")
        expect(page.get_by_text("提问、礼物与预约")).to_be_visible(timeout=PATIENT_MS)
        for heading in ("互动", "提问、礼物与预约"):
            title = page.get_by_role("heading", name=heading, exact=True)
            title.evaluate("one => one.scrollIntoView({ block: 'start' })")
            _both(camera, page, f"studio-review-{heading}")


def _both(camera: Camera, page: Page, name: str) -> None:
    """On desktop and phone; what axe finds is a complaint like any other."""
    camera.shoot(page, name, settle_ms=SETTLE_MS)
    camera.complaints += [f"axe {name}: {one}" for one in violations(page)]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    camera.shoot(page, f"{name}.phone", settle_ms=SETTLE_MS)
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


def _console(camera: Camera, platform: Platform, page: Page) -> None:
    """The strip with an open poll, phrases, rules in the console, order in the room, a report."""
    open_console(page, platform)
    _both(camera, page, "studio-console-poll")
    page.keyboard.press("/")
    _both(camera, page, "studio-console-say")
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    page.get_by_role("button", name="福袋").click()
    _both(camera, page, "studio-console-draw")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="秩序").click()
    _both(camera, page, "studio-console-order")
    page.keyboard.press("Escape")
    done = open_activity(page, "game")
    staff_call(page, "POST", f"/rooms/yunhe/activities/{done}/close", {})
    page.locator(f"[data-activity='{done}']").get_by_role("button", name="结果").click(
        timeout=PATIENT_MS
    )
    _both(camera, page, "studio-console-report")


def _palette(camera: Camera, platform: Platform, page: Page) -> None:
    """A script with interactions and the rules of one."""
    shop = platform.rows("select shop_id from liveroom_room where slug = 'yunhe'")[0][0]
    begins = dt.datetime.now(dt.UTC) + dt.timedelta(days=2)
    frame = {
        "shop_id": shop, "title": "周五夜场·家居清仓", "theme": "", "host_name": "小禾",
        "planned_start_at": begins.isoformat(),
        "planned_end_at": (begins + dt.timedelta(hours=2)).isoformat(),
        "read_chars_per_second": 4.5,
    }  # fmt: skip
    show = staff_call(page, "POST", "/shows", frame)["id"]
    row = {"id": None, "cells": {"title": "互动答疑与福袋", "seconds": "300"}}
    body = {"rows": [row], "removed": []}
    staff_call(page, "PATCH", f"/shows/{show}/script", body)
    page.goto(f"{platform.web}/studio/shows/{show}/plan?tab=script")
    for name in ("二选一投票", "福袋"):
        page.locator(".palette .chip").filter(has_text=name).click(timeout=PATIENT_MS)
        expect(page.get_by_role("button", name=f"「{name}」的规则")).to_be_visible(
            timeout=PATIENT_MS
        )
    _both(camera, page, "studio-palette")
    page.get_by_role("button", name="「福袋」的规则").click()
    _both(camera, page, "studio-palette-rules")
