"""Pictures of the buyer room: 360, 390 and 1280 px, long names, nobody and ten thousand watching.

The platform is real; names and the count of viewers are lengthened on the way to the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, Route, StorageState, WebSocketRoute, expect
from playwright.sync_api import Error as BrowserError

from tests.camera import Camera
from tests.e2e.people import PATIENT_MS, comment, enter_room, log_in_buyer, log_in_staff
from tests.e2e.room_stage import ACTIVITIES, close_activities, open_activity, set_gifts, staff_call
from tests.platform import Platform

WECHAT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Mobile/15E148 MicroMessenger/8.0.50(0x1800323d) NetType/WIFI Language/zh_CN"
)
SIZES = {"360": (360, 740), "390": (390, 844), "1280": (1280, 800)}
LONG_SHOP = "云禾家居生活馆（杭州西湖旗舰店）官方直播间"
LONG_HOST = "小禾和她的好朋友们今晚八点见"
LONG_NICK = "西湖边上爱喝龙井茶的小云朵姐姐呀"
LONG_GOODS = "（加大加厚款，四层密封防潮防虫，客厅卧室厨房阳台都能用，送收纳标签一套）"
LINES = (
    "这个能机洗吗？会不会掉色，家里有小宝宝，想买给他用，怕皮肤敏感",
    "发什么快递？新疆能到吗",
    "a-very-long-word-without-any-break-0123456789-0123456789-0123456789",
    "已拍两套，主播说话真好听",
)
DECISIONS = [
    {"id": 1, "grade": 3, "codes": ["too_fast", "same_delay", "shared_device"], "outcome": "",
     "at": "2026-01-01T12:00:00Z", "ends_at": "2999-01-01T12:00:00Z", "answer": "",
     "appeal": "none"},
    {"id": 2, "grade": 2, "codes": ["like_endurance"], "outcome": "lifted", "appeal": "decided",
     "at": "2026-01-01T12:00:00Z", "ends_at": "2026-01-02T12:00:00Z",
     "answer": "看了记录，是真人在点，抱歉"},
]  # fmt: skip


@dataclass
class Looking:
    """How one page sees the room."""

    online: int
    names: dict[str, str]

    def rewrite(self, text: str) -> str:
        for short, long in self.names.items():
            text = text.replace(short, long)
        return text

    def frame(self, text: str) -> str:
        told = json.loads(self.rewrite(text))
        if told["k"] == "welcome":
            told["online"] = self.online
        if "on" in told:
            told["on"] = self.online
        return json.dumps(told, ensure_ascii=False)

    def watch(self, page: Page, platform: Platform) -> None:
        gateway = f":{platform.config.gateway_port}/"
        page.route_web_socket(lambda url: gateway in url, self._line)
        page.route(re.compile(r"/api/v1/rooms/[\w-]+$"), self._answer)
        page.route("**/guard/mine/decisions", lambda route: route.fulfill(json=DECISIONS))

    def _line(self, route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda text: route.send(self.frame(str(text))))
        route.on_message(server.send)

    def _answer(self, route: Route) -> None:
        with suppress(BrowserError):  # the page may be gone
            answer = route.fetch()
            plain = json.dumps(answer.json(), ensure_ascii=False)
            route.fulfill(response=answer, body=self.rewrite(plain))


def take_room(camera: Camera, platform: Platform) -> None:
    """Everything, for each size; the stage is cleared again."""
    with camera.page({"width": 1280, "height": 800}) as desk:
        log_in_staff(desk, platform, "admin")
        running = staff_call(desk, "GET", "/rooms/yunhe/activities")
        close_activities(desk, [one["id"] for one in running if one["state"] == "open"])
        kept = _audience(camera.browser, platform)
        opened = _stage(desk, platform)
        try:
            for name, box in SIZES.items():
                camera.part(
                    f"room-{name}", lambda n=name, b=box: _size(camera, platform, n, b, kept)
                )  # type: ignore[misc]
            camera.part("room-fair", lambda: _fairness(camera, platform, desk, opened, kept))
        finally:
            close_activities(desk, [one for kind, one in opened.items() if kind != "draw"])


def _audience(browser: Browser, platform: Platform) -> StorageState:
    """Two buyers with long names, who talked; the second one's browser goes on."""
    for phone, name in (("13800138511", f"{LONG_NICK[:-2]}一号"), ("13800138512", LONG_NICK)):
        context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
        page = context.new_page()
        enter_room(page, platform)
        log_in_buyer(page, phone)
        for line in LINES:
            comment(page, line)
            page.wait_for_timeout(1500)
        page.keyboard.press("Escape")
        page.get_by_role("button", name=re.compile("商家信息")).click()
        page.get_by_label("昵称").fill(name)
        page.get_by_role("button", name="改名").click()
        page.wait_for_timeout(1000)
        page.reload()
        enter_room(page, platform)
        page.get_by_role("button", name=re.compile("^说点什么")).click()
        comment(page, "我也想知道能不能机洗")
        page.wait_for_timeout(1000)
        kept = context.storage_state()
        context.close()
    return kept


def _stage(desk: Page, platform: Platform) -> dict[str, int]:
    """Club, community, gifts, the next show, questions, and one activity of each kind."""
    [[shop]] = platform.rows("select shop_id from liveroom_room where slug = 'yunhe'")
    set_gifts(desk, platform)
    club = {"badge": "云朵团", "join_points": 0, "is_open": True}
    staff_call(desk, "PUT", f"/growth/club?shop_id={shop}", club)
    group = {"name": "云禾家居宠粉福利一群", "text": "每晚八点发专属券", "join_code": "云禾88",
             "qr_text": "https://example.com/g/yunhe", "reward_points": 20}  # fmt: skip
    staff_call(desk, "PUT", f"/growth/community?shop_id={shop}", group)
    start = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=1)
    show = {"shop_id": shop, "title": "冬日暖被窝专场：新疆长绒棉四件套和羽绒被第一次同台",
            "host_name": LONG_HOST, "planned_start_at": start.isoformat(),
            "planned_end_at": (start + timedelta(hours=2)).isoformat()}  # fmt: skip
    staff_call(desk, "POST", "/shows", show)
    talk = staff_call(desk, "GET", "/rooms/yunhe/talk")
    asked = [one for one in talk["questions"] if one["state"] == "open"]
    for number, one in enumerate(asked):
        verb, body = ("answer", {}) if number % 2 else ("promote", None)
        staff_call(desk, "POST", f"/rooms/yunhe/questions/{one['id']}/{verb}", body)
    staff_call(desk, "POST", "/rooms/yunhe/announce", {"text": f"满 199 减 20，{LONG_GOODS}"})
    most = [kind for kind in ACTIVITIES if kind != "game"]  # no more than five at once
    return {kind: open_activity(desk, kind) for kind in most}


def _size(
    camera: Camera, platform: Platform, name: str, box: tuple[int, int], kept: StorageState
) -> None:
    with _room(camera, platform, box, 0, None) as page:
        camera.shoot(page, f"buyer-{name}-empty", settle_ms=2500)
    with _room(camera, platform, box, 10_000, kept) as page:
        _sheet_shot(camera, page, f"buyer-{name}-packet")
        camera.shoot(page, f"buyer-{name}-live", settle_ms=2500)
        for sheet, button in _sheets(box).items():
            page.locator(button).first.click()
            _sheet_shot(camera, page, f"buyer-{name}-{sheet}")
        for sheet, way in (("standing", "处理与举报"), ("info", "信息公示"), ("rules", "公约")):
            page.get_by_role("button", name=re.compile("商家信息")).click()
            link = page.get_by_role("dialog").get_by_role("button", name=re.compile(way))
            link.first.click()
            _sheet_shot(camera, page, f"buyer-{name}-{sheet}")
        camera.shoot(page, f"buyer-{name}-after-sheets")


def _sheets(box: tuple[int, int]) -> dict[str, str]:
    """Sheet to what opens it."""
    chip = "button.chip[data-activity]:has-text('{}')"
    found = {"poll": chip.format("投票"), "guess": chip.format("猜价")}
    found |= {
        "draw": ".chips button:has-text('福袋')", "gifts": ".chips button:has-text('礼物')",
        "questions": ".answered .all", "viewer": ".stream button.name", "fans": "button.fan",
        "me": "button.shop", "coupons": "button:has-text('领券')", "service": "button.service",
        "share": ".bar button.round >> nth=1", "orders": ".bar button.round >> nth=0",
        "product": ".card button.name", "buy": ".card button.buy",
    }  # fmt: skip
    return found if box[0] > 1000 else found | {"bag": ".bar button.bag"}


def _sheet_shot(camera: Camera, page: Page, name: str) -> None:
    dialog = page.get_by_role("dialog")
    try:
        expect(dialog).to_have_count(1, timeout=8_000)  # the one before may still be leaving
        expect(dialog).to_be_visible(timeout=8_000)
        camera.shoot(page, name, settle_ms=900)
    except AssertionError:
        camera.complaints.append(f"{name}: no sheet")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def _fairness(
    camera: Camera, platform: Platform, desk: Page, opened: dict[str, int], kept: StorageState
) -> None:
    """A draw from the entry to its proof: buyer, the stand-alone page, the operator's page."""
    close_activities(desk, [opened.pop("draw")])
    draw = opened["draw"] = open_activity(desk, "draw", seconds=30)
    with _room(camera, platform, SIZES["390"], 10_000, kept) as page:
        _sheet_shot(camera, page, "buyer-390-packet")
        page.locator(".chips button:has-text('福袋')").click()
        page.get_by_role("button", name=re.compile("立即参加")).click()
        expect(page.get_by_text("你是第")).to_be_visible(timeout=PATIENT_MS)
        camera.shoot(page, "buyer-390-draw-joined")
        expect(page.get_by_text("核对通过")).to_be_visible(timeout=90_000)
        camera.shoot(page, "buyer-390-draw-drawn")
        page.keyboard.press("Escape")
        opened["game"] = open_activity(desk, "game")
        page.get_by_role("button", name=re.compile("^手速")).click(timeout=PATIENT_MS)
        _sheet_shot(camera, page, "buyer-390-game")
        page.goto(f"{platform.web}/verify-draw?draw={draw}")
        expect(page.locator("#verdict")).to_contain_text("CONFIRMED", timeout=60_000)
        camera.shoot(page, "buyer-390-verify", full=True)
    desk.goto(f"{platform.web}/verify-draw?draw={draw}")
    expect(desk.locator("#verdict")).to_contain_text("CONFIRMED", timeout=60_000)
    camera.shoot(desk, "verify-draw.desk", full=True)
    desk.goto(f"{platform.web}/studio/console/yunhe/fair")
    camera.shoot(desk, "fairness.desk", settle_ms=2000)


@contextmanager
def _room(
    camera: Camera, platform: Platform, box: tuple[int, int], online: int, kept: StorageState | None
) -> Iterator[Page]:
    """The room as one device sees it; phones in WeChat's own browser."""
    is_phone = box[0] < 600
    agent: dict[str, Any] = {"user_agent": WECHAT, "has_touch": True} if is_phone else {}
    context = camera.browser.new_context(
        viewport={"width": box[0], "height": box[1]}, locale="zh-CN", storage_state=kept, **agent
    )
    page = context.new_page()
    goods = {name: name + LONG_GOODS for (name,) in platform.rows(
        "select distinct p.name from catalog_product p join catalog_sku s on s.product_id = p.id"
    )}  # fmt: skip
    Looking(online, {"云禾家居": LONG_SHOP, "小禾": LONG_HOST} | goods).watch(page, platform)
    camera.listen(page)
    try:
        page.goto(f"{platform.web}/r/yunhe")
        expect(page.get_by_text("讲解中").first).to_be_visible(timeout=PATIENT_MS)
        yield page
    finally:
        context.close()
