"""What staff put on the stage of the demo room, so that every sheet of a buyer has something."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, WebSocketRoute

from tests.platform import Platform

_CALL = """async ([method, path, body]) => {
  const csrf = decodeURIComponent(document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? '')
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrf }
  const text = body === null ? undefined : JSON.stringify(body)
  const answer = await fetch('/api/v1' + path, { method, headers, body: text })
  return [answer.status, await answer.json().catch(() => null)]
}"""
POINTS = {"kind": "points", "amount": 30}
FOUR_PIECES = "六十支新疆长绒棉宽边绣花四件套床单被罩"
ACTIVITIES: dict[str, tuple[str, dict[str, Any]]] = {
    "poll": (
        "下一款先讲哪个？题目写得长一些，看看会不会挤在一起",
        {"options": [FOUR_PIECES, "记忆棉护颈枕", "全棉毛巾三条装"]},
    ),
    "guess": (
        "猜猜这套四件套今天卖多少钱",
        {"mode": "price", "answer": 12900, "most": 100000, "winners": 3, "prize": POINTS,
         "who": "buyers"},
    ),
    "game": ("手速挑战", {"rounds": 2, "winners": 1, "prize": POINTS, "who": "buyers"}),
    "draw": (
        "整点福袋",
        {"prizes": [{"name": f"{FOUR_PIECES}一套", "kind": "points", "amount": 50, "value": 50, "count": 2},
                    {"name": "三百积分", "kind": "points", "amount": 300, "value": 300, "count": 1}],
         "work": 1000},
    ),
    "packet": ("红包雨", {"total": 6600, "count": 20, "mode": "lucky"}),
    "card": ("预约下一场", {"purpose": "reserve", "text": "明晚八点见", "button": "预约"}),
}  # fmt: skip


def staff_call(page: Page, method: str, path: str, body: object = None) -> Any:
    """Ask the API with the page's own session; the answer, which must be a good one."""
    status, answer = page.evaluate(_CALL, [method, path, body])
    assert status < 300, (method, path, status, answer)
    return answer


def open_activity(page: Page, kind: str, slug: str = "yunhe", seconds: int = 600) -> int:
    """Arm and open one of `ACTIVITIES`; its id."""
    title, rules = ACTIVITIES[kind]
    draft = {"kind": kind, "title": title, "seconds": seconds, "rules": rules}
    made = staff_call(page, "POST", f"/rooms/{slug}/activities", draft)
    staff_call(page, "POST", f"/rooms/{slug}/activities/{made['id']}/open", {})
    return int(made["id"])


def set_gifts(page: Page, platform: Platform) -> None:
    """Gifts of the shop, one with a long name."""
    shop = platform.rows("select shop_id from liveroom_room where slug = 'yunhe'")[0][0]
    names = (("小花", "🌹", 1), ("爱心", "❤️", 5), ("名字特别特别长的礼物", "🎁", 66))
    gifts = [{"name": name, "icon": icon, "points": points} for name, icon, points in names]
    body = {"is_open": True, "daily_points": 2000, "gifts": gifts}
    staff_call(page, "PUT", f"/gifts/shop?shop_id={shop}", body)


def close_activities(page: Page, ids: list[int], slug: str = "yunhe") -> None:
    """Take them from the stage again, for the stories that come after."""
    for one in ids:
        staff_call(page, "POST", f"/rooms/{slug}/activities/{one}/cancel", {})


class Wire:
    """The line between a page and its gateway, which frames can be put on and which can break."""

    def __init__(self, page: Page, platform: Platform) -> None:
        self._route: WebSocketRoute | None = None
        self._is_cut = False
        self._is_deaf = False
        gateway = f":{platform.config.gateway_port}/"
        page.route_web_socket(lambda url: gateway in url, self._join)

    def _join(self, route: WebSocketRoute) -> None:
        if self._is_cut:
            route.close()
            return
        self._route = route
        server = route.connect_to_server()
        route.on_message(server.send)
        server.on_message(lambda text: None if self._is_deaf else route.send(text))

    def tell(self, frame: str) -> None:
        """As if the gateway had sent it."""
        assert self._route is not None, "the page has no line yet"
        self._route.send(frame)

    def deafen(self) -> None:
        """What the page sends arrives; what is answered does not."""
        self._is_deaf = True

    def cut(self) -> None:
        """The line breaks, and no new one comes about."""
        self._is_cut = True
        if self._route is not None:
            self._route.close()

    def mend(self) -> None:
        self._is_cut = self._is_deaf = False
