"""Bad input by hand, of selling: quotes, refunds, coupons, stock papers, keys, webhooks, tables.

None of it changes anything, and each answer is a problem that tells people something.
"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests
from tests.factories.api_world import Callers, World

HUGE = 2**63
HALF = "\ud800"  # half a character: JSON can say it, UTF-8 cannot
ROOM = {"room": "yunhe"}
KEY = {"shop_id": 1, "name": "ERP", "scopes": ["orders:read"], "calls_per_minute": 60}
HOOK = {"shop_id": 1, "name": "ERP", "url": "https://example.com/hook", "types": ["order.paid"]}


@pytest.fixture(scope="module")
def staff(world: World) -> requests.Session:
    return world.staff()


@pytest.fixture(scope="module")
def take(world: World, staff: requests.Session) -> int:
    """A stock take that is being counted."""
    body = {"warehouse_id": None, "note": ""}
    made = staff.post(f"{world.api}/stock/takes", json=body, params={"shop_id": 1}, timeout=30)
    assert made.status_code == 201, made.text
    return int(made.json()["id"])


def refused(answer: requests.Response) -> Any:
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text[:300])
    assert answer.headers["content-type"] == "application/problem+json", answer.text[:100]
    body = answer.json()
    assert body["code"]
    assert body["detail"]
    return body


def _line(offer: object, quantity: object = 1) -> dict[str, object]:
    return {"offer_id": offer, "quantity": quantity}


@pytest.mark.parametrize(
    "body",
    [
        ROOM | {"lines": []},
        ROOM | {"lines": [_line(1, 0)]},
        ROOM | {"lines": [_line(1, -1)]},
        ROOM | {"lines": [_line(1, 10**30)]},
        ROOM | {"lines": [_line(HUGE)]},
        ROOM | {"lines": [_line(1)] * 51},
        ROOM | {"lines": [_line(1, 999)] * 20},
        ROOM | {"lines": [_line(1)], "coupon_claim_ids": [HUGE]},
        ROOM | {"lines": [_line(1)], "coupon_claim_ids": list(range(1, 90))},
        ROOM | {"lines": [_line(1)], "points": -1},
        ROOM | {"lines": [_line(1)], "credit": HUGE},
        ROOM | {"lines": [_line(1)], "address_id": HUGE},
        {"room": "nowhere", "lines": [_line(1)]},
        {"room": "a\x00b", "lines": [_line(1)]},
        {"room": HALF, "lines": [_line(1)]},
    ],
    ids=lambda body: str(body)[:60],
)
def test_quotes_of_nothing(callers: Callers, body: dict[str, Any]) -> None:
    refused(callers.session("buyer").post(f"{callers.world.api}/checkout/quote", json=body))


@pytest.mark.parametrize(
    "changes",
    [
        {"quote_id": 0}, {"quote_id": 2**62}, {"quote_id": HUGE}, {"pay_amount": -1},
        {"pay_amount": HUGE}, {"key": "mine"}, {"key": ""}, {"key": None}, {"source": "a\x00"},
        {"source": HALF}, {"source": "x" * 5000},
    ],
    ids=str,
)  # fmt: skip
def test_placing_what_was_never_quoted(callers: Callers, changes: dict[str, Any]) -> None:
    body = {"quote_id": 7, "pay_amount": 100, "key": str(uuid.uuid4()), "source": "direct"}
    buyer, orders = callers.session("buyer"), "select count(*) from selling_order"
    before = callers.world.row(orders)
    refused(buyer.post(f"{callers.world.api}/checkout/place", json=body | changes, timeout=30))
    assert callers.world.row(orders) == before


@pytest.mark.parametrize(
    "lines",
    [
        [{"line_id": 5, "quantity": 1}], [{"line_id": HUGE, "quantity": 1}],
        [{"line_id": 0, "quantity": 0}], [{"line_id": 64, "quantity": 10**20}],
        [{"line_id": -64, "quantity": 1}], [{"line_id": 64, "quantity": 999}] * 2, [None], "all",
    ],
    ids=str,
)  # fmt: skip
def test_refunds_of_units_that_the_order_has_not(
    callers: Callers, staff: requests.Session, lines: object
) -> None:
    order, api = callers.real["order_id"], callers.world.api
    body = {"reason": "x", "lines": lines}
    buyer = callers.session("buyer")
    refused(buyer.post(f"{api}/checkout/orders/{order}/refund-preview", json=body, timeout=30))
    refused(buyer.post(f"{api}/orders/mine/{order}/refund", json=body, timeout=30))
    refused(staff.post(f"{api}/orders/{order}/refund-preview", json=body, timeout=30))
    refused(staff.post(f"{api}/orders/{order}/refund", json=body, timeout=30))
    assert callers.world.row("select count(*) from selling_refund") == (0,)


@pytest.mark.parametrize("campaign", ["0", "-1", str(2**62), str(HUGE), "x", "%00"])
def test_coupons_that_are_none(callers: Callers, campaign: str) -> None:
    url = f"{callers.world.api}/promotions/room/yunhe/coupons/{campaign}/claim"
    refused(callers.session("buyer").post(url, timeout=30))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("takes/{take}/counts", {"lines": []}),
        ("takes/{take}/counts", {"lines": [{"sku_id": HUGE, "counted": 1}]}),
        ("takes/{take}/counts", {"lines": [{"sku_id": 2**62, "counted": 1}]}),
        ("takes/{take}/counts", {"lines": [{"sku_id": 1, "counted": -1}]}),
        ("takes/{take}/counts", {"lines": [{"sku_id": 1, "counted": 10**30}]}),
        ("takes/{take}/post", {"reason": "a\x00b"}),
        ("takes/{take}/post", {"reason": HALF}),
        ("takes/9000000000/submit", {}),
        ("takes", {"warehouse_id": 2**62, "note": ""}),
        ("transfers", {"source_id": 1, "target_id": 1, "lines": [{"sku_id": 1, "units": 1}]}),
        ("transfers", {"source_id": 1, "target_id": 2**62, "lines": [{"sku_id": 1, "units": 1}]}),
        ("transfers", {"source_id": 1, "target_id": 2, "lines": []}),
        ("transfers", {"source_id": 1, "target_id": 2, "lines": [{"sku_id": 1, "units": 0}]}),
        ("transfers", {"source_id": 1, "target_id": 2, "lines": [{"sku_id": 1, "units": HUGE}]}),
        ("transfers/2147483648/receive", {"lines": [{"sku_id": 1, "units": 1}]}),
        ("receipts", {"warehouse_id": 1, "supplier": "\x00", "paper_no": "", "lines": []}),
        ("holds", {"sku_id": 1, "units": 1, "holder": "x", "until": "0001-01-01T00:00:00+14:00"}),
        ("holds", {"sku_id": 1, "units": 10**9, "holder": "x", "until": "2099-01-01T00:00:00Z"}),
        ("lots/9999/write-off", {"warehouse_id": 1, "units": 1, "reason": "x"}),
    ],
)
def test_stock_papers_that_do_not_add_up(
    world: World, staff: requests.Session, take: int, path: str, body: dict[str, Any]
) -> None:
    url = f"{world.api}/stock/{path.format(take=take)}"
    moved = "select count(*) from foundation_ledgertransfer"
    before = world.row(moved)
    refused(staff.post(url, json=body, params={"shop_id": 1}, timeout=30))
    assert world.row(moved) == before


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api-keys", KEY | {"scopes": []}),
        ("/api-keys", KEY | {"scopes": ["root"]}),
        ("/api-keys", KEY | {"scopes": [HALF]}),
        ("/api-keys", KEY | {"expires_at": "0001-01-01T00:00:00+14:00"}),
        ("/api-keys", KEY | {"expires_at": "2001-01-01T00:00:00Z"}),
        ("/api-keys", KEY | {"calls_per_minute": 0}),
        ("/api-keys", KEY | {"calls_per_minute": 10**30}),
        ("/api-keys", KEY | {"name": "a\x00b"}),
        ("/api-keys", KEY | {"shop_id": HUGE}),
        ("/webhooks", HOOK | {"types": ["order.eaten"]}),
        ("/webhooks", HOOK | {"types": [HALF]}),
        ("/webhooks", HOOK | {"url": "file:///etc/passwd"}),
        ("/webhooks", HOOK | {"url": "https://"}),
        ("/webhooks", HOOK | {"url": "https://a\x00b/"}),
        ("/webhooks", HOOK | {"url": f"https://{HALF}/"}),
        ("/webhooks", HOOK | {"url": "https://example.com/" + "x" * 5000}),
        ("/webhooks/9000000000/replay", {"shop_id": 1, "since": 1, "until": 2}),
    ],
)
def test_keys_and_receivers_that_must_not_be(
    world: World, staff: requests.Session, path: str, body: dict[str, Any]
) -> None:
    refused(staff.post(world.api + path, json=body, timeout=30))


@pytest.mark.parametrize("key", ["catalog.product", "catalog.sku", "no.table", "a%00b"])
@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 99, b"PK\x03\x04broken", b"\xff\xfe\xfa" * 50, b'a,b\n1,"' + b"x" * 200_000],
    ids=["empty", "zeros", "broken xlsx", "noise", "open quote"],
)
def test_tables_from_broken_files(
    world: World, staff: requests.Session, key: str, content: bytes
) -> None:
    answer = staff.post(
        f"{world.api}/tables/{key}/import", params={"shop_id": 1, "store": True},
        files={"file": ("table.csv", content)}, timeout=60,
    )  # fmt: skip
    if answer.status_code == 200:  # a table of which no row is good
        assert not answer.json().get("good")
    else:
        refused(answer)


@pytest.mark.parametrize("path", ["wechat/notify", "alipay/notify", "stripe/notify"])
@pytest.mark.parametrize("shop", ["", "/1", f"/{HUGE}"])
@pytest.mark.parametrize(
    "content", [b"", b"{", b"\x00\xff", b"sign=x&out_trade_no=%00", b"[" * 9999]
)
def test_notices_that_nobody_signed(world: World, path: str, shop: str, content: bytes) -> None:
    answer = requests.post(f"{world.api}/pay/{path}{shop}", data=content, timeout=30)
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text[:300])
    assert world.row("select count(*) from selling_payment where state = 'paid'") == (0,)
